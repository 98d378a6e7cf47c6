// A prior in a model: the parameter that it declares, in coordinates in which samplers move well.

internal import ApusDistributions
internal import ApusGraph
internal import ApusModel
internal import ApusOps
internal import RealModule

extension OrbitPrior {
  /// Declares a positive number.
  ///
  /// - Parameters:
  ///   - initial: where the sampler begins; moved into the prior's support.
  ///   - isKept: whether its draws are kept where it is made from another parameter.
  func positive(_ m: inout ModelBuilder, _ name: String, initial: Double, isKept: Bool = true) -> Tensor {
    let (value, isParameter) = declared(&m, name, initial: initial)
    return isParameter || !isKept ? value : m.deterministic(name, value)
  }

  private func declared(
    _ m: inout ModelBuilder, _ name: String, initial: Double
  ) -> (value: Tensor, isParameter: Bool) {
    switch self {
    case .fixed(let value): return (Tensor(value), false)
    case .logUniform(let low, let high):
      let (first, last) = (Double.log(low), Double.log(high))
      let start = NDArray(Self.inside(.log(max(initial, low)), first, last))
      return (exp(m.parameter("log \(name)", Uniform(first, last), initial: start)), false)
    case .logNormal(let median, let deviation):
      let start = NDArray(Double.log(max(initial, 1e-300)))
      return (exp(m.parameter("log \(name)", Normal(Double.log(median), deviation), initial: start)), false)
    case .modifiedLogUniform(let knee, let maximum):
      // By the inverse of the distribution function.
      let width = Double.log(onePlus: maximum / knee)
      let start = NDArray(Self.inside(.log(onePlus: max(0, initial) / knee) / width, 0, 1))
      return (knee * expm1(width * m.parameter("share of \(name)", Uniform(0, 1), initial: start)), false)
    case .halfNormal(let deviation):
      return (m.parameter(name, HalfNormal(deviation), initial: NDArray(max(initial, 1e-6 * deviation))), true)
    case .uniform(let low, let high):
      return (m.parameter(name, Uniform(low, high), initial: NDArray(Self.inside(initial, low, high))), true)
    case .normal(let mean, let deviation):
      let start = NDArray(max(initial, min(mean, 1e-3 * deviation).magnitude))
      return (m.parameter(name, Truncated(Normal(mean, deviation), lower: 0), initial: start), true)
    case .beta(let a, let b):
      return (m.parameter(name, Beta(a, b), initial: NDArray(Self.inside(initial, 0, 1))), true)
    }
  }

  /// Declares a number of either sign.
  func real(_ m: inout ModelBuilder, _ name: String, initial: Double) -> Tensor {
    switch self {
    case .fixed(let value): return Tensor(value)
    case .normal(let mean, let deviation):
      return m.parameter(name, Normal(mean, deviation), initial: NDArray(initial))
    default: return positive(&m, name, initial: initial)
    }
  }

  /// The log density of an eccentricity in [0, 1), or nil where the prior has a bound within and cannot be a potential.
  func logDensity(ofEccentricity e: Tensor) -> Tensor? {
    switch self {
    case .beta(let a, let b): return Beta(a, b).logDensity(e)
    case .uniform(0, 1): return 0 * e
    case .halfNormal(let deviation), .normal(0, let deviation):
      return HalfNormal(deviation).logDensity(e) - .log(OrbitPrior.halfNormal(deviation).cumulative(1))
    case .normal(let mean, let deviation):
      return Normal(mean, deviation).logDensity(e) - .log(cumulative(1) - cumulative(0))
    default: return nil
    }
  }

  /// A number moved off the ends of an interval, where its logit is infinite.
  static func inside(_ value: Double, _ low: Double, _ high: Double) -> Double {
    let margin = 1e-6 * (high - low)
    return min(max(value, low + margin), high - margin)
  }
}
