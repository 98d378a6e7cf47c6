// Shapes of parameters and values: what they broadcast to, and a message where they do not fit.

public import ApusGraph
internal import ApusOps

extension Distribution {
  /// The shape of one value: the batch, to which the parameters broadcast, and then the event.
  ///
  /// Where the parameters do not broadcast the batch is that of the first parameter, and `logDensity` is poisoned.
  public var shape: Shape {
    let batches = parameters.map(\.batch)
    let batch = Shape.common(batches) ?? batches.first ?? .scalar
    return Shape(batch.dimensions + support.eventShape.dimensions)
  }

  /// The number of axes of one event: 0 for a distribution of numbers, 1 for one of vectors.
  public var eventRank: Int { support.eventRank }

  /// The formula of the value in float64, or a poisoned tensor that names the distribution, the value, the parameters and
  /// their shapes where these do not broadcast.
  ///
  /// - Parameters:
  ///   - function: what the formula computes, for the message.
  ///   - formula: is given the value; parameters broadcast with it.
  public func elementwise(_ value: Tensor, _ function: String = "logDensity", _ formula: (Tensor) -> Tensor) -> Tensor {
    if Shape.common([value.shape] + parameters.map(\.batch)) == nil {
      return poisoned(value, "the shapes do not broadcast", in: function)
    }
    let result = formula(value.asFloat64)
    // Densities have their own guards, which do not stand in the way of their rewriting.
    return function == "logDensity" ? result : validated(result)
  }

  /// The tensor; NaN where the domain of a parameter says that it is outside, whatever the value.
  func validated(_ tensor: Tensor) -> Tensor {
    let conditions = parameters.compactMap {
      $0.eventRank == $0.domain?.eventRank ? $0.domain?.condition($0.value.asFloat64) : nil
    }
    guard let first = conditions.first else { return tensor }
    return tensor.valid(where: conditions.dropFirst().reduce(first) { $0 .& $1 })
  }

  /// A tensor poisoned because the value or the parameters do not fit, or by the error that one of them carries.
  func poisoned(_ value: Tensor, _ reason: String, in function: String = "logDensity") -> Tensor {
    for tensor in [value] + parameters.map(\.value) {
      if let error = tensor.error { return Tensor(poisonedBy: error) }
    }
    let operands = [("value", value)] + parameters.map { ($0.name, $0.value) }
    return Tensor(
      poisonedBy: GraphError(
        operation: "\(name).\(function)", operands: operands.map { "\($0): \($1.type)" },
        cause: TypeError(.shape, reason), location: nil))
  }
}

extension Distribution {
  /// The distribution of values with one more axis, behind the batch's, along which nothing differs.
  func withElementAxis() -> Self {
    rebuilt(on: parameters.map { $0.value.reshaped(to: $0.value.shape.withElementAxis(before: $0.eventRank)) })
  }
}

extension Tensor {
  /// A tensor poisoned by a distribution that refuses its arguments.
  static func refused(by distribution: String, _ reason: String) -> Tensor {
    Tensor(
      poisonedBy: GraphError(
        operation: distribution, operands: [], cause: TypeError(.attribute, reason), location: nil))
  }
}

extension Shape {
  /// Whether an array of the shape can be filled.
  var isDrawable: Bool { fault == nil && elementCount <= 1 << 31 }

  /// The shape that all shapes broadcast to, or nil where they do not.
  static func common(_ shapes: [Shape]) -> Shape? {
    var result = Shape.scalar
    for shape in shapes {
      guard let wider = result.broadcast(with: shape) else { return nil }
      result = wider
    }
    return result
  }

  package func droppingLast(_ count: Int) -> Shape { Shape(Array(dimensions.dropLast(count))) }

  /// The shape of a parameter with an axis of extent 1 behind the batch's; that of one distribution broadcasts as it is.
  func withElementAxis(before eventRank: Int) -> Shape {
    rank <= eventRank ? self : Shape(droppingLast(eventRank).dimensions + [1] + dimensions.suffix(eventRank))
  }

  func appending(_ extents: Int...) -> Shape { Shape(dimensions + extents) }
}
