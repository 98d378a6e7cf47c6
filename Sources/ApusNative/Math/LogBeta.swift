// The logarithm of the beta function in emitted code.
//
// With a the smaller and b the larger number and s = a + b, Stirling's formula with correction δ, large parts cancelled
// on paper (DiDonato & Morris, Algorithm 708, ACM Trans. Math. Softw. 18 (1992)): for a ≥ 3
//   log B = (a − ½) log(a/s) − b log(1 + a/b) + ½ log 2π − ½ log b + δ(a) + δ(b) − δ(s),
// and for a < 3 ≤ b
//   log B = log Γ(a) − (b − ½) log(1 + a/b) − a log s + a + δ(b) − δ(s).
// For b < 3 three steps up, B(a, b) = B(a, b + 3) s (s + 1) (s + 2) / (b (b + 1) (b + 2)). For a < 1, log Γ(a) is
// log Γ(1 + a) − log a, whose logarithm is that of the steps too.

extension IRBuilder {
  /// log B(x, y) for x, y ≥ 0, to 2e-15 of max(1, |result|).
  ///
  /// ∞ where either is 0, else −∞ where either is ∞; NaN where either is below 0 or NaN. Symmetric to the last bit.
  package mutating func logBeta(_ x: IRValue, _ y: IRValue) -> IRValue {
    let (zero, half, one, three) = (constant(0), constant(0.5), constant(1), constant(3))
    let isOrdered = compare(FloatComparison.less, x, y)
    let (a, large) = (select(isOrdered, x, y), select(isOrdered, y, x))
    let isSmall = compare(FloatComparison.less, a, three)
    let steps = compare(FloatComparison.less, large, three)
    let b = select(steps, add(large, three), large)
    let s = add(a, b)

    let ratio = divide(a, b)
    let between = logarithmOfOnePlus(ratio)
    let main = logarithm(select(isSmall, s, divide(ratio, add(one, ratio))))
    // log b, or log of the steps' product less log a; a tiny a is taken 2²⁰⁰ times as large.
    let sum = add(a, large)
    let product = divide(
      multiply(sum, multiply(add(sum, one), add(sum, constant(2)))),
      multiply(large, multiply(add(large, one), add(large, constant(2)))))
    let isTiny = compare(FloatComparison.less, a, constant(0x1p-900))
    let scaled = select(isTiny, multiply(a, constant(0x1p200)), a)
    let stepped = divide(
      select(steps, product, one), select(compare(FloatComparison.less, a, one), scaled, one))
    let rest = logarithm(select(isSmall, stepped, b))

    let corrections = subtract(stirlingCorrection(b), stirlingCorrection(s))
    let lower = logBetaLower(a, b, between: between, main: main, rest: rest, corrections: corrections)
    let low = add(lower, select(isTiny, constant(200 * 0.6931471805599453), zero))
    let powers = subtract(multiply(subtract(a, half), main), multiply(b, between))
    let tail = add(
      subtract(stirlingCorrection(a), multiply(half, rest)), add(corrections, constant(0.9189385332046728)))
    let value = select(isSmall, low, add(powers, tail))

    let infinity = constant(.infinity)
    let bounded = select(compare(FloatComparison.equal, large, infinity), constant(-.infinity), value)
    let edged = select(compare(FloatComparison.equal, a, zero), infinity, bounded)
    let isOutside = or(compare(FloatComparison.less, a, zero), compare(FloatComparison.unordered, x, y))
    return select(isOutside, constant(.nan), edged)
  }

  /// The formula for a < 3 ≤ b, with log(1 + a/b), log s, log of the steps less log a, and δ(b) − δ(s).
  private mutating func logBetaLower(
    _ a: IRValue, _ b: IRValue, between: IRValue, main: IRValue, rest: IRValue, corrections: IRValue
  ) -> IRValue {
    let one = constant(1)
    let t = select(compare(FloatComparison.less, a, one), a, subtract(a, one))
    let shrink = subtract(a, multiply(subtract(b, constant(0.5)), between))
    return add(subtract(shrink, multiply(a, main)), add(logGammaOfOnePlus(t), add(rest, corrections)))
  }

  /// δ(x), Stirling's correction to log Γ(x), for x ≥ 3.
  private mutating func stirlingCorrection(_ x: IRValue) -> IRValue {
    let inverse = divide(constant(1), x)
    return multiply(inverse, stirlingSeries(multiply(inverse, inverse)))
  }
}
