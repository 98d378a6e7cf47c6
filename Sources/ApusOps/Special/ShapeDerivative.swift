// Derivatives of the incomplete gamma and beta functions in their shapes, which have no closed form.
//
// The logarithm of a tail probability is a smooth function of the shape with a small relative error however small the tail
// is; its central differences of sixth order keep about 11 digits. The derivative of the probability itself is
// that of its smaller tail's logarithm times the tail.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import ApusNumerics

/// Derivatives by differences of logarithms.
enum ShapeDerivative {
  /// The derivative of P(a, x), the lower incomplete gamma function, in a; 0 at x = 0 and ∞, NaN outside the domain.
  static func gamma(_ a: Double, _ x: Double) -> Double {
    guard a > 0, x >= 0 else { return .nan }
    guard x > 0, x < .infinity else { return 0 }
    let (lower, upper) = (Special.logRegularizedGammaP(a, x), Special.logRegularizedGammaQ(a, x))
    return lower < upper
      ? exp(lower) * logGamma(a, x, upper: false) : -exp(upper) * logGamma(a, x, upper: true)
  }

  /// The derivative of log P(a, x), or log Q(a, x), in a.
  static func logGamma(_ a: Double, _ x: Double, upper: Bool) -> Double {
    guard a > 0, x >= 0 else { return .nan }
    if x == 0 { return upper ? 0 : -.infinity }
    if x == .infinity { return upper ? .infinity : 0 }
    return upper
      ? difference(at: a) { Special.logRegularizedGammaQ($0, x) }
      : difference(at: a) { Special.logRegularizedGammaP($0, x) }
  }

  /// The derivatives of I(a, b; x), the incomplete beta function, in a and b; 0 at x = 0 and 1, NaN outside the domain.
  static func beta(_ a: Double, _ b: Double, _ x: Double) -> (a: Double, b: Double) {
    guard a > 0, b > 0, x >= 0, x <= 1 else { return (.nan, .nan) }
    guard x > 0, x < 1 else { return (0, 0) }
    let lower = Special.logRegularizedBeta(a, b, x)
    let upper = Special.logRegularizedBetaComplement(a, b, x)
    if lower < upper {
      let (scale, slopes) = (exp(lower), logBeta(a, b, x))
      return (scale * slopes.a, scale * slopes.b)
    }
    let scale = -exp(upper)
    return (
      scale * difference(at: a) { Special.logRegularizedBetaComplement($0, b, x) },
      scale * difference(at: b) { Special.logRegularizedBetaComplement(a, $0, x) }
    )
  }

  /// The derivatives of log I(a, b; x) in a and b.
  static func logBeta(_ a: Double, _ b: Double, _ x: Double) -> (a: Double, b: Double) {
    guard a > 0, b > 0, x >= 0, x <= 1 else { return (.nan, .nan) }
    if x == 0 { return (-.infinity, .infinity) }
    if x == 1 { return (0, 0) }
    return (
      difference(at: a) { Special.logRegularizedBeta($0, b, x) },
      difference(at: b) { Special.logRegularizedBeta(a, $0, x) }
    )
  }

  /// The derivative by central differences of order 6.
  ///
  /// The step is a hundredth of the scale of the function: the shape where it is small, its root where it is large. It is
  /// rounded so that the shifted shapes are exact to first order.
  private static func difference(at shape: Double, _ function: (Double) -> Double) -> Double {
    let step = (shape + 0.01 * min(shape, shape.squareRoot())) - shape
    let near = function(shape + step) - function(shape - step)
    let middle = function(shape + 2 * step) - function(shape - 2 * step)
    let far = function(shape + 3 * step) - function(shape - 3 * step)
    return (45 * near - 9 * middle + far) / (60 * step)
  }
}
