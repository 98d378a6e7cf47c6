// The logistic normal distribution on the simplex.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution on the simplex of K + 1 elements whose log ratios to the last element, y_k = log(x_k/x_{K+1}), have a
/// multivariate normal distribution with mean μ and covariance Σ: unlike Dirichlet's it has correlations of any sign.
///
/// log f(x) = log N(y; μ, Σ) − Σ log x_k, a density in the first K elements; 0 where one is 0. Vectors whose sum differs from 1 by more
/// than 1e-8 are outside the support.
///
/// Reference: Aitchison and Shen (1980), Logistic-normal distributions: some properties and uses, Biometrika 67, 261.
/// Checked against: mpmath.
public struct LogisticNormal: Distribution, BuiltInFormula {
  private let ratios: MvNormal

  /// The mean μ of the log ratios.
  public var mean: Tensor { ratios.mean }

  /// A logistic normal distribution by mean and covariance of the log ratios.
  public init(_ mean: some TensorConvertible, covariance: some TensorConvertible) {
    ratios = MvNormal(mean, covariance: covariance)
  }

  /// A logistic normal distribution by mean and the Cholesky factor of the covariance of the log ratios.
  public init(_ mean: some TensorConvertible, choleskyFactor: some TensorConvertible) {
    ratios = MvNormal(mean, choleskyFactor: choleskyFactor)
  }

  private init(_ ratios: MvNormal) { self.ratios = ratios }

  public var parameters: [DistributionParameter] { ratios.parameters }
  public func rebuilt(on operands: [Tensor]) -> LogisticNormal { LogisticNormal(ratios.rebuilt(on: operands)) }
  public var support: Support { .simplex(count: ratios.support.eventShape[-1] + 1) }

  public func logDensity(_ value: Tensor) -> Tensor {
    let count = ratios.support.eventShape[-1]
    guard value.shape.rank > 0, value.shape[-1] == count + 1, Shape.common([value.shape, shape]) != nil else {
      return poisoned(value, "the value is no vector of one element more than the mean, or does not broadcast")
    }
    let x = value.asFloat64
    let isOutside = any(x .<= 0, axes: [-1]) .| (abs(sum(x, axes: [-1]) - 1) .> 1e-8)
    let logs = log(x.replacing(isOutside.withLastAxis, with: 1 / Double(count + 1)))
    let density = ratios.logDensity(logs.along(0..<count) - logs.along(count..<count + 1))
    return (density - sum(logs, axes: [-1])).minusInfinity(where: isOutside)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let count = max(1, shape.dimensions.last ?? 1)
    let drawn = ratios.draw(
      shape: Shape(shape.dimensions.dropLast() + [count - 1]), parameters: parameters, using: &generator)
    guard shape.isDrawable, shape.rank > 0, drawn.fault == nil else { return .undrawn(shape) }
    let logs = drawn.doubles
    let vectors = (0..<shape.elementCount / count).flatMap { place in
      let powers = logs[place * (count - 1)..<(place + 1) * (count - 1)] + [0]
      let peak = powers.max() ?? 0
      let weights = powers.map { Stable.exp($0 - peak) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
    return NDArray(vectors, shape: shape)
  }
}
