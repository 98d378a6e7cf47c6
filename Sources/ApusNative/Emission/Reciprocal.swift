// One reciprocal for the quotients of many by one divisor, for divisors of any size.

/// The reciprocal of a divisor in two factors, neither of which overflows or loses digits: 1 / (d 2^k) and 2^k, where k is 0 but
/// for divisors near the ends of the range.
struct Reciprocal {
  private let reciprocal: IRValue
  private let scale: IRValue

  /// Both factors.
  var parts: [IRValue] { [reciprocal, scale] }

  init(_ parts: [IRValue]) { (reciprocal, scale) = (parts[0], parts[1]) }

  /// The reciprocal of d, which may be subnormal, where 1/d overflows, or so large that 1/d is subnormal.
  init(of d: IRValue, _ builder: inout IRBuilder) {
    let size = builder.magnitude(d)
    let isSmall = builder.compare(FloatComparison.less, size, builder.constant(0x1p-1000))
    let isLarge = builder.compare(FloatComparison.greater, size, builder.constant(0x1p1000))
    let whereLarge = builder.select(isLarge, builder.constant(0x1p-100), builder.constant(1))
    scale = builder.select(isSmall, builder.constant(0x1p100), whereLarge)
    reciprocal = builder.divide(builder.constant(1), builder.multiply(d, scale))
  }

  /// x / d to 1 ulp.
  func times(_ x: IRValue, _ builder: inout IRBuilder) -> IRValue {
    return builder.multiply(builder.multiply(x, reciprocal), scale)
  }
}
