// Derivatives of the logarithm of Student's t distribution function in its argument and in the degrees of freedom.

internal import RealModule

extension Special {
  /// The partial derivatives of log F(t; ν) in t and in ν > 0, also where F is not representable.
  ///
  /// With the density f and its score s = ∂ log f/∂ν, ∂F/∂ν is the integral of f s from −∞ to t, and also that from 0 to t,
  /// since F(0) = ½. Near the centre the second has nothing that cancels; in the tail the first is the mean of s there. For
  /// ν < 10 the tail's is that of the incomplete beta function of which F is made.
  ///
  /// Edges: in t 0 at ±∞ (ν/|t| beyond the numbers); in ν 0 at t = 0 and for ν = ∞. NaN outside the domain.
  /// Accuracy: 500 u.
  /// Reference: DLMF 8.17.
  package static func logStudentTCDFDerivative(_ t: Double, degreesOfFreedom nu: Double) -> (dT: Double, dNu: Double) {
    if t.isNaN || !(nu > 0) { return (.nan, .nan) }
    if nu == .infinity {
      let density = ScaledNumber(exponent: -0.5 * t * t, factor: 0.3989422804014327)
      if t < -10 { return (0.7978845608028654 / erfcx(-0.7071067811865476 * t), 0) }
      return (density.value / normalCDF(t), 0)
    }
    if t == .infinity { return (0, 0) }
    if t == -.infinity { return (0, -.infinity) }
    let size = abs(t)
    let score = StudentTScore(nu)
    let logLower = logStudentTCDF(-size, degreesOfFreedom: nu)
    let lower = exp(logLower)
    if size <= min(2.5, nu.squareRoot()) {
      var integral = 0.0
      GaussLegendre.forEachPoint(size) { integral += $1 * score.density($0) * score.value(square: $0 * $0 / nu) }
      let probability = t < 0 ? lower : 1 - lower
      return (score.density(size) / probability, (t < 0 ? -integral : integral) / probability)
    }
    let tail = nu < 10 ? studentTTailByBeta(size, nu) : score.tail(size)
    if t < 0 { return (tail.hazard, tail.slope) }
    let odds = lower / (1 - lower)
    return (tail.hazard * odds, -tail.slope * odds)
  }

  /// The density over the tail's probability and the derivative of the logarithm of the latter in ν, beyond √ν.
  private static func studentTTailByBeta(_ size: Double, _ nu: Double) -> (hazard: Double, slope: Double) {
    let a = 0.5 * nu
    let root = size / nu.squareRoot()
    if root > 1e10 {
      // F = xᵃ / (2 a B(a, ½)) with x = ν/t².
      return (nu / size, -log(root) + 0.5 + 0.5 * (digamma(a + 0.5) - digamma(a + 1)))
    }
    let square = root * root
    let (x, y) = (1 / (1 + square), square / (1 + square))
    let result = betaTailWithin(a, 0.5, x, y, wantsSlopes: true)
    // ∂ log I/∂x · dx/dν = xᵃ √y / (B I ν), and dx/d|t| = −2 x y/|t|.
    let hazard = result.tail.lowerHazard(betaFront(BetaPoint(a, 0.5, x, y)))
    return (2 * hazard / size, 0.5 * result.tail.logLowerSlope(result.slopeA) + hazard / nu)
  }
}

/// The density of Student's t distribution and the derivative of its logarithm in ν.
private struct StudentTScore {
  let nu: Double
  /// log f(0).
  let logPeak: Double
  /// ψ((ν + 1)/2) − ψ(ν/2) − 1/ν.
  let slopeOfPeak: Double

  init(_ nu: Double) {
    self.nu = nu
    let a = 0.5 * nu
    logPeak = Special.logPochhammer(a, 0.5) - 0.5 * log(a) - 0.9189385332046728
    if a >= 16 {
      let r = 1 / (a * a)
      let last = 17.0 / 2048 - r * (31.0 / 2048 - r * (691.0 / 16_384))
      slopeOfPeak = r * (1.0 / 8 - r * (1.0 / 64 - r * (1.0 / 128 - r * last)))
    } else {
      slopeOfPeak = Special.digammaDifference(a, 0.5) - 0.5 / a
    }
  }

  @inline(__always) func density(_ t: Double) -> Double { exp(logPeak - 0.5 * (nu + 1) * .log(onePlus: t * t / nu)) }

  @inline(__always) func value(square u: Double) -> Double {
    let share = u / (1 + u)
    let bend = u < 1 ? Special.log1pmx(u) + u * share : Double.log(onePlus: u) - share
    return 0.5 * (slopeOfPeak + share / nu - bend)
  }

  /// The density at `size` over the probability beyond it, and the mean of the score there, for ν ≥ 10 and size > 1.
  ///
  /// With |t| = size eᵛ the tail is size · f(size) ∫ e^(−E(v)) dv, E = (ν + 1)/2 · log(1 + k (e²ᵛ − 1)) − v convex,
  /// k = size²/(ν + size²); the interval ends where E is 42.
  func tail(_ size: Double) -> (hazard: Double, slope: Double) {
    let root = size / nu.squareRoot()
    let square = root * root
    let isFar = root > 1e8
    let k = isFar ? 1 : square / (1 + square)
    let half = 0.5 * (nu + 1)
    @inline(__always) func energy(_ v: Double) -> Double { half * .log(onePlus: k * .expMinusOne(2 * v)) - v }
    var length = 42 / ((nu + 1) * k - 1)
    for _ in 0..<40 {
      let growth = exp(2 * min(length, 300))
      let slope = (nu + 1) * k * growth / (1 + k * (growth - 1)) - 1
      let step = (energy(min(length, 300)) - 42) / slope
      length = min(length, 300) - step
      if abs(step) < 1e-3 * length { break }
    }
    var total = 0.0
    var moment = 0.0
    GaussLegendre.forEachPoint(length) { v, weight in
      let mass = weight * exp(-energy(v))
      total += mass
      if isFar {
        moment += mass * 0.5 * (slopeOfPeak + 1 / nu + 1 - 2 * (log(root) + v))
      } else {
        moment += mass * value(square: square * exp(2 * v))
      }
    }
    return (1 / (size * total), moment / total)
  }
}
