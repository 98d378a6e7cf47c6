// The continued fraction of the incomplete beta function, with derivatives in both parameters.

extension Special {
  /// I_x(a, b) for x up to the mean by the even part of its continued fraction, I = front · f.
  ///
  /// f = 1 / (β₁ + α₂ / (β₂ + α₃ / …)); with p = a + 2 n − 1 and m = λ + 1 + n (1 + y), λ = a y − b x,
  /// αₙ₊₁ = (a + n − 1) (a + b + n − 1) n (b − n) x² / p² and βₙ₊₁ = n + n (b − n) x / p + (a + n) m / (p + 2).
  /// Evaluated forwards; the numerators and denominators of the convergents are differentiated with the recurrence.
  ///
  /// Reference: DiDonato and Morris (1992), equation 9; for the derivatives Boik and Robison-Cox, "Derivatives of the
  /// incomplete beta function", J. Stat. Softw. 3 (1998).
  @inline(__always) static func betaFraction(
    _ point: BetaPoint, _ front: ScaledNumber, _ wantsSlopes: Bool
  ) -> BetaTail {
    let (a, b, x, y, lambda) = (point.a, point.b, point.x, point.y, point.lambda)
    // β / λ and α / λ² keep the convergents of huge parameters within the numbers.
    let unit = lambda > 1e100 ? 1 / lambda : 1
    let firstWeight = a / (a + 1)
    var last = Convergent(numerator: unit * (firstWeight * (lambda + 1)), denominator: 1)
    var before = Convergent(numerator: 1, denominator: 0)
    // ∂β₁/∂a and ∂β₁/∂b.
    var lastA = Convergent(
      numerator: unit * ((lambda + 1) / (a + 1) / (a + 1) + firstWeight * y), denominator: 0)
    var lastB = Convergent(numerator: unit * (-firstWeight * x), denominator: 0)
    var beforeA = Convergent(numerator: 0, denominator: 0)
    var beforeB = Convergent(numerator: 0, denominator: 0)
    var slopeA = -lastA.numerator / last.numerator
    var slopeB = -lastB.numerator / last.numerator
    var n = 0.0
    while n < 1e5 {
      n += 1
      let r = 1 / (a + 2 * n - 1)
      let s = 1 / (a + 2 * n + 1)
      let common = n * x * r
      let product = n * ((b - n) * x)
      let rise = (a + n - 1) * r * x
      let alpha = product * unit * (rise * unit * ((a + b + n - 1) * r))
      let m = lambda + 1 + n * (1 + y)
      let weight = (a + n) * s
      let beta = unit * (n + product * r + weight * m)
      let next = Convergent.next(beta, last, alpha, before)
      var isSettled = next.isClose(to: last)
      if wantsSlopes {
        let betaA = unit * ((n + 1) * s * (s * m) - product * r * r + weight * y)
        let betaB = unit * (common - weight * x)
        let alphaA = product * r * unit * (((a + b + n - 1) + (a + n - 1)) * r * x * unit) - 2 * alpha * r
        let alphaB = common * unit * (rise * unit * ((a + b + n - 1) + (b - n)))
        let nextA = Convergent.next(beta, lastA, alpha, beforeA) + Convergent.next(betaA, last, alphaA, before)
        let nextB = Convergent.next(beta, lastB, alpha, beforeB) + Convergent.next(betaB, last, alphaB, before)
        (beforeA, lastA, beforeB, lastB) = (lastA, nextA, lastB, nextB)
        let newA = next.logSlope(nextA)
        let newB = next.logSlope(nextB)
        isSettled = isSettled && abs(newA - slopeA) <= 1e-15 * abs(newA) && abs(newB - slopeB) <= 1e-15 * abs(newB)
        slopeA = newA
        slopeB = newB
      }
      (before, last) = (last, next)
      if isSettled { break }
      if last.numerator > 1e100 {
        (last, before) = (last.shrunk, before.shrunk)
        (lastA, beforeA, lastB, beforeB) = (lastA.shrunk, beforeA.shrunk, lastB.shrunk, beforeB.shrunk)
      }
    }
    let tail = Tail(isLower: true, probability: front * (unit * last.denominator / last.numerator))
    if !wantsSlopes { return BetaTail(tail: tail, slopeA: 0, slopeB: 0) }
    return BetaTail(
      tail: tail, slopeA: point.logX + digammaDifference(a, b) + slopeA,
      slopeB: point.logY + digammaDifference(b, a) + slopeB)
  }
}

/// A convergent of a continued fraction, or the derivatives of its parts.
private struct Convergent {
  var numerator: Double
  var denominator: Double

  /// β times the last one plus α times the one before.
  @inline(__always) static func next(
    _ beta: Double, _ last: Convergent, _ alpha: Double, _ before: Convergent
  ) -> Convergent {
    Convergent(
      numerator: beta * last.numerator + alpha * before.numerator,
      denominator: beta * last.denominator + alpha * before.denominator)
  }

  @inline(__always) static func + (a: Convergent, b: Convergent) -> Convergent {
    Convergent(numerator: a.numerator + b.numerator, denominator: a.denominator + b.denominator)
  }

  /// Whether the values agree to double precision.
  @inline(__always) func isClose(to other: Convergent) -> Bool {
    let product = numerator * other.denominator
    return abs(product - denominator * other.numerator) <= 1e-16 * abs(product)
  }

  /// The derivative of the logarithm of denominator over numerator.
  @inline(__always) func logSlope(_ slope: Convergent) -> Double {
    slope.denominator / denominator - slope.numerator / numerator
  }

  @inline(__always) var shrunk: Convergent {
    Convergent(numerator: numerator * 1e-100, denominator: denominator * 1e-100)
  }
}
