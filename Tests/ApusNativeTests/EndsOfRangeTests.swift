// Divisors near the ends of the range, and infinities that must stay not-a-number: native code and the interpreter alike.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled(if: NativeProgram.isAvailable, "libLLVM is not installed"))
struct EndsOfRangeTests {
  @Test(arguments: [1e-310, 3e-320, 1e-305, 1, 1e305, 1.5e307]) func `shares of a sum of any size`(size: Double) throws
  {
    let x = Tensor.argument("x", .float64([11]))
    let parts = NDArray((1...11).map { Double($0) * size / 16 }, shape: [11])
    let found = try NativeAgreement.native([x / sum(x), sum(x) / x], [(x, parts)])
    let total = parts.doubles.reduce(0, +)
    for (place, part) in parts.doubles.enumerated() {
      // The sum of subnormal numbers is exact; the quotient is that of the numbers as they are.
      let (share, inverse) = (part / total, total / part)
      #expect((found[0].doubles[place] - share).magnitude <= 2e-15 * share)
      #expect(found[1].doubles[place] == inverse || (found[1].doubles[place] - inverse).magnitude <= 2e-15 * inverse)
    }
  }

  @Test(arguments: [1e-310, -1e-310, 5e-324, 1e-300, 1e300, 1.7e308, -1.7e308, 0, -0.0, .infinity, .nan])
  func `divisors that several quotients share`(divisor: Double) throws {
    let numerators = [0, 1, -3, 5e-324, 1e-310, 1e-300, 1e300, 1.7e308, Double.infinity, Double.nan, 0.1]
    let x = Tensor.argument("x", .float64([11]))
    let y = Tensor.argument("y", .float64([11]))
    let d = Tensor.argument("d")
    let e = Tensor.argument("e", .float64([11]))
    let values = NDArray(numerators, shape: [11])
    let many = NDArray([Double](repeating: divisor, count: 11), shape: [11])
    let mirrored = NDArray(numerators.reversed(), shape: [11])
    let found = try NativeAgreement.native(
      [x / d, x / e, y / e], [(x, values), (y, mirrored), (d, NDArray(divisor)), (e, many)])
    for (result, source) in try paired(found, [numerators, numerators, Array(numerators.reversed())]) {
      for (quotient, numerator) in try paired(result.doubles, source) {
        let expected = numerator / divisor
        let isRight =
          quotient == expected || quotient.isNaN && expected.isNaN
          || (quotient - expected).magnitude <= 2 * expected.ulp
        #expect(isRight, "\(numerator) / \(divisor) is \(expected), not \(quotient)")
      }
    }
  }

  @Test(arguments: [1e-310, 3e-309, 1e-300, 0, .nan]) func `one divisor in loops of all kinds`(divisor: Double) throws {
    let d = Tensor.argument("d")
    let x = Tensor.argument("x", .float64([20]))
    let table = Tensor.argument("table", .float64([3, 20]))
    let values = NDArray((0..<20).map { Double($0) * 1e-311 }, shape: [20])
    let rows = NDArray((0..<60).map { Double($0) * 1e-311 }, shape: [3, 20])
    let groups = Tensor(NDArray((0..<20).map { ($0 * 7) % 3 }, shape: [20]))
    let level = Tensor.argument("level", .float64([3]))
    let walk = scan([x], over: [table]) { state, row in ([row[0] / d], [row[0] / d]) }
    let graphs = [x / d, table / d, (x - level[groups]) / d, walk.outputs[0], sum((x / d) * (x / d) / d)]
    let found = try NativeAgreement.native(
      graphs, [(x, values), (d, NDArray(divisor)), (table, rows), (level, NDArray([0.0, 0, 0], shape: [3]))])
    func expect(_ numbers: [Double], _ expected: [Double]) {
      for (number, right) in zip(numbers, expected) {
        #expect(
          number == right || number.isNaN && right.isNaN || (number - right).magnitude <= 4e-15 * right.magnitude)
      }
      #expect(numbers.count == expected.count)
    }
    let quotients = values.doubles.map { $0 / divisor }
    expect(found[0].doubles, quotients)
    expect(found[1].doubles, rows.doubles.map { $0 / divisor })
    expect(found[2].doubles, quotients)
    expect(found[3].doubles, rows.doubles.map { $0 / divisor })
    expect(found[4].doubles, [quotients.map { $0 * $0 / divisor }.reduce(0, +)])
  }

  @Test(arguments: [0x1p-1030, 0x1.8p1023, 0, 2]) func `divisors that are bound as data`(divisor: Double) throws {
    let x = Tensor.argument("x", .float64([11]))
    let errors = Tensor.argument("errors", .float64([11]))
    let values = NDArray([Double](repeating: divisor / 4, count: 11), shape: [11])
    let data = [errors: NDArray([Double](repeating: divisor, count: 11), shape: [11])]
    let findings = try NativeAgreement.findings("data", [x / errors], [(x, values)], data: data)
    #expect(findings == [])
    let found = try NativeAgreement.native([x / errors], [(x, values)], data: data)
    #expect(found[0].doubles.allSatisfy { divisor == 0 ? $0.isNaN : $0 == 0.25 })
  }

  @Test(arguments: [1.0, 1e8, 1e154, 1e160, 1e300]) func `a product is rounded alike wherever it is computed`(
    size: Double
  ) throws {
    let x = Tensor.argument("x", .float64([40]))
    let values = NDArray((0..<40).map { size * (1 + Double($0 % 7) / 8) }, shape: [40])
    let density = logSumExp(x * x)
    let slope = try gradient(of: density, withRespectTo: x)
    let findings = try NativeAgreement.findings("logSumExp", [density, slope], [(x, values)], rewriting: false)
    #expect(findings == [])
    // Where the square overflows, so does the sum: its slope is not known, and must not be a number.
    if size >= 1e160 {
      let found = try NativeAgreement.native([slope], [(x, values)])
      #expect(found[0].doubles.allSatisfy { $0.isNaN })
    }
  }

  /// a b − c d, and its forms with a changed sign, are 0 where the factors are equal: one product rounded and the other not
  /// would leave the rounding.
  @Test func `products that cancel leave nothing, whatever their signs`() throws {
    let names = ["a", "b", "c", "d"]
    let arguments = names.map { Tensor.argument($0, .float64([16])) }
    let (a, b, c, d) = (arguments[0], arguments[1], arguments[2], arguments[3])
    let (first, second) = (
      NDArray((0..<16).map { 0.1 + Double($0) / 7 }), NDArray((0..<16).map { 1.3 - Double($0) / 11 })
    )
    let forms = [
      a * b - c * d, a * b + -(c * d), -(a * b) + c * d, -(a * b) - -(c * d), -(-(a * b)) - c * d, -(c * d) + a * b,
      a.squared() - c.squared(), -a.squared() + c.squared(),
    ]
    for (index, form) in forms.enumerated() {
      let found = try NativeAgreement.native([form], [(a, first), (b, second), (c, first), (d, second)])
      #expect(found[0].doubles.allSatisfy { $0 == 0 }, "form \(index): \(found[0].doubles)")
    }
  }
}
