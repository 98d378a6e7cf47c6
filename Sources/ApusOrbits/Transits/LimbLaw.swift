// The quadratic law of limb darkening: what a covered part of the disc takes from the flux, and how that depends on the
// law.

/// The intensity 1 − u1 (1 − z) − u2 (1 − z)² of a star's disc, divided by its integral.
struct LimbLaw {
  /// The coefficients of 1, z and z².
  private let uniform, linear, quadratic: Double
  /// 1/Φ, with the star's flux Φ = π (1 − u1/3 − u2/6).
  private let inverse: Double

  @inline(__always) init(u1: Double, u2: Double) {
    (uniform, linear, quadratic) = (1 - u1 - u2, u1 + 2 * u2, -u2)
    inverse = 1 / (.pi * (1 - u1 / 3 - u2 / 6))
  }

  /// The part of the flux that comes from a part of the disc: linear in the integrals, so that it serves their
  /// derivatives too.
  @inline(__always) func flux(_ part: DiscIntegrals) -> Double {
    (uniform * part.uniform + linear * part.linear + quadratic * part.quadratic) * inverse
  }

  /// Its derivatives for u1 and u2.
  @inline(__always) func slopes(_ part: DiscIntegrals) -> (u1: Double, u2: Double) {
    let flux = flux(part)
    return (
      (part.linear - part.uniform + flux * (.pi / 3)) * inverse,
      (2 * part.linear - part.uniform - part.quadratic + flux * (.pi / 6)) * inverse
    )
  }

  /// Its second derivatives for u1 and u2.
  func curvatures(_ part: DiscIntegrals) -> (u1u1: Double, u1u2: Double, u2u2: Double) {
    let (u1, u2) = slopes(part)
    let (third, sixth) = (inverse * .pi / 3, inverse * .pi / 6)
    return (2 * third * u1, third * u2 + sixth * u1, 2 * sixth * u2)
  }
}
