// Increasing, or decreasing, vectors of independent elements of any continuous univariate distribution.

internal import ApusNumerics
public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The vectors of n independent elements of one continuous distribution, in increasing order, or in decreasing order: its order
/// statistics.
///
/// ```swift
/// let cuts = m.parameter("cuts", Ordered(Normal(0, 2), count: 4))
/// ```
///
/// log f(x) = log n! + Σ log f₀(x_k) where x₁ < x₂ < … < x_n, or x₁ > x₂ > … > x_n, and −∞ elsewhere. Vectors lie along the last axis; each distribution of a batch
/// has one. The elements of discrete distributions may be equal, and so have no such order: they are refused.
///
/// Reference: David and Nagaraja (2003), Order Statistics, section 2.2. Checked against: mpmath.
public struct Ordered: CompoundDistribution, BuiltInFormula {
  /// The distribution of the elements before they are put in order.
  public let base: any UnivariateDistribution
  /// The number n of elements.
  public let count: Int
  private let isDescending: Bool

  /// The order statistics of `count` elements of `base`, the least first, or the greatest.
  public init(_ base: any UnivariateDistribution, count: Int, descending isDescending: Bool = false) {
    self.base = base
    self.count = count
    self.isDescending = isDescending
  }

  public var parameters: [DistributionParameter] { base.parameters.map { $0.of("base") } }
  public func rebuilt(on operands: [Tensor]) -> Ordered {
    Ordered(base.rebuilt(on: operands), count: count, descending: isDescending)
  }
  public var support: Support {
    .ordered(count: max(1, count), within: elements.support, descending: isDescending)
  }

  var components: [any Distribution] { [base] }

  /// The base with an axis for the elements behind its batch's.
  private var elements: any UnivariateDistribution { base.withElementAxis() }

  public func logDensity(_ value: Tensor) -> Tensor {
    if let refusal { return .refused(by: "Ordered", refusal) }
    guard value.shape.rank > 0, value.shape[-1] == count, Shape.common([value.shape, shape]) != nil else {
      return poisoned(value, "the value's last axis does not have \(count) elements, or its batch does not broadcast")
    }
    let x = value.asFloat64
    let density = sum(elements.logDensity(x), axes: [-1]) + Special.logGamma(Double(count) + 1)
    guard count > 1 else { return density }
    let (before, after) = (x.along(0..<count - 1), x.along(1..<count))
    return density.minusInfinity(where: any(isDescending ? after .>= before : after .<= before, axes: [-1]))
  }

  private var refusal: String? {
    if count < 1 { return "a vector of \(count) elements has no order" }
    if base.eventRank > 0 { return "vectors of \(base.name) have no order: it must be a distribution of numbers" }
    return base.support.elementType == .float64 && !base.hasAtoms
      ? nil : "elements of \(base.name) may be equal, and then have no order"
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let own = self.parameters
    guard shape.isDrawable, shape.rank > 0, shape[-1] == count, parameters.count == own.count else {
      return .undrawn(shape)
    }
    let spread = zip(parameters, own).map { $0.reshaped($0.shape.withElementAxis(before: $1.eventRank)) }
    var elements = base.draw(shape: shape, parameters: spread, using: &generator).doubles
    for start in stride(from: 0, to: elements.count, by: max(1, count)) {
      let vector = elements[start..<start + count]
      // NaN has no place in an order.
      let sorted =
        vector.contains(where: \.isNaN)
        ? vector.map { _ in .nan } : isDescending ? vector.sorted(by: >) : vector.sorted()
      elements.replaceSubrange(start..<start + count, with: sorted)
    }
    return NDArray(elements, shape: shape)
  }
}
