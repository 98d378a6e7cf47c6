// Constants and data outside the domains of distributions' parameters: found when a model is built, for every distribution.

import ApusExtension
import Testing

@Suite struct ParameterDomainTests {
  /// A distribution with one parameter outside its domain.
  struct Row: Sendable, CustomTestStringConvertible {
    let parameter: String
    let says: [String]
    let distribution: @Sendable (Tensor) -> any Distribution
    /// The value that is wrong.
    let wrong: NDArray
    /// A value that is right.
    let right: NDArray
    var testDescription: String { "\(parameter) of \(distribution(Tensor(right)).name) as \(wrong)" }

    init(
      _ parameter: String, _ wrong: NDArray, _ right: NDArray, says: [String] = [],
      _ distribution: @escaping @Sendable (Tensor) -> any Distribution
    ) {
      self.parameter = parameter
      self.wrong = wrong
      self.right = right
      self.says = says
      self.distribution = distribution
    }
  }

  private static func scales(_ parameter: String, _ make: @escaping @Sendable (Tensor) -> any Distribution) -> [Row] {
    ([-1, 0, .infinity, .nan] as [Double]).map { Row(parameter, NDArray($0), 2, says: ["positive", "\($0)"], make) }
  }

  private static func locations(_ parameter: String, _ make: @escaping @Sendable (Tensor) -> any Distribution) -> [Row]
  {
    ([.infinity, .nan] as [Double]).map { Row(parameter, NDArray($0), 0, says: ["finite"], make) }
  }

  private static let indefinite = NDArray(rows: [[1, 2], [2, 1]])
  private static let identity = NDArray(rows: [[1, 0], [0, 1]])

  static let rows: [Row] = constrained + most

  private static let constrained: [Row] = {
    var rows = scales("standardDeviation") { ZeroSumNormal($0, shape: [2]) }
    rows += scales("standardDeviation") { ICAR($0, edges: [(0, 1)]) }
    rows += scales("precision") { CAR(0, alpha: 0.5, precision: $0, edges: [(0, 1)]) }
    let dependence = Row("alpha", 1, 0.99, says: ["above -1 and below 1"]) {
      CAR(0, alpha: $0, precision: 1, edges: [(0, 1)])
    }
    return rows + [dependence]
  }()

