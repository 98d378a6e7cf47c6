// The density and the tails of the Pólya-gamma distribution as Ops: they have no graph of elementary functions.

package import ApusGraph
internal import ApusNumerics
internal import ApusOps

/// log f(x; h, z), the logarithm of the density of the Pólya-gamma distribution with shape h and tilt z.
///
/// Reference: Polson, Scott and Windle (2013), Bayesian Inference for Logistic Models Using Pólya–Gamma Latent Variables.
/// Checked against: mpmath.
package struct LogPolyaGamma: TernaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ x: Double, _ h: Double, _ z: Double) -> Double { Special.logPolyaGamma(x, shape: h, tilt: z) }

  package func partials(_ x: Tensor, _ h: Tensor, _ z: Tensor, _ logF: Tensor) -> (Tensor, Tensor, Tensor) {
    let (place, shape) = (PolyaGammaMoment(place: 1, shape: 0), PolyaGammaMoment(place: 0, shape: 1))
    return (
      2 * .apply(place, x, h, z) - 1 / x, 1 / h + .apply(shape, x, h, z), 0.5 * h * tanh(0.5 * z) - z * x
    )
  }
}

/// The means in the integral for that density, of which its derivatives of every order are made.
///
/// Of orders 1, 0 and 0, 1 these are X and Y, with ∂ log f/∂x = 2X − 1/x and ∂ log f/∂h = Y + 1/h; of others central moments C, which
/// do not depend on z.
package struct PolyaGammaMoment: TernaryElementwise, BuiltInOp {
  /// The order in X.
  package let place: Int
  /// The order in Y.
  package let shape: Int

  package init(place: Int, shape: Int) { (self.place, self.shape) = (place, shape) }

  package func value(_ x: Double, _ h: Double, _ z: Double) -> Double {
    place < 0 || shape < 0
      ? .nan : Special.polyaGammaMoment(x, shape: h, tilt: z, orders: (place, shape))
  }

  package func partials(_ x: Tensor, _ h: Tensor, _ z: Tensor, _ moment: Tensor) -> (Tensor, Tensor, Tensor) {
    func central(_ i: Int, _ j: Int) -> Tensor {
      i < 0 || j < 0 || i + j == 1 ? 0 : i + j == 0 ? 1 : .apply(PolyaGammaMoment(place: i, shape: j), x, h, z)
    }
    let (i, j) = (place, shape)
    if i + j == 1 {
      return (2 * central(i + 1, j), central(i, j + 1), i == 1 ? -0.5 * z : 0.5 * tanh(0.5 * z))
    }
    let (lessPlace, lessShape) = (Double(i) * central(i - 1, j), Double(j) * central(i, j - 1))
    let byPlace = central(i + 1, j) - lessPlace * central(2, 0) - lessShape * central(1, 1)
    let byShape = central(i, j + 1) - lessPlace * central(1, 1) - lessShape * central(0, 2)
    return (2 * byPlace, byShape, 0 * z)
  }
}

/// log F(x; h, z) of the Pólya-gamma distribution, or log(1 − F).
///
/// Checked against: mpmath.
package struct LogPolyaGammaTail: TernaryElementwise, BuiltInOp {
  /// Whether it is 1 − F.
  package let isUpper: Bool

  package init(upper isUpper: Bool) { self.isUpper = isUpper }

  package func value(_ x: Double, _ h: Double, _ z: Double) -> Double {
    let tails = Special.logPolyaGammaTails(x, shape: h, tilt: z)
    return isUpper ? tails.upper : tails.lower
  }

  package func partials(_ x: Tensor, _ h: Tensor, _ z: Tensor, _ logTail: Tensor) -> (Tensor, Tensor, Tensor) {
    (
      hazard(x, h, z, logTail, isUpper: isUpper), .apply(PolyaGammaTailSlope(upper: isUpper, byTilt: false), x, h, z),
      .apply(PolyaGammaTailSlope(upper: isUpper, byTilt: true), x, h, z)
    )
  }
}

/// f/F, or −f/(1 − F).
private func hazard(_ x: Tensor, _ h: Tensor, _ z: Tensor, _ logTail: Tensor, isUpper: Bool) -> Tensor {
  // Where the tail is 0 nothing has a slope.
  let isNone = logTail .== -Double.infinity
  let place = x.replacing(isNone .| (x .<= 0) .| (x .== Double.infinity), with: 1)
  let ratio = exp(Tensor.apply(LogPolyaGamma(), place, h, z) - logTail.replacing(isNone, with: 0))
  return (isUpper ? -ratio : ratio).replacing(isNone .| (x .<= 0) .| (x .== Double.infinity), with: 0)
}

/// The derivative of log F, or of log(1 − F), in h or in z.
///
/// Its own derivatives in h and in z are not implemented.
///
/// Checked against: mpmath.
package struct PolyaGammaTailSlope: Op, BuiltInOp {
  /// Whether it is that of log(1 − F).
  package let isUpper: Bool
  /// Whether it is the derivative in z.
  package let isByTilt: Bool

  package init(upper isUpper: Bool, byTilt isByTilt: Bool) { (self.isUpper, self.isByTilt) = (isUpper, isByTilt) }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try LogPolyaGamma().resultTypes(of: operands)
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    TailSlope(of: self).evaluate(operands, into: results)
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (x, h, z) = (site.operands[0], site.operands[1], site.operands[2])
    let unknown = OperandCotangent.notImplemented(
      "the second derivatives of the Pólya-gamma distribution function in its parameters are not there")
    return [
      .value((site.cotangent() * crossDerivative(x, h, z, site.results[0])).summed(to: x.shape)), unknown, unknown,
    ]
  }

  /// The derivative in x: (f/F) (∂ log f − ∂ log F).
  fileprivate func crossDerivative(_ x: Tensor, _ h: Tensor, _ z: Tensor, _ slope: Tensor) -> Tensor {
    let density = LogPolyaGamma().partials(x, h, z, x)
    let logTail = Tensor.apply(LogPolyaGammaTail(upper: isUpper), x, h, z)
    return hazard(x, h, z, logTail, isUpper: isUpper) * ((isByTilt ? density.2 : density.1) - slope)
  }
}

/// The loop over broadcast elements of these derivatives, which stands in no graph.
private struct TailSlope: TernaryElementwise, BuiltInOp {
  let op: PolyaGammaTailSlope

  init(of op: PolyaGammaTailSlope) { self.op = op }

  func value(_ x: Double, _ h: Double, _ z: Double) -> Double {
    Special.logPolyaGammaTailSlope(x, shape: h, tilt: z, isUpper: op.isUpper, isByTilt: op.isByTilt)
  }

  /// Not known in h and z.
  func partials(_ x: Tensor, _ h: Tensor, _ z: Tensor, _ slope: Tensor) -> (Tensor, Tensor, Tensor) {
    (op.crossDerivative(x, h, z, slope), Tensor(Double.nan), Tensor(Double.nan))
  }
}
