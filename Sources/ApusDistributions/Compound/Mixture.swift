// Mixtures of distributions.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A mixture of K components with weights w_k ≥ 0 along the last axis, which sum to 1 within 1e-8.
///
/// log f(x) = log Σ w_k f_k(x), by a log-sum-exp. The components have one event rank and one element type; their supports may
/// differ, the mixture's is the least interval that holds them all: x ≥ 0 for a gamma and a uniform distribution on (2, 5).
///
/// ```swift
/// m.observe("y", Mixture(weights: share, [Normal(0, 1), StudentT(degreesOfFreedom: 4)]), y)
/// m.observe("y", Mixture(weights: share, of: Normal(centers, 1)), y)   // centers has one element for each weight
/// ```
///
/// It has tails and quantiles where all components have them, so that it can be truncated or censored, and moments where they have
/// them.
///
/// Checked against: mpmath.
public struct Mixture: UnivariateDistribution, DistributionWithMoments, CompoundDistribution, BuiltInFormula {
  /// The weights.
  public let weights: Tensor
  /// The components.
  public let components: [any Distribution]

  /// A mixture of components. An empty list, or different event ranks or element types, is an error.
  public init(weights: some TensorConvertible, _ components: [any Distribution]) {
    let areAlike = components.allSatisfy {
      $0.eventRank == components[0].eventRank && $0.support.elementType == components[0].support.elementType
    }
    let areOfOneShape = components.allSatisfy { $0.support.eventShape == components[0].support.eventShape }
    if components.isEmpty {
      self.weights = .refused(by: "Mixture", "there is no component")
    } else if !areAlike {
      self.weights = .refused(by: "Mixture", "the components have different event ranks or element types")
    } else if !areOfOneShape {
      let shapes = components.map { "\($0.support.eventShape)" }.joined(separator: ", ")
      self.weights = .refused(by: "Mixture", "the components have events of different shapes: \(shapes)")
    } else {
      self.weights = weights.tensor
    }
    self.components = components.isEmpty ? [Flat()] : components
  }

