// The exponential in emitted code.
//
// x = n log 2 + r with |r| ≤ log 2 / 2, the product n log 2 in two parts (Cody & Waite 1980), and e^r by its series, whose
// remainder after r¹³/13! is below 2⁻⁵⁷. Whole numbers are found by adding 1.5 · 2⁵²: their bits are then those of the sum.

extension IRBuilder {
  /// Adding it to a number of less than 2⁵¹ rounds it to a whole number, which the last bits then hold.
  static let shifter = 0x1.8p52
  /// log 2 without its last 21 bits.
  static let logTwoHigh = 0x1.62e42feep-1
  /// The rest of log 2.
  static let logTwoLow = 0x1.a39ef35793c76p-33

  /// e^x; below 1 ulp.
  ///
  /// 0 below −745.13, ∞ above 709.78, subnormal numbers rounded correctly between; NaN for NaN.
  mutating func exponential(_ x: IRValue) -> IRValue {
    let (low, high) = (constant(-746), constant(709.79))
    let below = select(compare(FloatComparison.greater, x, high), high, x)
    let bounded = select(compare(FloatComparison.less, below, low), low, below)
    let (mantissa, exponent) = reducedExponential(bounded)
    // 2ⁿ in two factors, since n may be 1024 or below −1022.
    let half = shiftRight(exponent, 1)
    let other = integerSubtract(exponent, half)
    let scaled = multiply(multiply(mantissa, powerOfTwo(half)), powerOfTwo(other))
    return select(compare(FloatComparison.greater, x, constant(709.782712893384)), constant(.infinity), scaled)
  }

  /// e^x for x ≤ 0, with 0 below −708.39 in place of subnormal numbers.
  mutating func exponentialOfNegative(_ x: IRValue) -> IRValue {
    let low = constant(-708.39)
    let isTiny = compare(FloatComparison.less, x, low)
    let (mantissa, exponent) = reducedExponential(select(isTiny, low, x))
    let scaled = number(withBits: integerAdd(bits(mantissa), shiftLeft(exponent, 52)))
    return select(isTiny, constant(0), scaled)
  }

  /// e^r and n, with x = n log 2 + r, for |x| < 2⁵⁰.
  private mutating func reducedExponential(_ x: IRValue) -> (mantissa: IRValue, exponent: IRValue) {
    let shifter = constant(Self.shifter)
    let shifted = fma(x, constant(0x1.71547652b82fep0), shifter)
    let n = subtract(shifted, shifter)
    let r = fma(n, constant(-Self.logTwoLow), fma(n, constant(-Self.logTwoHigh), x))
    let tail = polynomial(r, Self.inverseFactorials)
    let mantissa = add(fma(multiply(r, r), tail, r), constant(1))
    return (mantissa, integerSubtract(bits(shifted), integer(Int(Self.shifter.bitPattern))))
  }

  /// 1/2!, 1/3!, … 1/13!.
  private static let inverseFactorials: [Double] = (2...13).map { n in 1 / (2...n).reduce(1.0) { $0 * Double($1) } }

  /// 2ⁿ for −1022 ≤ n ≤ 1023.
  mutating func powerOfTwo(_ n: IRValue) -> IRValue {
    number(withBits: shiftLeft(integerAdd(n, integer(1023)), 52))
  }
}
