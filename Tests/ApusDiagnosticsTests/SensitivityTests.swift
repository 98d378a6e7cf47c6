// Power-scaling sensitivities against ArviZ, overlaps of kernel densities against SciPy, and both at the edges.

import ApusDiagnostics
import ApusTestSupport
import Testing

@Suite struct SensitivityTests {
  struct Fit: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var draws, logPriors, logLikelihoods: [[[Double]]]
    var priors, likelihoods: [Double]
    var diagnoses: [String]
    var testDescription: String { name }

    var sensitivity: PriorSensitivity {
      PriorSensitivity(
        [("mu", ScalarDraws(draws[0])), ("tau", ScalarDraws(draws[1]))], logPriors: logPriors.map { ScalarDraws($0) },
        logLikelihoods: logLikelihoods.map { ScalarDraws($0) })
    }
  }

  struct Overlap: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var prior, posterior: [Double]
    var overlap: Double
    var testDescription: String { name }
  }

  struct Content: Decodable, Sendable {
    var fits: [Fit] = []
    var overlaps: [Overlap] = []
  }

  static let content: Content = (try? Reference.load("sensitivity")) ?? Content()

  @Test func `there are reference fits and overlaps`() {
    #expect(Self.content.fits.count == 4 && Self.content.overlaps.count == 6)
  }

  @Test(arguments: content.fits)
  func `sensitivities and diagnoses agree with ArviZ`(_ reference: Fit) throws {
    let rows = reference.sensitivity.rows
    #expect(rows.count == 2)
    for (row, (prior, likelihood)) in try paired(rows, try paired(reference.priors, reference.likelihoods)) {
      // The square of a small distance is a difference of larger numbers, whose rounding is about 1e-10 of the sensitivity.
      #expect((row.prior - prior).magnitude < 1e-8 && (row.likelihood - likelihood).magnitude < 1e-8)
    }
    #expect(rows.map { $0.diagnosis == .none ? "✓" : $0.diagnosis.rawValue } == reference.diagnoses)
  }

  @Test func `the table says what the diagnoses mean`() {
    #expect(
      Self.content.fits[1].sensitivity.description == """
             prior  likelihood                      diagnosis
        mu   0.691       0.714  potential prior-data conflict
        tau  0.190       0.060  potential prior-data conflict

        - The posterior of mu, tau moves with the prior and with the likelihood: they may contradict each other. Look at whether the \
        prior is what you meant.
        """)
    #expect(
      Self.content.fits[2].sensitivity.description.hasSuffix(
        "moves with the prior alone: the data say little of it."))
  }

  @Test func `a component that does not vary moves nothing`() {
    var generator = TestGenerator(seed: 21)
    let draws = ScalarDraws([(0..<200).map { _ in generator.normal() }])
    let flat = ScalarDraws([[Double](repeating: -2, count: 200)])
    let row = PriorSensitivity([("x", draws)], logPriors: [flat], logLikelihoods: []).rows[0]
    #expect(row.prior < 1e-6 && row.likelihood < 1e-6 && row.diagnosis == .none)
  }

  @Test func `draws without numbers or width are NaN, and nothing traps`() {
    let draws = ScalarDraws([[1, .nan, 2, 3, 4, 5, 6, 7]])
    let constant = ScalarDraws([[Double](repeating: 1, count: 8)])
    let density = ScalarDraws([[-1, -2, -3, -1, -2, -3, -1, -2]])
    let rows = PriorSensitivity(
      [("a", draws), ("b", constant), ("c", ScalarDraws([[1, 2]]))], logPriors: [density], logLikelihoods: [draws]
    ).rows
    #expect(rows.allSatisfy { $0.prior.isNaN && $0.likelihood.isNaN && $0.diagnosis == .none })
    #expect(PriorSensitivity([], logPriors: [], logLikelihoods: []).rows.isEmpty)
    let overlaps = PriorPosteriorOverlap([
      ("a", draws, density), ("b", constant, density), ("c", ScalarDraws([]), density),
    ])
    #expect(overlaps.rows.allSatisfy { $0.overlap.isNaN })
  }

  @Test(arguments: content.overlaps)
  func `overlaps agree with SciPy`(_ reference: Overlap) throws {
    let overlap = try #require(
      PriorPosteriorOverlap([("x", ScalarDraws([reference.prior]), ScalarDraws([reference.posterior]))])["x"])
    #expect((overlap - reference.overlap).magnitude < 1e-8)
  }

  @Test func `a posterior that is the prior overlaps wholly, in either order`() {
    let draws = Self.content.overlaps.map { (ScalarDraws([$0.prior]), ScalarDraws([$0.posterior])) }
    let table = PriorPosteriorOverlap([("same", draws[1].0, draws[1].0), ("apart", draws[3].0, draws[3].1)])
    #expect((table.rows[0].overlap - 1).magnitude < 1e-3 && table.rows[1].overlap == 0)
    #expect(
      table.description == """
               overlap
        same     1.000
        apart    0.000

        - Prior and posterior of same overlap by more than 0.35: the data say little of it.
        """)
    for (a, b) in draws {
      let both = PriorPosteriorOverlap([("ab", a, b), ("ba", b, a)])
      #expect(both.rows[0].overlap == both.rows[1].overlap)
    }
  }
}
