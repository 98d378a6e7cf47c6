// The way from a random value to an expression that it is in, step by step.

internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// The distribution of a random value, and the monotone functions that make an expression of it, the first one first.
struct MonotonePath {
  let base: any Distribution
  let steps: [MonotoneStep]

  /// The way to the only random value of an expression.
  ///
  /// - Throws: an error that names the Op and the line at which the way ends.
  init(to expression: Tensor) throws(GraphError) {
    let order = try Traversal.topologicalOrder(of: [expression])
    let drawn = order.filter { $0.op is RandomValue }
    guard let source = drawn.first, let value = source.op as? RandomValue else {
      throw Self.failure(
        "Transformed", "the expression has no random value: write `.drawn(from: …)` in it", expression.node)
    }
    if drawn.count > 1 {
      throw Self.failure(
        drawn[1].op.name,
        "a second random value in one expression: a distribution is derived of one", drawn[1])
    }
    let dependents = Traversal.dependents(of: [Tensor(source)], in: order)
    var steps: [MonotoneStep] = []
    var node = expression.node
    while let current = node, current !== source {
      let places = current.operands.indices.filter { index in
        current.operands[index].node.map { dependents.contains($0) } ?? false
      }
      guard places.count == 1 else {
        throw Self.failure(
          current.op.name, "the random value is in \(places.count) operands: it must be in one", current)
      }
      guard let found = MonotoneStep.steps(of: current.op, current.operands, at: places[0]) else {
        throw Self.failure(
          current.op.name,
          "it is not known to rise or fall strictly, so that the density of its result cannot be derived",
          current)
      }
      steps = found + steps
      node = current.operands[places[0]].node
    }
    guard value.distribution.eventRank == 0, value.distribution.support.elementType == .float64,
      !value.distribution.hasAtoms
    else {
      throw Self.failure(
        source.op.name, "\(value.distribution.name) is no distribution of numbers with a density", source)
    }
    let base = value.distribution.rebuilt(on: source.operands)
    // The domain of each Op holds what comes in, as far as that is known.
    var ends = StepEnds(base.support)
    for step in steps {
      if let outside = ends.outside(step.domain) {
        let place = order.last { dependents.contains($0) && $0.op.name == step.name }
        throw Self.failure(
          step.name,
          "it is monotone from \(Self.text(step.domain.lowerBound)) to \(Self.text(step.domain.upperBound)), and what "
            + "comes in may be \(Self.text(outside))", place)
      }
      ends = ends.after(step)
    }
    self.base = base
    self.steps = steps
  }

  private static func failure(_ operation: String, _ reason: String, _ node: Node?) -> GraphError {
    GraphError(operation: operation, operands: [], cause: TypeError(.attribute, reason), location: node?.location)
  }

  private static func text(_ number: Double) -> String {
    if number.isInfinite { return number < 0 ? "-∞" : "∞" }
    return Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}

/// The ends between which values lie, as far as they are known.
struct StepEnds {
  /// Nil where not even their order is known.
  private let ends: (lower: Tensor, upper: Tensor)?

  init(_ support: Support) { ends = support.range }
  private init(_ ends: (lower: Tensor, upper: Tensor)?) { self.ends = ends }

  /// An end that is known to lie outside a step's domain.
  func outside(_ domain: ClosedRange<Double>) -> Double? {
    if domain.lowerBound == -.infinity, domain.upperBound == .infinity { return nil }
    let known = [ends?.lower, ends?.upper].compactMap { $0?.constantValue?.doubles }
    return known.joined().first { !domain.contains($0) }
  }

  /// The ends of what a step makes of values between these.
  func after(_ step: MonotoneStep) -> StepEnds {
    guard let ends else { return self }
    let (low, high) = (moved(ends.lower, step), moved(ends.upper, step))
    switch step.direction {
    case .rising: return StepEnds((low, high))
    case .falling: return StepEnds((high, low))
    case .fallingWhere(let condition):
      guard let falls = condition.constantValue?.doubles else { return StepEnds(nil) }
      if (low.constantValue ?? 0).doubles.contains(where: \.isNaN) { return StepEnds(nil) }
      if (high.constantValue ?? 0).doubles.contains(where: \.isNaN) { return StepEnds(nil) }
      return falls.allSatisfy { $0 == 1 } ? StepEnds((high, low)) : StepEnds((low, high))
    case .bySign:
      if let signs = step.operand?.constantValue?.doubles {
        if signs.allSatisfy({ $0 > 0 }) { return StepEnds((low, high)) }
        if signs.allSatisfy({ $0 < 0 }) { return StepEnds((high, low)) }
      } else if step.operand?.node?.op is any NonnegativeOp {
        return StepEnds((low, high))
      }
      let isReal = ends.lower.isConstant(-.infinity) && ends.upper.isConstant(.infinity) && step.name != "Power"
      return isReal ? self : StepEnds(step.name == "Power" ? (0, Tensor(Double.infinity)) : nil)
    }
  }

  private func moved(_ end: Tensor, _ step: MonotoneStep) -> Tensor {
    if let operand = step.operand, operand.constantValue == nil, let numbers = end.constantValue?.doubles {
      let areZero = numbers.allSatisfy { $0 == 0 }
      if areZero, step.name == "Add" { return operand }
      // A shift moves no infinite end, a positive factor neither that nor 0.
      if numbers.allSatisfy(\.isInfinite) || areZero && step.isFactor { return end }
    }
    let value = step.value(end, step.c)
    return (try? ApusInterpreter.evaluate(value)).map { Tensor($0) } ?? value
  }

  /// The support between the ends: all numbers where they are not known.
  var support: Support {
    guard let ends else { return .real }
    let (isLow, isHigh) = (ends.lower.isConstant(-.infinity), ends.upper.isConstant(.infinity))
    if isHigh { return isLow ? .real : ends.lower.isConstant(0) ? .nonnegative : .lowerBounded(ends.lower) }
    return isLow ? .upperBounded(ends.upper) : .interval(lower: ends.lower, upper: ends.upper)
  }
}

extension Tensor {
  /// Whether it is a constant, all of whose elements are one number.
  func isConstant(_ number: Double) -> Bool {
    constantValue.map { $0.count > 0 && $0.doubles.allSatisfy { $0 == number } } ?? false
  }
}
