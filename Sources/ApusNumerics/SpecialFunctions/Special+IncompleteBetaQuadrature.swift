// The incomplete beta function of large parameters by quadrature, with derivatives in both parameters.

internal import RealModule

extension Special {
  /// I_x(a, b) for x up to the mean and large a, b by quadrature, I = front · ∫₀^∞ e^(−E(s)) ds.
  ///
  /// Substituting logit t = logit x − s, E(s) = a s + (a + b) log(y + x e⁻ˢ), which is convex with E′(0) = λ = a y − b x.
  /// Without what cancels it is λ s + (a + b) [log(1 + z) − z + x (e⁻ˢ − 1 + s)] with z = x (e⁻ˢ − 1), or the same with
  /// y for x and −s for s. The interval ends where E is about 42. The derivatives of log I in a and b are the means of
  /// log t and log(1 − t) under e^(−E), less their expectations under the whole beta distribution.
  @inline(__always) static func betaQuadrature(
    _ point: BetaPoint, _ front: ScaledNumber, _ wantsSlopes: Bool
  ) -> BetaTail {
    let (a, b, x, y, lambda) = (point.a, point.b, point.x, point.y, point.lambda)
    let count = a + b
    let length = 84 / (lambda + .hypot(lambda, (84 * count * x * y).squareRoot()))
    let isPlain = x <= 0.5
    let fraction = isPlain ? x : y
    var total = 0.0
    var moment = 0.0
    var logMoment = 0.0
    GaussLegendre.forEachPoint(length) { s, weight in
      let shift = isPlain ? -s : s
      let excess = expm1mx(shift)
      let z = fraction * (shift + excess)
      let bend = log1pmx(z)
      let mass = weight * exp(-lambda * s - count * (bend + fraction * excess))
      total += mass
      if wantsSlopes {
        moment += mass * s
        logMoment += mass * (bend + z)
      }
    }
    let tail = Tail(isLower: true, probability: front * total)
    if !wantsSlopes { return BetaTail(tail: tail, slopeA: 0, slopeB: 0) }
    // The means of s and of log(1 + z), whence those of log t − log x and log(1 − t) − log y.
    let meanShift = moment / total
    let meanLog = logMoment / total
    let whole = digammaMinusLog(count)
    // log(x / mean); far below the mean the logarithm of 1 − λ/a would lose the digits of x.
    let logRatio = lambda > 0.5 * a ? log(x / (a / count)) : Double.log(onePlus: -lambda / a)
    let slopeA = logRatio - (isPlain ? meanShift + meanLog : meanLog) - (digammaMinusLog(a) - whole)
    let slopeB =
      Double.log(onePlus: lambda / b) - (isPlain ? meanLog : meanLog - meanShift) - (digammaMinusLog(b) - whole)
    return BetaTail(tail: tail, slopeA: slopeA, slopeB: slopeB)
  }
}
