// The logarithm of Student's t distribution function as one Op: its graph of incomplete beta functions would have no
// derivative at the centre.

public import ApusGraph
internal import ApusNumerics
public import ApusOps

/// log F(z; ν), the logarithm of the distribution function of Student's t distribution with ν > 0 degrees of freedom.
///
/// Checked against: mpmath, scipy.stats.t.
public struct LogStudentTCDF: BinaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}

  /// log F(z; ν).
  public func value(_ z: Double, _ df: Double) -> Double { Special.logStudentTCDF(z, degreesOfFreedom: df) }

  /// The density over F, and ∂F/∂ν over F: with w = ν/(ν + z²), F = I(ν/2, 1/2; w)/2 for z < 0, and it is odd about ½.
  public func partials(_ z: Tensor, _ df: Tensor, _ logF: Tensor) -> (Tensor, Tensor) {
    let density = StudentT(degreesOfFreedom: df).logDensity(z)
    let isCentre = z .== 0
    let square = z.replacing(isCentre, with: 1).squared()
    let share = df / (df + square)
    let half = 0.5 * df
    let byShape = Tensor.apply(RegularizedBetaShapeDerivatives(logarithmic: false), [half, Tensor(0.5), share])[0]
    let byShare = exp((half - 1) * log(share) - 0.5 * log1p(-share) - logBeta(half, 0.5))
    let tail = 0.25 * byShape + 0.5 * byShare * square / (df + square).squared()
    let byDegrees = -sign(z) * tail * exp(-logF)
    return (exp(density - logF), byDegrees.replacing(isCentre, with: 0))
  }
}
