// The density of the time at which a Wiener process first leaves a strip, with its derivatives in the start.

internal import RealModule

extension Special {
  /// The logarithm of the density of the time u at which a standard Wiener process that starts at w leaves the unit interval at 0, and
  /// not at 1.
  ///
  /// A start below 0 is 1 + w: one at the distance −w from 1, with all its digits.
  ///
  /// Edges: −∞ at u = 0 and u = ∞; NaN for NaN, for u < 0, for w = 0, and for w outside −1 < w < 1.
  /// Accuracy: 1e-14 of the density, besides what a rounding of u and w makes of it.
  /// Reference: Navarro and Fuss (2009), Fast and accurate calculations for first-passage times in Wiener diffusion models.
  package static func logFirstPassage(_ u: Double, start: Double) -> Double {
    guard u >= 0, start > -1, start < 1, start != 0 else { return .nan }
    let (w, rest) = distances(start)
    if u == 0 || u == .infinity { return -.infinity }
    if isLongTime(u) { return longTimeSum(u, w, rest, order: 0) - 0.5 * Double.pi * Double.pi * u }
    // log √(2π).
    return log(shortTimeSum(u, w, rest, order: 0)) - 0.5 * w * w / u - 1.5 * log(u) - 0.9189385332046727
  }

  /// The derivative of order n of that density in w, divided by the density.
  ///
  /// The density f obeys the heat equation: the derivative of f in u is half the second one in w, so that these are all derivatives.
  package static func firstPassageSlope(_ u: Double, start: Double, order: Int) -> Double {
    guard u > 0, start > -1, start < 1, start != 0 else { return .nan }
    let (w, rest) = distances(start)
    if isLongTime(u) {
      return longTimeTerms(u, w, rest, order: order) / longTimeTerms(u, w, rest, order: 0)
    }
    return shortTimeSum(u, w, rest, order: order) / shortTimeSum(u, w, rest, order: 0)
  }

  /// Whether the series for long times is taken: both have all digits in six terms where they meet.
  private static func isLongTime(_ u: Double) -> Bool { u > 0.35 }

  /// The distances of a start from 0 and from 1.
  private static func distances(_ start: Double) -> (Double, Double) {
    start > 0 ? (start, 1 - start) : (1 + start, -start)
  }

  private static func longTimeSum(_ u: Double, _ w: Double, _ rest: Double, order: Int) -> Double {
    log(Double.pi * longTimeTerms(u, w, rest, order: order))
  }

  /// Σ k (kπ)ⁿ sin⁽ⁿ⁾(kπw) exp(−(k² − 1) π² u/2), the sines by the distance to the nearer end.
  private static func longTimeTerms(_ u: Double, _ w: Double, _ rest: Double, order: Int) -> Double {
    let isUpper = w > 0.5
    let distance = isUpper ? rest : w
    var sum = 0.0
    for k in 1...8 {
      let n = Double(k)
      let frequency = n * Double.pi
      let angle = frequency * distance
      // sin(kπw) is −(−1)ᵏ sin(kπ(1 − w)), cos(kπw) is (−1)ᵏ cos(kπ(1 − w)).
      let sign: Double = isUpper && k % 2 == (order % 2 == 0 ? 0 : 1) ? -1 : 1
      let wave = order % 2 == 0 ? Double.sin(angle) : Double.cos(angle)
      let factor = n * Double.pow(frequency, order) * (order % 4 >= 2 ? -1 : 1) * sign
      sum += factor * wave * exp(-0.5 * (n - 1) * (n + 1) * Double.pi * Double.pi * u)
    }
    return sum
  }

  /// The derivative of order n of Σ x exp(−x²/(2u)) over x = w + 2k, in w, times exp(w²/(2u)).
  ///
  /// Each term is P(x) exp(−x²/(2u)) with a polynomial P, odd for even n. The terms at c + d and −c + d, of which d is the distance of w
  /// from the nearer end, are taken as one: by sums of what is even and odd in d nothing cancels near the ends.
  private static func shortTimeSum(_ u: Double, _ w: Double, _ rest: Double, order: Int) -> Double {
    let polynomial = passagePolynomial(u, order)
    let isUpper = w > 0.5
    let d = isUpper ? rest : w
    // P(w), where the nearer end is 0.
    var sum = isUpper ? 0 : polynomial.reversed().reduce(0) { $0 * w + $1 }
    for k in 0..<6 {
      let c = Double(isUpper ? 2 * k + 1 : 2 * k + 2)
      // (c − d)² − w², which is the exponent less that in front.
      let excess = isUpper ? 2 * Double(k) * (2 * Double(k) + 2 * w) : c * (c - 2 * w)
      let (even, odd) = parts(polynomial, c, d)
      let fall = exp(-2 * c * d / u)
      // exp(−cd/u) times the hyperbolic sine and cosine of cd/u, doubled.
      let (sine, cosine) = (-Double.expMinusOne(-2 * c * d / u), 1 + fall)
      let term: Double
      if isUpper {
        // P(c − d) and −(−1)ⁿ P(c + d).
        term = order % 2 == 0 ? even * sine - odd * cosine : even * cosine - odd * sine
      } else {
        // P(c + d) and −(−1)ⁿ P(c − d).
        term = order % 2 == 0 ? odd * cosine - even * sine : even * cosine - odd * sine
      }
      sum += term * exp(-0.5 * excess / u)
    }
    return sum
  }

  /// The parts of P(c + d) that are even and odd in d.
  private static func parts(_ polynomial: [Double], _ c: Double, _ d: Double) -> (Double, Double) {
    var (even, odd) = (0.0, 0.0)
    for coefficient in polynomial.reversed() { (even, odd) = (c * even + d * odd + coefficient, c * odd + d * even) }
    return (even, odd)
  }

  /// The coefficients of P, of which P exp(−x²/(2u)) is the derivative of order n of x exp(−x²/(2u)).
  private static func passagePolynomial(_ u: Double, _ order: Int) -> [Double] {
    var polynomial = [0.0, 1]
    for _ in 0..<order {
      var next = [Double](repeating: 0, count: polynomial.count + 1)
      for (power, coefficient) in polynomial.enumerated() {
        if power > 0 { next[power - 1] += Double(power) * coefficient }
        next[power + 1] -= coefficient / u
      }
      polynomial = next
    }
    return polynomial
  }
}
