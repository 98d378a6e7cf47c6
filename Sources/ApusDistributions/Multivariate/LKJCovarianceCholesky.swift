// The distribution of Cholesky factors of covariances by an LKJ distribution of correlations and a distribution of scales.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the lower-triangular Cholesky factors L = diag(σ) C of covariances, whose correlations have an LKJ
/// distribution with concentration η and whose standard deviations σ_k are independent of them and of each other.
///
/// ```swift
/// let factor = m.parameter("L", LKJCovarianceCholesky(3, eta: 2, scales: Exponential(rate: 1)))
/// m.observe("y", MvNormal(mu, choleskyFactor: factor), y)
/// ```
///
/// log f(L) = log f_LKJ(C) + Σ log f_k(σ_k) + Σ_i [log C_ii − i log σ_i], rows counted from 0, a density in the elements on and below the
/// diagonal; σ_i is the norm of row i. The scales' parameters have no axes, or one of K elements as their last.
///
/// PyMC's `LKJCholeskyCov(eta, n, sd_dist)` gives the factor packed, or with the correlations and the scales.
///
/// Reference: Lewandowski, Kurowicka and Joe (2009), J. Multivariate Analysis 100, 1989. Checked against: mpmath.
public struct LKJCovarianceCholesky: CompoundDistribution, BuiltInFormula {
  private let correlations: LKJCholesky
  /// The distribution of the standard deviations.
  public let scales: any UnivariateDistribution

  /// The number K of rows.
  public var dimension: Int { correlations.dimension }
  /// The concentration η > 0 of the correlations.
  public var eta: Tensor { correlations.eta }

  /// Factors of 1 to 1,000 rows; any other number is an error.
  public init(_ dimension: Int, eta: some TensorConvertible, scales: any UnivariateDistribution) {
    correlations = LKJCholesky(dimension, eta: eta)
    self.scales = scales
  }

  public var parameters: [DistributionParameter] {
    correlations.parameters
      + scales.parameters.map {
        // The last axis of a scale's parameter is that of the rows.
        DistributionParameter("scales \($0.name)", $0.value, $0.domain, eventRank: min(1, $0.value.shape.rank))
      }
  }
  public func rebuilt(on operands: [Tensor]) -> LKJCovarianceCholesky {
    LKJCovarianceCholesky(dimension, eta: operands[0], scales: scales.rebuilt(on: Array(operands.dropFirst())))
  }
  public var support: Support { .choleskyFactor(order: dimension) }

  var components: [any Distribution] { [scales] }

  public func logDensity(_ value: Tensor) -> Tensor {
    let isPositive: Bool =
      switch scales.support {
      case .positive, .nonnegative, .interval, .lowerBounded: true
      default: false
      }
    if !isPositive || scales.hasAtoms {
      return .refused(by: "LKJCovarianceCholesky", "\(scales.name) is no distribution of positive numbers")
    }
    guard value.shape.rank >= 2, value.shape[-1] == dimension, value.shape[-2] == dimension,
      let common = Shape.common([value.shape.droppingLast(1), scales.shape]), common[-1] == dimension,
      Shape.common([common.droppingLast(1), eta.shape]) != nil
    else { return poisoned(value, "the value has no \(dimension) rows and columns, or the shapes do not broadcast") }
    let isOutside = .!support.contains(value)
    let factor = lowerTriangle(WishartKernel.replacing(value.asFloat64, where: isOutside))
    let deviations = sqrt(factor.squaredNorm)
    let rows = Tensor((0..<dimension).map(Double.init))
    let logCosines = log(diagonal(factor)) - log(deviations)
    let jacobian = sum(logCosines - rows * log(deviations), axes: [-1])
    let density =
      correlations.logDensity(factor / deviations.withLastAxis) + sum(scales.logDensity(deviations), axes: [-1])
    return (density + jacobian).minusInfinity(where: isOutside)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard shape.isDrawable, shape.dimensions.suffix(2) == [dimension, dimension],
      parameters.count == self.parameters.count
    else { return .undrawn(shape) }
    let drawn = correlations.draw(shape: shape, parameters: [parameters[0]], using: &generator)
    let rows = shape.droppingLast(1)
    let deviations = scales.draw(shape: rows, parameters: Array(parameters.dropFirst()), using: &generator)
    guard drawn.fault == nil, deviations.fault == nil, drawn.count == shape.elementCount else { return .undrawn(shape) }
    let (elements, sizes) = (drawn.doubles, deviations.doubles)
    let scaled = elements.indices.map { elements[$0] * sizes[$0 / dimension] }
    return NDArray(scaled, shape: shape)
  }
}
