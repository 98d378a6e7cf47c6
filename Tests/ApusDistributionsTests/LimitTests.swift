// Densities, distribution functions and transforms where a formula has 0/0 or ∞ − ∞ and the function has a limit: the limits, by
// hand, on both backends.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import ApusTestSupport
import Foundation
import Testing

/// A function at a point where it has a limit.
struct Limit: Sendable, CustomTestStringConvertible {
  let name: String
  let point: [Double]
  let value: Double
  /// The derivatives; nil for one that has no limit.
  let slopes: [Double?]
  let function: @Sendable ([Tensor]) -> Tensor

  init(
    _ name: String, at point: [Double], _ value: Double, _ slopes: [Double?],
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    (self.name, self.point, self.value, self.slopes, self.function) = (name, point, value, slopes, function)
  }

  var testDescription: String { "\(name) at \(point)" }

  /// What a backend says otherwise.
  func findings(_ backend: Backend) throws -> [String] {
    let arguments = point.indices.map { Tensor.argument("x\($0)") }
    let result = function(arguments)
    let outputs = try [result] + gradient(of: result, withRespectTo: arguments)
    let found = try backend.values(of: outputs, paired(arguments, point.map { NDArray($0) })).map { $0[0] }
    return try paired(found, [value] + slopes).enumerated().compactMap { index, pair in
      guard let expected = pair.1 else { return nil }
      if pair.0 == expected || abs(pair.0 - expected) <= 1e-14 * abs(expected) { return nil }
      return
        "\(testDescription), \(index == 0 ? "value" : "derivative \(index - 1)") by \(backend): \(pair.0), not \(expected)"
    }
  }
}

@Suite struct LimitTests {
  private static let logTwoPi = 1.8378770664093453

  private static func logCDF(_ distribution: some UnivariateDistribution, _ value: Double) -> Tensor {
    distribution.logCDF(Tensor(value))
  }

  /// cos 1 and sin 1.
  private static let (cosine, sine) = (0.5403023058681398, 0.8414709848078965)

  static let circle: [Limit] = [
    Limit("VonMises", at: [0, 0, 1], -logTwoPi, [0, cosine, 0]) { VonMises($0[0], $0[1]).logDensity($0[2]) },
    Limit("VonMises", at: [1, 0, 0], -logTwoPi, [0, cosine, 0]) { VonMises($0[0], $0[1]).logDensity($0[2]) },
    Limit("VonMises", at: [1, 0, 1], -logTwoPi, [0, 1, 0]) { VonMises($0[0], $0[1]).logDensity($0[2]) },
    Limit("VonMises", at: [0, 1e-300, 1], -logTwoPi, [1e-300 * sine, cosine, -1e-300 * sine]) {
      VonMises($0[0], $0[1]).logDensity($0[2])
    },
    Limit("VonMises", at: [0, -0.0, 1], -logTwoPi, [0, cosine, 0]) { VonMises($0[0], $0[1]).logDensity($0[2]) },
  ]

  static let counts: [Limit] = [
    Limit("Poisson(logRate: −∞) of 0", at: [-.infinity], 0, [0]) { Poisson(logRate: $0[0]).logDensity(0) },
    Limit("Poisson(logRate: −∞) of 2", at: [-.infinity], -.infinity, [2]) { Poisson(logRate: $0[0]).logDensity(2) },
    Limit("Poisson(logRate: −∞), F(0)", at: [-.infinity], 0, [0]) { logCDF(Poisson(logRate: $0[0]), 0) },
    Limit("Poisson(logRate: −∞), F(3)", at: [-.infinity], 0, [0]) { logCDF(Poisson(logRate: $0[0]), 3) },
    Limit("Poisson(logRate: −800) of 3", at: [-800], -2401.791759469228, [3]) { Poisson(logRate: $0[0]).logDensity(3) },
    Limit("Poisson(rate: 0) of 0", at: [0], 0, [-1]) { Poisson(rate: $0[0]).logDensity(0) },
    Limit("Poisson(rate: 0), F(0)", at: [0], 0, [-1]) { logCDF(Poisson(rate: $0[0]), 0) },
    Limit("Poisson(rate: 0), F(2)", at: [0], 0, [0]) { logCDF(Poisson(rate: $0[0]), 2) },
    Limit("NegativeBinomial(mean: 0) of 0", at: [0, 2], 0, [-1, 0]) {
      NegativeBinomial(mean: $0[0], dispersion: $0[1]).logDensity(0)
    },
    Limit("NegativeBinomial(mean: 0) of 3", at: [0, 2], -.infinity, [nil, nil]) {
      NegativeBinomial(mean: $0[0], dispersion: $0[1]).logDensity(3)
    },
    Limit("NegativeBinomial(mean: 0), F(0)", at: [0, 2], 0, [-1, 0]) {
      logCDF(NegativeBinomial(mean: $0[0], dispersion: $0[1]), 0)
    },
    Limit("NegativeBinomial(mean: 0), F(4)", at: [0, 2], 0, [0, 0]) {
      logCDF(NegativeBinomial(mean: $0[0], dispersion: $0[1]), 4)
    },
    Limit("NegativeBinomial(mean: 0), F(0)", at: [0, 1e16], 0, [-1, 0]) {
      logCDF(NegativeBinomial(mean: $0[0], dispersion: $0[1]), 0)
    },
  ]