  private static let most: [Row] =
    scales("standardDeviation") { Normal(0, $0) } + locations("mean") { Normal($0, 1) }
    + scales("scale") { HalfNormal($0) } + scales("scale") { HalfCauchy($0) }
    + scales("logStandardDeviation") { LogNormal(0, $0) } + locations("logMean") { LogNormal($0, 1) }
    + scales("scale") { Cauchy(0, $0) } + locations("location") { Cauchy($0, 1) }
    + scales("scale") { Laplace(0, $0) } + locations("location") { Laplace($0, 1) }
    + scales("scale") { Logistic(0, $0) } + locations("location") { Logistic($0, 1) }
    + scales("degreesOfFreedom") { StudentT(degreesOfFreedom: $0) }
    + scales("scale") { StudentT(degreesOfFreedom: 3, location: 0, scale: $0) }
    + locations("location") { StudentT(degreesOfFreedom: 3, location: $0) }
    + scales("rate") { Exponential(rate: $0) } + scales("shape") { Gamma(shape: $0, rate: 1) }
    + scales("rate") { Gamma(shape: 1, rate: $0) } + scales("shape") { InverseGamma(shape: $0, scale: 1) }
    + scales("scale") { InverseGamma(shape: 1, scale: $0) } + scales("alpha") { Beta($0, 1) }
    + scales("beta") { Beta(1, $0) } + locations("direction") { VonMises($0, 1) }
    + scales("mean") { InverseGaussian(mean: $0, shape: 1) } + scales("shape") { InverseGaussian(mean: 1, shape: $0) }
    + locations("shape") { SkewNormal(location: 0, scale: 1, shape: $0) }
    + scales("rate") { ExGaussian(location: 0, scale: 1, rate: $0) }
    + locations("shape") { GeneralizedExtremeValue(location: 0, scale: 1, shape: $0) }
    + scales("scale") { GeneralizedPareto(location: 0, scale: $0, shape: 0) }
    + scales("tailWeight") { JohnsonSU(location: 0, scale: 1, skewness: 0, tailWeight: $0) }
    + scales("tailWeight") { SinhArcsinh(location: 0, scale: 1, skewness: 0, tailWeight: $0) }
    + scales("logitStandardDeviation") { LogitNormal(0, $0) } + scales("beta") { BetaPrime(1, $0) }
    + scales("scale") { HyperbolicSecant(0, $0) } + scales("scale") { SoftLaplace(0, $0) }
    + locations("low") { PERT(low: $0, mode: 1, high: 9) }
    + scales("standardDeviation") { Gamma(mean: 1, standardDeviation: $0) }
    + scales("mean") { InverseGamma(mean: $0, standardDeviation: 1) }
    + scales("concentration") { Beta(mean: 0.5, concentration: $0) }
    + locations("lower") { Uniform($0, 9) }
    + scales("dispersion") { NegativeBinomial(mean: 2, dispersion: $0) } + scales("eta") { LKJCholesky(3, eta: $0) }
    + scales("component 1 standardDeviation") { Mixture(weights: [0.5, 0.5], [Normal(0, 1), Normal(1, $0)]) }
    + [
      Row("upper", 0, 2, says: ["is 0.0, and lower is 1.0", "greater than lower"]) { Uniform(1, $0) },
      Row("upper", 1, 2, says: ["greater than lower"]) { Uniform(1, $0) },
      Row("high", -2, 2, says: ["greater than low"]) { PERT(low: -1, mode: 0, high: $0) },
      Row("mode", 3, 0.5, says: ["is 3.0, and low is -1.0 and high is 2.0", "from low to high"]) {
        PERT(low: -1, mode: $0, high: 2)
      },
      Row("mode", -2, 0.5, says: ["is -2.0, and lower is -1.0 and upper is 2.0", "from lower to upper"]) {
        Triangular(lower: -1, mode: $0, upper: 2)
      },
      Row("mean", 1.5, 0.5, says: ["between 0 and 1"]) { Beta(mean: $0, concentration: 2) },
      Row("upper", NDArray(Double.infinity), 2) { Uniform(1, $0) },
      Row("trials", 2.5, 3, says: ["whole number"]) { Multinomial(trials: $0, probabilities: [0.5, 0.5]) },
      Row("probabilities", [0.5, 0.6], [0.5, 0.5], says: ["sum 1.1"]) { Multinomial(trials: 3, probabilities: $0) },
      Row("scaleMatrix", indefinite, identity, says: ["not positive definite"]) {
        MvStudentT(degreesOfFreedom: 3, location: [0, 0], scaleMatrix: $0)
      },
      Row("degreesOfFreedom", 1, 2, says: ["number of rows less 1"]) {
        Wishart(degreesOfFreedom: $0, scaleMatrix: identity)
      },
      Row("precision", indefinite, identity, says: ["not positive definite"]) { MvNormal([0, 0], precision: $0) },
      Row("concentration", -1, 0, says: ["not negative"]) { VonMises(0, $0) },
      Row("mean", -1, 0) { NegativeBinomial(mean: $0, dispersion: 1) },
      Row("rate", -1, 0) { Poisson(rate: $0) },
      Row("logRate", NDArray(Double.nan), NDArray(-Double.infinity)) { Poisson(logRate: $0) },
      Row("logRate", NDArray(Double.infinity), 5) { Poisson(logRate: $0) },
      Row("probability", 1.2, 0.9, says: ["between 0 and 1"]) { Bernoulli(probability: $0) },
      Row("probability", -0.2, 0) { Binomial(trials: 3, probability: $0) },
      Row("logit", NDArray(Double.nan), -700) { Bernoulli(logit: $0) },
      Row("trials", 2.5, 2, says: ["whole number"]) { Binomial(trials: $0, logit: 0) },
      Row("trials", -1, 0) { Binomial(trials: $0, probability: 0.5) },
      Row("probability", 0, 1) { Geometric(probability: $0) },
      Row("probabilities", [0.5, 0.6], [0.5, 0.5], says: ["the sum 1.1"]) { Categorical(probabilities: $0) },
      Row("probabilities", [-0.5, 1.5], [0.1, 0.9], says: ["the element -0.5"]) { Categorical(probabilities: $0) },
      Row("logits", [-.infinity, -.infinity], [-.infinity, 1], says: ["no finite"]) { Categorical(logits: $0) },
      Row("weights", [0.9, 0.2], [0.9, 0.1]) { Mixture(weights: $0, [Normal(0, 1), Normal(0, 3)]) },
      Row("concentration", [1, 0, 2], [1, 2, 3], says: ["is 0.0 at [1]"]) { Dirichlet($0) },
      Row("mean", [0, .nan], [0, 1], says: ["at [1]"]) { MvNormal($0, covariance: identity) },
      Row("covariance", indefinite, identity, says: ["not positive definite"]) { MvNormal([0, 0], covariance: $0) },
      Row("covariance", NDArray(rows: [[1, 0.5], [0, 1]]), identity, says: ["0.5 at [0, 1]"]) {
        MvNormal([0, 0], covariance: $0)
      },
      Row("covariance 0", indefinite, NDArray(rows: [[1, 1], [1, 1]]), says: ["negative eigenvalue"]) {
        KroneckerNormal([0, 0], covariances: [$0], noise: 1)
      },
      Row("noise", -1, 0.5, says: ["not negative"]) { KroneckerNormal([0, 0], covariances: [identity], noise: $0) },
      Row("choleskyFactor", NDArray(rows: [[1, 0], [0.5, -1]]), identity, says: ["-1.0 at [1, 1]"]) {
        MvNormal([0, 0], choleskyFactor: $0)
      },
      Row("choleskyFactor", NDArray(rows: [[1, 0.5], [0.5, 1]]), identity, says: ["0.5 at [0, 1]"]) {
        MvNormal([0, 0], choleskyFactor: $0)
      },
    ]

