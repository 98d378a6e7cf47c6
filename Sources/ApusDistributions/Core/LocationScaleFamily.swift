// What symmetric families with a location and a scale share: parameters, shape, tails, quantiles and draws by z = (x − μ)/σ.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom

/// A family of x = μ + σ z, where z has a density that is symmetric about 0.
protocol LocationScaleFamily: UnivariateDistribution {
  /// μ and σ > 0.
  var locationAndScale: (location: Tensor, scale: Tensor) { get }
  /// The log density of x at z, for the logarithm of σ.
  func logDensity(standardized z: Tensor, logScale: Tensor) -> Tensor
  /// log F(z) for σ = 1, accurate in the lower tail; the upper tail is its mirror image.
  func standardLogCDF(_ z: Tensor) -> Tensor
  /// The z of the log-odds of a probability.
  func standardQuantile(logit: Tensor) -> Tensor
  /// A draw of z, for the numbers of all parameters.
  func drawStandard(_ parameters: [Double], using generator: inout Philox4x64) -> Double
}

extension LocationScaleFamily {
  public var parameters: [DistributionParameter] {
    let (location, scale) = locationAndScale
    return [DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive)]
  }
  public var support: Support { .real }

  public func logDensity(_ value: Tensor) -> Tensor {
    let (location, scale) = locationAndScale
    return elementwise(value) { logDensity(standardized: ($0 - location) / scale, logScale: log(scale)) }
  }

  /// That of z = (x − μ)/σ, accurate in both tails.
  public func logCDF(_ value: Tensor) -> Tensor {
    let (location, scale) = locationAndScale
    return elementwise(value, "logCDF") { standardLogCDF(($0 - location) / scale) }
  }

  /// The lower tail at −z, accurate in both tails.
  public func logSurvival(_ value: Tensor) -> Tensor {
    let (location, scale) = locationAndScale
    return elementwise(value, "logSurvival") { standardLogCDF((location - $0) / scale) }
  }

  public func quantile(logit: Tensor) -> Tensor {
    let (location, scale) = locationAndScale
    return elementwise(logit, "quantile") { location + scale.valid(where: scale .> 0) * standardQuantile(logit: $0) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let place = self.parameters.count - 2
    return drawElements(shape, parameters) { p in
      p[place + 1] > 0 ? p[place] + p[place + 1] * drawStandard(p, using: &generator) : .nan
    }
  }
}
