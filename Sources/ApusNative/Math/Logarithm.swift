// Logarithms in emitted code: natural, of 1 + x, to the bases 2 and 10.
//
// x = 2ⁿ m with m between √½ and √2, and log m = log(1 + f) = f − f²/2 + s (f²/2 + R(s²)) with s = f/(2 + f) and
// 2 artanh s = 2 s + s R(s²): the form that keeps f and f²/2 exact (Tang 1990 describes the family). R is near-minimax on
// |s| ≤ 0.1716 (Scripts/reference/native-elementary.py prints it), wrong by at most 2⁻⁶³ s.

internal import ApusOps

extension IRBuilder {
  /// log x; below 1 ulp.
  ///
  /// −∞ at ±0, NaN below 0, ∞ at ∞.
  package mutating func logarithm(_ x: IRValue) -> IRValue {
    let (m, n) = splitPositive(x)
    let value = logarithm(ofOnePlus: subtract(m, constant(1)), exponent: n)
    return withLogarithmsEdges(value, zero: 0, x)
  }

  /// log(1 + x); below 1 ulp.
  ///
  /// −∞ at −1, NaN below −1, ∞ at ∞, x itself where |x| is tiny.
  package mutating func logarithmOfOnePlus(_ x: IRValue) -> IRValue { logarithmOfOnePlus(x, adding: nil) }

  /// log(1 + x) + k log 2 for small whole numbers k; below 1 ulp.
  package mutating func logarithmOfOnePlus(_ x: IRValue, adding k: IRValue?) -> IRValue {
    let one = constant(1)
    let u = add(one, x)
    // What rounding 1 + x lost: exact, whichever of the two is larger.
    let isLarge = compare(FloatComparison.greater, x, one)
    let lost = select(isLarge, subtract(one, subtract(u, x)), subtract(x, subtract(u, one)))
    let value = logarithm(ofSum: u, lost, adding: k)
    let edges = withLogarithmsEdges(value, zero: -1, x)
    return select(compare(FloatComparison.less, magnitude(x), constant(0x1p-54)), x, edges)
  }

  /// log(1 + x²), also where x² is beyond the numbers; below 2 ulp.
  package mutating func logarithmOfOnePlusSquare(_ x: IRValue) -> IRValue {
    let size = magnitude(x)
    let isFar = compare(FloatComparison.greater, size, constant(LogOnePlusSquare.far))
    let logarithm = logarithmOfOnePlus(select(isFar, size, multiply(size, size)))
    return select(isFar, add(logarithm, logarithm), logarithm)
  }

  /// log₂ x; below 1 ulp, and exact for powers of 2.
  ///
  /// −∞ at ±0, NaN below 0, ∞ at ∞.
  package mutating func logarithmBaseTwo(_ x: IRValue) -> IRValue {
    logarithm(x, scale: (0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56), ofTwo: (1, 0))
  }

  /// log₁₀ x; below 1 ulp.
  ///
  /// −∞ at ±0, NaN below 0, ∞ at ∞.
  package mutating func logarithmBaseTen(_ x: IRValue) -> IRValue {
    logarithm(
      x, scale: (0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57), ofTwo: (0x1.34413509f6p-2, 0x1.9fef311f12b36p-42))
  }

  /// scale · log m + n · ofTwo, both factors in two parts, the latter's first with so few bits that the product is exact.
  private mutating func logarithm(
    _ x: IRValue, scale: (high: Double, low: Double), ofTwo: (high: Double, low: Double)
  ) -> IRValue {
    let (m, n) = splitPositive(x)
    let (high, low) = logarithmParts(ofOnePlus: subtract(m, constant(1)))
    let factor = constant(scale.high)
    let product = multiply(high, factor)
    let rest = fma(low, factor, fma(high, constant(scale.low), fma(high, factor, negate(product))))
    let whole = ofTwo.high == 1 ? n : multiply(n, constant(ofTwo.high))
    let sum = add(whole, product)
    let lost = add(subtract(whole, sum), product)
    let small = ofTwo.low == 0 ? rest : fma(n, constant(ofTwo.low), rest)
    return withLogarithmsEdges(add(sum, add(lost, small)), zero: 0, x)
  }

