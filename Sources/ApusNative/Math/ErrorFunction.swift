// The error function, its complements and the normal distribution function in emitted code.
//
// All come from erfcx y = exp(y²) erfc y for y ≥ 0 and from exp(−y²). Since (½ + y) erfcx y varies between ½ and 1/√π
// only, it is ½ + s times one polynomial in s = y/(4 + y), which maps the half-line to [0, 1) (Shepherd & Laframboise,
// Math. Comp. 36 (1981), have such a mapping); the ½ is exact, and so is erfcx 0. In exp(−y²) the rounding of y², which
// the exponential would magnify by y², is added back. Near zero erf x is x plus x times a polynomial in x².
//
// `Scripts/reference/native-function-fits.py error_function` made the coefficients.

extension IRBuilder {
  /// erf x, to 5e-16 relative. ±1 at ±∞, NaN for NaN; odd, the sign of zero kept.
  package mutating func errorFunction(_ x: IRValue) -> IRValue {
    sharing("erf", x) { b in
      let near = b.fma(x, b.polynomial(b.multiply(x, x), Self.erfNear), x)
      let far = b.copySign(b.subtract(b.constant(1), b.upperTail(x)), from: x)
      return [b.select(b.compare(FloatComparison.less, b.magnitude(x), b.constant(0.5)), near, far)]
    }[0]
  }

  /// erfc x, to 6e-16 relative, subnormal numbers to two of their spacings. 2 at −∞, 0 at ∞, NaN for NaN.
  package mutating func complementaryErrorFunction(_ x: IRValue) -> IRValue {
    let tail = upperTail(x)
    let isNegative = compare(FloatComparison.less, x, constant(0))
    return select(isNegative, subtract(constant(2), tail), tail)
  }

  /// erfcx x = exp(x²) erfc x, to 6e-16 relative. ∞ below −26.63, 0 at ∞, NaN for NaN.
  ///
  /// Below zero by reflection, 2 exp(x²) − erfcx(−x).
  package mutating func scaledComplementaryErrorFunction(_ x: IRValue) -> IRValue {
    let scaled = scaledTail(x)
    let twice = multiply(constant(2), exponentialOfSquare(x, times: 1, bound: 27))
    let reflected = subtract(twice, scaled)
    // Beyond, the exponential of the square alone is too large, and its rounding is added back to ∞.
    let isHuge = compare(FloatComparison.less, x, constant(-26.64))
    let negative = select(isHuge, constant(.infinity), reflected)
    return select(compare(FloatComparison.less, x, constant(0)), negative, scaled)
  }

  /// log erfc x, to 6e-16 relative, near zero too. log 2 at −∞, −∞ at ∞, ∓0 at ±0, NaN for NaN.
  ///
  /// From ½ on log erfcx x − x²; below log(1 − erf x), with what rounding 1 − erf x loses.
  package mutating func logComplementaryErrorFunction(_ x: IRValue) -> IRValue {
    let (zero, one) = (constant(0), constant(1))
    let erf = errorFunction(x)
    let isLower = compare(FloatComparison.less, x, constant(0.5))
    let difference = subtract(one, erf)
    let lost = subtract(subtract(one, difference), erf)
    // Where x is so large that erfcx x is small, x² is all.
    let scaled = maximum(scaledTail(x), constant(1e-300))
    let logarithm = logarithm(of: select(isLower, difference, scaled), plus: select(isLower, lost, zero))
    let isTiny = compare(FloatComparison.less, magnitude(erf), constant(0x1p-54))
    let lower = select(isTiny, negate(erf), logarithm)
    return select(isLower, lower, fma(negate(x), x, logarithm))
  }

  /// Φ(x), the standard normal distribution function, to 8e-16 relative, subnormal numbers to two of their spacings.
  ///
  /// 0 at −∞, 1 at ∞, NaN for NaN.
  package mutating func normalCDF(_ x: IRValue) -> IRValue {
    let tail = normalTail(x)[0]
    return select(compare(FloatComparison.less, x, constant(0)), tail, subtract(constant(1), tail))
  }

