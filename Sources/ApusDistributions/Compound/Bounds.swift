// The bounds that a univariate distribution is truncated or censored at, and what both kinds of distribution share.

internal import ApusGraph
internal import ApusOps

/// A lower and an upper bound of the values of a distribution; nil where there is none.
struct Bounds: Sendable {
  let lower: Tensor?
  let upper: Tensor?

  /// The bounds; constants that are infinite bound nothing.
  init(_ lower: (any TensorConvertible)?, _ upper: (any TensorConvertible)?) {
    func bound(_ value: (any TensorConvertible)?, without infinity: Double) -> Tensor? {
      guard let tensor = value?.tensor.asFloat64 else { return nil }
      return tensor.constantValue?.doubles.allSatisfy { $0 == infinity } == true ? nil : tensor
    }
    self.lower = bound(lower, without: -.infinity)
    self.upper = bound(upper, without: .infinity)
  }

  var all: [Tensor] { [lower, upper].compactMap { $0 } }

  /// As parameters of a distribution; an upper bound of numbers lies above the lower one.
  func parameters(isDiscrete: Bool) -> [DistributionParameter] {
    let first = lower.map { DistributionParameter("lower", $0, .number) }
    let isFinite = upper?.constantValue?.doubles.allSatisfy(\.isFinite) ?? true
    let second = upper.map { upper in
      let domain = lower.map { isFinite && !isDiscrete ? ParameterDomain.above("lower", $0) : .number }
      return DistributionParameter("upper", upper, domain ?? .number)
    }
    return [first, second].compactMap { $0 }
  }

  /// The same bounds with other values, in the order of ``all``.
  func rebuilt(on operands: [Tensor]) -> Bounds {
    Bounds(lower.map { _ in operands[0] }, upper.map { _ in operands[operands.count - 1] })
  }

  /// What is left of a support within the bounds.
  func narrowed(_ support: Support) -> Support {
    guard let range = support.range, !all.isEmpty else { return support }
    let isDiscrete = support.elementType == .int64
    func inner(_ end: Tensor, _ bound: Tensor?, isLower: Bool) -> Tensor {
      bound.map { Self.inner(end, isDiscrete ? Self.whole($0, isLower: isLower) : $0, isLower: isLower) } ?? end
    }
    let low = inner(range.lower, lower, isLower: true)
    let high = inner(range.upper, upper, isLower: false)
    if isDiscrete { return .integers(lower: low, upper: high) }
    if high.constantValue?.doubles == [.infinity] { return .lowerBounded(low) }
    return low.constantValue?.doubles == [-.infinity] ? .upperBounded(high) : .interval(lower: low, upper: high)
  }

  /// The greater of two lower ends, or the smaller of two upper ones: a number where both are.
  private static func inner(_ end: Tensor, _ bound: Tensor, isLower: Bool) -> Tensor {
    if end.constantValue?.doubles.allSatisfy(\.isInfinite) == true { return bound }
    if let first = end.constantValue, let second = bound.constantValue, first.count == 1, second.count == 1 {
      let (first, second) = (first.scalar, second.scalar)
      return Tensor(isLower ? max(first, second) : min(first, second))
    }
    return isLower ? maximum(end, bound) : minimum(end, bound)
  }

  /// The first whole number within a bound, of which constants stay numbers.
  private static func whole(_ bound: Tensor, isLower: Bool) -> Tensor {
    guard let value = bound.constantValue else { return isLower ? ceil(bound) : floor(bound) }
    return Tensor(NDArray(value.doubles.map { $0.rounded(isLower ? .up : .down) }, shape: bound.shape))
  }

  /// A value within the bounds, or the bound that it is beyond.
  func clipped(_ value: Tensor, isDiscrete: Bool) -> Tensor {
    var x = value
    if let lower = isDiscrete ? lower.map({ ceil($0) }) : lower { x = select(x .< lower, lower, x) }
    if let upper = isDiscrete ? upper.map({ floor($0) }) : upper { x = select(x .> upper, upper, x) }
    return x
  }

  /// Where a value is below the lower bound, or above the upper one.
  func isOutside(_ value: Tensor) -> Tensor? {
    let sides = [lower.map { value .< $0 }, upper.map { value .> $0 }].compactMap { $0 }
    return sides.count == 2 ? sides[0] .| sides[1] : sides.first
  }
}

/// A distribution made of a univariate one and bounds of its values.
protocol BoundedDistribution: UnivariateDistribution, CompoundDistribution {
  var base: any UnivariateDistribution { get }
  var bounds: Bounds { get }
  init(base: any UnivariateDistribution, bounds: Bounds)
}

extension BoundedDistribution {
  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] {
    base.parameters.map { $0.of("base") } + bounds.parameters(isDiscrete: isDiscrete)
  }

  public func rebuilt(on operands: [Tensor]) -> Self {
    let count = base.parameters.count
    return Self(
      base: base.rebuilt(on: Array(operands[..<count])), bounds: bounds.rebuilt(on: Array(operands[count...])))
  }

  public var support: Support { bounds.narrowed(base.support) }

  var isDiscrete: Bool { base.support.elementType == .int64 }

  /// The tensor; NaN where the bounds are out of order.
  func valid(_ tensor: Tensor) -> Tensor {
    guard let lower = bounds.lower, let upper = bounds.upper else { return tensor }
    return tensor.valid(where: isDiscrete ? ceil(lower) .<= floor(upper) : lower .< upper)
  }
}
