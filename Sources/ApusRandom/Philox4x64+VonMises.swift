// Angles of the von Mises distribution.

extension Philox4x64 {
  /// An angle in [−π, π] of the von Mises distribution with mean direction 0 and density ∝ exp(κ cos θ); uniform at κ = 0,
  /// NaN for a negative or infinite concentration.
  ///
  /// Proposals are wrapped Cauchy angles, as Best and Fisher take them, written by half-angle tangents: with the ratio t of
  /// a Cauchy number, θ = 2 arctan(c t), c = (1 − ρ) / (1 + ρ). So no difference of nearly equal numbers is taken for large
  /// κ, and none is divided by for small.
  ///
  /// Reference: Best, Fisher (1979), Efficient simulation of the von Mises distribution.
  public mutating func vonMises(concentration: Double) -> Double {
    guard concentration >= 0, concentration < .infinity else { return .nan }
    let k = 2 * concentration
    let hypotenuse = k < 0x1p500 ? (1 + k * k).squareRoot() : k
    let tau = 1 + hypotenuse
    let root = (2 * tau).squareRoot()
    // 1 − ρ and κ (1 − ρ)² / (2ρ), with ρ = 2κ / (τ + √(2τ)).
    let gap = (1 + 1 / (hypotenuse + k) + root) / (tau + root)
    let offset = 0.25 * gap * gap * (tau + root)
    let c = gap / (2 - gap)
    while true {
      let t = c * cauchy()
      let u = openUniform()
      // w = κ (r − cos θ), where 1 − cos θ = 2t² / (1 + t²).
      let w = offset + k * (t * t / (1 + t * t))
      if w * (2 - w) > u || Stable.log(w / u) + 1 >= w { return 2 * Stable.arctangent(t) }
    }
  }
}
