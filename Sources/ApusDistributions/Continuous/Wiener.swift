// The Wiener diffusion model: the time and the side at which a process with drift leaves a strip.

public import ApusGraph
internal import ApusNumerics
internal import ApusOps
public import ApusRandom

/// The Wiener diffusion model of a choice and its response time, with boundary separation a > 0, non-decision time τ ≥ 0, bias
/// 0 < w < 1 and drift v, of the process from aw that is stopped at 0 and at a.
///
/// A value is a response time with a sign: positive where the upper boundary was reached, negative for the lower one, as HDDM writes
/// them. With t = |x| − τ its density at the lower boundary is
/// a⁻² exp(−v a w − v² t/2) f(t/a²; w), f that of the standard process; at the upper one w and v are 1 − w and −v. Both integrate to 1
/// together. f is the sum of the series for short or for long times, in which nothing cancels, to 1e-14; its derivatives likewise.
///
/// The distribution function begins at the latest responses at the lower boundary: up to −t it is the probability that the lower
/// boundary is reached after t, up to t > 0 that of the lower boundary and of the upper one before t. Both are integrals of the density, and
/// the probability of either boundary has a closed form. Derivatives of the tails have an error of some 1e-14 of log F over the parameter.
///
/// The order is Stan's `wiener(alpha, tau, beta, delta)`, which gives the upper boundary's density. The noise has the variance 1 in a unit
/// of time.
///
/// Reference: Ratcliff (1978), A theory of memory retrieval; Navarro and Fuss (2009), Fast and accurate calculations for first-passage
/// times in Wiener diffusion models; Gondan, Blurton and Kesselmeier (2014), Even faster and even more accurate first-passage time densities.
/// Checked against: mpmath.
public struct Wiener: UnivariateDistribution, BuiltInFormula {
  /// The boundary separation a > 0.
  public let boundary: Tensor
  /// The non-decision time τ ≥ 0.
  public let nonDecisionTime: Tensor
  /// The bias w: where the process starts, as a share of the way from the lower boundary to the upper one.
  public let bias: Tensor
  /// The drift v, towards the upper boundary.
  public let drift: Tensor

