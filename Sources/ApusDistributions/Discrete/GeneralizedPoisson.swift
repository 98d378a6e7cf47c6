// The generalised Poisson distribution of Consul and Jain.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The generalised Poisson distribution with rate θ > 0 and dispersion λ < 1, on the nonnegative integers: for λ ≥ 0 that of all
/// descendants of a Poisson number of founders, each with a Poisson number of children.
///
/// log P(k) = log θ + (k − 1) log(θ + λ k) − θ − λ k − log k! − log Z. For λ ≥ 0 the normaliser Z is 1, the mean θ/(1 − λ), the variance
/// θ/(1 − λ)³. A negative λ, down to the greater one of −1 and −θ/4, has less spread than Poisson, and only the counts with θ + λ k > 0:
/// Z is the sum of these, as the moments are; it is near 1. The tails are sums of probabilities.
///
/// PyMC's (μ, λ) are the same; it leaves Z out.
///
/// Reference: Consul and Jain (1973), A Generalization of the Poisson Distribution. Checked against: mpmath.
public struct GeneralizedPoisson: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The rate θ > 0.
  public let rate: Tensor
  /// The dispersion λ < 1; 0 is Poisson.
  public let dispersion: Tensor

  /// A generalised Poisson distribution.
  public init(rate: some TensorConvertible, dispersion: some TensorConvertible) {
    self.rate = rate.tensor
    self.dispersion = dispersion.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("rate", rate, .positive), DistributionParameter("dispersion", dispersion, .betweenOnes)]
  }
  public func rebuilt(on operands: [Tensor]) -> GeneralizedPoisson {
    GeneralizedPoisson(rate: operands[0], dispersion: operands[1])
  }
  public var support: Support { .nonnegativeIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount .| (value .> last.valid(where: lambda .== lambda))
      let k = value.replacing(isOutside, with: 0)
      return (Self.term(k, theta, lambda) - logNormaliser).minusInfinity(where: isOutside)
    }
  }

  private var theta: Tensor { rate.valid(where: rate .> 0) }
  private var lambda: Tensor {
    dispersion.valid(where: (dispersion .>= maximum(-1, -0.25 * rate)) .& (dispersion .< 1))
  }
  private var isNegative: Tensor { dispersion .< 0 }

  /// log P(k) + log Z.
  private static func term(_ k: Tensor, _ theta: Tensor, _ lambda: Tensor) -> Tensor {
    logPoissonKernel(k, theta + lambda * k) - log1p(lambda * (k / theta))
  }

  /// The last count with θ + λ k > 0; infinite for λ ≥ 0.
  private var last: Tensor {
    let end = ceil(-rate / select(isNegative, dispersion, -1)) - 1
    return select(isNegative, end, Tensor(Double.infinity))
  }

  /// Whether λ may be negative, as far as it is known.
  private var mayBeNegative: Bool { dispersion.constantValue.map { $0.doubles.contains { !($0 >= 0) } } ?? true }

  private var logNormaliser: Tensor {
    mayBeNegative ? logPower { _ in Tensor(0.0) }.replacing(.!isNegative, with: 0) : 0
  }

  /// The logarithm of the sum of Z P(k) times the exponential of a function of k, for λ < 0.
  private func logPower(from first: Double = 0, _ weight: (Tensor) -> Tensor) -> Tensor {
    let (theta, lambda) = (select(isNegative, theta, 1), select(isNegative, lambda, -0.25))
    let end = select(isNegative, last, 3)
    return logSeries(from: Tensor(first), to: end, near: theta / (1 - lambda), [theta, lambda]) {
      Self.term($0[0], $0[1], $0[2]) + weight($0[0])
    }
  }

  public var mean: Tensor {
    let endless = rate / (1 - dispersion)
    guard mayBeNegative else { return endless }
    return select(isNegative, exp(logPower(from: 1) { log($0) } - logNormaliser), endless)
  }

  /// Of a sum E[k (k − 1)] + m − m² with the mean m.
  public var variance: Tensor {
    let endless = rate / ((1 - dispersion).squared() * (1 - dispersion))
    guard mayBeNegative else { return endless }
    let square = exp(logPower(from: 2) { log($0) + log($0 - 1) } - logNormaliser)
    let mean = mean
    return select(isNegative, square + mean - mean.squared(), endless)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { logTail($0, isUpper: false) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { logTail($0, isUpper: true) }
  }

  public func quantile(logit: Tensor) -> Tensor { searchedQuantile(logit).valid(where: lambda .== lambda) }

  private func logTail(_ x: Tensor, isUpper: Bool) -> Tensor {
    let centre = rate / (1 - dispersion)
    let tail = smallerTail(x, isUpper: isUpper, near: centre) { place, isUpper in
      let (first, end) = isUpper ? (place + 1, last) : (Tensor(0.0), minimum(place, last))
      let sum = logSeries(from: first, to: end, near: centre, [theta, lambda]) { Self.term($0[0], $0[1], $0[2]) }
      return sum - logNormaliser
    }
    return tail.valid(where: lambda .== lambda)
  }

  /// The sizes of the generations, added up; for λ < 0 by the sum of probabilities up to a uniform number.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[0].isFinite, p[1] >= max(-1, -0.25 * p[0]), p[1] < 1 else { return .nan }
      if p[1] < 0 { return Self.drawNarrow(p[0], p[1], using: &generator) }
      var generation = generator.poisson(mean: p[0])
      var total = generation
      while generation > 0, p[1] > 0 {
        generation = generator.poisson(mean: p[1] * generation)
        total += generation
      }
      return total
    }
  }

  private static func drawNarrow(_ theta: Double, _ lambda: Double, using generator: inout Philox4x64) -> Double {
    let last = (-theta / lambda).rounded(.up) - 1
    let mode = (theta / (1 - lambda)).rounded(.down)
    // The spread is below that of a Poisson number of this mean.
    let reach = 12 * (mode + 4).squareRoot()
    let first = max(0, mode - reach.rounded(.up))
    var weights: [Double] = []
    var k = first
    while k <= min(last, mode + reach) {
      weights.append(Stable.exp(SaddlePoint.logPoisson(k, mean: theta + lambda * k) - Stable.log1p(lambda * k / theta)))
      k += 1
    }
    return generator.categorical(weights: weights).map { first + Double($0) } ?? .nan
  }
}
