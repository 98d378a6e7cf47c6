// WAIC, comparisons of models, their weights, and LOO-PIT values against ArviZ, and at the edges.

import ApusDiagnostics
import ApusTestSupport
import Testing

struct ComparisonReference: Decodable, Sendable {
  struct Criterion: Decodable, Sendable {
    var elpd, standardError, parameterCount: Double
    var terms: [Double]
    var isReliable: Double
    var report: String
  }

  struct Model: Decodable, Sendable {
    var name: String
    var parameters, logLikelihoods: [[[Double]]]
    var waic: Criterion

    var draws: [ScalarDraws] { logLikelihoods.map { ScalarDraws($0) } }
    var leaveOneOut: LeaveOneOut {
      LeaveOneOut(
        logLikelihoods: draws,
        relativeEfficiency: ScalarDraws.relativeEfficiency(of: parameters.map { ScalarDraws($0) }))
    }
  }

  struct Row: Decodable, Sendable {
    var name: String
    var rank, elpd, parameterCount, difference, standardError, differenceError, isReliable: Double
    var stacking, arvizStacking, pseudo: Double
  }

  struct Comparison: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var models: [Model]
    var loo, waic: [Row]
    var bootstrap: [[Double]]
    var testDescription: String { name }
  }

  struct Transform: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var observed: [Double]
    var predicted, logLikelihoods: [[[Double]]]
    var lower, upper: [Double]
    var testDescription: String { name }
  }

  var comparisons: [Comparison] = []
  var transforms: [Transform] = []

  static let all: ComparisonReference = (try? Reference.load("model-comparison")) ?? ComparisonReference()
}

@Suite struct ModelComparisonTests {
  static let comparisons = ComparisonReference.all.comparisons

  private func expect(_ comparison: ModelComparison, _ rows: [ComparisonReference.Row]) throws {
    for (row, reference) in try paired(comparison.rows, rows) {
      #expect(row.name == reference.name && Double(row.rank) == reference.rank)
      #expect(agrees(row.expectedLogDensity, reference.elpd))
      #expect(agrees(row.effectiveParameterCount, reference.parameterCount))
      #expect((row.difference - reference.difference).magnitude < 1e-8)
      #expect(agrees(row.standardError, reference.standardError))
      #expect((row.differenceError - reference.differenceError).magnitude < 1e-8)
      #expect(row.isReliable == (reference.isReliable == 1))
      #expect((row.weight - reference.stacking).magnitude < 1e-10)
      #expect((row.weight - reference.arvizStacking).magnitude < 2e-4)
      #expect(agrees(row.pseudoWeight, reference.pseudo))
    }
  }

  @Test func `there are reference comparisons`() {
    #expect(Self.comparisons.count == 3 && ComparisonReference.all.transforms.count == 2)
  }

  @Test(arguments: comparisons)
  func `WAIC agrees with ArviZ, report included`(_ reference: ComparisonReference.Comparison) {
    for model in reference.models {
      let waic = WAIC(logLikelihoods: model.draws)
      #expect(agrees(waic.expectedLogDensity, model.waic.elpd))
      #expect(agrees(waic.standardError, model.waic.standardError))
      #expect(agrees(waic.effectiveParameterCount, model.waic.parameterCount))
      #expect(agrees(waic.expectedLogDensities, model.waic.terms))
      #expect(waic.isReliable == (model.waic.isReliable == 1))
      func table(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.hasPrefix("There has been") && !$0.hasPrefix("The log likelihood") }
      }
      #expect(table(waic.description) == table(model.waic.report))
    }
  }

  @Test(arguments: comparisons)
  func `comparisons agree with ArviZ`(_ reference: ComparisonReference.Comparison) throws {
    let crossValidations = Dictionary(uniqueKeysWithValues: reference.models.map { ($0.name, $0.leaveOneOut) })
    try expect(compare(crossValidations, bootstrap: reference.bootstrap), reference.loo)
    let criteria = reference.models.map { ($0.name, WAIC(logLikelihoods: $0.draws)) }
    try expect(compare(Dictionary(uniqueKeysWithValues: criteria), bootstrap: reference.bootstrap), reference.waic)
  }

  @Test func `the table is aligned, and says what is to be doubted`() throws {
    let models = Self.comparisons[1].models.map { ($0.name, $0.leaveOneOut) }
    let comparison = try compare(Dictionary(uniqueKeysWithValues: models), bootstrap: Self.comparisons[1].bootstrap)
    #expect(
      comparison.description == """
              rank  elpd_loo  p_loo  elpd_diff  weight  pseudo_bma+     se   dse  warning
        ab       0    -68.87   4.30       0.00    0.67         0.88  12.56  0.00    False
        a        1    -71.55   3.33       2.68    0.22         0.08  11.11  3.51     True
        b        2    -80.13   3.29      11.26    0.11         0.03  15.41  5.77     True
        none     3    -82.69   1.54      13.82    0.00         0.00  13.89  6.02     True

        - The elpd of a, b, none is not reliable: some observations have a Pareto k above the limit. Print the cross-validation \
        to see how many.
        - a and ab predict about equally well: a difference below 4 says little, whatever its error.
        """)
  }

  @Test func `models of other observations are refused, with how many each has`() throws {
    let many = LeaveOneOut(logLikelihoods: [ScalarDraws([[-1, -2, -1]]), ScalarDraws([[-1, -2, -2]])])
    let few = LeaveOneOut(logLikelihoods: [ScalarDraws([[-1, -2, -1]])])
    do {
      _ = try compare(["many": many, "few": few])
      Issue.record("no error")
    } catch {
      #expect(
        "\(error)"
          == "the models have different numbers of observations, and only predictions of the same ones compare: "
          + "'few' has 1, 'many' has 2")
    }
    #expect(throws: ComparisonError.noModels) { try compare([String: WAIC]()) }
    #expect(throws: ComparisonError.noObservations) { try compare(["a": WAIC(logLikelihoods: [])]) }
  }

  @Test func `models that predict alike share the weight, and one alone has all of it`() throws {
    var generator = TestGenerator(seed: 4)
    let draws = (0..<20).map { _ in ScalarDraws([(0..<50).map { _ in generator.normal() - 1 }]) }
    let loo = LeaveOneOut(logLikelihoods: draws)
    for row in try compare(["a": loo, "b": loo, "c": loo]).rows {
      #expect((row.weight - 1 / 3.0).magnitude < 1e-12 && (row.pseudoWeight - 1 / 3.0).magnitude < 1e-12)
      #expect(row.difference == 0 && row.differenceError == 0)
    }
    let alone = try compare(["a": loo]).rows[0]
    #expect(alone.weight == 1 && alone.pseudoWeight == 1)
  }

  @Test func `weights of stacking are a maximum`() throws {
    var generator = TestGenerator(seed: 5)
    let terms = (0..<6).map { _ in (0..<40).map { _ in 2 * generator.normal() } }
    let models = terms.enumerated().map { ("\($0)", WAIC(logLikelihoods: $1.map { ScalarDraws([[$0, $0]]) })) }
    let comparison = try compare(Dictionary(uniqueKeysWithValues: models))
    let weights = terms.indices.map { comparison["\($0)"]?.weight ?? .nan }
    #expect((weights.reduce(0, +) - 1).magnitude < 1e-12 && weights.allSatisfy { $0 >= 0 })
    // The mean ratio of a model's density to the mixture's is 1 where it has weight, and below 1 elsewhere.
    let density = terms.map { $0.map(exponential) }
    for (model, weight) in try paired(density, weights) {
      let ratios = (0..<40).map { i in model[i] / zip(density, weights).reduce(0) { $0 + $1.0[i] * $1.1 } }
      let mean = ratios.reduce(0, +) / 40
      #expect(weight > 0 ? (mean - 1).magnitude < 1e-9 : mean < 1)
    }
  }

  @Test func `a density that is not finite makes weights NaN and ranks last`() throws {
    let good = WAIC(logLikelihoods: [ScalarDraws([[-3, -3.1]]), ScalarDraws([[-3, -3.1]])])
    let bad = WAIC(logLikelihoods: [ScalarDraws([[-1, .nan]]), ScalarDraws([[-1, -1.1]])])
    let comparison = try compare(["bad": bad, "good": good])
    #expect(comparison.rows.map(\.name) == ["good", "bad"])
    #expect(comparison.rows.allSatisfy { $0.weight.isNaN && $0.pseudoWeight.isNaN })
    #expect(comparison["bad"]?.isReliable == false && comparison["good"]?.isReliable == true)
    #expect(comparison.description.contains("NaN"))
  }
}

