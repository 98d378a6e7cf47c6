// One reciprocal for the quotients of many by one divisor, for divisors of any size.

internal import ApusOps

/// The reciprocal of a divisor in two factors that do not overflow: 1 / (d 2^k) and 2^k, where k is 0 but for divisors near 0.
///
/// The reciprocal of a divisor above 2^1022 is subnormal, but has all digits but two: the quotient is 4 ulp off at most.
struct Reciprocal {
  private let reciprocal: IRValue
  /// Nil where the divisor cannot be near 0.
  private let scale: IRValue?

  /// The factors.
  var parts: [IRValue] { [reciprocal] + (scale.map { [$0] } ?? []) }

  init(_ parts: [IRValue]) {
    reciprocal = parts[0]
    scale = parts.count > 1 ? parts[1] : nil
  }

  /// The reciprocal of d.
  ///
  /// - Parameter canBeSubnormal: whether d may be a number so near 0 that 1/d overflows.
  init(of d: IRValue, canBeSubnormal: Bool, _ builder: inout IRBuilder) {
    guard canBeSubnormal else {
      scale = nil
      reciprocal = builder.divide(builder.constant(1), d)
      return
    }
    let isSmall = builder.compare(FloatComparison.less, builder.magnitude(d), builder.constant(0x1p-1000))
    let power = builder.select(isSmall, builder.constant(0x1p100), builder.constant(1))
    scale = power
    reciprocal = builder.divide(builder.constant(1), builder.multiply(d, power))
  }

  /// x / d to 1 ulp.
  func times(_ x: IRValue, _ builder: inout IRBuilder) -> IRValue {
    let product = builder.multiply(x, reciprocal)
    return scale.map { builder.multiply(product, $0) } ?? product
  }
}

extension LoweredProgram {
  /// Whether an element may be so near 0, without being 0, that its reciprocal overflows: not a square root.
  func canBeSubnormal(_ access: Access) -> Bool {
    guard case .computed(let maker) = values[access.value].origin, case .map = tasks[maker].kind else { return true }
    return !(tasks[maker].node?.op is Sqrt)
  }
}
