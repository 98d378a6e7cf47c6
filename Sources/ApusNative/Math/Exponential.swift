// Exponentials in emitted code: e^x, e^x − 1, 2^x.
//
// x = n log 2 + r with |r| ≤ log 2 / 2, the product n log 2 in two parts (Cody & Waite 1980), and e^r = 1 + r + r² P(r) with
// P near-minimax (Scripts/reference/native-elementary.py prints it), wrong by at most 2⁻⁵⁹. Whole numbers are found by
// adding 1.5 · 2⁵²: their bits are then those of the sum.

extension IRBuilder {
  /// Adding it to a number of less than 2⁵¹ rounds it to a whole number, which the last bits then hold.
  package static let shifter = 0x1.8p52
  /// log 2 without its last 21 bits.
  package static let logTwoHigh = 0x1.62e42feep-1
  /// The rest of log 2.
  package static let logTwoLow = 0x1.a39ef35793c76p-33

  /// (e^r − 1 − r)/r² for |r| ≤ log 2 / 2.
  private static let excess: [Double] = [
    0x1p-1, 0x1.5555555555557p-3, 0x1.5555555555556p-5, 0x1.11111111100dcp-7, 0x1.6c16c16c162d4p-10,
    0x1.a01a01abe7fe1p-13, 0x1.a01a01a6d889cp-16, 0x1.71de0231960ebp-19, 0x1.27e4db646b17ep-22,
    0x1.af4de97ca4194p-26, 0x1.1f730349868cep-29,
  ]

  /// (2^r − 1 − r log 2)/r² for |r| ≤ ½.
  private static let powerExcess: [Double] = [
    0x1.ebfbdff82c58fp-3, 0x1.c6b08d704a0c2p-5, 0x1.3b2ab6fba4e78p-7, 0x1.5d87fe78a5272p-10, 0x1.430912f86bf50p-13,
    0x1.ffcbfc6710084p-17, 0x1.62c022401c79fp-20, 0x1.b524fadf5b6e0p-24, 0x1.e4cf1ccb2b32cp-28,
    0x1.e9d40bd1335b2p-32, 0x1.c48f815ec8ad4p-36,
  ]

  /// e^x; below 0.9 ulp, 1.1 ulp where it is subnormal.
  ///
  /// 0 below −745.13, ∞ above 709.78, NaN for NaN.
  package mutating func exponential(_ x: IRValue) -> IRValue {
    let reduced = sharedExponential(x)
    return scaled(add(reduced.excess, constant(1)), reduced.exponent)
  }

  /// e^r − 1, (e^r − 1 − r)/r, r and n of x moved into [−746, 709.79]: once for all functions of this file that take the same x.
  package mutating func sharedExponential(
    _ x: IRValue
  ) -> (excess: IRValue, slope: IRValue, rest: IRValue, exponent: IRValue) {
    let parts = sharing("exponential", x) { b in
      let (nearby, n, exponent) = b.reducedByLogTwo(b.clamped(x, -746, 709.79))
      let r = b.fma(n, b.constant(-Self.logTwoLow), nearby)
      let polynomial = b.polynomial(r, Self.excess)
      return [b.fma(b.multiply(r, r), polynomial, r), b.multiply(r, polynomial), r, exponent]
    }
    return (parts[0], parts[1], parts[2], parts[3])
  }

  /// e^(x + δ), where δ is what rounding took from x; below 1 ulp.
  package mutating func exponential(_ x: IRValue, plus rest: IRValue) -> IRValue {
    let isOrdinary = compare(FloatComparison.less, magnitude(x), constant(1000))
    let (excess, exponent) = reducedExponential(
      clamped(x, -746, 709.79), plus: select(isOrdinary, rest, constant(0)))
    return scaled(add(excess, constant(1)), exponent)
  }

  /// e^x for x ≤ 0, with 0 below −708.39 in place of subnormal numbers.
  package mutating func exponentialOfNegative(_ x: IRValue) -> IRValue {
    let low = constant(-708.39)
    let isTiny = compare(FloatComparison.less, x, low)
    let (excess, exponent) = reducedExponential(select(isTiny, low, x))
    let mantissa = add(excess, constant(1))
    let scaled = number(withBits: integerAdd(bits(mantissa), shiftLeft(exponent, 52)))
    return select(isTiny, constant(0), scaled)
  }

  /// e^x − 1; below 2 ulp.
  ///
  /// −1 at −∞, ∞ above 709.78, x itself where it is tiny, with its sign; NaN for NaN.
  package mutating func exponentialMinusOne(_ x: IRValue) -> IRValue {
    let half = halfExponentialMinusOne(x)
    let isTiny = compare(FloatComparison.less, magnitude(x), constant(0x1p-54))
    return select(isTiny, x, add(half, half))
  }

