// The standard normal distribution function and its logarithm.

internal import RealModule

extension Special {
  /// The standard normal distribution function Φ(x) = ½ erfc(−x/√2).
  ///
  /// In the lower tail it is ½ exp(−x²/2) erfcx(−x/√2) with x² in two parts, since erfc would magnify the rounding of
  /// its argument by x².
  ///
  /// Edges: 0 at −∞, 1 at ∞; subnormal below −37.5.
  /// Accuracy: 8 u.
  /// Reference: DLMF 7.2.2.
  package static func normalCDF(_ x: Double) -> Double {
    if x < -1 {
      if x < -40 { return 0 }
      let square = ExactProduct(x, x)
      let exponential = exp(-0.5 * square.head)
      return 0.5 * erfcx(x * -sqrtHalf) * (exponential - exponential * (0.5 * square.tail))
    }
    return 0.5 * Double.erfc(x * -sqrtHalf)
  }

  /// The logarithm of the standard normal distribution function, log Φ(x).
  ///
  /// Its derivative is √(2/π) / erfcx(−x/√2).
  ///
  /// Edges: −∞ at −∞, 0 at ∞.
  /// Accuracy: 8 u.
  /// Reference: DLMF 7.2.2.
  package static func logNormalCDF(_ x: Double) -> Double {
    x < -1 ? log(0.5 * erfcx(x * -sqrtHalf)) - 0.5 * x * x : Double.log(onePlus: -normalCDF(-x))
  }

  static let sqrtHalf = 0.7071067811865476
}