  static let trials: [Limit] = [
    Limit("Geometric(1) of 1", at: [1], 0, [1]) { Geometric(probability: $0[0]).logDensity(1) },
    Limit("Geometric(1) of 2", at: [1], -.infinity, [nil]) { Geometric(probability: $0[0]).logDensity(2) },
    Limit("Geometric(1), F(1)", at: [1], 0, [1]) { logCDF(Geometric(probability: $0[0]), 1) },
    Limit("Geometric(1), F(2)", at: [1], 0, [0]) { logCDF(Geometric(probability: $0[0]), 2) },
    Limit("Geometric(1), F(50)", at: [1], 0, [0]) { logCDF(Geometric(probability: $0[0]), 50) },
    Limit("Binomial(5, 0) of 0", at: [0], 0, [-5]) { Binomial(trials: 5, probability: $0[0]).logDensity(0) },
    Limit("Binomial(5, 1) of 5", at: [1], 0, [5]) { Binomial(trials: 5, probability: $0[0]).logDensity(5) },
    Limit("Binomial(5, 0), F(0)", at: [0], 0, [-5]) { logCDF(Binomial(trials: 5, probability: $0[0]), 0) },
    Limit("Binomial(5, 0), F(2)", at: [0], 0, [0]) { logCDF(Binomial(trials: 5, probability: $0[0]), 2) },
    Limit("Binomial(5, 0), F(5)", at: [0], 0, [0]) { logCDF(Binomial(trials: 5, probability: $0[0]), 5) },
    Limit("Binomial(5, 1), F(3)", at: [1], -.infinity, [nil]) { logCDF(Binomial(trials: 5, probability: $0[0]), 3) },
    Limit("Binomial(5, 1), F(5)", at: [1], 0, [0]) { logCDF(Binomial(trials: 5, probability: $0[0]), 5) },
    Limit("Binomial(10, logit: −800), F(0)", at: [-800], 0, [0]) { logCDF(Binomial(trials: 10, logit: $0[0]), 0) },
    Limit("Binomial(10, logit: −800), F(3)", at: [-800], 0, [0]) { logCDF(Binomial(trials: 10, logit: $0[0]), 3) },
    // log C(10, 3) = 4.787491742782046.
    Limit("Binomial(10, logit: 800), F(3)", at: [800], 4.787491742782046 - 5600, [-7]) {
      logCDF(Binomial(trials: 10, logit: $0[0]), 3)
    },
    Limit("Binomial(10, logit: 800), F(0)", at: [800], -8000, [-10]) { logCDF(Binomial(trials: 10, logit: $0[0]), 0) },
    Limit("Binomial(10, logit: 800), F(10)", at: [800], 0, [0]) { logCDF(Binomial(trials: 10, logit: $0[0]), 10) },
    Limit("Binomial(10, logit: 1e5), F(9)", at: [1e5], 2.302585092994046 - 1e5, [-1]) {
      logCDF(Binomial(trials: 10, logit: $0[0]), 9)
    },
    Limit("Binomial(0, 0.3) of 0", at: [0.3], 0, [0]) { Binomial(trials: 0, probability: $0[0]).logDensity(0) },
    Limit("Bernoulli(0) of 0", at: [0], 0, [-1]) { Bernoulli(probability: $0[0]).logDensity(0) },
    Limit("Bernoulli(0), F(0)", at: [0], 0, [-1]) { logCDF(Bernoulli(probability: $0[0]), 0) },
    Limit("Bernoulli(logit: 800), F(0)", at: [800], -800, [-1]) { logCDF(Bernoulli(logit: $0[0]), 0) },
  ]