@Suite struct LeaveOneOutPITTests {
  private func transform(_ reference: ComparisonReference.Transform, seed: UInt64 = 0) -> LeaveOneOutPIT {
    LeaveOneOutPIT(
      observed: reference.observed, predictions: reference.predicted.map { ScalarDraws($0) },
      logLikelihoods: reference.logLikelihoods.map { ScalarDraws($0) }, seed: seed)
  }

  @Test(arguments: ComparisonReference.all.transforms)
  func `both ends agree with ArviZ`(_ reference: ComparisonReference.Transform) throws {
    let result = transform(reference)
    for (found, ends) in try paired(result.observations, try paired(reference.lower, reference.upper)) {
      #expect((found.lower - ends.0).magnitude < 1e-8 && (found.upper - ends.1).magnitude < 1e-8)
      #expect(found.lower <= found.value && found.value <= found.upper)
    }
  }

  @Test func `values of counts are random between the ends, and the seed's`() {
    let counts = ComparisonReference.all.transforms[1]
    #expect(transform(counts).values == transform(counts).values)
    #expect(transform(counts, seed: 1).values != transform(counts).values)
    #expect(transform(counts).observations.allSatisfy { $0.lower < $0.upper })
  }

  @Test func `predictions that are too low are found, and said`() {
    var generator = TestGenerator(seed: 6)
    func normals(_ mean: Double) -> [Double] { (0..<400).map { _ in mean + generator.normal() } }
    let observed = normals(0)[..<200]
    func transform(_ mean: Double) -> LeaveOneOutPIT {
      LeaveOneOutPIT(
        observed: Array(observed), predictions: observed.map { _ in ScalarDraws([normals(mean)]) },
        logLikelihoods: observed.map { _ in ScalarDraws([[Double](repeating: -1, count: 400)]) })
    }
    let (right, low) = (transform(0), transform(-0.5))
    #expect(right.uniformity.isInside && right.uniformity.pValue > 0.05)
    #expect(right.description.contains("simultaneous 95% envelope: yes"))
    #expect(!low.uniformity.isInside && low.uniformity.pValue < 1e-4)
    #expect(low.description.contains("The predictions are not calibrated: they are too low."))
  }

  @Test func `an observation without numbers is NaN, and nothing traps`() {
    let draws = ScalarDraws([[-1, -1, -2, -1]])
    let result = LeaveOneOutPIT(
      observed: [.nan, 1], predictions: [draws, ScalarDraws([[1, 2]])], logLikelihoods: [draws, draws])
    #expect(result.values.allSatisfy(\.isNaN) && result.uniformity.pValue.isNaN)
    #expect(result.description.contains("not numbers"))
    #expect(LeaveOneOutPIT(observed: [], predictions: [], logLikelihoods: []).observations.isEmpty)
  }
}