  /// Half of 2ⁿ (e^r − 1) + (2ⁿ − 1), since n may be 1024; −½ for n < −60.
  private mutating func halfExponentialMinusOne(_ x: IRValue) -> IRValue {
    let reduced = sharedExponential(x)
    let least = integer(-60)
    let isLow = compare(IntegerComparison.less, reduced.exponent, least)
    let scale = powerOfTwo(integerSubtract(select(isLow, least, reduced.exponent), integer(1)))
    return fma(reduced.excess, scale, subtract(scale, constant(0.5)))
  }

  /// k (e^x − 1 − x) for k > 0; below 10 ulp.
  ///
  /// ∞ at ±∞, NaN for NaN.
  package mutating func exponentialExcess(_ x: IRValue, times k: IRValue) -> IRValue {
    let reduced = sharedExponential(x)
    let most = constant(709.79)
    let bounded = select(compare(FloatComparison.greater, x, most), most, x)
    let half = fma(bounded, constant(-0.5), halfExponentialMinusOne(x))
    let isNear = compare(IntegerComparison.equal, reduced.exponent, integer(0))
    // The smaller factors last, which may underflow.
    return select(isNear, multiply(multiply(k, reduced.rest), reduced.slope), multiply(k, add(half, half)))
  }

  /// 2^x; below 0.9 ulp, 1.1 ulp where it is subnormal, exact for whole numbers.
  ///
  /// 0 below −1075, ∞ from 1024 on, NaN for NaN.
  package mutating func exponentialBaseTwo(_ x: IRValue) -> IRValue {
    let bounded = clamped(x, -1080, 1025)
    let shifter = constant(Self.shifter)
    let shifted = add(bounded, shifter)
    let r = subtract(bounded, subtract(shifted, shifter))
    let rest = multiply(multiply(r, r), polynomial(r, Self.powerExcess))
    let mantissa = add(fma(r, constant(0x1.62e42fefa39efp-1), rest), constant(1))
    return scaled(mantissa, integerSubtract(bits(shifted), integer(Int(Self.shifter.bitPattern))))
  }

  /// e^r − 1 and n, with x + rest = n log 2 + r, for |x| < 2⁵⁰.
  package mutating func reducedExponential(_ x: IRValue, plus rest: IRValue? = nil) -> (
    excess: IRValue, exponent: IRValue
  ) {
    let (nearby, n, exponent) = reducedByLogTwo(x)
    let negativeLow = constant(-Self.logTwoLow)
    guard let rest else {
      let r = fma(n, negativeLow, nearby)
      return (fma(multiply(r, r), polynomial(r, Self.excess), r), exponent)
    }
    let small = fma(n, negativeLow, rest)
    let r = add(nearby, small)
    let lost = add(subtract(nearby, r), small)
    return (add(r, fma(multiply(r, r), polynomial(r, Self.excess), lost)), exponent)
  }

  /// x − n log 2 but for the low part of log 2, exact, and n as a number and an integer, for |x| < 2⁵⁰.
  package mutating func reducedByLogTwo(_ x: IRValue) -> (nearby: IRValue, n: IRValue, exponent: IRValue) {
    let shifter = constant(Self.shifter)
    let shifted = fma(x, constant(0x1.71547652b82fep0), shifter)
    let n = subtract(shifted, shifter)
    let exponent = integerSubtract(bits(shifted), integer(Int(Self.shifter.bitPattern)))
    return (fma(n, constant(-Self.logTwoHigh), x), n, exponent)
  }

  /// The number moved into [low, high]; NaN for NaN.
  package mutating func clamped(_ x: IRValue, _ low: Double, _ high: Double) -> IRValue {
    let (low, high) = (constant(low), constant(high))
    let below = select(compare(FloatComparison.greater, x, high), high, x)
    return select(compare(FloatComparison.less, below, low), low, below)
  }

  /// 2ⁿ mantissa, rounded once, for |n| ≤ 2044: in two factors, since n may be 1024 or below −1022.
  package mutating func scaled(_ mantissa: IRValue, _ n: IRValue) -> IRValue {
    let half = shiftRight(n, 1)
    let other = integerSubtract(n, half)
    return multiply(multiply(mantissa, powerOfTwo(half)), powerOfTwo(other))
  }

  /// 2ⁿ for −1022 ≤ n ≤ 1023.
  package mutating func powerOfTwo(_ n: IRValue) -> IRValue {
    number(withBits: shiftLeft(integerAdd(n, integer(1023)), 52))
  }
}
