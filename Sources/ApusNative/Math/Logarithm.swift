// Logarithms in emitted code.
//
// x = 2ⁿ m with m between √½ and √2, and log m = log(1 + f) = f − f²/2 + s (f²/2 + R(s²)) with s = f/(2 + f) and
// 2 artanh s = 2 s + s R(s²): the form that keeps f and f²/2 exact (Tang 1990 describes the family; the series of R is
// Taylor's, 2/3, 2/5, …, economised on |s| ≤ 0.1716 by its own remainder).

extension IRBuilder {
  /// log x; below 1 ulp.
  ///
  /// −∞ at ±0, NaN below 0, ∞ at ∞.
  mutating func logarithm(_ x: IRValue) -> IRValue {
    let isTiny = compare(FloatComparison.less, x, constant(0x1p-1022))
    let normal = select(isTiny, multiply(x, constant(0x1p54)), x)
    let (m, exponent) = splitAroundOne(normal)
    let n = subtract(exponent, select(isTiny, constant(54), constant(0)))
    let value = logarithm(ofOnePlus: subtract(m, constant(1)), exponent: n)
    return withLogarithmsEdges(value, zero: constant(0), x)
  }

  /// log(1 + x); below 1 ulp.
  ///
  /// −∞ at −1, NaN below −1, ∞ at ∞, x itself where |x| is tiny.
  mutating func logarithmOfOnePlus(_ x: IRValue) -> IRValue {
    let one = constant(1)
    let u = add(one, x)
    // What rounding 1 + x lost: exact, whichever of the two is larger.
    let isLarge = compare(FloatComparison.greater, x, one)
    let lost = select(isLarge, subtract(one, subtract(u, x)), subtract(x, subtract(u, one)))
    let (m, n) = splitAroundOne(u)
    let f = subtract(m, one)
    // log(m + d) = log m + d/m, with d the lost part on m's scale.
    let correction = divide(lost, u)
    let value = logarithm(ofOnePlus: f, exponent: n, plus: correction)
    let edges = withLogarithmsEdges(value, zero: constant(-1), x)
    return select(compare(FloatComparison.less, magnitude(x), constant(0x1p-54)), x, edges)
  }

  /// m in [√½, √2) and n as a number, with x = 2ⁿ m, for normal positive x.
  mutating func splitAroundOne(_ x: IRValue) -> (m: IRValue, n: IRValue) {
    let pattern = bits(x)
    let offset = integerSubtract(pattern, integer(0x3fe6_a09e_667f_3bcd))
    let n = shiftRight(offset, 52)
    let m = number(withBits: integerSubtract(pattern, shiftLeft(n, 52)))
    return (m, smallNumber(n))
  }

  /// An integer of less than 2⁵¹ as a number, without a conversion instruction.
  mutating func smallNumber(_ n: IRValue) -> IRValue {
    let shifter = integer(Int(Self.shifter.bitPattern))
    return subtract(number(withBits: integerAdd(n, shifter)), constant(Self.shifter))
  }

  /// n log 2 + log(1 + f) + correction for f in [√½ − 1, √2 − 1].
  mutating func logarithm(
    ofOnePlus f: IRValue, exponent n: IRValue, plus correction: IRValue? = nil
  ) -> IRValue {
    let s = divide(f, add(f, constant(2)))
    let z = multiply(s, s)
    let tail = multiply(z, polynomial(z, Self.logarithmSeries))
    let halfSquare = multiply(multiply(constant(0.5), f), f)
    var low = fma(s, add(halfSquare, tail), multiply(n, constant(Self.logTwoLow)))
    if let correction { low = add(low, correction) }
    let sum = subtract(f, subtract(halfSquare, low))
    return fma(n, constant(Self.logTwoHigh), sum)
  }

  /// 2/3, 2/5, … 2/25: the series of 2 artanh(s)/s − 2 in s², divided by s²; the next term is below 2⁻⁵⁹ of f.
  private static let logarithmSeries: [Double] = (1...12).map { 2 / Double(2 * $0 + 1) }

  /// The value where x is an ordinary number above `zero`.
  private mutating func withLogarithmsEdges(_ value: IRValue, zero: IRValue, _ x: IRValue) -> IRValue {
    let infinity = constant(.infinity)
    var result = select(compare(FloatComparison.lessOrUnordered, x, zero), constant(.nan), value)
    result = select(compare(FloatComparison.equal, x, zero), constant(-.infinity), result)
    return select(compare(FloatComparison.equal, x, infinity), infinity, result)
  }
}
