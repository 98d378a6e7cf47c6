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
    let parts = ofMean(k, phi, d)
    let isZero = compare(FloatComparison.equal, k, constant(0))
    let first = multiply(phi, parts[0])
    return select(isZero, first, add(first, multiply(k, parts[2])))
  }

  /// log((φ + μ)/(φ + k)) for k ≥ 0 and φ > 0; below 6 ulp.
  package mutating func logMeanRatio(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> IRValue {
    ofMean(k, phi, d)[0]
  }

  /// (μ − k)/(φ + μ) for k ≥ 0 and φ > 0; below 6 ulp.
  package mutating func meanExcessShare(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> IRValue {
    ofMean(k, phi, d)[1]
  }

  /// L = log((φ + μ)/(φ + k)), the share (μ − k)/(φ + μ), and L − d = log((k + φ e^−d)/(φ + k)), by one exponential, one logarithm
  /// and one reciprocal.
  ///
  /// L and L − d have opposite signs and differ by d: the smaller one is computed where it matters, the other one is ± d away.
  /// L − d is the smaller one where k μ > φ²; for k ≤ φ its rounding is small beside φ L. What is computed is the logarithm of
  /// 1 + c with c = (μ − k)/(φ + k), or c = −φ/μ times that; above −½ with the rounding of the sum, below of the quotient itself.
  private mutating func ofMean(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> [IRValue] {
    sharing("count and mean", k, phi, d) { b in
      let (one, zero) = (b.constant(1), b.constant(0))
      let isZero = b.compare(FloatComparison.equal, k, zero)
      // e^d and e^d − 1 where |d| < 170.
      let reduced = b.sharedExponential(d)
      let power = b.powerOfTwo(reduced.exponent)
      let growth = b.fma(reduced.excess, power, power)
      let growthLessOne = b.fma(reduced.excess, power, b.subtract(power, one))
      let scale = b.select(isZero, one, k)
      let relative = b.select(isZero, growth, growthLessOne)
      let mean = b.multiply(scale, growth)
      let (base, total) = (b.add(phi, k), b.add(phi, mean))
      let isExchanged = b.and(
        b.compare(FloatComparison.greater, k, phi),
        b.compare(FloatComparison.greater, b.multiply(k, mean), b.multiply(phi, phi)))
      let shrinkage = b.select(isExchanged, growth, one)
      // One division for the reciprocals of φ + k, φ + μ and e^d.
      let perProduct = b.divide(one, b.multiply(b.multiply(base, total), shrinkage))
      let perBase = b.multiply(total, perProduct)
      let perTotal = b.multiply(b.multiply(base, shrinkage), perProduct)
      let change = b.multiply(
        relative, b.multiply(b.select(isExchanged, b.negate(phi), scale), perBase))
      let isLow = b.compare(FloatComparison.less, change, b.constant(-0.5))
      let sum = b.add(one, change)
      let isLarge = b.compare(FloatComparison.greater, change, one)
      let lost = b.select(
        isLarge, b.subtract(one, b.subtract(sum, change)), b.subtract(change, b.subtract(sum, one)))
      let u = b.select(isLow, b.multiply(total, perBase), sum)
      let (m, n) = b.splitAroundOne(u)
      let correction = b.multiply(
        b.select(isLow, zero, lost), b.multiply(b.multiply(base, shrinkage), perTotal))
      let logarithm = b.logarithm(ofOnePlus: b.subtract(m, one), exponent: n, plus: correction)
      // No zero has a sign.
      let share = b.add(b.multiply(relative, b.multiply(scale, perTotal)), zero)
      let usual = [
        b.select(isExchanged, b.add(logarithm, d), logarithm), share,
        b.select(isExchanged, logarithm, b.subtract(logarithm, d)),
      ]
      // So that products and reciprocals are ordinary numbers; false for NaN and outside of the domain.
      let isModerate = b.compare(FloatComparison.less, b.magnitude(d), b.constant(170))
      let isInside = b.and(
        b.compare(FloatComparison.greater, scale, b.constant(0x1p-240)),
        b.compare(FloatComparison.greater, phi, b.constant(0x1p-240)))
      let isUsual = b.and(
        b.and(isModerate, isInside), b.compare(FloatComparison.less, base, b.constant(0x1p240)))
      return b.rarely(b.not(isUsual), else: usual) { b in
        let (ratio, share) = b.extremesOfMean(k, phi, d)
        let exchanged = b.extremesOfMean(phi, k, b.negate(d)).ratio
        return [
          b.select(isUsual, usual[0], ratio), b.select(isUsual, usual[1], share),
          b.select(isUsual, usual[2], exchanged),
        ]
      }
    }
  }

  /// The logarithm of the ratio and the share, wherever the sums are beyond what their quotients allow; NaN outside the domain.
  private mutating func extremesOfMean(_ k: IRValue, _ phi: IRValue, _ d: IRValue) -> (ratio: IRValue, share: IRValue) {
    let (one, zero, infinity) = (constant(1), constant(0), constant(.infinity))
    let isZero = compare(FloatComparison.equal, k, zero)
    let (base, factor) = (add(phi, k), select(isZero, one, k))
    let growth = exponential(d)
    let (dividend, relative) = (select(isZero, growth, k), select(isZero, one, exponentialMinusOne(d)))
    let isGrowth = compare(FloatComparison.greater, relative, one)
    let total = add(phi, multiply(factor, growth))
    // In the order in which nothing underflows that the result is made of.
    func excess(per total: IRValue, _ b: inout IRBuilder) -> IRValue {
      let before = b.divide(b.multiply(dividend, relative), total)
      return b.add(b.select(isGrowth, before, b.multiply(b.divide(dividend, total), relative)), zero)
    }
    let change = excess(per: base, &self)
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
    let share = select(isOne, one, excess(per: total, &self))
    let isInside = and(
      compare(FloatComparison.greater, phi, zero), compare(FloatComparison.greaterOrEqual, k, zero))
    return (select(isInside, value, constant(.nan)), select(isInside, share, constant(.nan)))
  }
}