  /// log(u + δ) + k log 2 for normal u, where δ is what rounding took from u.
  package mutating func logarithm(ofSum u: IRValue, _ lost: IRValue, adding k: IRValue? = nil) -> IRValue {
    let (m, n) = splitAroundOne(u)
    // log(m + d) = log m + d/m, with d the lost part on m's scale.
    let correction = divide(lost, u)
    let exponent = k.map { add(n, $0) } ?? n
    return logarithm(ofOnePlus: subtract(m, constant(1)), exponent: exponent, plus: correction)
  }

  /// m in [√½, √2) and n as a number, with x = 2ⁿ m, for normal positive x.
  package mutating func splitAroundOne(_ x: IRValue) -> (m: IRValue, n: IRValue) {
    let pattern = bits(x)
    let offset = integerSubtract(pattern, integer(0x3fe6_a09e_667f_3bcd))
    let n = shiftRight(offset, 52)
    let m = number(withBits: integerSubtract(pattern, shiftLeft(n, 52)))
    return (m, smallNumber(n))
  }

  /// m in [√½, √2) and n as a number, with x = 2ⁿ m, for positive x.
  package mutating func splitPositive(_ x: IRValue) -> (m: IRValue, n: IRValue) {
    let isTiny = compare(FloatComparison.less, x, constant(0x1p-1022))
    let normal = select(isTiny, multiply(x, constant(0x1p54)), x)
    let (m, exponent) = splitAroundOne(normal)
    return (m, subtract(exponent, select(isTiny, constant(54), constant(0))))
  }

  /// An integer of less than 2⁵¹ as a number, without a conversion instruction.
  package mutating func smallNumber(_ n: IRValue) -> IRValue {
    let shifter = integer(Int(Self.shifter.bitPattern))
    return subtract(number(withBits: integerAdd(n, shifter)), constant(Self.shifter))
  }

  /// n log 2 + log(1 + f) + correction for f in [√½ − 1, √2 − 1].
  package mutating func logarithm(
    ofOnePlus f: IRValue, exponent n: IRValue, plus correction: IRValue? = nil
  ) -> IRValue {
    let (halfSquare, s, rest) = logarithmTerms(ofOnePlus: f)
    var low = fma(s, rest, multiply(n, constant(Self.logTwoLow)))
    if let correction { low = add(low, correction) }
    let sum = subtract(f, subtract(halfSquare, low))
    return fma(n, constant(Self.logTwoHigh), sum)
  }

  /// log(1 + f) in two parts, for f in [√½ − 1, √2 − 1].
  private mutating func logarithmParts(ofOnePlus f: IRValue) -> (high: IRValue, low: IRValue) {
    let (halfSquare, s, rest) = logarithmTerms(ofOnePlus: f)
    let high = subtract(f, halfSquare)
    return (high, fma(s, rest, subtract(subtract(f, high), halfSquare)))
  }

  /// f²/2, s and f²/2 + R(s²), with log(1 + f) = f − f²/2 + s (f²/2 + R(s²)).
  private mutating func logarithmTerms(
    ofOnePlus f: IRValue
  ) -> (halfSquare: IRValue, s: IRValue, rest: IRValue) {
    let s = divide(f, add(f, constant(2)))
    let z = multiply(s, s)
    let halfSquare = multiply(multiply(constant(0.5), f), f)
    return (halfSquare, s, fma(z, polynomial(z, Self.logarithmSeries), halfSquare))
  }

  /// (2 artanh(s)/s − 2)/s² in s².
  private static let logarithmSeries: [Double] = [
    0x1.5555555555555p-1, 0x1.9999999999a38p-2, 0x1.2492492476c87p-2, 0x1.c71c720160b47p-3, 0x1.745cf901605f7p-3,
    0x1.3b1c360763b8ap-3, 0x1.0fbe83c2cbcf3p-3, 0x1.0c04595972ab8p-3,
  ]

  /// The value where x is an ordinary number above `zero`, where the logarithm is −∞.
  package mutating func withLogarithmsEdges(_ value: IRValue, zero: Double, _ x: IRValue) -> IRValue {
    let (zero, infinity) = (constant(zero), constant(.infinity))
    var result = select(compare(FloatComparison.lessOrUnordered, x, zero), constant(.nan), value)
    result = select(compare(FloatComparison.equal, x, zero), constant(-.infinity), result)
    return select(compare(FloatComparison.equal, x, infinity), infinity, result)
  }
}