  /// A value of a distribution that lies in its support.
  private static func observed(_ distribution: any Distribution) -> NDArray {
    if distribution is LKJCholesky { return NDArray(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]) }
    switch distribution.support {
    case .simplex: return [0.5, 0.25, 0.25]
    case .sumToZero: return [0.5, -0.5]
    case .counts: return [1, 2]
    case .covariance, .choleskyFactor, .correlation: return identity
    case .unitVector: return [0.6, 0.8]
    case .nonnegativeIntegers, .integers, .booleans: return NDArray([Double](repeating: 0, count: 1), shape: [])
    case .positiveIntegers: return 1
    case .interval where distribution is Uniform: return 1.5
    case .interval: return 0.5
    default: return distribution.eventRank == 1 ? [0.5, 0.5] : 0.5
    }
  }

  @Test(arguments: rows) func `a constant outside a domain is found where the prior is declared`(row: Row) {
    let line = #line + 1
    let text = mistake { m in declare(&m, row.distribution(Tensor(row.wrong))) }
    let name = row.distribution(Tensor(row.right)).name
    expect(text, says: row.says + ["'x'", "the \(row.parameter) of \(name)", "ParameterDomainTests.swift:"])
    #expect(mistake { m in declare(&m, row.distribution(Tensor(row.right))) } == nil, "line \(line)")
  }

  private func declare(_ m: inout ModelBuilder, _ distribution: any Distribution) {
    func open(_ distribution: some Distribution) { m.parameter("x", distribution) }
    open(distribution)
  }

  @Test(arguments: rows)
  func `data outside a domain are found where the likelihood is declared, and when they are replaced`(
    row: Row
  ) throws {
    func build(_ value: NDArray) throws -> Model {
      try Model { m in
        m.parameter("free", Normal(0, 1))
        let data = m.data("known", value)
        let made = row.distribution(data * 1.0)
        func open(_ distribution: some Distribution) { m.observe("y", distribution, Self.observed(distribution)) }
        open(made)
      }
    }
    do {
      _ = try build(row.wrong)
      Issue.record("no error")
    } catch { expect("\(error)", says: row.says + ["'y'", "the \(row.parameter) of", "ParameterDomainTests.swift:"]) }
    guard !(row.right.doubles.contains { $0.isInfinite }) else { return }
    var model = try build(row.right)
    #expect(throws: ModelError.self) { try model.replaceData("known", with: row.wrong) }
    #expect(model.data[0].value == row.right)
  }

  @Test func `the element and the line are named`() {
    let line = #line + 1
    let text = mistake { m in m.parameter("x", Normal(0, Tensor([1.0, 2, -3, 0]))) }
    expect(text, says: ["ParameterDomainTests.swift:\(line)", "is -3.0 at [2]", "first of 2"])
  }

  @Test func `what depends on a parameter is not judged`() {
    #expect(
      mistake { m in
        let sigma = m.parameter("sigma", Normal(0, 1))
        m.parameter("x", Normal(0, sigma))
      } == nil)
  }

  @Test func `data that hang together may be replaced one after the other`() throws {
    var model = try Model { m in
      let p = m.parameter("p", Beta(1, 1))
      let n = m.data("n", [5.0])
      m.observe("k", Binomial(trials: n, probability: p), [3.0])
    }
    try model.replaceData("n", with: [2])
    // Three successes of two trials: what samples says so.
    do {
      _ = try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1)
      Issue.record("no error")
    } catch { expect("\(error)", says: ["'k'", "is 3.0 at [0]", "Binomial"]) }
    try model.replaceData("k", with: [1])
    #expect(throws: ModelError.self) { try model.replaceData("n", with: [-1]) }
    _ = try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1)
  }
}
