// A kernel density estimate as a distribution: such as a prior from the draws of an earlier fit.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The equal mixture of normal distributions about samples s₁ … sₙ, with the bandwidth h > 0 as standard deviation, on the real line.
///
/// log f(x) = log Σ exp(−(x − sᵢ)²/(2h²)) − log(n h √(2π)). The tails are means of the normal's. Samples lie along the last axis; an evaluation
/// takes time in proportion to their number.
///
/// Reference: Silverman (1986), Density Estimation for Statistics and Data Analysis. Checked against: mpmath.
public struct KernelDensity: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The samples.
  public let samples: Tensor
  /// The bandwidth h > 0.
  public let bandwidth: Tensor

  /// An estimate with a bandwidth of one's own.
  public init(samples: some TensorConvertible, bandwidth: some TensorConvertible) {
    let tensor = samples.tensor
    self.samples =
      tensor.error == nil && tensor.shape.isScalar
      ? .refused(by: "KernelDensity", "samples are along the last axis, and a number has none") : tensor
    self.bandwidth = bandwidth.tensor
  }

  /// An estimate with the bandwidth of Silverman's rule: 0.9 n^(−1/5) times the standard deviation, or times the distance of the quartiles
  /// over 1.34 where that is less and not 0. Samples that do not differ have none: it is NaN.
  public init(samples: [Double]) {
    self.init(samples: samples, bandwidth: Self.silverman(samples))
  }

  private static func silverman(_ samples: [Double]) -> Double {
    let (sorted, n) = (samples.sorted(), Double(samples.count))
    guard n > 1 else { return .nan }
    let mean = samples.reduce(0, +) / n
    let deviation = (samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    func quantile(_ p: Double) -> Double {
      let place = p * (n - 1)
      let index = min(Int(place), sorted.count - 2)
      return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
    }
    let quartiles = (quantile(0.75) - quantile(0.25)) / 1.34
    let spread = quartiles > 0 ? min(deviation, quartiles) : deviation
    return spread > 0 ? 0.9 * spread * Stable.exp(-0.2 * Stable.log(n)) : .nan
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("samples", samples, .finite, eventRank: 1),
      DistributionParameter("bandwidth", bandwidth, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> KernelDensity {
    KernelDensity(samples: operands[0], bandwidth: operands[1])
  }
  public var support: Support { .real }

  /// (x − sᵢ)/h, along a further last axis.
  private func deviations(_ x: Tensor) -> Tensor {
    (x.withLastAxis - samples) / bandwidth.valid(where: bandwidth .> 0).withLastAxis
  }

  /// log n.
  private var logCount: Tensor { Tensor(Stable.log(Double(samples.shape.dimensions.last ?? 0))) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = abs(value) .== Double.infinity
      let z = deviations(value.replacing(isOutside, with: 0))
      let density = logSumExp(-0.5 * z.squared(), axes: [-1]) - logCount - log(bandwidth) - Normal.logRootTwoPi
      return density.minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { ApusOps.mean(samples, axes: [-1]) }
  /// h² and the mean square of the samples' deviations from their mean.
  public var variance: Tensor {
    bandwidth.squared() + ApusOps.mean((samples - mean.withLastAxis).squared(), axes: [-1])
  }

  public func logCDF(_ value: Tensor) -> Tensor { elementwise(value, "logCDF") { logTail($0, sign: 1) } }

  public func logSurvival(_ value: Tensor) -> Tensor { elementwise(value, "logSurvival") { logTail($0, sign: -1) } }

  /// The mean of normal tails, or the complement of the other one where that is smaller.
  private func logTail(_ value: Tensor, sign: Double) -> Tensor {
    let isOutside = abs(value) .== Double.infinity
    let z = deviations(value.replacing(isOutside, with: 0))
    let own = logSumExp(logNormalCDF(sign * z), axes: [-1]) - logCount
    let other = logSumExp(logNormalCDF(-sign * z), axes: [-1]) - logCount
    let isMost = own .> other
    let tail = select(isMost, log1mexp(other.replacing(.!isMost, with: -1)), own)
    return tail.replacing(isOutside .& (sign * value .> 0), with: 0).minusInfinity(
      where: isOutside .& (sign * value .< 0))
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard shape.isDrawable else { return .undrawn(shape) }
    var elements = [Double](repeating: .nan, count: shape.elementCount)
    let reader = ParameterReader(parameters, eventRanks: [1, 0], along: shape)
    guard reader.isComplete else { return .undrawn(shape) }
    reader.forEach { index, blocks in
      guard let width = blocks[1].first, width > 0, !blocks[0].isEmpty else { return }
      let place = blocks[0].startIndex + min(Int(generator.uniform() * Double(blocks[0].count)), blocks[0].count - 1)
      elements[index] = blocks[0][place] + width * generator.standardNormal()
    }
    return NDArray(elements, shape: shape)
  }
}
