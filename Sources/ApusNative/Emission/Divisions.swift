// How code divides many elements by one number: by its reciprocal, and exactly where that overflows.

/// What becomes of divisions.
///
/// A product with the reciprocal is as good as the quotient unless the reciprocal overflows: for divisors below 2^-1023 other
/// than 0. Code that meets one notes it, and the evaluator runs the program again by code that divides.
enum Divisions: Equatable {
  /// By products where a divisor serves several quotients; the arena's word at this offset is not 0 after a run that met a
  /// divisor whose reciprocal overflows.
  case byReciprocal(notedAt: Int)
  /// By quotients.
  case exact

  /// Notes a divisor whose reciprocal overflows.
  static func note(_ divisor: IRValue, at place: Int, _ builder: inout IRBuilder) {
    let size = builder.magnitude(divisor)
    let isSmall = builder.compare(FloatComparison.less, size, builder.constant(0x1p-1023))
    let isNotZero = builder.compare(FloatComparison.greater, size, builder.constant(0))
    let flag = builder.select(builder.and(isSmall, isNotZero), builder.integer(1), builder.integer(0))
    let word = ElementAddress(region: "%arena", byteOffset: place, type: .int64)
    let before = builder.loadScalar(word)
    builder.storeScalar(builder.or(before, flag), word)
  }
}
