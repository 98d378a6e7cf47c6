// Mixtures of distributions.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A mixture of K components with weights w_k ≥ 0 along the last axis, which sum to 1 within 1e-8.
///
/// log f(x) = log Σ w_k f_k(x), by a log-sum-exp. The components have one event rank and one element type; their supports may
/// differ, the mixture's is the first one's where all are of one kind, else the real line or the nonnegative integers.
///
/// Checked against: mpmath.
public struct Mixture: Distribution {
  // MARK: Parameters

  /// The weights.
  public let weights: Tensor
  /// The components.
  public let components: [any Distribution]

  /// A mixture of the given components. None, or components of different event ranks or element types, are an error.
  public init(weights: some TensorConvertible, _ components: [any Distribution]) {
    let areAlike = components.allSatisfy {
      $0.eventRank == components[0].eventRank && $0.support.elementType == components[0].support.elementType
    }
    if components.isEmpty {
      self.weights = .refused(by: "Mixture", "there is no component")
    } else if !areAlike {
      self.weights = .refused(by: "Mixture", "the components have different event ranks or element types")
    } else {
      self.weights = weights.tensor
    }
    self.components = components.isEmpty ? [Flat()] : components
  }

  /// The weights, and the parameters of each component with names such as `component 0 mean`.
  public var parameters: [DistributionParameter] {
    [DistributionParameter("weights", weights, .simplex)]
      + components.enumerated().flatMap { index, component in
        component.parameters.map { DistributionParameter("component \(index) \($0.name)", $0.value, $0.domain) }
      }
  }

  /// That of the components, where it is of one kind.
  public var support: Support {
    let supports = components.map(\.support)
    if supports.allSatisfy({ $0.isOfOneKind(with: supports[0]) }) { return supports[0] }
    return supports[0].elementType == .float64 ? .real : .nonnegativeIntegers
  }

  /// What the batches of weights and components broadcast to, and the event.
  public var shape: Shape {
    let shapes = components.map(\.shape)
    guard let common = Shape.common(shapes) else { return shapes[0] }
    let batch = Shape.common([common.droppingLast(eventRank), weights.shape.droppingLast(1)])
    return batch.map { Shape($0.dimensions + common.dimensions.suffix(eventRank)) } ?? common
  }
  /// That of the components.
  public var eventRank: Int { components[0].eventRank }

  // MARK: Log density

  /// log Σ w_k f_k(x).
  public func logDensity(_ value: Tensor) -> Tensor {
    guard weights.shape.rank > 0, weights.shape[-1] == components.count else {
      return poisoned(value, "\(components.count) components need as many weights along the last axis")
    }
    let densities = components.map { $0.logDensity(value) }
    if let error = densities.lazy.compactMap(\.error).first { return Tensor(poisonedBy: error) }
    guard let batch = Shape.common(densities.map(\.shape)) else {
      return poisoned(value, "the components' shapes do not broadcast")
    }
    let stacked = concatenate(densities.map { $0.broadcast(to: batch).withLastAxis }, axis: -1)
    let isSum = abs(sum(weights, axes: [-1], keepingDimensions: true) - 1) .<= 1e-8
    return logSumExp(logWeights.valid(where: isSum) + stacked, axes: [-1])
  }

  /// The logarithms of the weights, by a form that does not underflow where one is known.
  private var logWeights: Tensor {
    if let known = StableLogarithm(at: weights.node?.location).logarithm(ofPositive: weights) { return known }
    // A weight of 0, to which a softmax may underflow, has no share and no slope; the reciprocal of a tiny one is a number.
    let (isZero, isTiny) = (weights .== 0, weights .< 1e-300)
    let scaled = select(isTiny, weights * 0x1p60, weights).replacing(isZero, with: 1)
    return (log(scaled) + select(isTiny, -41.58883083359672, 0)).minusInfinity(where: isZero)
  }

  // MARK: Draws

  /// For each element, a draw from the component whose index was drawn: all components are drawn for all elements.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let batch = shape.droppingLast(eventRank)
    guard parameters.count == self.parameters.count, shape.isDrawable else { return .undrawn(shape, support) }
    let indices = drawIndices(batch, weights: parameters[0], using: &generator).doubles
    var next = 1
    var draws: [[Double]] = []
    for component in components {
      let count = component.parameters.count
      let own = Array(parameters[next..<next + count])
      draws.append(component.draw(shape: shape, parameters: own, using: &generator).doubles)
      next += count
    }
    let blockCount = max(1, shape.elementCount / max(1, batch.elementCount))
    let elements = (0..<shape.elementCount).map { element -> Double in
      // What cannot be drawn is NaN.
      guard
        let place = indices.indices.contains(element / blockCount) ? Int(exactly: indices[element / blockCount]) : nil,
        draws.indices.contains(place), draws[place].indices.contains(element)
      else { return .nan }
      return draws[place][element]
    }
    return support.elementType == .int64 ? wholeNumbers(elements, shape: shape) : NDArray(elements, shape: shape)
  }
}
