// The logarithm of a sum whose rounding is known, in emitted code.

extension IRBuilder {
  /// log(u + lost) for normal u > 0, with `lost` below an ulp of u; relative to the result below 1 ulp, near u = 1 too.
  ///
  /// Numbers that are not positive and NaN give some number.
  package mutating func logarithm(of u: IRValue, plus lost: IRValue) -> IRValue {
    let (m, n) = splitAroundOne(u)
    return logarithm(ofOnePlus: subtract(m, constant(1)), exponent: n, plus: divide(lost, u))
  }
}
