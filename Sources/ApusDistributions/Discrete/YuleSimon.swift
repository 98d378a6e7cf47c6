// The Yule-Simon distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Yule-Simon distribution with ρ > 0, on {1, 2, …}: of the sizes of things that grow in proportion to their size.
///
/// P(k) = ρ B(k, ρ + 1), P(X > k) = k B(k, ρ + 1).
///
/// Reference: Simon (1955), On a Class of Skew Distribution Functions. Checked against: mpmath, scipy.stats.yulesimon.
public struct YuleSimon: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The exponent ρ > 0 of the tail.
  public let exponent: Tensor

  /// A Yule-Simon distribution, whose tail falls as k^−ρ.
  public init(exponent: some TensorConvertible) { self.exponent = exponent.tensor }

  public var parameters: [DistributionParameter] { [DistributionParameter("exponent", exponent, .positive)] }
  public func rebuilt(on operands: [Tensor]) -> YuleSimon { YuleSimon(exponent: operands[0]) }
  public var support: Support { .positiveIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount .| (value .< 1)
      let k = value.replacing(isOutside, with: 1)
      return (log(rho) + logBeta(k, rho + 1)).minusInfinity(where: isOutside)
    }
  }

  private var rho: Tensor { exponent.valid(where: exponent .> 0) }

  /// ρ/(ρ − 1); infinite up to ρ = 1.
  public var mean: Tensor { (exponent / (exponent - 1)).replacing(exponent .<= 1, with: .infinity) }
  /// ρ²/((ρ − 1)² (ρ − 2)); infinite up to ρ = 2.
  public var variance: Tensor {
    (exponent.squared() / ((exponent - 1).squared() * (exponent - 2))).replacing(exponent .<= 2, with: .infinity)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofCount: value, from: 1) { log1mexp(logSurvival(ofCount: $0)) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofCount: value, from: 1) { logSurvival(ofCount: $0) }
  }

  /// log k + log B(k, ρ + 1); for small ρ, where that cancels, −∫ (ψ(k + 1 + s) − ψ(1 + s)) ds from 0 to ρ, by Gauss and Legendre's rule.
  private func logSurvival(ofCount k: Tensor) -> Tensor {
    let isEnd = k .== Double.infinity
    let count = k.replacing(isEnd, with: 1)
    let isSmall = rho .< 0.1
    let large = log(count) + logBeta(count, rho.replacing(isSmall, with: 1) + 1)
    let small = rho.replacing(.!isSmall, with: 0.1)
    let integral = Self.rule.reduce(Tensor(0.0)) {
      $0 + $1.weight * .apply(DigammaDifference(), 1 + $1.place * small, count)
    }
    return select(isSmall, -small * integral, large).minusInfinity(where: isEnd)
  }

  /// Gauss and Legendre's rule with 8 points on (0, 1).
  private static let rule: [(place: Double, weight: Double)] = [
    (0.019855071751231884, 0.05061426814518813), (0.10166676129318664, 0.11119051722668724),
    (0.2372337950418355, 0.15685332293894363), (0.4082826787521751, 0.181341891689181),
    (0.591717321247825, 0.181341891689181), (0.7627662049581645, 0.15685332293894363),
    (0.8983332387068134, 0.11119051722668724), (0.9801449282487681, 0.05061426814518813),
  ]

  /// A geometric count whose probability is exp(−w), with w exponential of rate ρ.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0 else { return .nan }
      let w = generator.standardExponential() / p[0]
      return 1 + (generator.standardExponential() / -Stable.log1p(-Stable.exp(-w))).rounded(.down)
    }
  }
}
