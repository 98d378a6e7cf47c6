// Arctangents, arcsine and arccosine in emitted code.
//
// The arctangent of a/b ≤ 1 is that of t = a/b up to tan(π/8), and above π/4 + arctan((a − b)/(a + b)), with one division for
// both; arctan t = t + t³ A(t²) for |t| ≤ tan(π/8). The arcsine is x + x³ R(x²) up to ½, and above
// π/2 − 2 arcsin √((1 − x)/2). A and R are near-minimax (Scripts/reference/native-elementary.py prints them), wrong by at
// most 2⁻⁵⁷ of the result.

extension IRBuilder {
  private static let halfPiLow = 0x1.1a62633145c07p-54

  /// arctan x in [−π/2, π/2]; below 2 ulp. ±π/2 at ±∞, ±0 at ±0.
  package mutating func arctangent(_ x: IRValue) -> IRValue {
    let size = magnitude(x)
    let one = constant(1)
    let isSteep = compare(FloatComparison.greater, size, one)
    let angle = arctangent(select(isSteep, one, size), over: select(isSteep, size, one))
    let value = select(isSteep, rightAngleMinus(angle), angle)
    let isTiny = compare(FloatComparison.less, size, constant(0x1p-27))
    return copySign(select(isTiny, size, value), from: x)
  }

  /// The angle in [−π, π] of the point with ordinate y and abscissa x; below 2 ulp.
  ///
  /// The cases of C's atan2: on the axes by the signs of zeros, on the diagonals where both are infinite.
  package mutating func arctangent2(_ y: IRValue, _ x: IRValue) -> IRValue {
    let (height, width) = (magnitude(y), magnitude(x))
    let isSteep = compare(FloatComparison.greater, height, width)
    var (low, high) = (select(isSteep, width, height), select(isSteep, height, width))
    // Two infinities are as good as two ones; of one, or of large numbers, a part is: a + b must not overflow.
    let (infinity, one) = (constant(.infinity), constant(1))
    let areInfinite = compare(FloatComparison.equal, low, infinity)
    let shrink = select(compare(FloatComparison.greater, high, constant(0x1p1000)), constant(0x1p-60), one)
    low = select(areInfinite, one, multiply(low, shrink))
    high = select(areInfinite, one, multiply(high, shrink))
    high = select(compare(FloatComparison.equal, high, constant(0)), one, high)
    // The octants: q, π/2 − q, π/2 + q, π − q.
    let q = arctangent(low, over: high)
    let isLeft = compare(IntegerComparison.less, bits(x), integer(0))
    let zero = constant(0)
    let signed = select(xor(isSteep, isLeft), negate(q), q)
    let base = select(isSteep, constant(.pi / 2), select(isLeft, constant(.pi), zero))
    let rest = select(isSteep, constant(Self.halfPiLow), select(isLeft, constant(2 * Self.halfPiLow), zero))
    let angle = copySign(add(base, add(rest, signed)), from: y)
    return select(compare(FloatComparison.unordered, x, y), constant(.nan), angle)
  }

  /// arcsin x in [−π/2, π/2]; below 2 ulp. NaN outside [−1, 1], ±0 at ±0.
  package mutating func arcsine(_ x: IRValue) -> IRValue {
    let (size, isOuter, argument, tail) = arcsineParts(x)
    let rest = fma(multiply(constant(2), argument), tail, constant(-Self.halfPiLow))
    let outer = subtract(fma(constant(-2), argument, constant(.pi / 2)), rest)
    let value = select(isOuter, outer, fma(argument, tail, argument))
    return copySign(select(compare(FloatComparison.less, size, constant(0x1p-27)), size, value), from: x)
  }

  /// arccos x in [0, π]; below 2 ulp. NaN outside [−1, 1].
  package mutating func arccosine(_ x: IRValue) -> IRValue {
    let (_, isOuter, argument, tail) = arcsineParts(x)
    let zero = constant(0)
    let isNegative = compare(FloatComparison.less, x, zero)
    let angle = fma(argument, tail, argument)
    let double = add(angle, angle)
    let nearPi = subtract(constant(.pi), subtract(double, constant(2 * Self.halfPiLow)))
    let outer = select(isNegative, nearPi, double)
    let inner = subtract(constant(.pi / 2), subtract(copySign(angle, from: x), constant(Self.halfPiLow)))
    return select(isOuter, outer, inner)
  }

  /// |x|, whether it is above ½, the argument whose arcsine is taken, and (arcsin(argument)/argument − 1).
  private mutating func arcsineParts(
    _ x: IRValue
  ) -> (size: IRValue, isOuter: IRValue, argument: IRValue, tail: IRValue) {
    let size = magnitude(x)
    let half = constant(0.5)
    let isOuter = compare(FloatComparison.greater, size, half)
    let z = select(isOuter, fma(size, constant(-0.5), half), multiply(size, size))
    let argument = select(isOuter, squareRoot(z), size)
    return (size, isOuter, argument, multiply(z, polynomial(z, Self.arcsineExcess)))
  }

  /// arctan(a/b) for 0 ≤ a ≤ b, b > 0, a + b < ∞.
  private mutating func arctangent(_ a: IRValue, over b: IRValue) -> IRValue {
    let isLarge = compare(FloatComparison.greater, a, multiply(b, constant(0.41421356237309503)))
    let t = divide(select(isLarge, subtract(a, b), a), select(isLarge, add(a, b), b))
    let z = multiply(t, t)
    let tail = multiply(multiply(z, t), polynomial(z, Self.arctangentExcess))
    let zero = constant(0)
    let low = select(isLarge, constant(Self.halfPiLow / 2), zero)
    return add(select(isLarge, constant(.pi / 4), zero), add(t, add(tail, low)))
  }

  private mutating func rightAngleMinus(_ angle: IRValue) -> IRValue {
    subtract(constant(.pi / 2), subtract(angle, constant(Self.halfPiLow)))
  }

  /// (arctan(t)/t − 1)/t² in t².
  private static let arctangentExcess: [Double] = [
    -0x1.5555555555555p-2, 0x1.999999999934ap-3, -0x1.24924924360cbp-3, 0x1.c71c7185314cbp-4, -0x1.745d0b26b83e7p-4,
    0x1.3b1262d95579ep-4, -0x1.10fa75382537fp-4, 0x1.dfe61e80903d2p-5, -0x1.a098bb6ba4941p-5, 0x1.41603647c7a7cp-5,
    -0x1.3a2b7a07caea9p-6,
  ]

  /// (arcsin(s)/s − 1)/s² in s² ≤ ¼.
  private static let arcsineExcess: [Double] = [
    0x1.5555555555556p-3, 0x1.3333333332ecap-4, 0x1.6db6db6e31f13p-5, 0x1.f1c71c1db0623p-6, 0x1.6e8bb1c8209a2p-6,
    0x1.1c4d35cf95421p-6, 0x1.c9cf07674736ap-7, 0x1.782651caa6547p-7, 0x1.52420b04b37bep-7, 0x1.65a9c4dfcf8b2p-8,
    0x1.1d189408314eep-6, -0x1.e6aaa8a0a04ccp-7, 0x1.d72b2bc8155f8p-6,
  ]
}
