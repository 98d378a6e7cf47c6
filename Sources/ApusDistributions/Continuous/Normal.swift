// The normal distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The normal (Gaussian) distribution with mean μ and standard deviation σ > 0, on the real line.
///
/// log f(x) = −z²/2 − log σ − log √(2π), z = (x − μ)/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 13.
/// Checked against: mpmath, scipy.stats.norm.
public struct Normal: DistributionWithMoments, DistributionWithCDF {
  // MARK: Parameters

  /// The mean μ.
  public let mean: Tensor
  /// The standard deviation σ > 0.
  public let standardDeviation: Tensor

  /// A normal distribution.
  public init(_ mean: some TensorConvertible, _ standardDeviation: some TensorConvertible) {
    self.mean = mean.tensor
    self.standardDeviation = standardDeviation.tensor
  }

  /// μ and σ.
  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("mean", mean, .finite),
      DistributionParameter("standardDeviation", standardDeviation, .positive),
    ]
  }
  /// The real line.
  public var support: Support { .real }
  /// What μ and σ broadcast to.
  public var shape: Shape { broadcastParameterShape }

  // MARK: Log density

  /// −z²/2 − log σ − log √(2π).
  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let z = (x - mean) / standardDeviation
      return -0.5 * z.squared() - (log(standardDeviation) + Self.logRootTwoPi)
    }
  }

  /// log √(2π).
  static let logRootTwoPi = 0.918_938_533_204_672_741_78

  // MARK: Moments

  /// σ².
  public var variance: Tensor { standardDeviation.squared() }

  // MARK: CDF

  /// log Φ(z), accurate in both tails.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { logNormalCDF(($0 - mean) / standardDeviation) }
  }

  // MARK: Draws

  /// μ + σ times standard normal numbers.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { p in p[1] > 0 ? p[0] + p[1] * generator.standardNormal() : .nan }
  }
}
