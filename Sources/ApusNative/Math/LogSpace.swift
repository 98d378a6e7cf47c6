// Sums and differences of numbers that are kept as their logarithms, and products with logarithms, in emitted code.
//
// Their edges are those of `Special` in ApusNumerics: −∞ stands for zero, and 0 log 0 is 0.

extension IRBuilder {
  /// log(1 − e^x) for x ≤ 0; below 2 ulp. −∞ at ±0, NaN above, −0 where e^x underflows.
  ///
  /// One exponential and one logarithm: of 1 − e^x = −(e^x − 1) above −log 2, and below of 1 − e^x with what its rounding lost
  /// (Mächler, "Accurately computing log(1 − exp(−|a|))", 2012).
  package mutating func logarithmOfOneMinusExponential(_ x: IRValue) -> IRValue {
    let (one, zero) = (constant(1), constant(0))
    let (excess, exponent) = reducedExponential(clamped(x, -746, 0))
    let t = scaled(add(excess, one), exponent)
    let isNear = compare(FloatComparison.greater, x, constant(-0.6931471805599453))
    // Near zero n is 0 or −1.
    let scale = select(compare(IntegerComparison.less, exponent, integer(0)), constant(0.5), one)
    let isTinyX = compare(FloatComparison.greater, x, constant(-0x1p-54))
    let near = select(isTinyX, negate(x), negate(fma(excess, scale, subtract(scale, one))))
    let far = subtract(one, t)
    let u = select(isNear, near, far)
    let lost = select(isNear, zero, subtract(subtract(one, far), t))
    // A tiny u is scaled to a normal number.
    let isTiny = compare(FloatComparison.less, u, constant(0x1p-1022))
    let normal = select(isTiny, multiply(u, constant(0x1p54)), u)
    let value = logarithm(ofSum: normal, lost, adding: select(isTiny, constant(-54), zero))
    let edges = withLogarithmsEdges(value, zero: 0, u)
    let result = select(compare(FloatComparison.less, t, constant(0x1p-54)), negate(t), edges)
    return select(compare(FloatComparison.greaterOrUnordered, x, zero), constant(.nan), result)
  }

  /// log(e^x + e^y); below 7 ulp of the larger of |result| and |max(x, y)|, besides what rounding x − y does, as in
  /// the Op; subnormal numbers are not added.
  ///
  /// −∞ where both are, ∞ where either is.
  package mutating func logAddExponential(_ x: IRValue, _ y: IRValue) -> IRValue {
    let larger = maximum(x, y)
    let smaller = select(compare(FloatComparison.greater, x, y), y, x)
    let value = add(larger, softplus(subtract(smaller, larger)))
    let isInfinite = compare(FloatComparison.equal, magnitude(larger), constant(.infinity))
    let result = select(isInfinite, larger, value)
    return select(compare(FloatComparison.unordered, x, y), constant(.nan), result)
  }

  /// log(e^x − e^y) for x ≥ y; below 7 ulp of the larger of |result| and |x|, besides what rounding y − x does, as in the Op.
  ///
  /// −∞ where they are equal, NaN for x < y and for y = ∞; x where y = −∞ and where x = ∞.
  package mutating func logSubtractExponential(_ x: IRValue, _ y: IRValue) -> IRValue {
    let infinity = constant(.infinity)
    let value = add(x, logarithmOfOneMinusExponential(subtract(y, x)))
    let isWhole = or(
      compare(FloatComparison.equal, y, constant(-.infinity)), compare(FloatComparison.equal, x, infinity))
    let result = select(isWhole, x, value)
    let isOutside = or(
      compare(FloatComparison.lessOrUnordered, x, y), compare(FloatComparison.equal, y, infinity))
    return select(isOutside, constant(.nan), result)
  }

  /// x log y; below 1.5 ulp. 0 where x = 0 for every y but NaN.
  package mutating func xTimesLogY(_ x: IRValue, _ y: IRValue) -> IRValue { product(x, logarithm(y), y) }

  /// x log(1 + y); below 1.5 ulp. 0 where x = 0 for every y but NaN.
  package mutating func xTimesLogOfOnePlusY(_ x: IRValue, _ y: IRValue) -> IRValue {
    product(x, logarithmOfOnePlus(y), y)
  }

  /// −log(1 + e^−x); below 3 ulp; −0 in place of subnormal numbers. −0 at ∞, −∞ at −∞.
  package mutating func logSigmoid(_ x: IRValue) -> IRValue { negate(softplus(negate(x))) }

  /// x times a logarithm of y, or 0.
  private mutating func product(_ x: IRValue, _ logarithm: IRValue, _ y: IRValue) -> IRValue {
    let zero = constant(0)
    let isNumber = compare(FloatComparison.equal, y, y)
    let isZero = and(compare(FloatComparison.equal, x, zero), isNumber)
    return select(isZero, zero, multiply(x, logarithm))
  }
}
