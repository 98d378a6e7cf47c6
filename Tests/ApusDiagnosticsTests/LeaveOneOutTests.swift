// Pareto-smoothed importance sampling and leave-one-out cross-validation against ArviZ, and at the edges.

import ApusDiagnostics
import ApusTestSupport
import Testing

@Suite struct LeaveOneOutTests {
  struct Smoothing: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var logWeights: [Double]
    var relativeEfficiency: Double
    var smoothed: [Double]
    var shape: Double
    var testDescription: String { "\(name), \(relativeEfficiency)" }
  }

  struct CrossValidation: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var parameters: [[[Double]]]
    var logLikelihoods: [[[Double]]]
    var elpd, standardError, parameterCount: Double
    var terms, shapes: [Double]
    var goodShape, isReliable: Double
    var report: String
    var testDescription: String { name }
  }

  struct Content: Decodable, Sendable {
    var smoothing: [Smoothing] = []
    var crossValidation: [CrossValidation] = []
  }

  static let content: Content = (try? Reference.load("leave-one-out")) ?? Content()

  @Test func `there are reference weights and fits`() {
    #expect(Self.content.smoothing.count > 20 && Self.content.crossValidation.count == 3)
  }

  @Test(arguments: content.smoothing)
  func `smoothed weights and shapes agree with ArviZ`(_ reference: Smoothing) {
    let smoothed = ParetoSmoothedWeights(
      smoothing: reference.logWeights, relativeEfficiency: reference.relativeEfficiency)
    #expect(agrees(smoothed.paretoShape, reference.shape))
    #expect(agrees(smoothed.logWeights, reference.smoothed))
  }

  @Test(arguments: content.crossValidation)
  func `cross-validation agrees with ArviZ`(_ reference: CrossValidation) {
    let efficiency = ScalarDraws.relativeEfficiency(of: reference.parameters.map { ScalarDraws($0) })
    let result = LeaveOneOut(
      logLikelihoods: reference.logLikelihoods.map { ScalarDraws($0) }, relativeEfficiency: efficiency)
    #expect(agrees(result.expectedLogDensity, reference.elpd))
    #expect(agrees(result.standardError, reference.standardError))
    #expect(agrees(result.effectiveParameterCount, reference.parameterCount))
    #expect(agrees(result.observations.map(\.expectedLogDensity), reference.terms))
    #expect(agrees(result.observations.map(\.paretoShape), reference.shapes))
    #expect(agrees(result.goodShape, reference.goodShape))
    #expect(result.isReliable == (reference.isReliable == 1))
  }

  @Test(arguments: content.crossValidation)
  func `the report is laid out as ArviZ's`(_ reference: CrossValidation) {
    let efficiency = ScalarDraws.relativeEfficiency(of: reference.parameters.map { ScalarDraws($0) })
    let result = LeaveOneOut(
      logLikelihoods: reference.logLikelihoods.map { ScalarDraws($0) }, relativeEfficiency: efficiency)
    func table(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { !$0.hasPrefix("There has been") && !$0.hasPrefix("Some observations") }
    }
    #expect(table(result.description) == table(reference.report))
    #expect(result.description.contains("Some observations") == !result.isReliable)
  }

  @Test func `smoothed weights sum to one`() {
    var generator = TestGenerator(seed: 1)
    for spread in [0.1, 1, 3, 10] {
      let weights = (0..<500).map { _ in spread * generator.normal() + 700 }
      let smoothed = ParetoSmoothedWeights(smoothing: weights)
      #expect((smoothed.logWeights.map(exponential).reduce(0, +) - 1).magnitude < 1e-12)
    }
  }

  @Test func `equal weights have no tail to smooth`() {
    let smoothed = ParetoSmoothedWeights(smoothing: Array(repeating: -3, count: 100))
    #expect(smoothed.paretoShape == .infinity)
    #expect(smoothed.logWeights.allSatisfy { agrees($0, -4.605170185988092) })
  }

  @Test func `weights that are not finite give NaN and do not trap`() {
    for bad in [Double.nan, .infinity] {
      var weights = (0..<50).map(Double.init)
      weights[7] = bad
      let smoothed = ParetoSmoothedWeights(smoothing: weights)
      #expect(smoothed.logWeights.allSatisfy { $0.isNaN } && smoothed.paretoShape == .infinity)
    }
    #expect(ParetoSmoothedWeights(smoothing: [-.infinity, -.infinity]).logWeights.allSatisfy { $0.isNaN })
    #expect(ParetoSmoothedWeights(smoothing: []).logWeights.isEmpty)
    #expect(ParetoSmoothedWeights(smoothing: [5]).logWeights == [0])
    let broken = ScalarDraws([[-1, -2, .nan, -1, -2, -3]])
    let result = LeaveOneOut(logLikelihoods: [broken])
    #expect(result.expectedLogDensity.isNaN && !result.isReliable)
  }

  @Test func `strange efficiencies do not trap`() {
    var generator = TestGenerator(seed: 2)
    let weights = (0..<100).map { _ in generator.normal() }
    for efficiency in [0, -1, Double.nan, .infinity, 1e-300, 1e300] {
      let smoothed = ParetoSmoothedWeights(smoothing: weights, relativeEfficiency: efficiency)
      #expect(smoothed.logWeights.allSatisfy { $0 <= 0 })
    }
  }
}
