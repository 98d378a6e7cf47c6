// Probabilities that are logistic functions of logits so large that they are 0 or 1 as doubles, against mpmath on both backends; and
// other places where a number that a formula has to do with leaves the doubles.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct LogitTests {
  /// The tables that Scripts/reference/logits.py wrote.
  private static let tables = Result { try Reference.load("logits", as: [String: [[Double]]].self) }

  /// A univariate family, and which of its parameters is a probability.
  struct OfProbability: Sendable, CustomTestStringConvertible {
    let family: Family
    let place: Int
    var testDescription: String { family.name }
  }

  /// All families with a parameter whose domain is that of probabilities.
  static let families: [OfProbability] = Family.all.compactMap { family in
    let domains = ["between 0 and 1", "above 0 and at most 1", "above 0 and below 1"]
    let place = family(family.points[0]).parameters.firstIndex { domains.contains($0.domain?.requirement ?? "") }
    return place.map { OfProbability(family: family, place: $0) }
  }

  @Test func `there are such families`() { #expect(Self.families.count >= 10) }

  @Test(arguments: families) func `a probability by its logit keeps its digits where it is 0 or 1 as a double`(
    row: OfProbability
  ) throws {
    let (family, place) = (row.family, row.place)
    let rows = try #require(Self.tables.get()[family.name], "no table of \(family.name)")
    let count = family.points[0].count
    let arguments = (0...count).map { Tensor.argument("x\($0)", .float64([rows.count])) }
    var parameters = Array(arguments.dropLast())
    parameters[place] = sigmoid(parameters[place])
    let member = try #require(family.make(parameters) as? any UnivariateDistribution)
    let density = member.logDensity(arguments[count])
    let outputs =
      try [density] + gradients(of: density, [arguments[place]])
      + [member.logCDF(arguments[count]), member.logSurvival(arguments[count])]
    let bindings = try paired(arguments, arguments.indices.map { index in NDArray(rows.map { $0[index] }) })
    for backend in try Backend.present {
      let found = try backend.values(of: outputs, bindings)
      for (index, row) in rows.enumerated() {
        for (output, what) in ["log density", "slope", "lower tail", "upper tail"].enumerated() {
          let (given, expected) = (found[output][index], row[count + 1 + output])
          #expect(
            Self.agree(given, expected),
            "\(family.name), the \(what) at \(row.prefix(count + 1)) by \(backend): \(given), not \(expected)")
        }
      }
    }
  }

  /// 1e-12 of the number, or of what 1 is rounded by where the number is the logarithm of nearly 1.
  private static func agree(_ given: Double, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
    given == expected || abs(given - expected) <= tolerance * abs(expected) + 1e-15
  }

  @Test func `moments of a probability by its logit keep their digits`() throws {
    // e^±40, and e^±700, as 1/p − 1 or its reciprocal; all others differ from these by less than a rounding.
    for (eta, power) in [(40.0, 4.248354255291589e-18), (700, 9.859676543759771e-305)] {
      let (likely, unlikely) = (sigmoid(Tensor(eta)), sigmoid(Tensor(-eta)))
      let expected: [(Tensor, Double)] = [
        (NegativeBinomial(successes: 2, probability: likely).mean, 2 * power),
        (NegativeBinomial(successes: 2, probability: likely).variance, 2 * power),
        (NegativeBinomial(successes: 2, probability: unlikely).mean, 2 / power),
        (Geometric(probability: likely).variance, power), (Bernoulli(probability: likely).variance, power),
        (Binomial(trials: 5, probability: likely).variance, 5 * power),
        (ZeroInflated(of: Poisson(rate: 3), probability: likely).mean, 3 * power),
        (Beta(mean: likely, concentration: 2).beta, 2 * power),
        (Beta(mean: likely, concentration: 2).variance, power / 3),
      ]
      for (index, row) in expected.enumerated() {
        let given = try number(row.0)
        #expect(abs(given - row.1) <= 1e-13 * row.1, "\(index) at \(eta): \(given), not \(row.1)")
      }
    }
  }

  @Test(arguments: [40.0, 300, 700])
  func `the smaller one of two probabilities keeps its digits among categories and weights`(
    eta: Double
  ) throws {
    let p = sigmoid(Tensor.argument("eta"))
    let pair = stack([p, 1 - p], axis: -1)
    let cases: [(String, Tensor, Double)] = [
      ("Categorical", Categorical(probabilities: pair).logDensity(1), -eta),
      ("its tail", Categorical(probabilities: pair).logSurvival(0), -eta),
      ("Multinomial", Multinomial(trials: 3, probabilities: pair).logDensity(Tensor([0.0, 3])), -3 * eta),
      // Both components lie apart: one is left, with its weight.
      ("Mixture", Mixture(weights: pair, [Uniform(0, 1), Uniform(2, 3)]).logDensity(2.5), -eta),
    ]
    let argument = try #require(p.node?.operands[0])
    for (name, density, expected) in cases {
      for backend in try Backend.present {
        let found = try backend.values(
          of: [density] + gradient(of: density, withRespectTo: [argument]), [(argument, NDArray(eta))])
        #expect(abs(found[0][0] - expected) <= 1e-14 * abs(expected), "\(name) by \(backend): \(found[0][0])")
        #expect(abs(found[1][0] * eta - expected) <= 1e-14 * abs(expected), "\(name) by \(backend): \(found[1][0])")
      }
    }
  }

  @Test func `counts of a tiny or of a huge rate of their rates keep their digits`() throws {
    let rows = try #require(Self.tables.get()["NegativeBinomialRateEnds"])
    let arguments = ["a", "b", "k"].map { Tensor.argument($0, .float64([rows.count])) }
    let density = NegativeBinomial(shape: arguments[0], rate: arguments[1]).logDensity(arguments[2])
    let outputs = try [density] + gradients(of: density, Array(arguments[..<2]))
    let bindings = try paired(arguments, arguments.indices.map { index in NDArray(rows.map { $0[index] }) })
    for backend in try Backend.present {
      let found = try backend.values(of: outputs, bindings)
      for (index, row) in rows.enumerated() {
        for output in 0..<3 {
          let (given, expected) = (found[output][index], row[3 + output])
          #expect(
            Self.agree(given, expected, output == 0 ? 1e-12 : 1e-10),
            "\(row.prefix(3)), output \(output) by \(backend): \(given), not \(expected)")
        }
      }
    }
    // An infinite rate leaves no counts but 0.
    let limit = NegativeBinomial(shape: 2, rate: Double.infinity)
    #expect(try numbers(limit.logDensity(Tensor([0.0, 1, 7]))) == [0, -.infinity, -.infinity])
    #expect(try numbers(limit.logCDF(Tensor([0.0, 3]))) == [0, 0])
    #expect(try numbers(limit.logSurvival(Tensor([0.0, 3]))) == [-.infinity, -.infinity])
    #expect(try number(limit.mean) == 0 && number(limit.variance) == 0)
  }

  @Test func `the latest response times have tails`() throws {
    let rows = try #require(Self.tables.get()["WienerFar"])
    let arguments = (0..<5).map { Tensor.argument("x\($0)", .float64([rows.count])) }
    let family = Wiener(
      boundary: arguments[0], nonDecisionTime: arguments[1], bias: arguments[2], drift: arguments[3])
    let tails = [family.logCDF(arguments[4]), family.logSurvival(arguments[4])]
    let slopes = try tails.flatMap { try gradients(of: $0, arguments) }
    let bindings = try paired(arguments, arguments.indices.map { index in NDArray(rows.map { $0[index] }) })
    for backend in try Backend.present {
      let found = try backend.values(of: tails + slopes, bindings)
      for (index, row) in rows.enumerated() {
        for output in 0..<2 {
          let (given, expected) = (found[output][index], row[5 + output])
          #expect(
            Self.agree(given, expected), "tail \(output) at \(row.prefix(5)) by \(backend): \(given), not \(expected)")
        }
        #expect(found.allSatisfy { $0[index].isFinite }, "\(row.prefix(5)) by \(backend): \(found.map { $0[index] })")
      }
    }
  }

  @Test func `moments of Pólya-gamma numbers have their derivatives`() throws {
    let rows = try #require(Self.tables.get()["PolyaGammaMoments"])
    let arguments = ["h", "z"].map { Tensor.argument($0, .float64([rows.count])) }
    let family = PolyaGamma(shape: arguments[0], tilt: arguments[1])
    let moments = [family.mean, family.variance]
    let slopes = try moments.map { try gradients(of: $0, [arguments[1]])[0] }
    let bends = try slopes.map { try gradients(of: $0, [arguments[1]])[0] }
    let bindings = try paired(arguments, arguments.indices.map { index in NDArray(rows.map { $0[index] }) })
    for backend in try Backend.present {
      let found = try backend.values(of: moments + slopes + bends, bindings)
      for (index, row) in rows.enumerated() {
        for output in 0..<6 {
          let (given, expected) = (found[output][index], row[2 + output])
          // Second derivatives change their sign.
          let floor = output < 4 ? 0 : 1e-15 * row[0]
          #expect(
            abs(given - expected) <= 1e-14 * abs(expected) * (output < 4 ? 1 : 4) + floor,
            "\(row.prefix(2)), output \(output) by \(backend): \(given), not \(expected)")
        }
      }
    }
  }
}
