// Positions of companions on the sky: against mpmath and jaxoplanet, and by what must hold for all orbits.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct AstrometryTests {
  private struct Orbit: Decodable {
    let elements, times, constants: [Double]
    let places, polar, jaxoplanet, hessian: [[Double]]
    let placeGradients, polarGradients: [[[Double]]]

    enum CodingKeys: String, CodingKey {
      case elements, times, jaxoplanet
      case constants = "A, B, F, G"
      case places = "east, north"
      case polar = "separation, angle"
      case placeGradients = "gradients of east and north"
      case polarGradients = "gradients of separation and angle"
      case hessian = "Hessian of the separation at time 1"
    }
  }

  private struct Table: Decodable { let orbits: [Orbit] }

  private static func orbits() throws -> [Orbit] {
    let table: Table = try Reference.load("astrometry")
    #expect(table.orbits.count == 24)
    return table.orbits
  }

  private static let names = ["a", "P", "Tp", "e", "omega", "node", "i"]

  private func constants(_ x: [Tensor]) -> ThieleInnes {
    ThieleInnes(semiMajorAxis: x[0], argumentOfPeriastron: x[4], ascendingNode: x[5], inclination: x[6])
  }

  private func position(_ x: [Tensor], _ times: [Double]) -> SkyPosition {
    relativePosition(constants(x), period: x[1], periastronTime: x[2], eccentricity: x[3], times: times)
  }

  private func arguments(_ orbit: Orbit) -> (x: [Tensor], bindings: [Tensor: NDArray]) {
    let x = Self.names.map { Tensor.argument($0) }
    return (x, Dictionary(uniqueKeysWithValues: zip(x, orbit.elements.map { NDArray($0) })))
  }

  @Test func `positions agree with mpmath to some units in the last place of the axis, and with jaxoplanet`() throws {
    for row in try Self.orbits() {
      let place = position(row.elements.map { Tensor($0) }, row.times)
      let values = try evaluate([place.rightAscension, place.declination, place.separation, place.positionAngle])
        .map(\.doubles)
      for (index, expected) in try paired(row.places, Array(paired(row.jaxoplanet, row.polar))).enumerated() {
        let (exact, (other, polar)) = expected
        for side in 0..<2 {
          #expect(abs(values[side][index] - exact[side]) <= 1e-13 * row.elements[0], "\(row.elements)")
          #expect(abs(values[side][index] - other[side]) <= 1e-13 * row.elements[0], "\(row.elements)")
        }
        #expect(abs(values[2][index] - polar[0]) <= 1e-10 * polar[0])
        #expect(abs(values[3][index] - polar[1]) <= 1e-10)
      }
    }
  }

  @Test func `derivatives for all elements agree with mpmath`() throws {
    for row in try Self.orbits() {
      let (x, bindings) = arguments(row)
      for (index, time) in row.times.enumerated() {
        let place = position(x, [time])
        let outputs = [place.rightAscension, place.declination, place.separation, place.positionAngle]
        let expected = row.placeGradients[index] + row.polarGradients[index]
        for (output, exact) in try paired(outputs, expected) {
          let slopes = try evaluate(gradient(of: sum(output), withRespectTo: x), bindings).map(\.scalar)
          let largest = exact.map(abs).max() ?? 0
          for (name, (slope, value)) in try paired(Self.names, Array(paired(slopes, exact))) {
            #expect(
              abs(slope - value) <= 1e-10 * abs(value) + 1e-12 * largest,
              "\(name): \(slope), not \(value); \(row.elements)")
          }
        }
      }
    }
  }

  @Test func `second derivatives of the separation agree with mpmath`() throws {
    for row in try Self.orbits() where !row.hessian.isEmpty {
      let (x, bindings) = arguments(row)
      let slopes = try gradient(of: sum(position(x, [row.times[1]]).separation), withRespectTo: x)
      for (i, slope) in slopes.enumerated() {
        let seconds = try evaluate(gradient(of: slope, withRespectTo: x), bindings).map(\.scalar)
        // The separation does not depend on the node.
        let largest = row.hessian.flatMap(\.self).map(abs).max() ?? 0
        for (j, (second, exact)) in try paired(seconds, row.hessian[i]).enumerated() {
          #expect(
            abs(second - exact) <= 1e-9 * abs(exact) + 1e-11 * largest,
            "\(Self.names[i]), \(Self.names[j]): \(second), not \(exact)")
        }
      }
    }
  }

  @Test func `the constants agree with mpmath, and Campbell's elements are found in them again`() throws {
    for row in try Self.orbits() {
      let found = constants(row.elements.map { Tensor($0) })
      let values = try evaluate([found.A, found.B, found.F, found.G]).map(\.scalar)
      for (value, exact) in try paired(values, row.constants) {
        #expect(abs(value - exact) <= 1e-15 * 4 * row.elements[0])
      }
      let again = ThieleInnes(
        semiMajorAxis: found.semiMajorAxis, argumentOfPeriastron: found.argumentOfPeriastron,
        ascendingNode: found.ascendingNode, inclination: found.inclination)
      let elements = try evaluate([
        found.semiMajorAxis, found.inclination, found.ascendingNode, found.argumentOfPeriastron, again.A, again.B,
        again.F, again.G,
      ]).map(\.scalar)
      #expect(abs(elements[0] / row.elements[0] - 1) < 1e-12 && abs(elements[1] - row.elements[6]) < 1e-6)
      // The node and the one opposite are the same on the sky.
      let isOther = row.elements[5] >= .pi
      #expect((0..<Double.pi).contains(elements[2]) && (0..<(2 * Double.pi)).contains(elements[3]))
      #expect(abs(elements[2] - (row.elements[5] - (isOther ? .pi : 0))) < 1e-9, "\(row.elements)")
      let omega = elements[3] - row.elements[4] + (isOther ? .pi : 0)
      #expect(abs(omega - 2 * .pi * (omega / (2 * .pi)).rounded()) < 1e-9, "\(row.elements)")
      for (value, exact) in try paired(elements.suffix(4), row.constants) {
        #expect(abs(value - exact) <= 1e-9 * row.elements[0])
      }
    }
  }

  @Test func `the star moves opposite to its companion, and the node is where the companion recedes`() throws {
    for row in try Self.orbits() {
      let x = row.elements
      let relative = constants(x.map { Tensor($0) })
      let star = relativePosition(
        relative.scaled(by: -0.2), period: x[1], periastronTime: x[2], eccentricity: x[3], times: row.times)
      let companion = position(x.map { Tensor($0) }, row.times)
      let values = try evaluate([
        star.rightAscension, companion.rightAscension, star.declination, companion.declination,
      ])
      .map(\.doubles)
      for index in row.times.indices {
        #expect(abs(values[0][index] + 0.2 * values[1][index]) <= 1e-15 * x[0])
        #expect(abs(values[2][index] + 0.2 * values[3][index]) <= 1e-15 * x[0])
      }
      // Where the companion's f is −ω it stands in the direction Ω; the star's velocity is then least, so the companion
      // recedes.
      let (e, omega) = (x[3], x[4])
      let E = atan2((1 - e * e).squareRoot() * sin(-omega), e + cos(omega))
      let time = x[2] + x[1] * (E - e * sin(E)) / (2 * .pi)
      let angle = try evaluate(position(x.map { Tensor($0) }, [time]).positionAngle).doubles[0]
      #expect(abs(sin(angle - x[5])) < 1e-9 && cos(angle - x[5]) > 0, "\(x)")
      let orbit = KeplerianElements(
        period: Tensor(x[1]), amplitude: Tensor(1.0), eccentricity: Tensor(e),
        argumentOfPeriastron: Tensor(omega + .pi), phase: Tensor(-2 * .pi * x[2] / x[1]))
      let velocities = try evaluate(radialVelocity(orbit, times: [time, time + 0.3 * x[1], time + 0.6 * x[1]])).doubles
      #expect(abs(velocities[0] - (-1 - e * cos(omega))) < 1e-9, "\(velocities)")
      #expect(velocities[1] >= velocities[0] && velocities[2] >= velocities[0])
    }
  }

  @Test func `a face-on circle keeps its distance and turns evenly`() throws {
    let times = (0..<16).map { Double($0) / 8 }
    let orbit = ThieleInnes(semiMajorAxis: 50.0, argumentOfPeriastron: 0.3, ascendingNode: 0.4, inclination: 0.0)
    let place = relativePosition(orbit, period: 2.0, periastronTime: 0.0, eccentricity: 0.0, times: times)
    let (separation, angle) = (try evaluate(place.separation).doubles, try evaluate(place.positionAngle).doubles)
    for (index, time) in times.enumerated() {
      #expect(abs(separation[index] - 50) < 1e-12)
      let turn = angle[index] - 0.7 - .pi * time
      #expect(abs(turn - 2 * .pi * (turn / (2 * .pi)).rounded()) < 1e-13)
    }
  }

  @Test(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeAgreement.isAvailable) }))
  func `native code gives the interpreter's positions and gradients`() throws {
    for row in try Self.orbits() {
      let (x, bindings) = arguments(row)
      let place = position(x, row.times)
      let slopes = try gradient(of: sum(place.separation + place.positionAngle), withRespectTo: x)
      let outputs = [place.rightAscension, place.declination, place.separation, place.positionAngle] + slopes
      let bound = x.compactMap { argument in bindings[argument].map { (argument, $0) } }
      let largest = try evaluate(outputs, bindings).flatMap(\.doubles).map(abs).max() ?? 0
      #expect(
        try NativeAgreement.findings("astrometry", outputs, bound, rounding: 1e-13 * largest) == [], "\(row.elements)")
    }
  }
}
