// Integrals of the von Mises density over arcs as Ops: they have no graph of elementary functions, and their derivatives are of their kind.

package import ApusGraph
internal import ApusNumerics
internal import ApusOps

/// The logarithm of the integral of exp(−κ (1 − cos t)) over an arc: operands are the angle where it begins, its length and κ.
///
/// With the weight w at its end the derivative in the length is w over the integral, that in the angle the difference of w at both
/// ends over it, of which nothing cancels; that in κ is the mean of cos t − 1.
///
/// Reference: Mardia and Jupp (2000), Directional Statistics, section 3.5. Checked against: mpmath.
package struct LogArcMass: TernaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ start: Double, _ length: Double, _ kappa: Double) -> Double {
    Special.logArcMass(from: start, length: length, concentration: kappa)
  }

  package func partials(
    _ start: Tensor, _ length: Tensor, _ kappa: Tensor, _ logMass: Tensor
  ) -> (Tensor, Tensor, Tensor) {
    let isNone = logMass .== -Double.infinity
    let logarithm = logMass.replacing(isNone, with: 0)
    let (first, last) = (height(start), height(start + length))
    // κ times the rise of 1 − cos t over the arc.
    let rise = 2 * kappa * sin(start + 0.5 * length) * sin(0.5 * length)
    let isFalling = rise .> 0
    let greater = exp(-kappa * select(isFalling, first, last) - logarithm)
    let difference = -expm1(select(isFalling, -rise, rise)) * select(isFalling, Tensor(-1.0), 1)
    return (
      (greater * difference).replacing(isNone, with: 0), exp(-kappa * last - logarithm).replacing(isNone, with: 0),
      -.apply(ArcMean(order: 1), start, length, kappa)
    )
  }
}

/// The mean of (1 − cos t)ⁿ over an arc with these weights.
package struct ArcMean: TernaryElementwise, BuiltInOp {
  package let order: Int

  package init(order: Int) { self.order = order }

  package func value(_ start: Double, _ length: Double, _ kappa: Double) -> Double {
    Special.arcMean(from: start, length: length, concentration: kappa, order: order)
  }

  package func partials(
    _ start: Tensor, _ length: Tensor, _ kappa: Tensor, _ mean: Tensor
  ) -> (Tensor, Tensor, Tensor) {
    let logMass = Tensor.apply(LogArcMass(), start, length, kappa)
    let isNone = logMass .== -Double.infinity
    let logarithm = logMass.replacing(isNone, with: 0)
    func excess(_ angle: Tensor) -> Tensor {
      let height = height(angle)
      let power = (1..<max(1, order)).reduce(height) { product, _ in product * height }
      return ((power - mean) * exp(-kappa * height - logarithm)).replacing(isNone, with: 0)
    }
    let (first, last) = (excess(start), excess(start + length))
    func other(_ order: Int) -> Tensor { .apply(ArcMean(order: order), start, length, kappa) }
    return (last - first, last, mean * other(1) - other(order + 1))
  }
}

/// 1 − cos t.
private func height(_ angle: Tensor) -> Tensor { 2 * sin(0.5 * angle).squared() }