  /// A Wiener diffusion model.
  public init(
    boundary: some TensorConvertible, nonDecisionTime: some TensorConvertible = 0, bias: some TensorConvertible = 0.5,
    drift: some TensorConvertible
  ) {
    self.boundary = boundary.tensor
    self.nonDecisionTime = nonDecisionTime.tensor
    self.bias = bias.tensor
    self.drift = drift.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("boundary", boundary, .positive),
      DistributionParameter("nonDecisionTime", nonDecisionTime, .nonnegative),
      DistributionParameter("bias", bias, .openProbability), DistributionParameter("drift", drift, .finite),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> Wiener {
    Wiener(boundary: operands[0], nonDecisionTime: operands[1], bias: operands[2], drift: operands[3])
  }
  public var support: Support { .real }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let a = boundary.valid(where: boundary .> 0)
      let elapsed = abs(x) - nonDecisionTime.valid(where: nonDecisionTime .>= 0)
      let isOutside = (elapsed .<= 0) .| (abs(x) .== Double.infinity)
      let t = elapsed.replacing(isOutside, with: 1)
      let isUpper = x .> 0
      let (start, towards) = (select(isUpper, rest, w), select(isUpper, -drift, drift))
      let passage = Tensor.apply(LogFirstPassage(), t / a.squared(), place(isUpper))
      let density = passage - 2 * log(a) - towards * a * start - 0.5 * drift.squared() * t
      return density.minusInfinity(where: isOutside)
    }
  }

  private var terms: ProbabilityTerms { ProbabilityTerms(bias, ends: .none) }
  private var w: Tensor { terms.p }
  /// 1 − w.
  private var rest: Tensor { terms.q }

  /// The start as its distance from the boundary that is reached, or as the negative of that from the other one: whichever has all digits.
  private func place(_ isUpper: Tensor) -> Tensor {
    // From −w it is measured as from 1 − w, whose distance to the other end is w to the last digit.
    guard let eta = terms.logit else { return select(isUpper, -w, w) }
    let isLow = eta .< 0
    return select(isUpper, select(isLow, -w, rest), select(isLow, w, -rest))
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { logTail($0, isUpper: false) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { logTail($0, isUpper: true) }
  }

  /// A tail by whichever of both is the smaller one: the late passages of a boundary, or the early ones and all of the other boundary.
  private func logTail(_ x: Tensor, isUpper: Bool) -> Tensor {
    let a = boundary.valid(where: boundary .> 0)
    let elapsed = abs(x) - nonDecisionTime.valid(where: nonDecisionTime .>= 0)
    let (isEnd, isEarly) = (abs(x) .== Double.infinity, elapsed .<= 0)
    let u = elapsed.replacing(isEnd .| isEarly, with: 1) / a.squared()
    let isAbove = x .> 0
    let passage = FirstPassage(
      place: place(isAbove), distance: select(isAbove, rest, w), rest: select(isAbove, w, rest),
      drift: select(isAbove, -drift, drift) * a)
    let late = select(isEarly, passage.logProbability, passage.logTail(u, isUpper: true))
    let early = passage.logTail(u, isUpper: false).minusInfinity(where: isEarly)
    let others = passage.opposite.logProbability
    let most = select(isEarly, others, logAddExp(early, others))
    let (own, other) =
      isUpper
      ? (select(isAbove, late, most), select(isAbove, most, late))
      : (select(isAbove, most, late), select(isAbove, late, most))
    let isMost = own .> -0.6931471805599453
    let smaller = select(isMost, log1mexp(select(isMost, other, -1)), own)
    let end = select(isAbove, Tensor(isUpper ? -Double.infinity : 0), Tensor(isUpper ? 0 : -Double.infinity))
    return select(isEnd, end, smaller)
  }

  /// A boundary, and then the time of first passage through it alone, an inverse Gaussian one, accepted with the ratio of both
  /// densities: for both boundaries at most two proposals on average.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      let (a, tau, w, v) = (p[0], p[1], p[2], p[3])
      guard a > 0, tau >= 0, w > 0, w < 1, v.isFinite, a.isFinite else { return .nan }
      let drift = v * a
      let isLower = generator.uniform() < Self.lowerProbability(w, drift: drift)
      let start = isLower ? w : 1 - w
      while true {
        let u = Self.passage(start, drift: abs(drift), using: &generator)
        let alone = Stable.log(start) - 1.5 * Stable.log(u) - 0.5 * start * start / u - 0.9189385332046727
        let accepted = Special.logFirstPassage(u, start: start) - alone
        guard u < 1e-300 || -generator.standardExponential() <= accepted else { continue }
        let time = tau + a * a * u
        return isLower ? -time : time
      }
    }
  }

  /// The probability that 0 is reached before 1 from w.
  private static func lowerProbability(_ w: Double, drift m: Double) -> Double {
    if abs(m) < 1e-8 { return 1 - w }
    func reached(_ distance: Double, against m: Double) -> Double {
      Stable.exp(-2 * m * distance) * (1 - Stable.exp(-2 * m * (1 - distance))) / (1 - Stable.exp(-2 * m))
    }
    return m > 0 ? reached(w, against: m) : 1 - reached(1 - w, against: -m)
  }

  /// The time of a first passage at a distance, given that there is one: inverse Gaussian, or one over the square of a normal number.
  private static func passage(_ distance: Double, drift m: Double, using generator: inout Philox4x64) -> Double {
    let normal = generator.standardNormal()
    if m < 1e-100 { return distance * distance / (normal * normal) }
    let mean = distance / m
    let k = 0.5 * normal * normal / (distance * m)
    let ratio = 1 / (1 + k + (k * (k + 2)).squareRoot())
    return generator.uniform() * (1 + ratio) <= 1 ? mean * ratio : mean / ratio
  }
}
