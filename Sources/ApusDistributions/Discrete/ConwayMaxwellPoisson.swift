// The Conway-Maxwell-Poisson distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Conway-Maxwell-Poisson distribution with λ > 0 and dispersion ν > 0, on the nonnegative integers: ν = 1 is Poisson, ν < 1 has
/// more spread, ν > 1 less.
///
/// P(k) = λᵏ/(k!)^ν/Z. Both the term and the normaliser Z are taken relative to the mode μ = λ^(1/ν), as powers of Poisson
/// probabilities: nothing cancels for large λ. Z is a sum; where it is wide, its asymptotic series in 1/(ν μ). The rate may be as large
/// as μ < 1e15 allows.
///
/// Reference: Shmueli et al. (2005), A Useful Distribution for Fitting Discrete Data; Gaunt et al. (2019), An Asymptotic Expansion for the
/// Normalizing Constant of the Conway-Maxwell-Poisson Distribution. Checked against: mpmath.
public struct ConwayMaxwellPoisson: UnivariateDistribution, BuiltInFormula {
  /// The rate λ > 0: the mean where ν is 1.
  public let rate: Tensor
  /// The dispersion ν > 0.
  public let dispersion: Tensor

  /// A Conway-Maxwell-Poisson distribution.
  public init(rate: some TensorConvertible, dispersion: some TensorConvertible) {
    self.rate = rate.tensor
    self.dispersion = dispersion.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("rate", rate, .positive), DistributionParameter("dispersion", dispersion, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> ConwayMaxwellPoisson {
    ConwayMaxwellPoisson(rate: operands[0], dispersion: operands[1])
  }
  public var support: Support { .nonnegativeIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount
      let k = value.replacing(isOutside, with: 0)
      return (Self.term(k, logMode, nu) - logNormaliser).minusInfinity(where: isOutside)
    }
  }

  private var nu: Tensor { dispersion.valid(where: dispersion .> 0) }

  /// log μ.
  private var logMode: Tensor { log(rate.valid(where: rate .> 0)) / nu }

  /// ν (k log μ − μ − log k!).
  private static func term(_ k: Tensor, _ logMode: Tensor, _ nu: Tensor) -> Tensor {
    let isZero = k .== 0
    let mode = exp(logMode)
    let kernel = logPoissonKernel(k.replacing(isZero, with: 1), mode, logarithm: logMode)
    return nu * select(isZero, -mode, kernel)
  }

  /// log(Z exp(−ν μ)), by its sum or its series, whose first term left out is below 1e-15.
  private var logNormaliser: Tensor {
    let mode = exp(logMode)
    let isWide = (nu * mode .> 2e3) .& (mode .> 2e3 * nu)
    let start = mode.replacing(isWide, with: 1)
    let sum = logSeries(
      from: 0, to: Tensor(Double.infinity), near: start,
      [logMode.replacing(isWide, with: 0), nu.replacing(isWide, with: 1)]
    ) { Self.term($0[0], $0[1], $0[2]) }
    let (wideNu, wideMode) = (select(isWide, nu, 1), select(isWide, logMode, 10))
    let inverse = exp(-wideMode) / wideNu
    let a = wideNu.squared()
    let first = (a - 1) / 24
    let second = (a - 1) * (a + 23) / 1152
    let third = (a - 1) * (5 * a * a - 298 * a + 11237) / 414_720
    let series = log1p(inverse * (first + inverse * (second + inverse * third)))
    let front = 0.5 * (1 - wideNu) * (wideMode + 1.8378770664093453) - 0.5 * log(wideNu)
    return select(isWide, front + series, sum)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { logTail($0, isUpper: false) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { logTail($0, isUpper: true) }
  }

  private func logTail(_ x: Tensor, isUpper: Bool) -> Tensor {
    let mode = exp(logMode)
    return smallerTail(x, isUpper: isUpper, near: mode) { place, isUpper in
      let (first, last) = isUpper ? (place + 1, Tensor(Double.infinity)) : (Tensor(0.0), place)
      let sum = logSeries(from: first, to: last, near: mode, [logMode, nu]) { Self.term($0[0], $0[1], $0[2]) }
      return sum - logNormaliser
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0 else { return .nan }
      let logMode = Stable.log(p[0]) / p[1]
      if logMode > 700 { return .nan }
      return logMode < 5
        ? Self.draw(logMode, p[1], using: &generator) : Self.drawWide(Stable.exp(logMode), p[1], using: &generator)
    }
  }

  /// By rejection from what bounds every log-concave probability about its mode: at most some ten proposals, however wide it is.
  ///
  /// Reference: Devroye (1987), A simple generator for discrete log-concave distributions.
  private static func drawWide(_ mode: Double, _ nu: Double, using generator: inout Philox4x64) -> Double {
    let centre = mode.rounded(.down)
    func weight(_ k: Double) -> Double { nu * SaddlePoint.logPoisson(k, mean: mode) }
    let peak = weight(centre)
    // Below the probability of the mode.
    let p = 0.5 / (1 + (2 * Double.pi * mode / nu).squareRoot() + 2 / nu)
    let w = 1 + 0.5 * p
    while true {
      let isCentral = generator.uniform() * (1 + w) <= w
      let y = (isCentral ? w * generator.uniform() : w + generator.standardExponential()) / p
      let k = generator.uniform() < 0.5 ? centre - y.rounded() : centre + y.rounded()
      guard k >= 0 else { continue }
      if min(0, w - p * y) - generator.standardExponential() <= weight(k) - peak { return k }
    }
  }

  /// By rejection from a Poisson distribution with the same mode, or from a geometric one for ν < 1.
  ///
  /// Reference: Benson and Friel (2021), Bayesian Inference, Model Selection and Likelihood Estimation Using Fast Rejection Sampling.
  private static func draw(_ logMode: Double, _ nu: Double, using generator: inout Philox4x64) -> Double {
    let mode = Stable.exp(logMode)
    func weight(_ k: Double) -> Double { SaddlePoint.logPoisson(k, mean: mode) }
    if nu >= 1 {
      let most = weight(mode.rounded(.down))
      while true {
        let k = generator.poisson(mean: mode)
        if -generator.standardExponential() <= (nu - 1) * (weight(k) - most) { return k }
      }
    }
    let fall = Stable.log1p(-2 * nu / (2 * mode * nu + 1 + nu))
    func excess(_ k: Double) -> Double { nu * weight(k) - k * fall }
    let most = excess(Stable.exp(logMode - fall / nu).rounded(.down))
    while true {
      let k = (generator.standardExponential() / -fall).rounded(.down)
      if -generator.standardExponential() <= excess(k) - most { return k }
    }
  }
}
