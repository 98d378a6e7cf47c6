// The logarithm of the skew normal distribution function as an Op: it has no graph of elementary functions, and its derivatives have.

package import ApusGraph
internal import ApusNumerics
internal import ApusOps

/// log F(z; α), the logarithm of the distribution function of the skew normal distribution with shape α.
///
/// Its derivatives are 2 φ(z) Φ(αz)/F in z and −exp(−z² (1 + α²)/2)/(π (1 + α²) F) in α.
///
/// Checked against: mpmath.
package struct LogSkewNormalCDF: BinaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ z: Double, _ alpha: Double) -> Double { Special.logSkewNormalCDF(z, shape: alpha) }

  package func partials(_ z: Tensor, _ alpha: Tensor, _ logF: Tensor) -> (Tensor, Tensor) {
    let (square, product) = (-0.5 * z.squared(), alpha * z)
    // log 2 − log √(2π) and log π.
    let byArgument = exp(square + logNormalCDF(product) - 0.2257913526447274 - logF)
    let byShape = exp(square - 0.5 * product.squared() - logOnePlusSquare(alpha) - 1.1447298858494002 - logF)
    return (byArgument, -byShape)
  }
}
