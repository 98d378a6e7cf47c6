// What the check of native code takes for rounding: little where terms are of one sign, what was summed where they cancel.

import ApusFunctions
import ApusGraph
import ApusNative
import ApusOps
import Testing

@Suite(.enabled(if: NativeProgram.isAvailable, "libLLVM is not installed"))
struct RoundingTests {
  private static let unit = Double.ulpOfOne

  /// The largest change of each element of an output by other roundings, in units of `Double.ulpOfOne`.
  private func changes(_ output: Tensor, _ bindings: [(Tensor, NDArray)]) throws -> [Double] {
    let program = try NativeProgram([output], varying: bindings.map(\.0), level: 0)
    let changes = try NativeCheck(program, data: [:]).changesByRounding(at: bindings.map(\.1))
    return changes[0].map { $0 / Self.unit }
  }

  private func holds(_ output: Tensor, _ bindings: [(Tensor, NDArray)]) throws {
    let program = try NativeProgram([output], varying: bindings.map(\.0), level: 0)
    try NativeCheck(program, data: [:]).run(at: [bindings.map(\.1)])
  }

  @Test func `a sum that cancels may change by parts of its terms`() throws {
    let x = Tensor.argument("x", .float64([4]))
    let change = try changes(sum(x), [(x, [1e8, -1e8, 3e7, -3e7])])[0]
    #expect((0.1 * 2.6e8...4 * 2.6e8).contains(change))
  }

  @Test func `a sum of terms of one sign changes by a few units in the last place`() throws {
    let x = Tensor.argument("x", .float64([64]))
    let change = try changes(sum(x), [(x, NDArray([Double](repeating: 0.5, count: 64)))])[0]
    #expect((1...4 * 32).contains(change))
  }

  @Test func `products of matrices and sums at indices change by parts of their terms`() throws {
    let a = Tensor.argument("a", .float64([1, 2]))
    let b = Tensor.argument("b", .float64([2, 1]))
    let values = (NDArray([1e6, 1e6] as [Double], shape: [1, 2]), NDArray([1.0, -1.0], shape: [2, 1]))
    let product = try changes(matmul(a, b), [(a, values.0), (b, values.1)])[0]
    #expect((0.1 * 2e6...4 * 2e6).contains(product))
    let x = Tensor.argument("x", .float64([3]))
    let scattered = try changes(scatterAdd(x, at: Tensor([0, 0, 1] as [Int]), extent: 2), [(x, [1e6, -1e6, 1])])
    #expect(scattered[0] > 1e5 && scattered[1] < 10)
  }

  @Test func `a large angle has the resolution of its turns`() throws {
    let t = Tensor.argument("t")
    // 2π 2 451 545.3 / 0.37 is 4.163e7, whose unit in the last place is 7.45e-9.
    let change = try changes(sin(2 * Double.pi * t / 0.37), [(t, NDArray(2_451_545.3))])[0] * Self.unit
    #expect(change > 1e-10 && change < 4e-8)
  }

  @Test func `what moves, chooses or compares elements rounds nothing`() throws {
    let x = Tensor.argument("x", .float64([2, 3]))
    let value = NDArray([0.1, -0.2, 0.3, 0.7, 1.1, -1.3], shape: [2, 3])
    let moved = [
      x.transposed(), maximum(x, -x), x.reshaped(to: [6]), x[0..<1], concatenate([x, x], axis: 0), abs(x), floor(x),
      select(x .> 0, x, 2.0),
    ]
    for output in moved { #expect(try changes(output, [(x, value)]).allSatisfy { $0 == 0 }) }
  }

  @Test func `a loop's turns round each`() throws {
    let x = Tensor.argument("x", .float64([200]))
    let total = scan([Tensor(0.0)], over: [x]) { carry, element in ([carry[0] + element[0]], []) }.carry[0]
    let change = try changes(total, [(x, NDArray((0..<200).map { $0 % 2 == 0 ? 1e6 : -1e6 }))])[0]
    // The partial sums are 1e6 every other turn, so that 100 of the 200 roundings are as large.
    #expect(change > 1e6 && change < 400 * 1e6)
  }

  @Test func `powers with whole exponents and values on the edge of a domain stay numbers`() throws {
    let x = Tensor.argument("x", .float64([4]))
    let point: [(Tensor, NDArray)] = [(x, [-2, -3, 1, 1])]
    #expect(try changes(pow(x, Tensor([2.0, 3, 2, 5])), point).allSatisfy { $0 > 0 && $0 < 1000 })
    try holds(pow(x, Tensor([2.0, 3, 2, 5])) - pow(x, Tensor([2.0, 3, 2, 5])) * 1.0000001, point)
    try holds(sum(acos(cos(0 * x))) - sum(exp(x)) + 1, point)
  }
}
