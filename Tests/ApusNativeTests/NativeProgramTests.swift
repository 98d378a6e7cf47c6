// Native code computes what the interpreter computes.

import ApusDifferentiation
import ApusGraph
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct NativeProgramTests {
  static func agree(_ outputs: [Tensor], _ bindings: [(Tensor, NDArray)], data: [Tensor: NDArray] = [:]) throws {
    let findings = try NativeAgreement.findings("here", outputs, bindings, data: data)
    #expect(findings == [])
  }

  static func numbers(_ shape: Shape, seed: Int = 1) -> NDArray {
    NDArray((0..<shape.elementCount).map { Double(($0 * 7919 + seed * 104729) % 1013) / 400 - 1 }, shape: shape)
  }

  @Test func `scalars`() throws {
    let x = Tensor.argument("x")
    let y = Tensor.argument("y")
    let z = exp(x) * y + log1p(y * y) / x
    let gradients = try gradient(of: z, withRespectTo: [x, y])
    try Self.agree([z] + gradients, [(x, NDArray(0.7)), (y, NDArray(-1.3))])
  }

  @Test(arguments: [1, 3, 8, 9, 16, 21, 100])
  func `vectors, sums and their gradients`(n: Int) throws {
    let x = Tensor.argument("x", .float64([n]))
    let s = Tensor.argument("s")
    let data = Tensor.argument("data", .float64([n]))
    let z = sum(softplus(x * s) - data * x)
    let gradients = try gradient(of: z, withRespectTo: [x, s])
    try Self.agree(
      [z] + gradients, [(x, Self.numbers([n])), (s, NDArray(1.5))], data: [data: Self.numbers([n], seed: 2)])
  }

  @Test(arguments: [[2, 3], [3, 2], [5, 401], [401, 5], [2, 8], [3, 16], [1, 9]])
  func `broadcasting over rows and columns`(shape: [Int]) throws {
    let shape = Shape(shape)
    let x = Tensor.argument("x", .float64(shape))
    let row = Tensor.argument("row", .float64([shape[1]]))
    let column = Tensor.argument("column", .float64([shape[0], 1]))
    let z = exp(x * 0.1) * row + column
    let outputs = [
      z, sum(z, axes: [0]), sum(z, axes: [1]), sum(z * z), z.transposed(), max(z, axes: [1]), min(z, axes: [0]),
      logSumExp(z, axes: [0]), logSumExp(z, axes: [1]), logSumExp(z), product(z, axes: [1]),
    ]
    try Self.agree(
      outputs + gradient(of: sum(logSumExp(z, axes: [1])), withRespectTo: [x, row, column]),
      [
        (x, Self.numbers(shape)), (row, Self.numbers([shape[1]], seed: 3)),
        (column, Self.numbers([shape[0], 1], seed: 4)),
      ])
  }

  @Test(arguments: [56, 57, 63, 64, 65, 71, 72, 73, 80, 136, 401])
  func `long chains of instructions, three vectors a turn`(n: Int) throws {
    let x = Tensor.argument("x", .float64([3, n]))
    let table = Tensor.argument("table", .float64([11]))
    let indices = Tensor((0..<n).map { $0 * 7 % 11 })
    let z = exp(sin(x) + table[indices]) * cbrt(cos(x) + 2) + log1p(x * x) * atan2(x, 2 + tanh(x))
    let outputs = [
      z, sum(z), sum(z, axes: [0]), sum(z, axes: [1]), max(z, axes: [1]), min(z), product(z * 0.1, axes: [1]),
      scatterAdd(z[0], at: indices, extent: 11),
    ]
    try Self.agree(
      outputs + gradient(of: sum(z * z), withRespectTo: [x, table]),
      [(x, Self.numbers([3, n])), (table, Self.numbers([11], seed: 4))])
  }

  @Test(arguments: [[3, 1, 40], [1, 1, 9], [2, 2, 2], [4, 3, 5], [8, 8, 8], [2, 8, 30], [1, 5, 1], [5, 9, 5]])
  func `products of small matrices`(extents: [Int]) throws {
    let (rows, inner, columns) = (extents[0], extents[1], extents[2])
    for (transposesFirst, transposesSecond) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = Tensor.argument("a", .float64(transposesFirst ? [inner, rows] : [rows, inner]))
      let b = Tensor.argument("b", .float64(transposesSecond ? [columns, inner] : [inner, columns]))
      let op = MatMul(transposesFirst: transposesFirst, transposesSecond: transposesSecond)
      let z = Tensor.apply(op, exp(a), sin(b))
      let calls = inner > 8 ? "1 calls" : "0 calls"
      #expect(try NativeProgram([z], varying: [a, b], verifying: true).explain().contains(calls))
      try Self.agree(
        [z] + gradient(of: sum(z * z), withRespectTo: [a, b]),
        [(a, Self.numbers(a.shape)), (b, Self.numbers(b.shape, seed: 3))])
    }
  }

  @Test(arguments: [1, 5, 8, 40]) func `products of equal factors cancel to 0, also behind a sign`(n: Int) throws {
    let names = ["a", "b", "c", "d"].map { Tensor.argument($0, .float64([n])) }
    let (a, b, c, d) = (names[0], names[1], names[2], names[3])
    let outputs = [a * b - c * d, -(a * b) + c * d, c * d + -(a * b), -(a * b) - -(c * d), a.squared() - c * c]
    let (first, second) = (Self.numbers([n], seed: 3), Self.numbers([n], seed: 5))
    // One of them is rounded, or all would be exact.
    #expect(zip(first.doubles, second.doubles).contains { (-$0 * $1).addingProduct($0, $1) != 0 })
    for value in try NativeAgreement.native(outputs, [(a, first), (b, second), (c, first), (d, second)]) {
      #expect(value.doubles.allSatisfy { $0 == 0 }, "\(value)")
    }
  }

  @Test func `what is cheap is computed again instead of stored`() throws {
    let n = 500
    let (x, s) = (Tensor.argument("x", .float64([n])), Tensor.argument("s"))
    let data = Tensor(Self.numbers([n], seed: 5))
    let scaled = data / s
    let costly = exp(scaled * x)
    let peak = max(costly)
    // `scaled` and `shifted` are read before and after the peak is known; of the two loops, the first stores `costly` alone.
    let shifted = scaled - 0.5
    let z = sum(costly * shifted * scaled / peak) + sum(shifted * costly)
    let outputs = try [z] + gradient(of: z, withRespectTo: [s])
    let program = try NativeProgram(outputs, varying: [x, s], verifying: true)
    let stored = program.explain().split(separator: "\n").filter { $0.contains("→ arena") && !$0.contains("part") }
    #expect(stored.count == 1 && stored[0].contains("Exp"), "\(program.explain())")
    try Self.agree(outputs, [(x, Self.numbers([n])), (s, NDArray(1.7))])
  }

  @Test(arguments: [4, 20, 919])
  func `gathers and their gradients`(n: Int) throws {
    let a = Tensor.argument("a", .float64([13]))
    let indices = Tensor((0..<n).map { $0 * 5 % 13 })
    let z = a[indices] * Tensor(Self.numbers([n]))
    try Self.agree([z, sum(z)] + gradient(of: sum(z * z), withRespectTo: [a]), [(a, Self.numbers([13]))])
  }

  @Test(arguments: [1, 3, 4, 7, 8, 9], [5, 8, 40]) func `tables of few elements`(count: Int, n: Int) throws {
    let a = Tensor.argument("a", .float64([count]))
    let indices = Tensor.argument("indices", .int64([n]))
    let z = a[indices] * Tensor(Self.numbers([n]))
    let groups = scatterAdd(exp(z), at: indices, extent: count)
    try Self.agree(
      [z, groups] + gradient(of: sum(groups * groups), withRespectTo: [a]), [(a, Self.numbers([count]))],
      data: [indices: NDArray((0..<n).map { $0 * 5 % (count + 1) - ($0 == 3 ? 1 : 0) })])
  }

  @Test func `parts, concatenation, matrices`() throws {
    let a = Tensor.argument("a", .float64([6, 5]))
    let b = Tensor.argument("b", .float64([5]))
    let z = matmul(a, b)
    let joined = concatenate([z, b * 2, a.reshaped(to: [30])[3..<12]], axis: 0)
    let matrix = matmul(a.transposed(), a) + 3 * Tensor.identity(5)
    let factor = cholesky(matrix)
    let total = sum(joined * joined) + sum(log(diagonal(factor)))
    try Self.agree(
      [joined, factor, total] + gradient(of: total, withRespectTo: [a, b]),
      [(a, Self.numbers([6, 5])), (b, Self.numbers([5], seed: 7))])
  }

  @Test(arguments: [[20, 3], [3, 20], [8, 8], [401, 70], [70, 401], [5, 200]])
  func `a matrix of data times a vector, and the gradient`(shape: [Int]) throws {
    let matrix = Tensor.argument("matrix", .float64(Shape(shape)))
    let right = Tensor.argument("right", .float64([shape[1]]))
    let left = Tensor.argument("left", .float64([shape[0]]))
    let z = sum(softplus(matmul(matrix, right))) + sum(softplus(matmul(left, matrix)))
    try Self.agree(
      [matmul(matrix, right), matmul(left, matrix), z] + gradient(of: z, withRespectTo: [right, left]),
      [(right, Self.numbers([shape[1]])), (left, Self.numbers([shape[0]], seed: 5))],
      data: [matrix: Self.numbers(Shape(shape), seed: 9)])
  }
}
