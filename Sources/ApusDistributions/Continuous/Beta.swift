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

  /// What the parameters are.
  private enum Form {
    case shapes
    case concentration(mean: Tensor, concentration: Tensor)
    case deviation(mean: Tensor, standardDeviation: Tensor)
  }
  private let form: Form

  /// A beta distribution.
  public init(_ alpha: some TensorConvertible, _ beta: some TensorConvertible) {
    self.alpha = alpha.tensor
    self.beta = beta.tensor
    form = .shapes
  }

  /// The same, its parameters by name.
  public init(alpha: some TensorConvertible, beta: some TensorConvertible) { self.init(alpha, beta) }

  /// The one with a given mean m between 0 and 1 and concentration κ = α + β > 0: α = mκ, β = (1 − m)κ.
  ///
  /// Near the centre the derivative of a tail in κ is a small difference: it loses as many digits as κ has before the point.
  public init(mean: some TensorConvertible, concentration: some TensorConvertible) {
    let (m, kappa) = (mean.tensor, concentration.tensor)
    let count = kappa.valid(where: kappa .> 0)
    (alpha, beta) = (m * count, TrialParameter.probability(m).failureProbability * count)
    form = .concentration(mean: m, concentration: kappa)
  }

  /// The one with a given mean m between 0 and 1 and standard deviation s < √(m (1 − m)): its concentration is m (1 − m)/s² − 1.
  ///
  /// Near the centre the derivative of a tail in s loses digits as that in the concentration does.
  public init(mean: some TensorConvertible, standardDeviation: some TensorConvertible) {
    let (m, s) = (mean.tensor, standardDeviation.tensor)
    let deviation = s.valid(where: s .> 0)
    let rest = TrialParameter.probability(m).failureProbability
    let peak = m * rest
    let count = (peak - deviation.squared()) / deviation / deviation
    let concentration = count.valid(where: count .> 0)
    (alpha, beta) = (m * concentration, rest * concentration)
    form = .deviation(mean: m, standardDeviation: s)
  }

  public var parameters: [DistributionParameter] {
    switch form {
    case .shapes:
      [DistributionParameter("alpha", alpha, .positive), DistributionParameter("beta", beta, .positive)]
    case .concentration(let mean, let concentration):
      [
        DistributionParameter("mean", mean, .probability),
        DistributionParameter("concentration", concentration, .positive),
      ]
    case .deviation(let mean, let deviation):
      [
        DistributionParameter("mean", mean, .probability),
        DistributionParameter("standardDeviation", deviation, .positive),
      ]
    }
  }
  public func rebuilt(on operands: [Tensor]) -> Beta {
    switch form {
    case .shapes: Beta(operands[0], operands[1])
    case .concentration: Beta(mean: operands[0], concentration: operands[1])
    case .deviation: Beta(mean: operands[0], standardDeviation: operands[1])
    }
  }
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

  public var mean: Tensor {
    switch form {
    case .shapes: alpha / (alpha + beta)
    case .concentration(let mean, _), .deviation(let mean, _): mean
    }
  }
  public var variance: Tensor {
    if case .deviation(_, let deviation) = form { return deviation.squared() }
    return mean * (beta / (alpha + beta)) / (alpha + beta + 1)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (isBelow, isAbove) = (value .<= 0, value .>= 1)
      let x = value.replacing(isBelow .| isAbove, with: 0.5)
      return guarded(logRegularizedBeta(alpha, beta, x).replacing(isAbove, with: 0).minusInfinity(where: isBelow))
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { value in
      let (isBelow, isAbove) = (value .<= 0, value .>= 1)
      let x = value.replacing(isBelow .| isAbove, with: 0.5)
      let tail = logRegularizedBetaComplement(alpha, beta, x)
      return guarded(tail.replacing(isBelow, with: 0).minusInfinity(where: isAbove))
    }
  }

  public func quantile(logit: Tensor) -> Tensor { guarded(searchedQuantile(logit)) }

  /// A tail or a quantile; NaN where no member has the mean and the standard deviation, of which no domain says so.
  private func guarded(_ result: Tensor) -> Tensor {
    if case .deviation = form { return result.valid(where: alpha .> 0) }
    return result
  }

  /// g/(g + h) for gamma-distributed g and h, from the difference of their logarithms.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      let (first, second) = shapes(p[0], p[1])
      return first > 0 && second > 0 ? generator.beta(first, second) : .nan
    }
  }

  /// α and β of numbers of the parameters; NaN outside the domain of these.
  private func shapes(_ first: Double, _ second: Double) -> (Double, Double) {
    switch form {
    case .shapes: return (first, second)
    case .concentration: return (first * second, (1 - first) * second)
    case .deviation:
      let count = second > 0 ? (first * (1 - first) - second * second) / second / second : .nan
      return (first * count, (1 - first) * count)
    }
  }
}
