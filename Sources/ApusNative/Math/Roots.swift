// Cube root and hypotenuse in emitted code.
//
// y ≈ x^(−1/3) starts from a third of x's bits (as in Kahan's and fdlibm's cube root), within 4 %; each step with
// e = 1 − x y³ takes y (1 + e/3 + 2 e²/9 + 14 e³/81), which leaves 35 e⁴/243 of the error: two steps reach 2⁻⁵³. The root x y² is
// then corrected once by x − c³, whose rounding errors are kept.

extension IRBuilder {
  /// ∛x; below 0.6 ulp. ±∞ at ±∞, ±0 at ±0.
  package mutating func cubeRoot(_ x: IRValue) -> IRValue {
    let size = magnitude(x)
    let one = constant(1)
    let isTiny = compare(FloatComparison.less, size, constant(0x1p-1022))
    let a = select(isTiny, multiply(size, constant(0x1p54)), size)
    // The upper 52 bits as a number, a third of it, and back.
    let upper = or(logicalShiftRight(bits(a), 12), integer(0x4330_0000_0000_0000))
    let pattern = subtract(number(withBits: upper), constant(0x1p52))
    let third = fma(pattern, constant(-1 / 3.0), constant(0x1p52 + Double(Self.inverseCubeRootBits >> 12)))
    var y = number(withBits: shiftLeft(bits(third), 12))
    for _ in 0..<2 {
      let square = multiply(y, y)
      let e = fma(negate(multiply(a, y)), square, one)
      let step = fma(e, fma(e, constant(14 / 81.0), constant(2 / 9.0)), constant(1 / 3.0))
      y = fma(multiply(y, e), step, y)
    }
    let square = multiply(y, y)
    let c = multiply(a, square)
    let c2 = multiply(c, c)
    let lost = fma(c, c, negate(c2))
    let rest = fma(c, lost, fma(c2, c, negate(a)))
    let root = fma(rest, multiply(square, constant(-1 / 3.0)), c)
    let unscaled = multiply(root, select(isTiny, constant(0x1p-18), one))
    let isNumber = and(
      compare(FloatComparison.greater, size, constant(0)), compare(FloatComparison.less, size, constant(.infinity)))
    return copySign(select(isNumber, unscaled, size), from: x)
  }

  /// The bits of x^(−1/3) plus a third of those of x, nearly.
  private static let inverseCubeRootBits = 0x553e_f0ff_289d_d796

  /// √(x² + y²) without overflow and underflow; below 1.1 ulp. ∞ where either is infinite, also if the other is NaN.
  package mutating func hypotenuse(_ x: IRValue, _ y: IRValue) -> IRValue {
    let (a, b) = (magnitude(x), magnitude(y))
    let isSteep = compare(FloatComparison.greater, b, a)
    let (high, low) = (select(isSteep, b, a), select(isSteep, a, b))
    let one = constant(1)
    let isLarge = compare(FloatComparison.greater, high, constant(0x1p500))
    let isSmall = compare(FloatComparison.less, high, constant(0x1p-450))
    let (huge, tiny) = (constant(0x1p600), constant(0x1p-600))
    let scale = select(isLarge, tiny, select(isSmall, huge, one))
    let inverse = select(isLarge, huge, select(isSmall, tiny, one))
    let (p, q) = (multiply(high, scale), multiply(low, scale))
    let value = multiply(squareRoot(fma(p, p, multiply(q, q))), inverse)
    let infinity = constant(.infinity)
    let isInfinite = or(compare(FloatComparison.equal, a, infinity), compare(FloatComparison.equal, b, infinity))
    return select(isInfinite, infinity, value)
  }
}
