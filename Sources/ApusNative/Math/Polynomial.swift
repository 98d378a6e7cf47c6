// Polynomials in emitted code, by Estrin's scheme: a shorter chain of dependent operations than Horner's.

extension IRBuilder {
  /// c₀ + c₁ x + c₂ x² + …, each step a fused multiply-add.
  package mutating func polynomial(_ x: IRValue, _ coefficients: [Double]) -> IRValue {
    var terms = coefficients.map { constant($0) }
    var power = x
    while terms.count > 1 {
      terms = stride(from: 0, to: terms.count, by: 2).map { index in
        index + 1 < terms.count ? fma(terms[index + 1], power, terms[index]) : terms[index]
      }
      if terms.count > 1 { power = multiply(power, power) }
    }
    return terms[0]
  }
}
