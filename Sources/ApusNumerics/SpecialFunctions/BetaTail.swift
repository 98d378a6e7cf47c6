// A tail of a beta distribution with derivatives, and the point at which it is taken.

internal import RealModule

/// A tail of a beta distribution, and the derivatives of its logarithm in a and b.
struct BetaTail {
  var tail: Tail
  var slopeA: Double
  var slopeB: Double

  /// The same for 1 − x.
  @inline(__always) var exchanged: BetaTail {
    let other = Tail(isLower: !tail.isLower, probability: tail.probability)
    return BetaTail(tail: other, slopeA: slopeB, slopeB: slopeA)
  }
}

/// The parameters of a beta distribution and a point x = 1 − y of (0, 1).
struct BetaPoint {
  let a, b, x, y: Double
  /// λ = a y − b x, which is (a + b) times the mean less x.
  let lambda: Double

  /// Computes λ to double precision from products in two parts; the larger of x, y is taken to be one less the other.
  @inline(__always) init(_ a: Double, _ b: Double, _ x: Double, _ y: Double) {
    let first = ExactProduct(a, y)
    let second = ExactProduct(b, x)
    let excess = x < y ? a * ((1 - y) - x) : -b * ((1 - x) - y)
    self.init(a, b, x, y, lambda: (first.head - second.head) + ((first.tail - second.tail) + excess))
  }

  @inline(__always) private init(_ a: Double, _ b: Double, _ x: Double, _ y: Double, lambda: Double) {
    (self.a, self.b, self.x, self.y, self.lambda) = (a, b, x, y, lambda)
  }

  /// The same for 1 − x.
  @inline(__always) var exchanged: BetaPoint { BetaPoint(b, a, y, x, lambda: -lambda) }

  @inline(__always) var logX: Double { y < 0.5 ? Double.log(onePlus: -y) : log(x) }

  @inline(__always) var logY: Double { x < 0.5 ? Double.log(onePlus: -x) : log(y) }
}
