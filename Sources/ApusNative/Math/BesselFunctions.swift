// The modified Bessel functions of orders zero and one, scaled by exp(−|x|), and log I₀ in emitted code.
//
// Up to 8 polynomials in t = x²/4, (I₀ − 1)/t and 2 I₁/x, times exp(−|x|) (DLMF 10.25.2); beyond, √x e⁻ˣ Iᵥ(x) is one
// polynomial in 16/x − 1, which maps [8, ∞] to [−1, 1] (DLMF 10.40.1).
//
// `Scripts/reference/native-function-fits.py bessel` made the coefficients.

extension IRBuilder {
  /// exp(−|x|) I₀(x), to 7e-16 relative. 0 at ±∞, NaN for NaN.
  package mutating func besselI0e(_ x: IRValue) -> IRValue {
    sharing("I0e", x) { b in
      let near = b.multiply(b.add(b.constant(1), b.besselI0LessOne(x)), b.besselScale(x))
      return [b.select(b.isBelowEight(x), near, b.besselFar(x, Self.besselI0Far))]
    }[0]
  }

  /// exp(−|x|) I₁(x), an odd function, to 7e-16 relative. ±0 at ±∞, NaN for NaN.
  package mutating func besselI1e(_ x: IRValue) -> IRValue {
    sharing("I1e", x) { b in
      let t = b.quarterSquare(x)
      let half = b.multiply(x, b.constant(0.5))
      let near = b.multiply(b.multiply(half, b.polynomial(t, Self.besselI1Near)), b.besselScale(x))
      let far = b.copySign(b.besselFar(x, Self.besselI1Far), from: x)
      return [b.select(b.isBelowEight(x), near, far)]
    }[0]
  }

  /// log I₀(x), to 6e-16 relative, near zero too. ∞ at ±∞, NaN for NaN.
  package mutating func logBesselI0(_ x: IRValue) -> IRValue {
    let (one, zero, infinity) = (constant(1), constant(0), constant(.infinity))
    let isNear = isBelowEight(x)
    let less = besselI0LessOne(x)
    let sum = add(one, less)
    // What rounding the sum loses, whichever of the two is larger.
    let isLarge = compare(FloatComparison.greater, less, one)
    let lost = select(isLarge, subtract(one, subtract(sum, less)), subtract(less, subtract(sum, one)))
    let scaled = besselFar(x, Self.besselI0Far)
    let logarithm = logarithm(of: select(isNear, sum, scaled), plus: select(isNear, lost, zero))
    let isTiny = compare(FloatComparison.less, less, constant(0x1p-54))
    let near = select(isTiny, less, logarithm)
    let size = magnitude(x)
    let value = select(isNear, near, add(size, logarithm))
    return select(compare(FloatComparison.equal, size, infinity), infinity, value)
  }

  // MARK: Parts

  private mutating func isBelowEight(_ x: IRValue) -> IRValue {
    compare(FloatComparison.lessOrEqual, magnitude(x), constant(8))
  }

  private mutating func quarterSquare(_ x: IRValue) -> IRValue {
    let half = multiply(x, constant(0.5))
    return multiply(half, half)
  }

  /// I₀(x) − 1 for |x| ≤ 8.
  private mutating func besselI0LessOne(_ x: IRValue) -> IRValue {
    sharing("I0 less one", x) { b in
      let t = b.quarterSquare(x)
      return [b.multiply(t, b.polynomial(t, Self.besselI0Near))]
    }[0]
  }

  /// exp(−|x|).
  private mutating func besselScale(_ x: IRValue) -> IRValue {
    sharing("exp of minus magnitude", x) { [$0.exponentialOfNegative($0.negate($0.magnitude(x)))] }[0]
  }

  /// 1/√|x| times a polynomial in 16/|x| − 1.
  private mutating func besselFar(_ x: IRValue, _ coefficients: [Double]) -> IRValue {
    let parts = sharing("parts of Bessel", x) { b in
      let size = b.magnitude(x)
      return [b.subtract(b.divide(b.constant(16), size), b.constant(1)), b.squareRoot(size)]
    }
    return divide(polynomial(parts[0], coefficients), parts[1])
  }

  /// (I₀(x) − 1)/t on [0, 16]; relative error 1.2e-17.
  private static let besselI0Near: [Double] = [
    1.0, 0.25, 0.027777777777777762, 0.001736111111111147, 6.944444444440493e-05, 1.929012345705309e-06,
    3.936759887993035e-08, 6.151187361364193e-10, 7.594057685381156e-12, 7.594070019494474e-14, 6.275948796822122e-16,
    4.359498405380122e-18, 2.5722398177811744e-20, 1.3440225063774028e-22, 5.062353740472856e-25,
    3.548836657975522e-27,
  ]

  /// 2 I₁(x)/x in t on [0, 16]; relative error 5.3e-17.
  private static let besselI1Near: [Double] = [
    1.0, 0.5000000000000001, 0.08333333333333304, 0.0069444444444450686, 0.00034722222222153507,
    1.157407407453132e-05, 2.7557319204030443e-07, 4.920949921538654e-09, 6.834651294492253e-11,
    7.594078567160322e-13, 6.90345927367201e-15, 5.231992159979275e-17, 3.3410044697092935e-19, 1.891028804078631e-21,
    7.413211040554544e-24, 5.833651333188183e-26,
  ]

  /// √x e⁻ˣ I₀(x) in 16/x − 1 on [−1, 1]; relative error 6.4e-17.
  private static let besselI0Far: [Double] = [
    0.4021765094450081, 0.0033605519836678913, 0.00013621607438951463, 1.114303378845176e-05, 1.4838476780922646e-06,
    2.9735992084667734e-07, 8.872014585661555e-08, 3.932512321137824e-08, 2.156780676115673e-08,
    7.559364098665437e-09, -6.856484545962442e-09, -1.3427511481900905e-08, -5.0175940345046716e-09,
    7.600254486433509e-09, 6.522264862032271e-09, -3.5862834111582305e-09, -4.5305710768621196e-09,
    1.6084886155781772e-09, 2.163681278413876e-09, -6.327909921997027e-10, -6.494591114401118e-10,
    1.7698085539456536e-10, 9.114760157514253e-11, -2.4421972688131832e-11,
  ]

  /// √x e⁻ˣ I₁(x) in 16/x − 1 on [−1, 1]; relative error 6.6e-17.
  private static let besselI1Far: [Double] = [
    0.38939845902587233, -0.009749577193235765, -0.00021923576383137776, -1.5038547198221758e-05,
    -1.8349102493990178e-06, -3.4838563464253135e-07, -1.0001075046243961e-07, -4.3128498031006734e-08,
    -2.3394122958362557e-08, -8.432168972932417e-09, 6.84757829926934e-09, 1.4051746928735543e-08,
    5.5720183980930355e-09, -7.687251308765992e-09, -6.9444186339873875e-09, 3.501765193290176e-09,
    4.763780078020254e-09, -1.5218214060680734e-09, -2.2624401109204446e-09, 5.870664618471487e-10,
    6.7727478454462e-10, -1.6283264322621244e-10, -9.491890392992048e-11, 2.2421768596847442e-11,
  ]
}
