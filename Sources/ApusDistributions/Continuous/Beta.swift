// The beta distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The beta distribution with α > 0 and β > 0, on 0 ≤ x ≤ 1.
///
/// log f(x) = (α − 1) log x + (β − 1) log(1 − x) − log B(α, β), computed as log(αβ/((α + β) x (1 − x))) and the binomial
/// kernel of α and β at x, in which nothing cancels for large α and β. At an edge whose parameter is 1 the density is the
/// other parameter; it is infinite where the parameter is below 1.
///
/// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
/// Checked against: mpmath, scipy.stats.beta.
public struct Beta: DistributionWithMoments, DistributionWithCDF {
  // MARK: Parameters

  /// The exponent α > 0 of x, plus 1.
  public let alpha: Tensor
  /// The exponent β > 0 of 1 − x, plus 1.
  public let beta: Tensor

  /// A beta distribution.
  public init(_ alpha: some TensorConvertible, _ beta: some TensorConvertible) {
    self.alpha = alpha.tensor
    self.beta = beta.tensor
  }

  /// α and β.
  public var parameters: [DistributionParameter] {
    [DistributionParameter("alpha", alpha), DistributionParameter("beta", beta)]
  }
  /// 0 ≤ x ≤ 1.
  public var support: Support { .unitInterval }
  /// What α and β broadcast to.
  public var shape: Shape { broadcastParameterShape }

  // MARK: Log density

  /// log(αβ/((α + β) x (1 − x))) and the binomial kernel; −∞ where x < 0 or x > 1.
  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let a = alpha.valid(where: alpha .> 0)
      let b = beta.valid(where: beta .> 0)
      let (isLowerEdge, isUpperEdge) = (value .<= 0, value .>= 1)
      let x = value.replacing(isLowerEdge .| isUpperEdge, with: 0.5)
      let (total, rest) = (a + b, 1 - x)
      let difference = select(x .< 0.5, total * x - a, b - total * rest)
      let kernel = logBinomialKernel(a, b, means: (total * x, total * rest), difference: difference)
      let inside = kernel + log(a * b / total) - (log(x) + log1p(-x))
      let lower = Self.edge(exponent: a, other: b).minusInfinity(where: value .< 0)
      let upper = Self.edge(exponent: b, other: a).minusInfinity(where: value .> 1)
      return select(isLowerEdge, lower, select(isUpperEdge, upper, inside))
    }
  }

  /// The log density where the factor with `exponent` vanishes.
  private static func edge(exponent: Tensor, other: Tensor) -> Tensor {
    let steep = select(exponent .< 1, Tensor(Double.infinity), Tensor(-Double.infinity))
    return select(exponent .== 1, log(other), steep)
  }

  // MARK: Moments

  /// α/(α + β).
  public var mean: Tensor { alpha / (alpha + beta) }
  /// αβ/((α + β)² (α + β + 1)).
  public var variance: Tensor { mean * (beta / (alpha + beta)) / (alpha + beta + 1) }

  // MARK: CDF

  /// log I_x(α, β), the regularised incomplete beta function.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (isBelow, isAbove) = (value .<= 0, value .>= 1)
      let x = value.replacing(isBelow .| isAbove, with: 0.5)
      return logRegularizedBeta(alpha, beta, x).replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  // MARK: Draws

  /// g/(g + h) for gamma-distributed g and h, from the difference of their logarithms.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { p in p[0] > 0 && p[1] > 0 ? generator.beta(p[0], p[1]) : .nan }
  }
}
