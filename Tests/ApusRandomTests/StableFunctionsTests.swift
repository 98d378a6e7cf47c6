// The elementary functions against mpmath.

import ApusRandom
import Testing

@Suite struct StableFunctionsTests {
  static let functions: [(name: String, body: @Sendable (Double) -> Double, ulps: Double)] = [
    ("log", { Stable.log($0) }, 1), ("log1p", { Stable.log1p($0) }, 2), ("exp", { Stable.exp($0) }, 1),
    ("arctangent", { Stable.arctangent($0) }, 1),
  ]

  @Test(arguments: ["log", "log1p", "exp", "arctangent"])
  func `a function agrees with mpmath within its bound`(name: String) throws {
    let function = try #require(Self.functions.first { $0.name == name })
    let points = try #require(try RandomReference.shared.get().functions[name])
    #expect(points.count >= 40)
    for point in points {
      let value = function.body(point.x)
      if point.value.isFinite && point.value != 0 {
        // The reference is itself rounded, to half a unit.
        #expect((value - point.value).magnitude <= function.ulps * point.value.ulp, "\(name)(\(point.x))")
      } else {
        #expect(value == point.value, "\(name)(\(point.x))")
      }
    }
  }

  @Test func `what has no value is NaN, and the limits are infinite`() {
    #expect(Stable.log(-1).isNaN)
    #expect(Stable.log(.nan).isNaN)
    #expect(Stable.log(-.infinity).isNaN)
    #expect(Stable.log1p(-1) == -.infinity)
    #expect(Stable.log1p(-1.5).isNaN)
    #expect(Stable.log1p(.infinity) == .infinity)
    #expect(Stable.log1p(.nan).isNaN)
    #expect(Stable.exp(.nan).isNaN)
    #expect(Stable.arctangent(.nan).isNaN)
    #expect(Stable.exp(-1e308) == 0)
    #expect(Stable.exp(1e308) == .infinity)
  }
}