  /// Mixtures whose second weight, softmax([0, −750]), is 0 in double precision: the first component alone is left.
  static let mixtures: [Limit] = [
    Limit("a weight that underflows", at: [0, -750, 1, 2], -0.5 - 0.5 * logTwoPi, [0, 0, -1, 0]) {
      mixture($0[0], $0[1], [Normal($0[2], 1), Normal($0[3], 1)], 0)
    },
    // exp(−750 − 2) is far above exp(−1250).
    Limit("a weight that underflows, and yet decides", at: [0, -750, 50, 2], -752 - 0.5 * logTwoPi, [-1, 1, nil, -2]) {
      mixture($0[0], $0[1], [Normal($0[2], 1), Normal($0[3], 1)], 0)
    },
    Limit("the first weight underflows", at: [-800, 0, 1, 2], -2 - 0.5 * logTwoPi, [0, 0, 0, -2]) {
      mixture($0[0], $0[1], [Normal($0[2], 1), Normal($0[3], 1)], 0)
    },
    Limit("the component that is left out has density 0", at: [0, -750, 1, 2], -0.5 - 0.5 * logTwoPi, [0, 0, -1, 0]) {
      mixture($0[0], $0[1], [Normal($0[2], 1), Normal($0[3], 1e-200)], 0)
    },
  ]

  /// Weights and logits that are 0 or −∞ as they stand.
  static let missing: [Limit] = [
    Limit("a weight of 0", at: [1, 2], -0.5 - 0.5 * logTwoPi, [-1, 0]) {
      Mixture(weights: [1, 0], [Normal($0[0], 1), Normal($0[1], 1)]).logDensity(0)
    },
    Limit("a weight of 0, and its component of density 0", at: [1, 2], -0.5 - 0.5 * logTwoPi, [-1, 0]) {
      Mixture(weights: [0, 1], [Uniform($0[1], 3), Normal($0[0], 1)]).logDensity(0)
    },
    Limit("a simplex at its vertex", at: [800, 1, 2], -0.5 - 0.5 * logTwoPi, [0, -1, 0]) {
      Mixture(weights: vertex($0[0]), [Normal($0[1], 1), Normal($0[2], 1)]).logDensity(0)
    },
    Limit("a simplex at its other vertex", at: [-800, 1, 2], -2 - 0.5 * logTwoPi, [0, 0, -2]) {
      Mixture(weights: vertex($0[0]), [Normal($0[1], 1), Normal($0[2], 1)]).logDensity(0)
    },
    Limit("a category of logit −∞", at: [0.5, -.infinity], 0, [0, 0]) { Categorical(logits: pair($0)).logDensity(0) },
    Limit("a category of logit −750", at: [0, -750], -750, [-1, 1]) { Categorical(logits: pair($0)).logDensity(1) },
    Limit("Bernoulli(logit: ∞) of 1", at: [.infinity], 0, [0]) { Bernoulli(logit: $0[0]).logDensity(1) },
    Limit("Bernoulli(logit: −∞) of 0", at: [-.infinity], 0, [0]) { Bernoulli(logit: $0[0]).logDensity(0) },
    Limit("Poisson(rate: exp(−∞)) of 0", at: [-.infinity], 0, [0]) { Poisson(rate: exp($0[0])).logDensity(0) },
  ]

  private static func pair(_ x: [Tensor]) -> Tensor {
    concatenate([x[0].reshaped(to: [1]), x[1].reshaped(to: [1])], axis: 0)
  }

  /// The weights of two components from one unconstrained number.
  private static func vertex(_ y: Tensor) -> Tensor { SimplexTransform().constrain(y.reshaped(to: [1])) }

  private static func mixture(_ a: Tensor, _ b: Tensor, _ components: [any Distribution], _ value: Double) -> Tensor {
    let logits = pair([a, b])
    let weights = exp(logits - logSumExp(logits, axes: [0], keepingDimensions: true))
    return Mixture(weights: weights, components).logDensity(Tensor(value))
  }

  @Test(arguments: circle + counts + trials + mixtures + missing)
  func `the value and the derivatives are the limits`(limit: Limit) throws {
    for backend in try Backend.present {
      let findings = try limit.findings(backend)
      #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    }
  }
}
