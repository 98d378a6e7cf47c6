// The skew t distribution of Jones and Faddy.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The skew t distribution of Jones and Faddy with shapes a > 0 and b > 0, location μ and scale σ > 0, on the real line.
///
/// The lower tail falls as |x|^−(2a + 1), the upper one as x^−(2b + 1); a = b is Student's t with 2a degrees of freedom. With
/// z = (x − μ)/σ the number l = 2 asinh(z/√(a + b)) is the log-odds of one from Beta(a, b):
/// log f(x) = a l − (a + b) log(1 + eˡ) − log B(a, b) + log 2 − log √(a + b + z²) − log σ. PyMC has the same order.
///
/// Reference: Jones and Faddy (2003), A Skew Extension of the t-Distribution, with Applications.
/// Checked against: mpmath, scipy.stats.jf_skew_t.
public struct SkewStudentT: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The shape a > 0 of the lower tail.
  public let alpha: Tensor
  /// The shape b > 0 of the upper tail.
  public let beta: Tensor
  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A skew t distribution.
  public init(
    alpha: some TensorConvertible, beta: some TensorConvertible, location: some TensorConvertible = 0,
    scale: some TensorConvertible = 1
  ) {
    self.alpha = alpha.tensor
    self.beta = beta.tensor
    self.location = location.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("alpha", alpha, .positive), DistributionParameter("beta", beta, .positive),
      DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> SkewStudentT {
    SkewStudentT(alpha: operands[0], beta: operands[1], location: operands[2], scale: operands[3])
  }
  public var support: Support { .real }

  /// a and b; NaN outside the parameters' domain.
  private var shapes: (Tensor, Tensor) {
    let isValid = (alpha .> 0) .& (beta .> 0) .& (scale .> 0)
    return (alpha.valid(where: isValid), beta.valid(where: isValid))
  }

  /// z/√(a + b).
  private func relative(_ x: Tensor) -> Tensor { (x - location) / scale / sqrt(alpha + beta) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = abs(value) .== Double.infinity
      let (a, b) = shapes
      let w = relative(value.replacing(isOutside, with: 0))
      let l = 2 * asinh(w)
      // a l − (a + b) log(1 + eˡ), without what cancels for positive l.
      let isAbove = l .> 0
      let fall = select(isAbove, -l, l)
      let wide = select(isAbove, b, a) * fall - (a + b) * softplus(fall) - logBeta(a, b)
      let isConcentrated = (a + b .> 1000) .& (abs(l) .< 600)
      let beta = select(isConcentrated, concentrated(l, where: isConcentrated), wide)
      let slope = 0.5 * logOnePlusSquare(w) + 0.5 * log(a + b) + log(scale) - 0.693_147_180_559_945_309_42
      return (beta - slope).minusInfinity(where: isOutside)
    }
  }

  /// The binomial kernel in the saddle-point form times ab/(a + b): nothing cancels for large shapes.
  private func concentrated(_ l: Tensor, where condition: Tensor) -> Tensor {
    let (a, b) = (select(condition, alpha, 1), select(condition, beta, 1))
    let l = select(condition, l, 0)
    let (share, rest) = (sigmoid(l), sigmoid(-l))
    let count = a + b
    let kernel = logBinomialKernel(a, b, means: (count * share, count * rest), difference: b * share - a * rest)
    return kernel + log(a / count * b)
  }

  /// μ + σ (a − b) √(a + b)/2 Γ(a − ½) Γ(b − ½)/(Γ(a) Γ(b)); NaN where a shape is at most ½.
  public var mean: Tensor { location + scale * relativeMean }

  private var relativeMean: Tensor {
    let isKnown = (alpha .> 0.5) .& (beta .> 0.5)
    let (a, b) = (alpha.replacing(.!isKnown, with: 1), beta.replacing(.!isKnown, with: 1))
    let quotient = exp(-logGammaHalfStep(a - 0.5) - logGammaHalfStep(b - 0.5)) / sqrt((a - 0.5) * (b - 0.5))
    return (0.5 * (a - b) * sqrt(a + b) * quotient).valid(where: isKnown)
  }

  /// σ² ((a + b)/4 ((a − b)² + a + b − 2)/((a − 1)(b − 1)) − m²); infinite where a shape is at most 1, NaN where there is no mean.
  public var variance: Tensor {
    let isKnown = (alpha .> 1) .& (beta .> 1)
    let (a, b) = (alpha.replacing(.!isKnown, with: 2), beta.replacing(.!isKnown, with: 2))
    let square = 0.25 * (a + b) * ((a - b).squared() + (a - 1) + (b - 1)) / ((a - 1) * (b - 1))
    let mean = relativeMean
    let finite = scale.squared() * (square - mean.squared())
    return select(isKnown, finite, Tensor(Double.infinity)).valid(where: mean .== mean)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { logTail(relative($0), alpha: shapes.0, beta: shapes.1) }
  }

  /// The lower tail at −z for exchanged shapes.
  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { logTail(-relative($0), alpha: shapes.1, beta: shapes.0) }
  }

  /// The logarithm of the lower tail: of the incomplete beta function at the smaller share, or far out of its first term.
  private func logTail(_ w: Tensor, alpha: Tensor, beta: Tensor) -> Tensor {
    let l = 2 * asinh(w)
    let (isLower, isFar) = (l .< 0, abs(l) .> 500)
    let fall = select(isLower, l, -l)
    let share = sigmoid(fall.replacing(isFar, with: -1))
    let near = select(
      isLower, logRegularizedBeta(alpha, beta, share), logRegularizedBetaComplement(beta, alpha, share))
    let own = select(isLower, alpha, beta)
    let first = own * select(isFar .& (fall .> -Double.infinity), fall, -500) - log(own) - logBeta(alpha, beta)
    let far = select(isLower, first, log1mexp(minimum(first, -1e-300)))
    let isEnd = abs(l) .== Double.infinity
    let tail = select(isFar, far, near).replacing(isEnd .& .!isLower, with: 0)
    return tail.minusInfinity(where: isEnd .& isLower)
  }

  /// √(a + b) sinh(l/2) of the log-odds l of two gamma-distributed numbers.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0, p[3] > 0 else { return .nan }
      let first = generator.logGamma(shape: p[0])
      let half = 0.5 * (first - generator.logGamma(shape: p[1]))
      return p[2] + p[3] * (p[0] + p[1]).squareRoot() * 0.5 * (Stable.exp(half) - Stable.exp(-half))
    }
  }
}
