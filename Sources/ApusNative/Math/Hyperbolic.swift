// Hyperbolic functions and their inverses in emitted code.
//
// |x| = n log 2 + r. With A = 2ⁿ + 2⁻ⁿ and B = 2ⁿ − 2⁻ⁿ, 2 sinh |x| = A sinh r + B cosh r and 2 cosh x = A cosh r + B sinh r:
// no division, and no cancellation that matters. sinh r = r + r³ S(r²) and cosh r = 1 + r² C(r²) are near-minimax on
// |r| ≤ log 2 / 2 (Scripts/reference/native-elementary.py prints them), wrong by at most 2⁻⁵⁹. The inverses are logarithms of
// 1 + w, as fdlibm's are (Sun Microsystems 1993).

extension IRBuilder {
  /// sinh x; below 2 ulp. ±∞ beyond ±710.47, ±0 at ±0.
  package mutating func hyperbolicSine(_ x: IRValue) -> IRValue {
    let parts = hyperbolicParts(x)
    let half = add(parts[1], fma(parts[0], parts[2], multiply(parts[1], parts[3])))
    let size = magnitude(x)
    let isTiny = compare(FloatComparison.less, size, constant(0x1p-27))
    return copySign(select(isTiny, size, add(half, half)), from: x)
  }

  /// cosh x; below 1.6 ulp. ∞ beyond ±710.47.
  package mutating func hyperbolicCosine(_ x: IRValue) -> IRValue {
    let parts = hyperbolicParts(x)
    let half = add(parts[0], fma(parts[1], parts[2], multiply(parts[0], parts[3])))
    return add(half, half)
  }

  /// tanh x = −t/(t + 2) with t = e^(−2|x|) − 1; below 3 ulp. ±1 at ±∞, ±0 at ±0.
  package mutating func hyperbolicTangent(_ x: IRValue) -> IRValue {
    let size = magnitude(x)
    let (excess, exponent) = reducedExponential(clamped(multiply(size, constant(-2)), -50, 0))
    let scale = powerOfTwo(exponent)
    let t = fma(excess, scale, subtract(scale, constant(1)))
    let value = divide(t, add(t, constant(2)))
    let isTiny = compare(FloatComparison.less, size, constant(0x1p-27))
    return copySign(select(isTiny, size, value), from: x)
  }

  /// A/4, B/4, sinh r and cosh r − 1 of |x|.
  private mutating func hyperbolicParts(_ x: IRValue) -> [IRValue] {
    sharing("hyperbolic", x) { b in
      let size = b.magnitude(x)
      let limit = b.constant(710.5)
      let bounded = b.select(b.compare(FloatComparison.greater, size, limit), limit, size)
      let (nearby, n, exponent) = b.reducedByLogTwo(bounded)
      let r = b.fma(n, b.constant(-Self.logTwoLow), nearby)
      let z = b.multiply(r, r)
      let sine = b.fma(b.multiply(z, r), b.polynomial(z, Self.hyperbolicSineExcess), r)
      let cosine = b.multiply(z, b.polynomial(z, Self.hyperbolicCosineExcess))
      let up = b.powerOfTwo(b.integerSubtract(exponent, b.integer(2)))
      // Beyond 40, 2⁻ⁿ does not matter, and its exponent might be none.
      let isNear = b.compare(FloatComparison.less, bounded, b.constant(40))
      let opposite = b.powerOfTwo(b.integerSubtract(b.integer(-2), exponent))
      let down = b.select(isNear, opposite, b.constant(0))
      return [b.add(up, down), b.subtract(up, down), sine, cosine]
    }
  }

  /// (sinh(r)/r − 1)/r² in r².
  private static let hyperbolicSineExcess: [Double] = [
    0x1.5555555555556p-3, 0x1.11111111109b3p-7, 0x1.a01a01a7c41d5p-13, 0x1.71de0dae63bb3p-19, 0x1.af38a9b0ec855p-26,
  ]

  /// (cosh r − 1)/r² in r².
  private static let hyperbolicCosineExcess: [Double] = [
    0x1p-1, 0x1.5555555555557p-5, 0x1.6c16c16c15a68p-10, 0x1.a01a01a9e991bp-16, 0x1.27e4d41966f2fp-22,
    0x1.1f7f2776cfaf2p-29,
  ]

  // MARK: Inverses

  /// arsinh x = log(1 + w) with w = |x| + x²/(1 + √(1 + x²)); below 2 ulp. ±∞ at ±∞, ±0 at ±0.
  package mutating func inverseHyperbolicSine(_ x: IRValue) -> IRValue {
    let (size, one, zero) = (magnitude(x), constant(1), constant(0))
    // From 2³⁰ on it is log |x| + log 2.
    let limit = constant(0x1p30)
    let isLarge = compare(FloatComparison.greater, size, limit)
    let bounded = select(isLarge, limit, size)
    let square = multiply(bounded, bounded)
    let share = divide(square, add(one, squareRoot(add(one, square))))
    let w = select(isLarge, subtract(size, one), add(bounded, share))
    return copySign(logarithmOfOnePlus(w, adding: select(isLarge, one, zero)), from: x)
  }

  /// arcosh x = log(1 + w) with w = t + √(t (t + 2)), t = x − 1; below 3 ulp. NaN below 1, ∞ at ∞.
  package mutating func inverseHyperbolicCosine(_ x: IRValue) -> IRValue {
    let (one, zero) = (constant(1), constant(0))
    let t = subtract(x, one)
    let limit = constant(0x1p30)
    let isLarge = compare(FloatComparison.greater, x, limit)
    let bounded = select(isLarge, limit, t)
    let root = squareRoot(multiply(bounded, add(bounded, constant(2))))
    let w = select(isLarge, t, add(bounded, root))
    let value = logarithmOfOnePlus(w, adding: select(isLarge, one, zero))
    return select(compare(FloatComparison.less, x, one), constant(.nan), value)
  }

  /// artanh x = log(1 + 2x/(1 − x))/2; below 2 ulp. ±∞ at ±1, NaN outside [−1, 1], ±0 at ±0.
  package mutating func inverseHyperbolicTangent(_ x: IRValue) -> IRValue {
    let size = magnitude(x)
    let w = divide(add(size, size), subtract(constant(1), size))
    return copySign(multiply(constant(0.5), logarithmOfOnePlus(w)), from: x)
  }
}
