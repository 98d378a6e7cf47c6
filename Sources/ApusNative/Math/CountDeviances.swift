// Deviances of counts in emitted code: one exponential for a value and its derivatives.

internal import ApusOps

extension IRBuilder {
  /// k (e^d − 1 − d), e^d where k = 0; below 11 ulp.
  package mutating func poissonDeviance(_ k: IRValue, _ d: IRValue) -> IRValue {
    let ordinary = exponentialExcess(d, times: k)
    return select(compare(FloatComparison.equal, k, constant(0)), exponential(d), ordinary)
  }

  /// k (e^d − 1), e^d where k = 0; below 3 ulp.
  package mutating func poissonExcess(_ k: IRValue, _ d: IRValue) -> IRValue {
    let ordinary = multiply(k, exponentialMinusOne(d))
    return select(compare(FloatComparison.equal, k, constant(0)), exponential(d), ordinary)
  }

  /// (φ + k) log((φ + μ)/(φ + k)) − k d with μ = k e^d, or e^d where k = 0; below 8 ulp of the larger term of its two logarithms.
  package mutating func negativeBinomialDeviance(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> IRValue {
    let isZero = compare(FloatComparison.equal, k, constant(0))
    let count = select(isZero, constant(1), k)
    let exchanged = multiply(count, logMeanRatio(phi, count, negate(d)))
    let first = multiply(phi, logMeanRatio(k, phi, d))
    return select(isZero, first, add(first, exchanged))
  }

  /// log((φ + μ)/(φ + k)) for k ≥ 0 and φ > 0; below 6 ulp.
  package mutating func logMeanRatio(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> IRValue {
    ofMean(k, phi, d)[0]
  }

  /// (μ − k)/(φ + μ) for k ≥ 0 and φ > 0; below 5 ulp.
  package mutating func meanExcessShare(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> IRValue {
    ofMean(k, phi, d)[1]
  }

  /// The logarithm of the ratio and the share, by one exponential.
  ///
  /// Above −½ the logarithm is that of 1 + (μ − k)/(φ + k), whose rounding is known; below, of the quotient itself; and the
  /// difference of two logarithms where that may be beyond the numbers.
  private mutating func ofMean(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> [IRValue] {
    sharing("count and mean", k, phi, d) { b in
      let (one, zero) = (b.constant(1), b.constant(0))
      let isZero = b.compare(FloatComparison.equal, k, zero)
      let (base, factor) = (b.add(phi, k), b.select(isZero, one, k))
      let total = b.add(phi, b.multiply(factor, b.exponential(d)))
      let excess = b.poissonExcess(k, d)
      // One division for both reciprocals.
      let perProduct = b.divide(one, b.multiply(base, total))
      let (perBase, perTotal) = (b.multiply(total, perProduct), b.multiply(base, perProduct))
      let change = b.multiply(excess, perBase)
      let isLow = b.compare(FloatComparison.less, change, b.constant(-0.5))
      let sum = b.add(one, change)
      let isLarge = b.compare(FloatComparison.greater, change, one)
      let lost = b.select(
        isLarge, b.subtract(one, b.subtract(sum, change)), b.subtract(change, b.subtract(sum, one)))
      let u = b.select(isLow, b.multiply(total, perBase), sum)
      let (m, n) = b.splitAroundOne(u)
      let correction = b.multiply(b.select(isLow, zero, lost), b.multiply(base, perTotal))
      let logarithm = b.logarithm(ofOnePlus: b.subtract(m, one), exponent: n, plus: correction)
      let usual = [logarithm, b.multiply(excess, perTotal)]
      // What the reciprocals and the quotient need to be ordinary numbers; false for NaN.
      let (least, most) = (b.constant(0x1p-500), b.constant(0x1p500))
      let isOrdinary = b.and(
        b.and(
          b.compare(FloatComparison.greater, base, least), b.compare(FloatComparison.less, base, most)),
        b.and(
          b.compare(FloatComparison.greater, total, least), b.compare(FloatComparison.less, total, most)))
      let isInside = b.and(
        b.compare(FloatComparison.greater, phi, zero), b.compare(FloatComparison.greaterOrEqual, k, zero))
      let isUsual = b.and(isOrdinary, isInside)
      return b.rarely(b.not(isUsual), else: usual) { b in
        let (ratio, share) = b.extremesOfMean(k, phi, d)
        return [b.select(isUsual, usual[0], ratio), b.select(isUsual, usual[1], share)]
      }
    }
  }

  /// The logarithm of the ratio and the share, wherever the sums are beyond what their quotients allow; NaN outside the domain.
  private mutating func extremesOfMean(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> (ratio: IRValue, share: IRValue) {
    let (one, zero, infinity) = (constant(1), constant(0), constant(.infinity))
    let (base, factor) = (add(phi, k), select(compare(FloatComparison.equal, k, zero), one, k))
    let total = add(phi, multiply(factor, exponential(d)))
    let excess = poissonExcess(k, d)
    let change = divide(excess, base)
    let isNear = compare(FloatComparison.less, magnitude(change), constant(0.5))
    let ratio = divide(total, base)
    let isModerate = and(
      compare(FloatComparison.greaterOrEqual, ratio, constant(LogMeanRatio.leastRatio)),
      compare(FloatComparison.lessOrEqual, ratio, constant(LogMeanRatio.mostRatio)))
    let isBeyond = compare(FloatComparison.equal, total, infinity)
    let ofTotal = select(isBeyond, add(d, logarithm(factor)), logarithm(total))
    let difference = subtract(ofTotal, logarithm(base))
    let far = select(isModerate, logarithm(select(isModerate, ratio, one)), difference)
    let value = select(isNear, add(logarithmOfOnePlus(select(isNear, change, zero)), zero), far)
    let isOne = and(isBeyond, compare(FloatComparison.less, base, infinity))
    let share = select(isOne, one, divide(excess, total))
    let isInside = and(
      compare(FloatComparison.greater, phi, zero), compare(FloatComparison.greaterOrEqual, k, zero))
    return (select(isInside, value, constant(.nan)), select(isInside, share, constant(.nan)))
  }
}
