// Powers in emitted code: e^(y log x), with the logarithm to 2⁻⁶⁵ of itself, in two parts.
//
// x = 2ⁿ m, log m = 2 s (1 + z/3 + z² T(z)) with s = (m − 1)/(m + 1) and z = s²; s, z and z/3 are kept in two parts (Dekker
// 1971; the division's remainder by fma), T in one, since z²/5 is below 2⁻¹² of the sum. T is near-minimax on |s| ≤ 0.1716
// (Scripts/reference/native-elementary.py prints it), wrong by at most 2⁻⁵⁹. As |y log x| < 746, the exponent is
// wrong by less than 2⁻⁵⁵.

extension IRBuilder {
  /// x^y; below 0.9 ulp, 1.2 ulp where it is subnormal.
  ///
  /// The cases of C's pow: 1 for y = 0 and for x = 1 whatever the other, for x = −1 and y = ±∞; NaN for negative finite x and
  /// y that is not whole; the sign of x for odd y.
  package mutating func power(_ x: IRValue, _ y: IRValue) -> IRValue {
    let (size, infinity) = (magnitude(x), constant(.infinity))
    let (zero, one) = (constant(0), constant(1))
    var (high, low) = logarithmInTwoParts(size)
    let isZero = compare(FloatComparison.equal, size, zero)
    let isFinite = compare(FloatComparison.less, size, infinity)
    high = select(isZero, constant(-.infinity), select(isFinite, high, size))
    low = select(and(isFinite, not(isZero)), low, zero)

    let product = multiply(y, high)
    let rest = fma(y, low, fma(y, high, negate(product)))
    let value = exponential(product, plus: rest)

    let isWhole = compare(FloatComparison.equal, floor(y), y)
    let halfY = multiply(y, constant(0.5))
    let isOdd = and(isWhole, compare(FloatComparison.notEqual, floor(halfY), halfY))
    let isNegative = compare(IntegerComparison.less, bits(x), integer(0))
    let signed = select(and(isNegative, isOdd), negate(value), value)
    let isBelow = and(compare(FloatComparison.less, x, zero), compare(FloatComparison.notEqual, size, infinity))
    let real = select(and(isBelow, not(isWhole)), constant(.nan), signed)
    let isOne = or(
      or(compare(FloatComparison.equal, y, zero), compare(FloatComparison.equal, x, one)),
      and(compare(FloatComparison.equal, size, one), compare(FloatComparison.equal, magnitude(y), infinity)))
    return select(isOne, one, real)
  }

  /// log x in two parts, for positive finite x.
  private mutating func logarithmInTwoParts(_ x: IRValue) -> (high: IRValue, low: IRValue) {
    let (m, n) = splitPositive(x)
    let one = constant(1)
    let f = subtract(m, one)
    let d = add(m, one)
    let inverse = divide(one, d)
    let s = multiply(f, inverse)
    // What is left of f after s (1 + m), with what 1 + m lost.
    let lostOfD = subtract(m, subtract(d, one))
    let remainder = fma(negate(s), lostOfD, fma(negate(s), d, f))
    let sLow = multiply(remainder, inverse)
    let (double, doubleLow) = (add(s, s), add(sLow, sLow))

    let z = multiply(s, s)
    let zLow = fma(double, sLow, fma(s, s, negate(z)))
    let third = constant(1 / 3.0)
    let u = multiply(z, third)
    let uLow = fma(zLow, third, fma(z, constant(0x1.5555555555555p-56), fma(z, third, negate(u))))
    let series = multiply(multiply(z, z), polynomial(z, Self.artanhSeries))
    let v = add(u, series)
    let vLow = add(add(subtract(u, v), series), uLow)

    // 2 s + 2 s v.
    let p = multiply(double, v)
    let pLow = fma(double, vLow, fma(doubleLow, v, fma(double, v, negate(p))))
    let sum = add(double, p)
    let sumLow = add(add(subtract(double, sum), p), add(pLow, doubleLow))

    let whole = multiply(n, constant(Self.logTwoHigh))
    let nearby = add(whole, sum)
    let lost = add(subtract(whole, nearby), sum)
    let small = add(lost, fma(n, constant(Self.logTwoLow), sumLow))
    let high = add(nearby, small)
    return (high, add(subtract(nearby, high), small))
  }

  /// (artanh(s)/s − 1 − s²/3)/s⁴ in s².
  private static let artanhSeries: [Double] = [
    0x1.999999999999ap-3, 0x1.2492492492521p-3, 0x1.c71c71c6eaa10p-4, 0x1.745d177a96056p-4, 0x1.3b1395d2190c1p-4,
    0x1.1118c7e4b0917p-4, 0x1.df7cc8e5fa539p-5, 0x1.e02e6fff27908p-5,
  ]
}
