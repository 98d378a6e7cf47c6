// The change of scale by which a shape ξ makes heavy or short tails of an exponential one, smooth through ξ = 0.

internal import ApusGraph
internal import ApusOps

/// log(1 + ξz)/ξ for 1 + ξz > 0, which is z at ξ = 0, with its derivatives.
///
/// For |ξz| < ¼ it is z log(1 + w)/w, w = ξz, by the series of the inverse hyperbolic tangent of w/(2 + w).
func extremeValueScore(_ z: Tensor, _ xi: Tensor) -> Tensor {
  let isNear = abs(xi * z) .< 0.25
  let near = select(isNear, z, 0)
  let w = select(isNear, xi, 0) * near
  let half = 1 / (2 + w)
  let series = polynomial((w * half).squared(), (0..<10).map { 2 / Double(2 * $0 + 1) })
  let (far, shape) = (select(isNear, 1, z), select(isNear, 1, xi))
  return select(isNear, near * half * series, log1p(shape * far) / shape)
}

/// (exp(ξy) − 1)/ξ, the inverse of ``extremeValueScore(_:_:)``, which is y at ξ = 0, with its derivatives.
///
/// For |ξy| < ¼ it is the series of y (exp w − 1)/w, w = ξy.
func extremeValueDeviation(_ y: Tensor, _ xi: Tensor) -> Tensor {
  let isNear = abs(xi * y) .< 0.25
  let near = select(isNear, y, 0)
  let w = select(isNear, xi, 0) * near
  var coefficients = [1.0]
  for k in 2...12 { coefficients.append(coefficients[k - 2] / Double(k)) }
  let (far, shape) = (select(isNear, 1, y), select(isNear, 1, xi))
  return select(isNear, near * polynomial(w, coefficients), expm1(shape * far) / shape)
}
