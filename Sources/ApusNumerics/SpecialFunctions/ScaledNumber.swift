// A positive number as a product with an exponential, which may be beyond the numbers.

/// The number e^exponent · factor.
struct ScaledNumber {
  var exponent: Double
  var factor: Double

  /// The number itself, rounded to 0 or ∞ where it is beyond the numbers.
  @inline(__always) var value: Double {
    if exponent > -700 { return exp(exponent) * factor }
    // Where the exponential alone would lose digits to underflow the product need not.
    let root = exp(0.5 * exponent)
    return root * factor * root
  }

  @inline(__always) var logarithm: Double { exponent + log(factor) }

  @inline(__always) static func / (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
    ScaledNumber(exponent: a.exponent - b.exponent, factor: a.factor / b.factor)
  }

  /// The quotient by a number, whose reciprocal may be beyond the numbers.
  @inline(__always) func divided(by x: Double) -> ScaledNumber {
    // The second part is log 2⁶⁰.
    x < 0x1p-1000
      ? ScaledNumber(exponent: exponent + 41.58883083359672, factor: factor / (x * 0x1p60))
      : ScaledNumber(exponent: exponent, factor: factor / x)
  }

  @inline(__always) static func * (a: ScaledNumber, b: Double) -> ScaledNumber {
    ScaledNumber(exponent: a.exponent, factor: a.factor * b)
  }
}
