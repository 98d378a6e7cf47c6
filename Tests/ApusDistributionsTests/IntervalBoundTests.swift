// An interval's transform stays within its bounds, whatever the rounding, and its log-Jacobian and gradient stay numbers.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct IntervalBoundTests {
  /// Unconstrained numbers from the middle to where the bound is reached, on both sides.
  private static let places: [Double] = [
    0, 1e-300, 0.3, 5, 18, 33, 36, 36.5, 36.7, 37, 37.5, 40, 100, 744, 746, 800, 1e300,
  ].flatMap {
    [$0, -$0]
  }

  /// Pairs of bounds of all sizes, half of them near each other.
  private static func bounds(_ count: Int) -> [(Double, Double)] {
    var numbers = TestNumbers(seed: 27)
    return (0..<count).map { index in
      let lower = numbers.uniform(-1, 1) * numbers.element(of: [1, 1e-8, 1e5, 3e15])
      let width =
        numbers.uniform(0, 2) * (index.isMultiple(of: 2) ? 1 : lower.magnitude * 1e-3) + lower.magnitude * 1e-14
      return (lower, lower + width)
    }.filter { $0.0 < $0.1 } + [(0, 1), (-1, 1), (0.1, 0.7), (-0.3, 0.1), (1e-310, 2e-310), (-1e308, 5e307)]
  }

  @Test func `no value is outside the bounds`() throws {
    let bounds = Self.bounds(2000)
    try #require(bounds.count > 1500)
    let grid = bounds.flatMap { bound in Self.places.map { (bound, $0) } }
    let arguments = ["lower", "upper", "y"].map { Tensor.argument($0, .float64([grid.count])) }
    let value = IntervalTransform(arguments[0], arguments[1]).constrain(arguments[2])
    let bindings = try paired(arguments, [grid.map(\.0.0), grid.map(\.0.1), grid.map(\.1)].map { NDArray($0) })
    for backend in try Backend.present {
      let values = try backend.values(of: [value], bindings)[0]
      let outside = try paired(grid, values).filter { !($1 >= $0.0.0 && $1 <= $0.0.1) }
      #expect(outside.isEmpty, "\(backend): \(outside.count) of \(grid.count), such as \(outside.prefix(3))")
    }
  }

  @Test func `a uniform prior is never left by its own transform`() throws {
    for (lower, upper) in Self.bounds(60) {
      let distribution = Uniform(lower, upper)
      let y = Tensor.argument("y", .float64([Self.places.count]))
      let transform = try #require(distribution.support.defaultTransform)
      let density = distribution.logDensity(transform.constrain(y)) + transform.logJacobian(y)
      let slopes = try gradient(of: sum(density), withRespectTo: y)
      for backend in try Backend.present {
        for values in try backend.values(of: [density, slopes], [(y, NDArray(Self.places))]) {
          #expect(values.allSatisfy { $0.isFinite }, "\(backend), \(lower), \(upper): \(values)")
        }
      }
    }
  }

  @Test func `near a bound of zero the distance keeps its digits`() throws {
    // σ(−40), σ(−700).
    let expected = [4.248354255291589e-18, 9.85967654375977e-305]
    let lower = try numbers(IntervalTransform(0, 3).constrain(Tensor([-40.0, -700])))
    for (given, share) in try paired(lower, expected) { #expect(abs(given - 3 * share) <= 1e-14 * 3 * share) }
    let upper = try numbers(IntervalTransform(-3, 0).constrain(Tensor([40.0, 700])))
    for (given, share) in try paired(upper, expected) { #expect(abs(given + 3 * share) <= 1e-14 * 3 * share) }
  }
}
