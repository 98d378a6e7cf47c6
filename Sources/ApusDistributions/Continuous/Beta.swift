// The beta distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The beta distribution with α > 0 and β > 0, on 0 ≤ x ≤ 1.
///
/// log f(x) = (α − 1) log x + (β − 1) log(1 − x) − log B(α, β). At an edge it is the limit
/// from inside, +∞ where the exponent is negative. For large α + β it is computed in Loader's saddle-point form.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 25.
/// Checked against: mpmath, scipy.stats.beta.
public struct Beta: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The exponent α > 0 of x, plus 1.
  public let alpha: Tensor
  /// The exponent β > 0 of 1 − x, plus 1.
  public let beta: Tensor

  /// A beta distribution.
  public init(_ alpha: some TensorConvertible, _ beta: some TensorConvertible) {
    self.alpha = alpha.tensor
    self.beta = beta.tensor
  }

  /// The same, its parameters by name.
  public init(alpha: some TensorConvertible, beta: some TensorConvertible) { self.init(alpha, beta) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("alpha", alpha, .positive), DistributionParameter("beta", beta, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Beta { Beta(operands[0], operands[1]) }
  public var support: Support { .unitInterval }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = (value .< 0) .| (value .> 1)
      let x = value.replacing(isOutside, with: 0.5)
      let constant = logBeta(alpha.valid(where: alpha .> 0), beta.valid(where: beta .> 0))
      let density = xlogy(alpha - 1, x) + xlog1py(beta - 1, -x) - constant
      // Small shapes that are constants need no other form.
      if let a = alpha.constantValue?.doubles.max(), let b = beta.constantValue?.doubles.max(), a + b <= 1000 {
        return density.minusInfinity(where: isOutside)
      }
      // Of the tiniest x the means of the counts have few digits, and log x has all.
      let isConcentrated = (alpha + beta .> 1000) .& (x .> 1e-290) .& (x .< 1)
      return select(isConcentrated, concentrated(x, where: isConcentrated), density).minusInfinity(where: isOutside)
    }
  }

  /// The binomial kernel in the saddle-point form times αβ/((α + β) x (1 − x)): nothing cancels for large α and β.
  private func concentrated(_ x: Tensor, where condition: Tensor) -> Tensor {
    let (a, b) = (select(condition, alpha, 1), select(condition, beta, 1))
    let x = select(condition, x, 0.5)
    let (y, count) = (1 - x, a + b)
    let kernel = logBinomialKernel(a, b, means: (count * x, count * y), difference: b * x - a * y)
    return kernel + log(a / x * (b / count / y))
  }

  public var mean: Tensor { alpha / (alpha + beta) }
  public var variance: Tensor { mean * (beta / (alpha + beta)) / (alpha + beta + 1) }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (isBelow, isAbove) = (value .<= 0, value .>= 1)
      let x = value.replacing(isBelow .| isAbove, with: 0.5)
      return logRegularizedBeta(alpha, beta, x).replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { value in
      let (isBelow, isAbove) = (value .<= 0, value .>= 1)
      let x = value.replacing(isBelow .| isAbove, with: 0.5)
      return logRegularizedBetaComplement(alpha, beta, x).replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  /// g/(g + h) for gamma-distributed g and h, from the difference of their logarithms.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in p[0] > 0 && p[1] > 0 ? generator.beta(p[0], p[1]) : .nan }
  }
}