  /// log Φ(x), to 8e-16 relative. −∞ at −∞, −0 at ∞, NaN for NaN.
  ///
  /// Below zero log(½ erfcx(−x/√2)) − x²/2; above log(1 − Φ(−x)), with what rounding that difference loses.
  package mutating func logNormalCDF(_ x: IRValue) -> IRValue {
    let (zero, one) = (constant(0), constant(1))
    let (tail, scaled) = { ($0[0], $0[1]) }(normalTail(x))
    let isLower = compare(FloatComparison.less, x, zero)
    let difference = subtract(one, tail)
    let lost = subtract(subtract(one, difference), tail)
    let bounded = maximum(scaled, constant(1e-300))
    let logarithm = logarithm(of: select(isLower, bounded, difference), plus: select(isLower, zero, lost))
    let isTiny = compare(FloatComparison.less, tail, constant(0x1p-54))
    let upper = select(isTiny, negate(tail), logarithm)
    let value = select(isLower, fma(multiply(x, constant(-0.5)), x, logarithm), upper)
    return select(compare(FloatComparison.unordered, x, x), x, value)
  }

  // MARK: Parts

  /// erfc |x|.
  private mutating func upperTail(_ x: IRValue) -> IRValue {
    sharing("erfc of magnitude", x) { b in
      [b.multiply(b.scaledTail(x), b.exponentialOfSquare(x, times: -1, bound: 40))]
    }[0]
  }

  /// erfcx |x|.
  private mutating func scaledTail(_ x: IRValue) -> IRValue {
    sharing("erfcx of magnitude", x) { b in
      let y = b.magnitude(x)
      let (half, one) = (b.constant(0.5), b.constant(1))
      let inverse = b.divide(one, b.add(y, b.constant(4)))
      let t = b.fma(inverse, b.constant(-8), one)
      // Not (1 + t)/2, which for small y has lost y's last digits; at ∞ not ∞ times 0.
      let isFar = b.compare(FloatComparison.greater, y, b.constant(0x1p60))
      let s = b.select(isFar, one, b.multiply(y, inverse))
      return [b.divide(b.fma(s, b.polynomial(t, Self.erfcxExcess), half), b.add(y, half))]
    }[0]
  }

  /// Φ(−|x|) and ½ erfcx(|x|/√2).
  private mutating func normalTail(_ x: IRValue) -> [IRValue] {
    sharing("normal tail", x) { b in
      let scaled = b.scaledTail(b.multiply(b.magnitude(x), b.constant(0.7071067811865476)))
      let half = b.multiply(scaled, b.constant(0.5))
      return [b.multiply(half, b.exponentialOfSquare(x, times: -0.5, bound: 40)), half]
    }
  }

  /// exp(c x²) for |x| up to a bound and c that is a power of two: the exponential of x² as a sum of two numbers.
  private mutating func exponentialOfSquare(_ x: IRValue, times factor: Double, bound: Double) -> IRValue {
    let c = constant(factor)
    let largest = constant(bound)
    let size = magnitude(x)
    let y = select(compare(FloatComparison.greater, size, largest), largest, size)
    let square = multiply(y, y)
    let rest = fma(y, y, negate(square))
    let head = exponential(multiply(c, square))
    return fma(head, multiply(c, rest), head)
  }

  /// erf x / x − 1 in x², on [0, ¼]; error 5.1e-16 of it, 7e-17 of erf.
  private static let erfNear: [Double] = [
    0.12837916709551256, -0.37612638903183476, 0.11283791670925353, -0.026866170632887928, 0.00522397737302147,
    -0.0008548297753674966, 0.00012053335124353741, -1.4845849259707869e-05, 1.4725865480556744e-06,
  ]

  /// ((½ + y) erfcx y − ½)/s in 2 s − 1, on [−1, 1]; relative error 5.7e-16 of it, 7e-17 of (½ + y) erfcx y.
  private static let erfcxExcess: [Double] = [
    0.23299511862555253, -0.372616235466115, 0.3879958875687291, -0.3198988333140429, 0.2188597672780038,
    -0.12512693227935207, 0.05879656646232313, -0.02162905093047994, 0.005431316917049317, -0.0003993468845006219,
    -0.0003584266390692838, 0.00015916963494743566, -8.547204461388966e-06, -1.5850913480690984e-05,
    4.627404675296087e-06, 1.0798348983971697e-06, -7.84358578868263e-07, -3.744348661304143e-08,
    1.1126408645222555e-07, -4.42965718477968e-09, -1.3719231641787535e-08, 1.1744062379320159e-09,
    1.0792871618779656e-09, -1.1374633932967917e-10,
  ]
}
