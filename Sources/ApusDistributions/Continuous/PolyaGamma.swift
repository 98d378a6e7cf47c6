// The Pólya-gamma distribution.

public import ApusGraph
internal import ApusOps

/// The Pólya-gamma distribution with shape h > 0 and tilt z, on x > 0: that of Σ g_k/(2π²(k − ½)² + z²/2) over k = 1, 2, … with
/// independent gamma numbers g_k of shape h and rate 1.
///
/// f(x) = cosh(z/2)^h 2^(h−1)/Γ(h) Σ (−1)ⁿ Γ(n + h)/n! (2n + h)/√(2πx³) exp(−(2n + h)²/(8x) − z²x/2). This series cancels for large x, so
/// f, its derivatives and both tails are integrals along a path in the complex plane, which has all digits for every x, h and z.
///
/// PyMC's order is the same, `PolyaGamma(h=1, z=0)`. Draws are quantiles of uniform numbers, exact for every h.
///
/// Reference: Polson, Scott and Windle (2013), Bayesian Inference for Logistic Models Using Pólya–Gamma Latent Variables.
/// Checked against: mpmath.
public struct PolyaGamma: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The shape h > 0.
  public let concentration: Tensor
  /// The tilt z.
  public let tilt: Tensor

  /// A Pólya-gamma distribution.
  public init(shape: some TensorConvertible, tilt: some TensorConvertible = 0) {
    concentration = shape.tensor
    self.tilt = tilt.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("shape", concentration, .positive), DistributionParameter("tilt", tilt, .finite)]
  }
  public func rebuilt(on operands: [Tensor]) -> PolyaGamma { PolyaGamma(shape: operands[0], tilt: operands[1]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = (value .<= 0) .| (value .== Double.infinity)
      let density = Tensor.apply(LogPolyaGamma(), value.replacing(isOutside, with: 1), h, tilt.asFloat64)
      return density.minusInfinity(where: isOutside)
    }
  }

  /// The shape; NaN outside its domain.
  private var h: Tensor { concentration.asFloat64.valid(where: concentration .> 0) }

  /// h tanh(z/2)/(2z), which is h/4 at z = 0.
  public var mean: Tensor {
    let isSmall = abs(tilt) .< Self.farTilt
    let (near, far) = (0.5 * select(isSmall, tilt, 0), 0.5 * tilt.replacing(isSmall, with: 1))
    // tanh x/x as sinh x/x over cosh x, of which no derivative cancels.
    let inside = polynomial(near.squared(), Self.sineSeries) / cosh(near)
    return 0.25 * h * select(isSmall, inside, tanh(far) / far)
  }

  /// h (sinh z − z)/(4z³ cosh²(z/2)), which is h/24 at z = 0.
  public var variance: Tensor {
    let isSmall = abs(tilt) .< Self.farTilt
    let (near, far) = (select(isSmall, tilt, 0), abs(tilt.replacing(isSmall, with: 1)))
    let slope = tanh(0.5 * far)
    let direct = (2 * slope - far * (1 - slope) * (1 + slope)) / (4 * far.squared() * far)
    let inside = 0.25 * polynomial(near.squared(), Self.varianceSeries) / cosh(0.5 * near).squared()
    return h * select(isSmall, inside, direct)
  }

  /// The tilt from which on neither formula, nor a derivative of it, cancels.
  private static let farTilt = 4.0

  /// The coefficients of powers of x² in sinh x/x: 1/(2k + 1)!, for |x| ≤ 4.
  private static let sineSeries: [Double] = {
    var coefficients = [1.0]
    for k in 1...18 {
      let divisor = 2 * k * (2 * k + 1)
      coefficients.append(coefficients[k - 1] / Double(divisor))
    }
    return coefficients
  }()

  /// Those of powers of z² in (sinh z − z)/z³: 1/(2k + 3)!.
  private static let varianceSeries = Array(sineSeries.dropFirst())

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { .apply(LogPolyaGammaTail(upper: false), $0, h, tilt.asFloat64) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { .apply(LogPolyaGammaTail(upper: true), $0, h, tilt.asFloat64) }
  }
}
