// Dividing many numbers by one divisor of any size: one reciprocal for all quotients.

/// The reciprocal of a divisor in two factors that do not overflow: 1 / (d 2^k) and 2^k, where k is 0 but for divisors near 0.
///
/// The reciprocal of a divisor above 2^1022 is subnormal, but has all digits but two: the quotient is 4 ulp off at most.
struct Reciprocal {
  private let reciprocal: IRValue
  /// Nil where it is 1.
  private let scale: IRValue?

  /// The factors.
  var parts: [IRValue] { [reciprocal] + (scale.map { [$0] } ?? []) }

  init(_ parts: [IRValue]) {
    reciprocal = parts[0]
    scale = parts.count > 1 ? parts[1] : nil
  }

  /// The reciprocal of d.
  ///
  /// - Parameter isSafe: whether 1/d overflows for no d but 0; see ``LoweredProgram/hasSafeReciprocal(_:)``.
  init(of d: IRValue, isSafe: Bool, _ builder: inout IRBuilder) {
    guard !isSafe else {
      scale = nil
      reciprocal = builder.divide(builder.constant(1), d)
      return
    }
    let isSmall = builder.compare(FloatComparison.less, builder.magnitude(d), builder.constant(0x1p-1000))
    let power = builder.select(isSmall, builder.constant(0x1p100), builder.constant(1))
    scale = power
    reciprocal = builder.divide(builder.constant(1), builder.multiply(d, power))
  }

  /// x / d to 1 ulp, 4 where d is above 2^1022.
  func times(_ x: IRValue, _ builder: inout IRBuilder) -> IRValue {
    let product = builder.multiply(x, reciprocal)
    return scale.map { builder.multiply(product, $0) } ?? product
  }
}
