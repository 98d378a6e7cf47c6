// The logarithm of a tail of the Rice distribution as an Op: it has no graph of elementary functions, and its derivatives have.

package import ApusGraph
internal import ApusNumerics
internal import ApusOps

/// log F(b; a) of the Rice distribution with distance a and scale 1, or log(1 − F): of Marcum's Q-function.
///
/// With e = exp(−(b − a)²/2) the derivatives of F are b e e^(−ab) I₀(ab) in b and −b e e^(−ab) I₁(ab) in a.
///
/// Reference: Marcum (1960), A Statistical Theory of Target Detection by Pulsed Radar. Checked against: mpmath.
package struct LogRiceTail: BinaryElementwise, BuiltInOp {
  /// Whether it is 1 − F.
  package let isUpper: Bool

  package init(upper isUpper: Bool) { self.isUpper = isUpper }

  package func value(_ a: Double, _ b: Double) -> Double {
    let tails = Special.logMarcumTails(a, b)
    return isUpper ? tails.upper : tails.lower
  }

  package func partials(_ a: Tensor, _ b: Tensor, _ logTail: Tensor) -> (Tensor, Tensor) {
    // Where the tail is 0 or 1 for all doubles nothing has a slope.
    let isNone = logTail .== -Double.infinity
    let (a, b) = (a.replacing(isNone, with: 1), b.replacing(isNone, with: 1))
    let exponent = -0.5 * (b - a).squared() - logTail.replacing(isNone, with: 0)
    let height = (b * exp(exponent)).replacing(isNone, with: 0)
    let (byDistance, byPlace) = (height * besselI1e(a * b), height * besselI0e(a * b))
    return isUpper ? (byDistance, -byPlace) : (-byDistance, byPlace)
  }
}
