// The logarithm of the gamma function and its first two derivatives in emitted code.
//
// From 3 on Stirling's formula, whose correction is a polynomial in 1/x² there. On [1, 3) a ratio of polynomials in
// t = x − 1, with the zeros of the function divided out and multiplied back in, so that the error is relative near them
// too; below 1 one step up, log Γ(x) = log Γ(1 + x) − log x with t = x exactly. Functions of the same operand share t,
// 1/x and log x. What is not positive goes to helper functions, see GammaReflection.swift.
//
// `Scripts/reference/native-function-fits.py gamma` made the coefficients.

extension IRBuilder {
  /// log |Γ(x)|, to 7e-16 relative for x > 0 and 4e-14 for x < 0, near the zeros on both axes too.
  ///
  /// ∞ at the poles 0, −1, −2, … and at ±∞, NaN for NaN.
  package mutating func logGamma(_ x: IRValue) -> IRValue {
    sharing("log gamma", x) { b in
      let value = b.logGamma(ofPositive: x)
      let isNegative = b.compare(FloatComparison.lessOrEqual, x, b.constant(0))
      return [b.helped(value, where: isNegative, by: "apus.logGamma", x) { $0.logGammaReflected($1) }]
    }[0]
  }

  /// ψ(x), the derivative of log Γ, to 8e-16 relative for x > 0, near its zero 1.4616 too; for x < 0 relative to the
  /// largest of 1, |ψ(1 − x)| and |π cot πx|.
  ///
  /// ∓∞ at ±0, NaN at the other poles, at −∞ and for NaN, ∞ at ∞.
  package mutating func digamma(_ x: IRValue) -> IRValue {
    sharing("digamma", x) { b in
      let value = b.digamma(ofPositive: x)
      let isNegative = b.compare(FloatComparison.lessOrEqual, x, b.constant(0))
      return [b.helped(value, where: isNegative, by: "apus.digamma", x) { $0.digammaReflected($1) }]
    }[0]
  }

  /// ψ′(x), to 6e-16 relative for x > 0 and 1e-15 below.
  ///
  /// ∞ at the poles 0, −1, −2, …, 0 at ∞, NaN at −∞ and for NaN.
  package mutating func trigamma(_ x: IRValue) -> IRValue {
    sharing("trigamma", x) { b in
      let value = b.trigamma(ofPositive: x)
      let isNegative = b.compare(FloatComparison.lessOrEqual, x, b.constant(0))
      return [b.helped(value, where: isNegative, by: "apus.trigamma", x) { $0.trigammaReflected($1) }]
    }[0]
  }

  // MARK: Positive arguments

  /// log Γ(x) for x > 0, NaN for NaN; below zero some number.
  package mutating func logGamma(ofPositive x: IRValue) -> IRValue {
    let parts = gammaParts(x)
    let logarithm = gammaLogarithm(x)
    let near = add(logGammaOfOnePlus(parts.t), select(parts.isLow, negate(logarithm), constant(0)))
    // ½ log 2π − ½; with log x − 1 in place of log x, −x is −½.
    let rest = fma(parts.inverse, stirlingSeries(multiply(parts.inverse, parts.inverse)), constant(0.4189385332046727))
    let far = fma(subtract(x, constant(0.5)), subtract(logarithm, constant(1)), rest)
    return select(parts.isNear, near, far)
  }

  /// ψ(x) for x > 0, NaN for NaN; below zero some number.
  package mutating func digamma(ofPositive x: IRValue) -> IRValue {
    let parts = gammaParts(x)
    // The zero, less one, in two parts.
    let root = subtract(subtract(parts.t, constant(0.46163214496836236)), constant(-1.5522348162858677e-17))
    let nearby = multiply(
      root, divide(polynomial(parts.t, Self.digammaNumerator), polynomial(parts.t, Self.digammaDenominator)))
    let near = subtract(nearby, select(parts.isLow, parts.inverse, constant(0)))
    let w = multiply(parts.inverse, parts.inverse)
    let correction = fma(w, polynomial(w, Self.digammaFar), multiply(constant(0.5), parts.inverse))
    return select(parts.isNear, near, subtract(gammaLogarithm(x), correction))
  }

  /// ψ′(x) for x > 0, NaN for NaN; below zero some number.
  package mutating func trigamma(ofPositive x: IRValue) -> IRValue {
    let parts = gammaParts(x)
    let w = multiply(parts.inverse, parts.inverse)
    let nearby = divide(polynomial(parts.t, Self.trigammaNumerator), polynomial(parts.t, Self.trigammaDenominator))
    let near = add(nearby, select(parts.isLow, w, constant(0)))
    let series = fma(parts.inverse, polynomial(w, Self.trigammaFar), constant(0.5))
    return select(parts.isNear, near, fma(w, series, parts.inverse))
  }

