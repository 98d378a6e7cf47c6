// The first-passage density of a Wiener process as Ops: it has no graph of elementary functions, and its derivatives are of its kind.

package import ApusGraph
internal import ApusNumerics
internal import ApusOps

/// The logarithm of the density f(u; w) of the time at which a standard Wiener process from w leaves the unit interval, at 0.
///
/// By the heat equation ∂f/∂u = ½ ∂²f/∂w² all its derivatives are derivatives in w, term by term of either series.
///
/// Reference: Navarro and Fuss (2009), Fast and accurate calculations for first-passage times in Wiener diffusion models; Foster and
/// Singmann (2021), Another Approximation of the First-Passage Time Densities for the Ratcliff Diffusion Decision Model.
/// Checked against: mpmath.
package struct LogFirstPassage: BinaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ u: Double, _ w: Double) -> Double { Special.logFirstPassage(u, start: w) }

  package func partials(_ u: Tensor, _ w: Tensor, _ logF: Tensor) -> (Tensor, Tensor) {
    (0.5 * .apply(FirstPassageSlope(order: 2), u, w), .apply(FirstPassageSlope(order: 1), u, w))
  }
}

/// ∂ⁿf/∂wⁿ over f.
package struct FirstPassageSlope: BinaryElementwise, BuiltInOp {
  package let order: Int

  package init(order: Int) { self.order = order }

  package func value(_ u: Double, _ w: Double) -> Double { Special.firstPassageSlope(u, start: w, order: order) }

  package func partials(_ u: Tensor, _ w: Tensor, _ slope: Tensor) -> (Tensor, Tensor) {
    func other(_ order: Int) -> Tensor { .apply(FirstPassageSlope(order: order), u, w) }
    return (0.5 * (other(order + 2) - slope * other(2)), other(order + 1) - slope * other(1))
  }
}
