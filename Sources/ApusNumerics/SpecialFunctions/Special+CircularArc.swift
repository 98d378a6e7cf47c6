// Integrals of the von Mises density over arcs of the circle, by quadrature outwards from where it is greatest.

internal import RealModule

extension Special {
  /// The logarithm of the integral of exp(−κ (1 − cos t)) over the arc of a length ℓ ≥ 0 that begins at the angle a.
  ///
  /// The arc is cut at the peak and opposite of it. Each piece is integrated outwards from its end nearer to the peak, up to where the
  /// integrand is e^−44 of what it is there: it is smooth, and twice 32 points of Gauss and Legendre have all digits. Nothing cancels.
  ///
  /// Edges: −∞ for ℓ = 0; NaN for NaN, for ℓ < 0, for an infinite angle or length, and for κ < 0.
  /// Accuracy: 1e-14 of the integral, besides what a rounding of a and ℓ makes of it.
  package static func logArcMass(from start: Double, length: Double, concentration: Double) -> Double {
    let sums = arcSums(start, length, concentration, order: 0)
    return sums.mass == 0 ? -.infinity : sums.logScale + log(sums.mass)
  }

  /// The mean of (1 − cos t)ⁿ with these weights over such an arc; 0 where there is none.
  package static func arcMean(from start: Double, length: Double, concentration: Double, order: Int) -> Double {
    let sums = arcSums(start, length, concentration, order: order)
    return sums.mass == 0 ? 0 : sums.moment / sums.mass
  }

  private static func arcSums(_ start: Double, _ length: Double, _ kappa: Double, order: Int) -> ArcSums {
    guard start.isFinite, length >= 0, length.isFinite, kappa >= 0 else {
      return ArcSums(logScale: .nan, mass: .nan, moment: .nan)
    }
    var sums = ArcSums()
    var (angle, rest) = (start.remainder(dividingBy: 2 * Double.pi), length)
    // A turn has at most three pieces, and a fourth one of a rounding.
    for _ in 0..<6 where rest > 0 {
      if angle >= Double.pi { angle = -Double.pi }
      let step = min(rest, angle < 0 ? -angle : Double.pi - angle)
      if angle < 0 {
        sums.add(near: step == -angle ? 0 : -angle - step, length: step, kappa, order)
      } else {
        sums.add(near: angle, length: step, kappa, order)
      }
      rest -= step
      angle = step == -angle ? 0 : angle + step
    }
    return sums
  }
}

/// What is summed up over the pieces of an arc, relative to the greatest weight of all.
private struct ArcSums {
  var logScale = -Double.infinity
  var mass = 0.0
  var moment = 0.0

  /// Adds a piece that begins at a distance from the peak, and leads away from it.
  mutating func add(near r: Double, length: Double, _ kappa: Double, _ order: Int) {
    let halfSine = Double.sin(0.5 * r)
    let height = 2 * halfSine * halfSine
    let exponent = -kappa * height
    if exponent > logScale {
      let factor = mass == 0 ? 0 : exp(logScale - exponent)
      (mass, moment, logScale) = (mass * factor, moment * factor, exponent)
    }
    let scale = exp(exponent - logScale)
    guard scale > 0 else { return }
    let half = 0.5 * min(length, Self.reach(r, 44 / kappa))
    GaussLegendre.forEachPoint(half) { point, weight in
      for s in [point, half + point] {
        let rise = 2 * Double.sin(r + 0.5 * s) * Double.sin(0.5 * s)
        let share = scale * weight * exp(-kappa * rise)
        mass += share
        moment += order == 0 ? share : share * Double.pow(height + rise, order)
      }
    }
  }

  /// How far from r on 1 − cos has risen by q; infinite where it does not rise so far.
  private static func reach(_ r: Double, _ q: Double) -> Double {
    let (sine, cosine) = (Double.sin(r), Double.cos(r))
    let square = sine * sine + q * (2 * cosine - q)
    guard square >= 0 else { return .infinity }
    // The tangent of half of it is a root of (2 cos r − q) u² + 2 u sin r − q.
    let denominator = sine + square.squareRoot()
    return denominator > 0 ? 2 * Double.atan(q / denominator) : .infinity
  }
}