  /// A mixture of the distributions along the last axis of the batch of `family`, such as `Normal([0, 3], [1, 2])`.
  ///
  /// It has as many components as there are weights. A parameter without that axis, or with one element along it, is common to all.
  public init(weights: some TensorConvertible, of family: some Distribution) {
    let count = weights.tensor.shape.dimensions.last ?? 0
    let parameters = family.parameters
    let extents = parameters.map { $0.batch.dimensions.last ?? 1 }
    guard extents.allSatisfy({ $0 == 1 || $0 == count }) else {
      let reason =
        "\(count) weights need as many distributions along the last axis of the batch, whose shape is \(family.shape)"
      self.init(weights: weights.tensor.error == nil ? .refused(by: "Mixture", reason) : weights.tensor, [family])
      return
    }
    self.init(
      weights: weights,
      (0..<count).map { k in
        family.rebuilt(
          on: zip(parameters, extents).map { parameter, extent in
            let (value, batch) = (parameter.value, parameter.batch)
            guard batch.rank > 0 else { return value }
            let event = value.shape.dimensions.suffix(parameter.eventRank)
            return value.sliced(axis: batch.rank - 1, extent == 1 ? 0..<1 : k..<k + 1)
              .reshaped(to: Shape(batch.dimensions.dropLast() + event))
          })
      })
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("weights", weights, .simplex)]
      + components.enumerated().flatMap { index, component in
        component.parameters.map { $0.of("component \(index)") }
      }
  }
  public func rebuilt(on operands: [Tensor]) -> Mixture {
    Mixture(weights: operands[0], zip(components, ofComponents(operands)).map { $0.rebuilt(on: $1) })
  }

  /// What is given for the components' parameters, of each component apart.
  private func ofComponents<Value>(_ given: [Value]) -> [[Value]] {
    var rest = given.dropFirst()
    return components.map { component in
      let own = rest.prefix(component.parameters.count)
      rest = rest.dropFirst(own.count)
      return Array(own)
    }
  }

  public var support: Support { Support.hull(of: components.map(\.support)) }

  public func logDensity(_ value: Tensor) -> Tensor { logSum(value, "logDensity") { $0.logDensity(value) } }

  /// The logarithm of the weighted sum of the exponentials of what each component has.
  private func logSum(_ value: Tensor, _ function: String, _ term: (any Distribution) -> Tensor) -> Tensor {
    guard weights.shape.rank > 0, weights.shape[-1] == components.count else {
      return poisoned(value, "\(components.count) components need as many weights along the last axis", in: function)
    }
    let terms = components.map(term)
    if let error = terms.lazy.compactMap(\.error).first { return Tensor(poisonedBy: error) }
    guard let batch = Shape.common(terms.map(\.shape)) else {
      return poisoned(value, "the components' shapes do not broadcast", in: function)
    }
    let stacked = concatenate(terms.map { $0.broadcast(to: batch).withLastAxis }, axis: -1)
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

  /// Σ w_k m_k of the components' means; NaN where one has none.
  public var mean: Tensor {
    guard let moments else { return Tensor(Double.nan) }
    return moments.map { $0.weight * $0.mean }.reduce(0, +)
  }

  /// Σ w_k (v_k + (m_k − m)²) of the components' variances and means; NaN where one has none.
  public var variance: Tensor {
    guard let moments else { return Tensor(Double.nan) }
    let center = mean
    return moments.map { $0.weight * ($0.variance + ($0.mean - center).squared()) }.reduce(0, +)
  }

  /// Weights with axes for an event, means and variances.
  private var moments: [(weight: Tensor, mean: Tensor, variance: Tensor)]? {
    let known = components.compactMap { $0 as? any DistributionWithMoments }
    guard known.count == components.count, weights.shape.rank > 0, weights.shape[-1] == known.count else { return nil }
    let ones = [Int](repeating: 1, count: eventRank)
    return known.enumerated().map { index, component in
      let weight = weights.along(index..<index + 1)
      return (
        weight.reshaped(to: Shape(weights.shape.dimensions.dropLast() + ones)), component.mean, component.variance
      )
    }
  }

  /// log Σ w_k F_k(x), by the smaller of both tails.
  public func logCDF(_ value: Tensor) -> Tensor { logTail(value, isUpper: false) }

  /// log Σ w_k (1 − F_k(x)), by the smaller of both tails.
  public func logSurvival(_ value: Tensor) -> Tensor { logTail(value, isUpper: true) }

  private func logTail(_ value: Tensor, isUpper: Bool) -> Tensor {
    let function = isUpper ? "logSurvival" : "logCDF"
    if let other = components.first(where: { !$0.hasTails }) {
      return poisoned(value, "the component \(other.name) has no distribution function", in: function)
    }
    func tail(ofUpper isUpper: Bool) -> Tensor {
      logSum(value, function) { component in
        guard let member = component as? any UnivariateDistribution else { return Tensor(Double.nan) }
        return isUpper ? member.logSurvival(value) : member.logCDF(value)
      }
    }
    let (own, other) = (tail(ofUpper: isUpper), tail(ofUpper: !isUpper))
    let isMost = other .< own
    return select(isMost, log1mexp(select(isMost, other, -1)), own)
  }

  /// For each element, a draw from the component whose index was drawn: all components are drawn for all elements.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let batch = shape.droppingLast(eventRank)
    guard parameters.count == self.parameters.count, shape.isDrawable else { return .undrawn(shape) }
    let indices = drawIndices(batch, weights: parameters[0].validProbabilities, using: &generator).doubles
    let draws = zip(components, ofComponents(parameters)).map { component, own in
      component.draw(shape: shape, parameters: own, using: &generator).doubles
    }
    let blockCount = max(1, shape.elementCount / max(1, batch.elementCount))
    let elements = (0..<shape.elementCount).map { element -> Double in
      // What cannot be drawn is NaN, whichever component it comes from: so is the density.
      guard
        let place = indices.indices.contains(element / blockCount) ? Int(exactly: indices[element / blockCount]) : nil,
        draws.indices.contains(place), draws.allSatisfy({ $0.indices.contains(element) && !$0[element].isNaN })
      else { return .nan }
      return draws[place][element]
    }
    return support.elementType == .int64 ? wholeNumbers(elements, shape: shape) : NDArray(elements, shape: shape)
  }
}
