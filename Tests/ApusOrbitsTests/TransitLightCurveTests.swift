// Light curves of planets on Keplerian orbits: against mpmath and jaxoplanet, and by what must hold for all orbits.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct TransitLightCurveTests {
  private struct Orbit: Decodable {
    let elements, times, curve, jaxoplanet, averaged, averagedByJaxoplanet: [Double]
    let places, gradient, hessian: [[Double]]
    let exposure, anomaly, periastron, impact, density, axisOfSun: Double

    enum CodingKeys: String, CodingKey {
      case elements, times, curve, jaxoplanet, gradient, exposure, density
      case averaged = "mean over exposure"
      case averagedByJaxoplanet = "jaxoplanet, over exposure"
      case places = "separation, z"
      case hessian = "Hessian at time 2"
      case anomaly = "mean anomaly at conjunction"
      case periastron = "periastron time"
      case impact = "impact parameter"
      case axisOfSun = "semi-major axis for 1.41 g/cm3"
    }

    /// The orbit of the elements P, Tc, e, ω, a and i.
    func orbit(_ x: [Tensor]) -> TransitOrbit {
      TransitOrbit(
        period: x[0], conjunctionTime: x[1], eccentricity: x[2], argumentOfPeriastron: x[3], scaledSemiMajorAxis: x[4],
        inclination: x[5])
    }

    /// The light curve as a function of the elements, and then k, u1, u2.
    func curve(_ x: [Tensor], _ times: [Double], exposure: Exposure? = nil) -> Tensor {
      transitLightCurve(orbit(x), radiusRatio: x[6], u1: x[7], u2: x[8], times: times, exposure: exposure)
    }

    var constants: [Tensor] { elements.map { Tensor($0) } }
  }

  private struct Table: Decodable { let orbits: [Orbit] }

  private static func orbits() throws -> [Orbit] {
    let table: Table = try Reference.load("transits")
    #expect(table.orbits.count == 12)
    return table.orbits
  }

  private static let names = ["P", "Tc", "e", "omega", "a", "i", "k", "u1", "u2"]

  private func arguments(_ orbit: Orbit) -> (x: [Tensor], bindings: [Tensor: NDArray]) {
    let x = Self.names.map { Tensor.argument($0) }
    return (x, Dictionary(uniqueKeysWithValues: zip(x, orbit.elements.map { NDArray($0) })))
  }

  @Test func `light curves agree with mpmath to 1e-11 of the depth, and with jaxoplanet`() throws {
    for row in try Self.orbits() {
      let values = try evaluate(row.curve(row.constants, row.times)).doubles
      let depth = row.elements[6] * row.elements[6]
      for (value, expected) in try paired(values, Array(paired(row.curve, row.jaxoplanet))) {
        #expect(abs(value - expected.0) <= 1e-11 * depth, "\(row.elements)")
        #expect(abs(value - expected.1) <= 1e-14, "\(row.elements)")
      }
      let isInTransit = row.curve.count { $0 < 0 } >= 5
      #expect(isInTransit && row.curve[6] == 0)
    }
  }

  @Test func `separations agree with mpmath to some 1e-14 of the orbit, in front and behind`() throws {
    for row in try Self.orbits() {
      let (separation, isInFront) = row.orbit(row.constants).skySeparation(times: row.times)
      let side = select(isInFront, Tensor(1.0), Tensor(-1.0))
      let (values, sides) = (try evaluate(separation).doubles, try evaluate(side).doubles)
      for (index, place) in row.places.enumerated() {
        #expect(abs(values[index] - place[0]) <= 1e-13 * row.elements[4], "\(row.elements)")
        #expect(sides[index] == (place[1] > 0 ? 1 : -1))
      }
    }
  }

  @Test func `derivatives for all elements agree with mpmath`() throws {
    for row in try Self.orbits() {
      let (x, bindings) = arguments(row)
      for (time, expected) in try paired(row.times, row.gradient) {
        let slopes = try evaluate(gradient(of: sum(row.curve(x, [time])), withRespectTo: x), bindings).map(\.scalar)
        let largest = expected.map(abs).max() ?? 0
        for (name, (slope, exact)) in try paired(Self.names, Array(paired(slopes, expected))) {
          #expect(
            abs(slope - exact) <= 1e-9 * abs(exact) + 1e-12 * largest,
            "\(name): \(slope), not \(exact); \(row.elements)")
        }
      }
    }
  }

  @Test func `second derivatives for all elements agree with mpmath`() throws {
    for row in try Self.orbits() where !row.hessian.isEmpty {
      let (x, bindings) = arguments(row)
      let slopes = try gradient(of: sum(row.curve(x, [row.times[2]])), withRespectTo: x)
      for (i, slope) in slopes.enumerated() {
        let seconds = try evaluate(gradient(of: slope, withRespectTo: x), bindings).map(\.scalar)
        let largest = row.hessian[i].map(abs).max() ?? 0
        for (j, (second, exact)) in try paired(seconds, row.hessian[i]).enumerated() {
          #expect(
            abs(second - exact) <= 1e-8 * abs(exact) + 1e-10 * largest,
            "\(Self.names[i]), \(Self.names[j]): \(second), not \(exact)")
        }
      }
    }
  }

  @Test func `an exposure is the mean over its instants`() throws {
    for row in try Self.orbits() {
      let exposure = Exposure(days: row.exposure, samples: 7)
      let values = try evaluate(row.curve(row.constants, Array(row.times.prefix(3)), exposure: exposure)).doubles
      for (value, expected) in try paired(values, Array(paired(row.averaged, row.averagedByJaxoplanet))) {
        #expect(abs(value - expected.0) <= 1e-14 && abs(value - expected.1) <= 1e-14, "\(row.elements)")
      }
      let each = Exposure(days: [row.exposure, 0, row.exposure], samples: 7)
      let mixed = try evaluate(row.curve(row.constants, Array(row.times.prefix(3)), exposure: each)).doubles
      #expect(mixed[0] == values[0] && abs(mixed[1] - row.curve[1]) < 1e-14 && mixed[2] == values[2])
    }
  }

  @Test func `conversions of elements agree with mpmath, and are each other's inverses`() throws {
    for row in try Self.orbits() {
      let x = row.constants
      let (P, tc, e, omega, a, i) = (x[0], x[1], x[2], x[3], x[4], x[5])
      let b = impactParameter(scaledSemiMajorAxis: a, inclination: i, eccentricity: e, argumentOfPeriastron: omega)
      let tp = periastronTime(conjunctionTime: tc, period: P, eccentricity: e, argumentOfPeriastron: omega)
      let density = stellarDensity(period: P, scaledSemiMajorAxis: a)
      let found = try evaluate([
        meanAnomalyAtConjunction(eccentricity: e, argumentOfPeriastron: omega), tp, b, density,
        scaledSemiMajorAxis(period: P, stellarDensity: 1.41),
        conjunctionTime(periastronTime: tp, period: P, eccentricity: e, argumentOfPeriastron: omega),
        inclination(scaledSemiMajorAxis: a, impactParameter: b, eccentricity: e, argumentOfPeriastron: omega),
        scaledSemiMajorAxis(period: P, stellarDensity: density),
      ]).map(\.scalar)
      let exact = [
        row.anomaly, row.periastron, row.impact, row.density, row.axisOfSun, row.elements[1], row.elements[5],
        row.elements[4],
      ]
      for (value, expected) in try paired(found, exact) {
        #expect(abs(value - expected) <= 1e-13 * max(1, abs(expected)), "\(found), not \(exact)")
      }
    }
  }

  @Test func `an orbit is the same by inclination, impact parameter or density`() throws {
    for row in try Self.orbits() {
      let x = row.constants
      let byImpact = TransitOrbit(
        period: x[0], conjunctionTime: x[1], eccentricity: x[2], argumentOfPeriastron: x[3], scaledSemiMajorAxis: x[4],
        impactParameter: row.impact)
      let byDensity = TransitOrbit(
        period: x[0], conjunctionTime: x[1], eccentricity: x[2], argumentOfPeriastron: x[3],
        stellarDensity: row.density, impactParameter: row.impact)
      let expected = try evaluate(row.orbit(x).skySeparation(times: row.times).separation).doubles
      for orbit in [byImpact, byDensity] {
        let found = try evaluate(orbit.skySeparation(times: row.times).separation).doubles
        for (a, b) in try paired(found, expected) { #expect(abs(a - b) <= 1e-12 * row.elements[4]) }
      }
    }
  }

  @Test func `velocities and transits agree when the planet is in front`() throws {
    // In conjunction the velocity is K e cos ω, and it falls.
    for row in try Self.orbits() {
      let elements = KeplerianElements(
        period: row.elements[0], amplitude: 10.0, eccentricity: row.elements[2],
        argumentOfPeriastron: row.elements[3], conjunctionTime: row.elements[1])
      let times = [-1e-6, 0, 1e-6].map { row.elements[1] + $0 * row.elements[0] }
      let velocities = try evaluate(radialVelocity(elements, times: times)).doubles
      #expect(abs(velocities[1] - 10 * row.elements[2] * cos(row.elements[3])) < 1e-12)
      #expect(velocities[0] > velocities[1] && velocities[1] > velocities[2])
    }
  }

  @Test func `transits of random orbits are no deeper than the planet's disc at the star's centre, and periodic`()
    throws
  {
    var numbers = TestNumbers(seed: 12)
    for _ in 0..<60 {
      let (P, k, a) = (numbers.uniform(1, 50), numbers.uniform(0.001, 0.2), numbers.uniform(4, 50))
      let e = numbers.uniform(0, 1 - 1.3 / a)
      let (u1, u2) = (numbers.uniform(0, 0.5), numbers.uniform(0, 0.4))
      let orbit = TransitOrbit(
        period: P, conjunctionTime: 0.3, eccentricity: e, argumentOfPeriastron: numbers.uniform(-4, 4),
        scaledSemiMajorAxis: a, impactParameter: numbers.uniform(-1.1, 1.1))
      let times = (0..<400).map { 0.3 + P * (Double($0) / 400 - 0.5) * (($0).isMultiple(of: 2) ? 1 : 0.05) }
      func curve(_ times: [Double]) throws -> [Double] {
        try evaluate(transitLightCurve(orbit, radiusRatio: k, u1: u1, u2: u2, times: times)).doubles
      }
      let once = try curve(times)
      let deepest = k * k / (1 - u1 / 3 - u2 / 6)
      #expect(once.allSatisfy { $0 <= 0 && $0 >= -deepest * (1 + 1e-12) } && once[200] <= 0)
      for (x, y) in try paired(once, try curve(times.map { $0 + P })) { #expect(abs(x - y) < 1e-9) }
    }
  }

  @Test func `a circular transit is symmetric, and planets add up`() throws {
    let times = (1...20).map { 0.01 * Double($0) }
    func orbit(_ period: [Double], _ b: [Double]) -> TransitOrbit {
      TransitOrbit(period: period, conjunctionTime: 0.0, scaledSemiMajorAxis: 9.0, impactParameter: b)
    }
    func curve(_ orbit: TransitOrbit, _ k: [Double], _ times: [Double]) throws -> [Double] {
      try evaluate(transitLightCurve(orbit, radiusRatio: k, u1: 0.4, u2: 0.2, times: times)).doubles
    }
    let (first, second) = (orbit([3], [0.2]), orbit([4], [0.7]))
    let early = try curve(first, [0.1], times.map { -$0 })
    let late = try curve(first, [0.1], times)
    for (a, b) in try paired(early, late) { #expect(abs(a - b) < 1e-15) }
    let both = try curve(orbit([3, 4], [0.2, 0.7]), [0.1, 0.05], times)
    let other = try curve(second, [0.05], times)
    for (index, value) in both.enumerated() { #expect(abs(value - late[index] - other[index]) < 1e-16) }
    #expect(late[0] < -0.009 && other[0] < -0.002)
  }

  @Test func `through the star's centre, and behind it, gradients are numbers`() throws {
    let (tc, k) = (Tensor.argument("Tc"), Tensor.argument("k"))
    let orbit = TransitOrbit(
      period: 4.0, conjunctionTime: tc, scaledSemiMajorAxis: 10.0, inclination: Double.pi / 2)
    var exact = orbit
    exact.cosInclination = Tensor(0.0)
    let curve = transitLightCurve(exact, radiusRatio: k, u1: 0.3, u2: 0.2, times: [0.0, 1.0, 2.0, 0.1])
    let values: [Tensor: NDArray] = [tc: NDArray(0.0), k: NDArray(0.1)]
    let slopes = try evaluate(gradient(of: sum(curve), withRespectTo: [tc, k]), values).map(\.scalar)
    #expect(slopes.allSatisfy(\.isFinite) && slopes[1] < 0)
    let found = try evaluate(curve, values).doubles
    #expect(found[0] < -0.01 && found[1] == 0 && found[2] == 0)
  }

  @Test(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeAgreement.isAvailable) }))
  func `native code gives the interpreter's light curves and gradients`() throws {
    for row in try Self.orbits() {
      let (x, bindings) = arguments(row)
      let curve = row.curve(x, row.times, exposure: Exposure(days: row.exposure, samples: 3))
      let outputs = [curve] + (try gradient(of: sum(curve), withRespectTo: x))
      let bound = x.compactMap { argument in bindings[argument].map { (argument, $0) } }
      let largest = try evaluate(outputs, bindings).flatMap(\.doubles).map(abs).max() ?? 0
      #expect(
        try NativeAgreement.findings("transits", outputs, bound, rounding: 1e-13 * largest) == [], "\(row.elements)")
    }
  }
}
