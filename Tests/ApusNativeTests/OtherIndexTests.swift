// Values read at another index than the loop's: reshaped sequences of loops, loops in loops, elements that others need too.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled(if: NativeProgram.isAvailable, "libLLVM is not installed"))
struct OtherIndexTests {
  private let z = Tensor.argument("z", .float64([2, 3]))
  private let numbers = NDArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3])

  /// The running sums of a sequence.
  private func runningSums(_ sequence: Tensor, reversed: Bool = false) -> ScanResult {
    scan([Tensor(0.0)], over: [sequence], reversed: reversed) { carry, elements in
      let next = carry[0] + sum(elements[0])
      return ([next], [next])
    }
  }

  @Test func `a loop over a reshaped value reads the sequence's elements`() throws {
    let flat = runningSums(z.reshaped(to: [6]))
    let row = runningSums(z.reshaped(to: [1, 6]))
    let columns = runningSums(z.reshaped(to: [3, 2]))
    let transposed = runningSums(z.transposed())
    let found = try NativeAgreement.native(
      [flat.outputs[0], row.outputs[0], columns.outputs[0], transposed.outputs[0]], [(z, numbers)])
    #expect(found[0].doubles == [1, 3, 6, 10, 15, 21])
    #expect(found[1].doubles == [21])
    #expect(found[2].doubles == [3, 10, 21])
    #expect(found[3].doubles == [5, 12, 21])
  }

  @Test func `a long row is a sequence of one element, or of all`() throws {
    let x = Tensor.argument("x", .float64([1, 5000]))
    let ones = NDArray([Double](repeating: 1, count: 5000), shape: [1, 5000])
    let loop = runningSums(x.reshaped(to: [5000]))
    let found = try NativeAgreement.native(
      [loop.carry[0], loop.outputs[0][4998], runningSums(x).carry[0]], [(x, ones)])
    #expect(found.map(\.scalar) == [5000, 4999, 5000])
  }

  @Test func `reshaped results of a loop have the gradients of their elements`() throws {
    // Σₖ wₖ sₖ of the running sums sₖ, as a matrix and back: ∂/∂zⱼ is the sum of wₖ from j on.
    let sums = runningSums(z.reshaped(to: [6])).outputs[0]
    let weights = Tensor(NDArray([1.0, 10, 100, 1000, 10_000, 100_000], shape: [3, 2]))
    let total = sum(sums.reshaped(to: [3, 2]) * weights)
    let slope = try gradient(of: total, withRespectTo: z)
    let found = try NativeAgreement.native([slope], [(z, numbers)])
    #expect(found[0].doubles == [111_111, 111_110, 111_100, 111_000, 110_000, 100_000])
  }

  @Test func `constants of a loop in a loop do not overwrite those outside`() throws {
    let x = Tensor.argument("x", .float64([2]))
    let outer = Tensor([10.0, 20])
    let inner = Tensor([0.5, 0.25, 0.75])
    let innermost = Tensor([2.0, -1])
    let loop = scan([x], over: [Tensor([1.0, 2])]) { carry, elements in
      let nested = scan([carry[0]], over: [inner]) { c, e in
        let last = scan([sum(c[0])], over: [innermost]) { d, f in ([d[0] + f[0]], []) }
        return ([c[0] + e[0] * (last.carry[0] - sum(c[0]))], [])
      }
      return ([carry[0] + outer * elements[0] * (nested.carry[0] - carry[0])], [])
    }
    // The innermost loop adds 1, the inner one 1.5: x + (10, 20) · 1.5 · (1 + 2).
    let found = try NativeAgreement.native([loop.carry[0]], [(x, NDArray([0.5, 0.25]))])
    #expect(found[0].doubles == [45.5, 90.25])
  }

  @Test(arguments: [[6, 3], [11], [40], [9, 4], [3, 20]]) func `a value is computed again at its own index only`(
    extents: [Int]
  ) throws {
    let x = Tensor.argument("x", .float64(Shape(extents)))
    let values = NativeProgramTests.numbers(Shape(extents))
    let u = 2 * x
    let others: [Tensor] = [u[0], u.flipped(), u.flipped(axis: 0), u[extents[0] - 1]]
    for other in others {
      let b = u - other
      let density = b * u / sqrt(1 + sum(b * u * u))
      let slope = try gradient(of: sum(density), withRespectTo: x)
      #expect(try NativeAgreement.findings("\(extents)", [density, slope], [(x, values)], rewriting: false) == [])
    }
  }
}
