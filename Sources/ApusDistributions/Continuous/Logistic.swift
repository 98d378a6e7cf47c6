// The logistic distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The logistic distribution with location μ and scale σ > 0, on the real line.
///
/// log f(x) = z − 2 log(1 + exp z) − log σ, z = (x − μ)/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 23.
/// Checked against: mpmath, scipy.stats.logistic.
public struct Logistic: DistributionWithMoments, DistributionWithCDF {
  // MARK: Parameters

  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A logistic distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// μ and σ.
  public var parameters: [DistributionParameter] {
    [DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive)]
  }
  /// The real line.
  public var support: Support { .real }
  /// What μ and σ broadcast to.
  public var shape: Shape { broadcastParameterShape }

  // MARK: Log density

  /// z − 2 softplus(z) − log σ.
  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      // An infinite z has the density 0 and not ∞ − ∞.
      let z = minimum((x - location) / scale, .greatestFiniteMagnitude)
      return (z - 2 * softplus(z)) - log(scale)
    }
  }

  // MARK: Moments

  /// μ.
  public var mean: Tensor { location }
  /// π²σ²/3.
  public var variance: Tensor { scale.squared() * (Double.pi * Double.pi / 3) }

  // MARK: CDF

  /// −softplus(−z).
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in -softplus((location - x) / scale) }
  }

  // MARK: Draws

  /// μ + σ Stable.log(e/e′) for standard exponential e and e′.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { p in
      guard p[1] > 0 else { return .nan }
      let first = generator.standardExponential()
      return p[0] + p[1] * Stable.log(first / generator.standardExponential())
    }
  }
}
