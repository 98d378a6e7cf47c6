// The checker of distributions: it passes those of the package, and finds each fault that a user may write.

import ApusExtension
import ApusTesting
import Foundation
import Testing

/// A normal distribution with one fault.
private struct FaultyNormal: UnivariateDistribution, DistributionWithMoments {
  enum Fault: String, CaseIterable {
    case none, density, tooWideDraws, shiftedDraws, ownGenerator, lowerTail, upperTail, quantile, mean, variance,
      operands,
      wrongShape, notNaN, gradient, brokenParameters, integers
  }

  let fault: Fault
  let mu: Tensor
  let sigma: Tensor

  func rebuilt(on operands: [Tensor]) -> FaultyNormal {
    FaultyNormal(fault: fault, mu: fault == .operands ? operands[1] : operands[0], sigma: operands[1])
  }
  var parameters: [DistributionParameter] {
    [DistributionParameter("mu", mu, .finite), DistributionParameter("sigma", sigma, .positive)]
  }
  var support: Support { fault == .integers ? .nonnegativeIntegers : .real }
  var mean: Tensor { fault == .mean ? mu + 0.1 : mu }
  var variance: Tensor { fault == .variance ? sigma : sigma.squared() }

  func logDensity(_ value: Tensor) -> Tensor {
    if fault == .wrongShape { return sum(Normal(mu, sigma).logDensity(value)) }
    let density = elementwise(value) { Normal(mu, sigma).logDensity($0) }
    switch fault {
    case .density: return density + 0.01
    case .notNaN: return select(density .== density, density, 0)
    case .gradient: return density + value - stopGradient(value)
    default: return density
    }
  }

  func logCDF(_ value: Tensor) -> Tensor { Normal(mu, sigma).logCDF(fault == .lowerTail ? value + 0.001 : value) }
  func logSurvival(_ value: Tensor) -> Tensor {
    fault == .upperTail ? log1p(-1.001 * exp(logCDF(value))) : Normal(mu, sigma).logSurvival(value)
  }
  func quantile(logit: Tensor) -> Tensor {
    Normal(mu, sigma).quantile(logit: logit) * (fault == .quantile ? 1.0001 : 1)
  }

  nonisolated(unsafe) private static var hidden = Philox4x64(seed: 9)

  func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      let z = fault == .ownGenerator ? Self.hidden.standardNormal() : generator.standardNormal()
      if fault == .integers { return Double(Int(z * z)) }
      let sigma = fault == .brokenParameters && p[1].isNaN ? 1 : p[1]
      let mu = fault == .brokenParameters && p[0].isNaN ? 0 : p[0]
      return mu + (fault == .shiftedDraws ? 0.1 : 0) + (fault == .tooWideDraws ? 1.1 : 1) * sigma * z
    }
  }
}

/// A distribution with no draws of its own.
private struct DrawnByQuantiles: UnivariateDistribution {
  let rate: Tensor

  init(_ rate: some TensorConvertible) { self.rate = rate.tensor }

  func rebuilt(on operands: [Tensor]) -> DrawnByQuantiles { DrawnByQuantiles(operands[0]) }
  var parameters: [DistributionParameter] { [DistributionParameter("rate", rate, .positive)] }
  var support: Support { .nonnegative }
  func logDensity(_ value: Tensor) -> Tensor { elementwise(value) { Exponential(rate: rate).logDensity($0) } }
  func logCDF(_ value: Tensor) -> Tensor { Exponential(rate: rate).logCDF(value) }
  func logSurvival(_ value: Tensor) -> Tensor { Exponential(rate: rate).logSurvival(value) }
}

@Suite struct DistributionLawTests {
  /// What is found of a distribution.
  private static let lawful: [@Sendable () -> any Distribution] = [
    { Normal(1, 2) }, { StudentT(degreesOfFreedom: 7) }, { Cauchy(0, 1) }, { Laplace(1, 0.5) }, { Logistic(0, 3) },
    { HalfNormal(2) }, { HalfCauchy(1) }, { Exponential(rate: 2) }, { Gamma(shape: 2.5, rate: 3) },
    { InverseGamma(shape: 6, scale: 2) },
    { Beta(2, 3.5) }, { Uniform(-1, 4) }, { LogNormal(0, 0.5) }, { VonMises(0.5, 2) }, { Poisson(rate: 4.5) },
    { Binomial(trials: 12, probability: 0.3) }, { NegativeBinomial(mean: 5, dispersion: 3) },
    { Geometric(probability: 0.3) }, { Bernoulli(probability: 0.3) }, { Normal(1e6, 1e-3) }, { Normal(0, 1e-6) },
    { Truncated(Normal(0, 1), upper: 1) }, { Truncated(Poisson(rate: 4), lower: 6) }, { Exponential(rate: 1e6) },
    { Mixture(weights: [0.3, 0.7], [Normal(0, 1), StudentT(degreesOfFreedom: 9, location: 3, scale: 0.5)]) },
    { Truncated(Mixture(weights: [0.5, 0.5], [Normal(-1, 1), Normal(2, 1)]), lower: -2, upper: 3) },
    { Mixture(weights: [0.5, 0.5], [Poisson(rate: 2), NegativeBinomial(mean: 9, dispersion: 3)]) },
    { DrawnByQuantiles(1) },
    { Mixture(weights: [0.5, 0.5], [VonMises(0, 1), VonMises(2, 3)]) },
    { Discretized(Normal(1.3, 2)) }, { Discretized(Gamma(shape: 2, rate: 0.5), rounding: .down) },
    { Transformed(exp(0.5 + 0.5 * .drawn(from: Normal(0, 1)))) },
    { Transformed(3 - 2 * .drawn(from: Gamma(shape: 2, rate: 1))) },
    { Transformed(Logistic(0, 1), IntervalTransform(2, 6)) },
    {
      CustomDistribution([Tensor(0.5), Tensor(2.0)], support: .lowerBounded(2)) { t, p in
        log(p[0]) - p[0] * (t - p[1])
      } draw: { p, random in
        p[1] + random.standardExponential() / p[0]
      }
    },
    {
      CustomDistribution([Tensor(3.0)], support: .nonnegativeIntegers) { k, p in
        Poisson(rate: p[0]).logDensity(k)
      } draw: { p, random in
        random.poisson(mean: p[0])
      }
    },
  ]

  @Test(arguments: lawful.indices)
  func `distributions of the package obey`(index: Int) throws {
    let report = try checkLaws(of: Self.lawful[index]())
    #expect(report.isLawful, "\(report)")
    #expect(report.checkCount >= 30)
  }

  @Test(arguments: FaultyNormal.Fault.allCases.map(\.rawValue))
  func `each fault is found`(name: String) throws {
    let fault = try #require(FaultyNormal.Fault(rawValue: name))
    let report = try checkLaws(of: FaultyNormal(fault: fault, mu: 1, sigma: 2))
    #expect(report.isLawful == (fault == .none), "\(report)")
  }

  @Test func `what is found is said with numbers`() throws {
    let report = try checkLaws(of: FaultyNormal(fault: .density, mu: 1, sigma: 2))
    #expect(report.violations.contains { $0.hasPrefix("the density integrates to 1.010050") }, "\(report)")
    let vector = try checkLaws(of: Normal(Tensor([0.0, 1]), 1))
    #expect(vector.violations.count == 1 && !vector.isLawful)
  }
}
