// Kepler's equation against mpmath at 60 digits, and its rule against the verifier and differentiation.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct KeplerTests {
  private struct Table: Decodable { let rows: [[Double]] }

  /// The solver's results and derivatives at all points of the reference table.
  private func solved() throws -> (rows: [[Double]], values: [[Double]]) {
    let rows = try Reference.load("kepler", as: Table.self).rows
    let M = Tensor.argument("M", .float64([rows.count]))
    let e = Tensor.argument("e", .float64([rows.count]))
    let position = keplerPosition(meanAnomaly: M, eccentricity: e)
    let slopes = try gradient(of: sum(position.eccentricAnomaly), withRespectTo: [M, e])
    let outputs = [
      position.eccentricAnomaly, position.sinTrueAnomaly, position.cosTrueAnomaly, position.radius, slopes[0],
      slopes[1],
    ]
    let values = try evaluate(outputs, [M: NDArray(rows.map { $0[0] }), e: NDArray(rows.map { $0[1] })])
    return (rows, values.map(\.doubles))
  }

  @Test func `the residual is at most 4 ulp of max(1, M), and so is the error of E`() throws {
    let (rows, values) = try solved()
    for (index, row) in rows.enumerated() {
      let size: Double = row[0].magnitude > 1 ? row[0].magnitude : 1
      let limit: Double = 4 * size.ulp
      let conditioning = row[5] > 1e-9 ? row[5] : 1e-9
      #expect(
        (values[0][index] - row[2]).magnitude <= limit + 4 * row[2].ulp / conditioning, "M = \(row[0]), e = \(row[1])")
      // The residual, with the rounding of the test's own sine.
      let E = values[0][index]
      if abs(row[0]) <= 10 { #expect(abs(E - row[1] * sin(E) - row[0]) <= limit, "M = \(row[0]), e = \(row[1])") }
    }
  }

  @Test func `the true anomaly is accurate to a few units in the last place`() throws {
    let (rows, values) = try solved()
    for (index, row) in rows.enumerated() where row[5] >= 1e-6 {
      #expect(abs(values[1][index] - row[3]) <= 4e-15, "sin f at M = \(row[0]), e = \(row[1])")
      #expect(abs(values[2][index] - row[4]) <= 4e-15, "cos f at M = \(row[0]), e = \(row[1])")
      #expect(abs(values[3][index] / row[5] - 1) <= 1e-12, "r at M = \(row[0]), e = \(row[1])")
    }
  }

  @Test func `derivatives are accurate to 1e-10 where 1 − e cos E is at least 1e-6`() throws {
    let (rows, values) = try solved()
    for (index, row) in rows.enumerated() where row[5] >= 1e-6 {
      #expect(abs(values[4][index] - row[6]) <= 1e-10 * abs(row[6]), "dE/dM at M = \(row[0]), e = \(row[1])")
      #expect(abs(values[5][index] - row[7]) <= 1e-10 * abs(row[7]), "dE/de at M = \(row[0]), e = \(row[1])")
    }
  }

  @Test func `the rule agrees with differences for all four results`() throws {
    let M = NDArray([0.3, 1.2, 2.9, -4.5, 100.7])
    let node = try #require(
      keplerPosition(meanAnomaly: Tensor.argument("M", .float64([5])), eccentricity: Tensor.argument("e"))
        .radius.node)
    for e in [0.0, 0.2, 0.8, 0.97] {
      let found = try verifyGradient(of: node.op, at: [M, NDArray(e)])
      #expect(found.passed, "\(found.failures)")
      #expect(found.comparisonCount >= 5)
    }
  }

  @Test(arguments: [3e6, 1e7, -1.234e8, 9e8]) func `far from M = 0 the rule is right, and found right`(M: Double) throws
  {
    let node = try #require(
      keplerPosition(meanAnomaly: Tensor.argument("M", .float64([3])), eccentricity: Tensor.argument("e"))
        .radius.node)
    let found = try verifyGradient(of: node.op, at: [NDArray([M, M + 1, M + 2.5]), NDArray(0.3)])
    #expect(found.passed, "\(found.failures)")
    #expect(found.comparisonCount >= 4)
  }

  @Test func `beyond |M| = 1e9 the domain is named, not the rule`() throws {
    let model = try Model { m in
      let e = m.parameter("e", Beta(2, 5))
      let position = keplerPosition(meanAnomaly: [1.0, 2e9], eccentricity: e)
      m.observe("y", Normal(position.cosTrueAnomaly, 1), [0.1, 0.2])
    }
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 20, warmup: 20, chains: 1, seed: 1) }
    #expect(try !#require(error).description.contains("the rule of Kepler"))
    let text = try model.explain(at: model.initialPosition()).description
    #expect(text.contains("the mean anomaly is 2000000000.0, outside [-1000000000, 1000000000]"), "\(text)")
  }

  @Test func `outside 0 ≤ e < 1 everything is NaN`() throws {
    let position = keplerPosition(meanAnomaly: 1.0, eccentricity: [-0.1, 1.0, 1.5, .nan])
    for value in try evaluate([position.eccentricAnomaly, position.sinTrueAnomaly, position.radius]) {
      let areNaN = value.doubles.allSatisfy(\.isNaN)
      #expect(areNaN)
    }
  }

  @Test func `second derivatives differentiate the rule`() throws {
    let e = Tensor.argument("e")
    let E = keplerPosition(meanAnomaly: 0.7, eccentricity: e).eccentricAnomaly
    let first = try gradient(of: E, withRespectTo: e)
    let second = try gradient(of: first, withRespectTo: e)
    func slope(_ x: Double) throws -> Double { try evaluate(first, [e: NDArray(x)]).scalar }
    let difference = try (slope(0.4 + 1e-5) - slope(0.4 - 1e-5)) / 2e-5
    #expect(abs(try evaluate(second, [e: NDArray(0.4)]).scalar - difference) < 1e-8)
  }
}
