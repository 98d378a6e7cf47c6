// Whether values lie in a support.

public import ApusGraph
internal import ApusOps

extension Support {
  /// Whether each value lies in the support: a truth value for each event; false for NaN and infinite values.
  ///
  /// Sums and norms that are to be 1 may differ from it by 1e-8, sums that are to be 0 by 1e-8 of the sum of all magnitudes.
  public func contains(_ value: Tensor) -> Tensor {
    let x = value.asFloat64
    let isFinite = abs(x) .< Tensor(Double.infinity)
    switch self {
    case .real, .circle: return isFinite
    case .positive: return (x .> 0) .& isFinite
    case .nonnegative: return (x .>= 0) .& isFinite
    case .interval(let lower, let upper): return (x .>= lower) .& (x .<= upper) .& isFinite
    case .lowerBounded(let bound): return (x .>= bound) .& isFinite
    case .upperBounded(let bound): return (x .<= bound) .& isFinite
    case .array(let elements, let shape):
      return all(elements.contains(x), axes: shape.dimensions.indices.map { $0 - shape.rank })
    case .ordered(_, let elements, let descends):
      let count = max(1, x.lastExtent)
      let (before, after) = (x.along(0..<count - 1), x.along(1..<count))
      return all(elements.contains(x), axes: [-1]) .& all(descends ? before .> after : after .> before, axes: [-1])
    case .simplex: return all(x .>= 0, axes: [-1]) .& (abs(sum(x, axes: [-1]) - 1) .<= 1e-8)
    case .sumToZero(let shape): return sumsToZero(x, shape)
    case .unitVector: return abs(sum(x.squared(), axes: [-1]) - 1) .<= 1e-8
    case .correlationCholesky: return isCorrelationCholesky(x)
    case .correlation: return Self.isDefinite(x) .& all(abs(diagonal(x) - 1) .<= 1e-8, axes: [-1])
    case .choleskyFactor: return all(isFinite, axes: [-2, -1]) .& x.hasPositiveDiagonal .& isLower(x)
    case .covariance: return Self.isDefinite(x)
    case .nonnegativeIntegers: return (x .>= 0) .& isWhole(x)
    case .positiveIntegers: return (x .>= 1) .& isWhole(x)
    case .integers(let lower, let upper): return (x .>= lower) .& (x .<= upper) .& isWhole(x)
    case .booleans: return (x .== 0) .| (x .== 1)
    case .counts(_, let total): return all((x .>= 0) .& isWhole(x), axes: [-1]) .& (sum(x, axes: [-1]) .== total)
    }
  }

  private func isWhole(_ x: Tensor) -> Tensor { (floor(x) .== x) .& (abs(x) .< Tensor(Double.infinity)) }

  private func sumsToZero(_ x: Tensor, _ shape: Shape) -> Tensor {
    let axes = shape.dimensions.indices.map { $0 - shape.rank }
    let total = sum(abs(x), axes: axes, keepingDimensions: true)
    let bound = select(total .< Tensor(Double.infinity), 1e-8 * total, -1)
    let checks = axes.map { all(abs(sum(x, axes: [$0], keepingDimensions: true)) .<= bound, axes: axes) }
    return checks.dropFirst().reduce(checks.first ?? (x .== 0), .&)
  }

  private func isCorrelationCholesky(_ x: Tensor) -> Tensor {
    let hasUnitRows = all(abs(sum(x.squared(), axes: [-1]) - 1) .<= 1e-8, axes: [-1])
    return x.hasPositiveDiagonal .& hasUnitRows .& isLower(x)
  }

  private func isLower(_ x: Tensor) -> Tensor {
    let size = x.lastExtent
    let upper = Tensor(NDArray((0..<size * size).map { $0 % size > $0 / size ? 1 : 0 }, shape: [size, size]))
    return all(x * upper .== 0, axes: [-2, -1])
  }

  private static func isDefinite(_ x: Tensor) -> Tensor { cholesky(x).hasPositiveDiagonal .& isSymmetric(x) }

  /// Whether the triangles differ by no more than 1e-8 of the roots of the products of diagonal elements.
  static func isSymmetric(_ x: Tensor) -> Tensor {
    let scales = sqrt(abs(diagonal(x)))
    let difference = abs(x - x.matrixTransposed)
    return all(difference .<= 1e-8 * scales.withLastAxis * scales.withRowAxis, axes: [-2, -1])
  }
}
