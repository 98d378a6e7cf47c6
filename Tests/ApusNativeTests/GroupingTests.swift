// Loops in the order of a group index give what the interpreter gives, whatever the groups are like.

import ApusDifferentiation
import ApusGraph
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct GroupingTests {
  /// A likelihood of rows with a line for each group, and its gradient.
  private struct Lines {
    let intercepts: Tensor
    let slopes: Tensor
    let scale = Tensor.argument("scale")
    let groups: Tensor
    let response: Tensor
    let outputs: [Tensor]

    init(rows: Int, groups count: Int, terms: (Tensor) -> Tensor = { $0 }) throws {
      intercepts = .argument("intercepts", .float64([count]))
      slopes = .argument("slopes", .float64([count]))
      groups = .argument("groups", .int64([rows]))
      response = .argument("response", .float64([rows]))
      let predictor = Tensor(NativeProgramTests.numbers([rows], seed: 5))
      let residual = (response - intercepts[groups] - slopes[groups] * predictor) / exp(scale)
      let value = sum(terms(residual * residual)) * -0.5 - scale * Double(rows)
      outputs = try [value] + gradient(of: value, withRespectTo: [intercepts, slopes, scale])
    }

    var bindings: [(Tensor, NDArray)] {
      [
        (intercepts, NativeProgramTests.numbers(intercepts.shape, seed: 2)),
        (slopes, NativeProgramTests.numbers(slopes.shape, seed: 3)), (scale, NDArray(0.3)),
      ]
    }

    func data(_ group: (Int) -> Int) -> [Tensor: NDArray] {
      let rows = response.shape[0]
      return [
        groups: NDArray((0..<rows).map(group)), response: NativeProgramTests.numbers([rows], seed: 4),
      ]
    }
  }

  @Test(arguments: [(60, 10), (61, 10), (919, 85), (1000, 9), (96, 16)])
  func `rows are taken group by group`(rows: Int, groups: Int) throws {
    let lines = try Lines(rows: rows, groups: groups)
    let program = try NativeProgram(lines.outputs, varying: lines.bindings.map(\.0), verifying: true)
    #expect(program.explain().contains("\(rows) elements in \(groups) groups"))
    let assignments: [(Int) -> Int] = [
      { $0 % groups }, { $0 * groups / rows }, { $0 * 7919 % groups }, { _ in groups - 1 }, { $0 == 5 ? 0 : 1 },
    ]
    for assignment in assignments {
      try NativeProgramTests.agree(lines.outputs, lines.bindings, data: lines.data(assignment))
    }
  }

  @Test func `rows of no group are NaN, and are added nowhere`() throws {
    let lines = try Lines(rows: 100, groups: 9) { term in
      // Without the NaN of the rows outside, the sums of the others can be seen.
      select(isNaN(term), 0.25, term)
    }
    for outside in [9, 1 << 40, -1, -100] {
      let data = lines.data { $0.isMultiple(of: 11) ? outside : $0 % 9 }
      try NativeProgramTests.agree(lines.outputs, lines.bindings, data: data)
    }
  }

  @Test func `other indices, reductions, truth values and parts of data go along`() throws {
    let (rows, count) = (203, 17)
    let a = Tensor.argument("a", .float64([count]))
    let b = Tensor.argument("b", .float64([30]))
    let groups = Tensor.argument("groups", .int64([rows]))
    let others = Tensor((0..<rows).map { $0 * 31 % 30 })
    let table = Tensor(NativeProgramTests.numbers([rows, 3], seed: 7))
    let isCounted = Tensor(NDArray((0..<rows).map { $0 % 3 != 1 }))
    let z = a[groups] * table[0..., 1] + b[others] * table[0..., 2]
    let terms = select(isCounted, exp(z), z * z)
    let value = sum(terms)
    let outputs =
      try [value, max(z), min(terms), product(z * 0.01 + 1.001)] + gradient(of: value, withRespectTo: [a, b])
    let program = try NativeProgram(outputs, varying: [a, b], verifying: true)
    #expect(program.explain().contains("in \(count) groups"))
    try NativeProgramTests.agree(
      outputs, [(a, NativeProgramTests.numbers([count])), (b, NativeProgramTests.numbers([30], seed: 2))],
      data: [groups: NDArray((0..<rows).map { $0 * $0 % count })])
  }

  @Test(arguments: [3, 70]) func `products with a matrix of data go along`(columns: Int) throws {
    let (rows, count) = (331, 20)
    let a = Tensor.argument("a", .float64([count]))
    let beta = Tensor.argument("beta", .float64([columns]))
    let groups = Tensor.argument("groups", .int64([rows]))
    let matrix = Tensor.argument("matrix", .float64([rows, columns]))
    let isOne = Tensor(NDArray((0..<rows).map { Double($0 % 2) }))
    let logit = a[groups] + matmul(matrix, beta)
    let value = sum(isOne * logit - softplus(logit))
    let outputs = try [value] + gradient(of: value, withRespectTo: [a, beta])
    let program = try NativeProgram(outputs, varying: [a, beta], verifying: true)
    #expect(program.explain().contains("in \(count) groups"))
    try NativeProgramTests.agree(
      outputs, [(a, NativeProgramTests.numbers([count])), (beta, NativeProgramTests.numbers([columns], seed: 2))],
      data: [
        groups: NDArray((0..<rows).map { $0 * 13 % count }),
        matrix: NativeProgramTests.numbers([rows, columns], seed: 6),
      ])
  }

  @Test func `values that are read elsewhere, and few rows for each group, keep their order`() throws {
    let lines = try Lines(rows: 100, groups: 30)
    let few = try NativeProgram(lines.outputs, varying: lines.bindings.map(\.0), verifying: true)
    #expect(!few.explain().contains("groups"))
    let (a, groups) = (Tensor.argument("a", .float64([9])), Tensor.argument("groups", .int64([100])))
    let z = exp(a[groups])
    let outputs = try [z] + gradient(of: sum(z * z), withRespectTo: [a])
    #expect(try !NativeProgram(outputs, varying: [a], verifying: true).explain().contains("groups"))
    try NativeProgramTests.agree(
      outputs, [(a, NativeProgramTests.numbers([9]))], data: [groups: NDArray((0..<100).map { $0 % 9 })])
  }
}
