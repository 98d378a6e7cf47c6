// The Laplace distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Laplace (double exponential) distribution with location μ and scale σ > 0, on the real line.
///
/// log f(x) = −|z| − log σ − log 2, z = (x − μ)/σ. At x = μ its gradient is that of |z|, 0.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 24.
/// Checked against: mpmath, scipy.stats.laplace.
public struct Laplace: DistributionWithMoments, DistributionWithCDF {
  // MARK: Parameters

  /// The location μ.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor

  /// A Laplace distribution.
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

  /// −|z| − log σ − log 2.
  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      -abs((x - location) / scale) - (log(scale) + 0.693_147_180_559_945_309_42)
    }
  }

  // MARK: Moments

  /// μ.
  public var mean: Tensor { location }
  /// 2σ².
  public var variance: Tensor { 2 * scale.squared() }

  // MARK: CDF

  /// z − log 2 below μ, log(1 − exp(−z)/2) above.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let z = (x - location) / scale
      let isBelow = z .< 0
      let above = log1p(-0.5 * exp(-z.replacing(isBelow, with: 0)))
      return select(isBelow, z - 0.693_147_180_559_945_309_42, above)
    }
  }

  // MARK: Draws

  /// μ + σ(e − e′) for standard exponential e and e′.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { p in
      guard p[1] > 0 else { return .nan }
      let first = generator.standardExponential()
      return p[0] + p[1] * (first - generator.standardExponential())
    }
  }
}
