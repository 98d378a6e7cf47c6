// The logarithm of a product of many numbers with few logarithms: those of parts that neither overflow nor underflow.

/// Σ log x, gathered as logarithms of products; each factor adds a rounding, as a sum of logarithms does.
struct ProductLogarithm<Number: CeleriteNumber> {
  private var sum = Number.zero
  private var product = Number(1)

  /// Multiplies by a positive number.
  @inline(__always) mutating func multiply(by factor: Number) {
    if Self.isSmall(factor) { product = product * factor } else { sum += factor.logarithm }
    if !Self.isSmall(product) {
      sum += product.logarithm
      product = Number(1)
    }
  }

  /// The logarithm of all.
  var value: Number { sum + product.logarithm }

  /// Whether two such numbers have a product of full precision.
  @inline(__always) private static func isSmall(_ x: Number) -> Bool { x.value > 1e-100 && x.value < 1e100 }
}
