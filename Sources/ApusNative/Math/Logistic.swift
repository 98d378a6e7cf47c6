// Softplus and sigmoid in emitted code: one exponential for both.
//
// With t = e^−|x|, log(1 + t) = 2 artanh(z) = 2 z + z³ P(z²) for z = t/(2 + t) ≤ 1/3, with P near-minimax, wrong by at most
// 2⁻⁵⁷ of the result (Scripts/reference/native-elementary.py prints it). A division each is quicker than one for both.

extension IRBuilder {
  /// log(1 + e^x); below 3 ulp; 0 in place of subnormal numbers.
  package mutating func softplus(_ x: IRValue) -> IRValue { logistic(x)[0] }

  /// 1/(1 + e^−x); below 3 ulp; 0 in place of subnormal numbers.
  package mutating func sigmoid(_ x: IRValue) -> IRValue { logistic(x)[1] }

  /// Softplus and sigmoid.
  private mutating func logistic(_ x: IRValue) -> [IRValue] {
    sharing("logistic", x) { b in
      let t = b.exponentialOfNegative(b.negate(b.magnitude(x)))
      let one = b.constant(1)
      let onePlus = b.add(t, one)
      let twoPlus = b.add(t, b.constant(2))
      let share = b.divide(one, onePlus)
      let z = b.divide(t, twoPlus)
      let square = b.multiply(z, z)
      let tail = b.fma(b.multiply(z, square), b.polynomial(square, Self.tailSeries), b.add(z, z))
      let zero = b.constant(0)
      let positive = b.select(b.compare(FloatComparison.less, x, zero), zero, x)
      let isNegative = b.compare(FloatComparison.less, x, zero)
      return [b.add(positive, tail), b.select(isNegative, b.multiply(t, share), share)]
    }
  }

  /// (2 artanh(z)/z − 2)/z² in z² ≤ 1/9.
  private static let tailSeries: [Double] = [
    0x1.5555555555555p-1, 0x1.999999999a3dfp-2, 0x1.24924923d422cp-2, 0x1.c71c727164156p-3, 0x1.745cf0aa6a011p-3,
    0x1.3b18b34a260a3p-3, 0x1.10ac6a3d3e5f6p-3, 0x1.eb913ba3ef69ep-4, 0x1.687604d0c86a1p-4, 0x1.4b0ed4be611b2p-3,
  ]
}
