// Numbers with heavy tails: Cauchy and Student's t.

extension Philox4x64 {
  /// A standard Cauchy number: the ratio of the coordinates of a uniform point in the unit disc.
  public mutating func cauchy() -> Double {
    while true {
      let x = 2 * openUniform() - 1
      let y = 2 * openUniform() - 1
      if x * x + y * y <= 1 { return y / x }
    }
  }

  /// A number of Student's t distribution: Z / √(G(ν/2) / (ν/2)).
  ///
  /// NaN unless ν is positive; at ν = ∞ it is normal.
  public mutating func studentT(degreesOfFreedom: Double) -> Double {
    let z = standardNormal()
    if degreesOfFreedom == .infinity { return z }
    let half = 0.5 * degreesOfFreedom
    return z * Stable.exp(0.5 * (Stable.log(half) - logGamma(shape: half)))
  }
}
