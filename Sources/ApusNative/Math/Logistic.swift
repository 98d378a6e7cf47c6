// Softplus and sigmoid in emitted code: one exponential and one division for both.
//
// With t = e^−|x|, log(1 + t) = 2 artanh(z) for z = t/(2 + t) ≤ 1/3, and 1/(1 + t) and z share the division by
// (1 + t)(2 + t).

extension IRBuilder {
  /// log(1 + e^x); below 5 ulp.
  package mutating func softplus(_ x: IRValue) -> IRValue { logistic(x)[0] }

  /// 1/(1 + e^−x); below 3 ulp.
  package mutating func sigmoid(_ x: IRValue) -> IRValue { logistic(x)[1] }

  /// Softplus and sigmoid.
  private mutating func logistic(_ x: IRValue) -> [IRValue] {
    sharing("logistic", x) { b in
      let t = b.exponentialOfNegative(b.negate(b.magnitude(x)))
      let one = b.constant(1)
      let onePlus = b.add(t, one)
      let twoPlus = b.add(t, b.constant(2))
      let inverse = b.divide(one, b.multiply(onePlus, twoPlus))
      let share = b.multiply(inverse, twoPlus)
      let z = b.multiply(b.multiply(t, onePlus), inverse)
      let series = b.polynomial(b.multiply(z, z), (0...15).map { 2 / Double(2 * $0 + 1) })
      let zero = b.constant(0)
      let positive = b.select(b.compare(FloatComparison.less, x, zero), zero, x)
      let isNegative = b.compare(FloatComparison.less, x, zero)
      return [b.add(positive, b.multiply(z, series)), b.select(isNegative, b.multiply(t, share), share)]
    }
  }
}
