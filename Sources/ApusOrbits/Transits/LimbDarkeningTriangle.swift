// Limb-darkening coefficients by two numbers between 0 and 1 each, which cover exactly the laws that are physical.

public import ApusGraph
internal import ApusOps

/// The quadratic coefficients for two numbers that are uniform in the unit square.
///
///     u1 = 2 √q1 q2,  u2 = √q1 (1 − 2 q2)
///
/// All intensities are positive and fall towards the limb exactly if q1 and q2 lie between 0 and 1: give them uniform
/// priors.
///
/// - Parameters:
///   - q1: (u1 + u2)², in (0, 1]; at 0 the derivative is infinite.
///   - q2: u1 / (2 (u1 + u2)), in [0, 1].
///
/// Reference: Kipping 2013, MNRAS 435, 2152. Checked against: mpmath.
public func limbDarkeningCoefficients(
  q1: some TensorConvertible, q2: some TensorConvertible
) -> (u1: Tensor, u2: Tensor) {
  let (root, q2) = (sqrt(q1.tensor), q2.tensor)
  return (2 * root * q2, root * (1 - 2 * q2))
}

/// The two numbers of the unit square for quadratic coefficients: the inverse of ``limbDarkeningCoefficients(q1:q2:)``.
///
/// - Parameters:
///   - u1: the linear coefficient.
///   - u2: the quadratic coefficient; u1 + u2 is above 0.
///
/// Reference: Kipping 2013, MNRAS 435, 2152. Checked against: mpmath.
public func limbDarkeningTriangle(
  u1: some TensorConvertible, u2: some TensorConvertible
) -> (q1: Tensor, q2: Tensor) {
  let sum = u1.tensor + u2.tensor
  return (sum.squared(), 0.5 * u1.tensor / sum)
}