  /// log Γ(1 + t) for 0 ≤ t ≤ 2.
  package mutating func logGammaOfOnePlus(_ t: IRValue) -> IRValue {
    let ratio = divide(polynomial(t, Self.logGammaNumerator), polynomial(t, Self.logGammaDenominator))
    return multiply(multiply(t, subtract(t, constant(1))), ratio)
  }

  /// x δ(x) for x ≥ 3 from w = 1/x², δ being Stirling's correction to log Γ.
  package mutating func stirlingSeries(_ w: IRValue) -> IRValue { polynomial(w, Self.stirlingFar) }

  /// What functions of x share: x < 1, x < 3, t = x − 1 or below 1 x itself, and 1/x.
  private mutating func gammaParts(
    _ x: IRValue
  ) -> (isLow: IRValue, isNear: IRValue, t: IRValue, inverse: IRValue) {
    let parts = sharing("parts of gamma", x) { b in
      let one = b.constant(1)
      let isLow = b.compare(FloatComparison.less, x, one)
      let isNear = b.compare(FloatComparison.less, x, b.constant(3))
      return [isLow, isNear, b.select(isLow, x, b.subtract(x, one)), b.divide(one, x)]
    }
    return (parts[0], parts[1], parts[2], parts[3])
  }

  private mutating func gammaLogarithm(_ x: IRValue) -> IRValue {
    sharing("logarithm of gamma's operand", x) { [$0.logarithm(x)] }[0]
  }

  // MARK: Coefficients

  /// log Γ(1 + t) / (t (t − 1)) on [0, 2]; relative error 1.5e-17.
  private static let logGammaNumerator: [Double] = [
    0.5772156649015329, 1.795879018997928, 2.1865334418937055, 1.3226883681228077, 0.4175253681048576,
    0.06620652414372981, 0.004630212547046027, 0.00010318936786846241, 1.54621296801624e-07,
  ]
  private static let logGammaDenominator: [Double] = [
    1.0, 3.5361659629745215, 5.021257900661251, 3.6722217552107503, 1.4771004522959044, 0.3239769173460576,
    0.03613884447121401, 0.0017463681006452904, 2.4701852219090835e-05,
  ]

  /// x δ(x) in 1/x² on [0, 1/9], δ Stirling's correction; relative error 5.5e-17.
  private static let stirlingFar: [Double] = [
    0.08333333333333333, -0.0027777777777757695, 0.000793650792622404, -0.0005952378854503139, 0.0008417282394032359,
    -0.0019160464198791072, 0.006346110578292672, -0.027601910018978465, 0.13605466944124706, -0.6346190865706115,
    2.348297111372058, -5.724231505133728, 6.653396422514748,
  ]

  /// ψ(1 + t) / (1 + t − its zero) on [0, 2]; relative error 6.2e-17.
  private static let digammaNumerator: [Double] = [
    1.2503801375034054, 2.0079983521060054, 1.1741604116033721, 0.31649933632550714, 0.04049350826567144,
    0.002235289521967761, 3.9117651665683125e-05, 4.097361930526724e-08,
  ]
  private static let digammaDenominator: [Double] = [
    1.0, 2.2894571233542136, 1.9022022748824643, 0.7470495002328587, 0.14810832904594673, 0.014396602345897333,
    0.0006000004112100302, 7.3778476243478865e-06,
  ]

  /// (log x − 1/2x − ψ(x)) x² in 1/x² on [0, 1/9]; relative error 5.5e-17.
  private static let digammaFar: [Double] = [
    0.08333333333333333, -0.00833333333333146, 0.003968253966976144, -0.004166666318097985, 0.007575707039086117,
    -0.02108830175939314, 0.08306600883135555, -0.43197479150785184, 2.6996290251013693, -17.80160049685406,
    107.92593503576585, -533.2993840198963, 1920.8404424602395, -4373.090261782696, 4664.339079250073,
  ]

  /// ψ′(1 + t) on [0, 2]; relative error 3.1e-17.
  private static let trigammaNumerator: [Double] = [
    1.6449340668482264, 4.54497130105292, 5.340394657528947, 3.3936573918493607, 1.2290744644967948,
    0.24106557752646035, 0.020094063679181092, -3.192457697023973e-11,
  ]
  private static let trigammaDenominator: [Double] = [
    1.0, 4.224537169861705, 7.446920419880142, 7.129567471987924, 4.027447231302065, 1.3512816176601687,
    0.2511126234895311, 0.02009406271425232,
  ]

  /// (ψ′(x) − 1/x − 1/2x²) x³ in 1/x² on [0, 1/9]; relative error 6.4e-17.
  private static let trigammaFar: [Double] = [
    0.16666666666666666, -0.033333333333292574, 0.02380952378168711, -0.033333325726831495, 0.07575646997405466,
    -0.2530148243041056, 1.1607604938490745, -6.8407290471415125, 46.97730497234864, -330.09899365227017,
    2082.641738409512, -10547.646713399088, 38588.189588519555, -88761.92597110076, 95348.23338763771,
  ]
}
