// Exponential, gamma and beta numbers, also for shapes so small that only the logarithm can be represented.

extension Philox4x64 {
  /// A standard exponential number: −ln of a uniform number.
  ///
  /// Exactly one word.
  public mutating func standardExponential() -> Double { -Stable.log(openUniform()) }

  /// A gamma number of a shape and unit scale; NaN unless the shape is positive and finite.
  ///
  /// Below a shape of about 0.001 most numbers are smaller than any `Double` and come out as 0: see ``logGamma(shape:)``.
  ///
  /// Reference: Marsaglia, Tsang (2000), A simple method for generating gamma variables.
  public mutating func gamma(shape: Double) -> Double {
    shape < 1 ? Stable.exp(logGamma(shape: shape)) : gammaOfLargeShape(shape)
  }

  /// The logarithm of a gamma number of a shape and unit scale, whatever the shape's size; NaN unless the shape is positive
  /// and finite.
  ///
  /// With U uniform, G(a) = G(a + 1) U^(1/a) in distribution.
  public mutating func logGamma(shape: Double) -> Double {
    guard shape < 1 else { return Stable.log(gammaOfLargeShape(shape)) }
    guard shape > 0 else { return .nan }
    let boost = -standardExponential() / shape
    return Stable.log(gammaOfLargeShape(shape + 1)) + boost
  }

  /// A beta number of two shapes; NaN unless both are positive and finite.
  ///
  /// G(a) / (G(a) + G(b)), by way of logarithms where a shape is below 1.
  public mutating func beta(_ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, a < .infinity, b < .infinity else { return .nan }
    if a >= 1 && b >= 1 {
      let first = gammaOfLargeShape(a)
      return first / (first + gammaOfLargeShape(b))
    }
    let first = logGamma(shape: a)
    let second = logGamma(shape: b)
    return 1 / (1 + Stable.exp(second - first))
  }

  /// Marsaglia and Tsang's squeeze for shapes of at least 1.
  private mutating func gammaOfLargeShape(_ shape: Double) -> Double {
    guard shape >= 1, shape < .infinity else { return .nan }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = standardNormal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let u = openUniform()
      if u < 1 - 0.0331 * (x * x) * (x * x) { return d * v }
      if Stable.log(u) < 0.5 * x * x + d * (1 - v + Stable.log(v)) { return d * v }
    }
  }
}
