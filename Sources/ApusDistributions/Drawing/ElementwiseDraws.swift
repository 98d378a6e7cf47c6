// Arrays of draws, one element or one event after the other in row-major order.

public import ApusGraph
internal import ApusRandom

extension Distribution {
  /// Draws of a distribution of numbers: an array of `shape`, each element drawn by `draw` from one number of each parameter; the
  /// parameters broadcast to the shape, as ``Distribution/draw(shape:parameters:using:)`` is given them.
  ///
  /// Of integers, draws are whole numbers; one that is NaN or too large for an integer makes the array one of doubles.
  public func drawElements(_ shape: Shape, _ parameters: [NDArray], _ draw: ([Double]) -> Double) -> NDArray {
    let isWhole = support.elementType == .int64
    guard shape.isDrawable else { return isWhole ? NDArray([Int](), shape: shape) : NDArray([Double](), shape: shape) }
    var elements = [Double](repeating: 0, count: shape.elementCount)
    ParameterReader(parameters, along: shape).forEachNumber { elements[$0] = draw($1) }
    return isWhole ? wholeNumbers(elements, shape: shape) : NDArray(elements, shape: shape)
  }

  /// Draws of a distribution of events: an array of `shape`, each event drawn by `draw` from one block of each parameter, which has the
  /// parameter's own axes; the others broadcast.
  ///
  /// An event with a wrong number of elements, or with an element that is NaN, is NaN as a whole.
  public func drawEvents(
    _ shape: Shape, _ parameters: [NDArray], _ draw: (_ blocks: [ArraySlice<Double>]) -> [Double]
  ) -> NDArray {
    guard shape.isDrawable else { return NDArray([Double](), shape: shape) }
    let batch = shape.droppingLast(eventRank)
    let count = shape.elementCount / max(1, batch.elementCount)
    var elements: [Double] = []
    elements.reserveCapacity(shape.elementCount)
    let reader = ParameterReader(parameters, eventRanks: self.parameters.map(\.eventRank), along: batch)
    let isComplete = reader.isComplete && shape.rank >= eventRank
    reader.forEach { _, blocks in
      let event = isComplete ? draw(blocks) : []
      let isDrawn = event.count == count && !event.contains { $0.isNaN }
      elements += isDrawn ? event : [Double](repeating: .nan, count: count)
    }
    return support.elementType == .int64 ? wholeNumbers(elements, shape: shape) : NDArray(elements, shape: shape)
  }
}

/// Whole numbers as an array of integers, or of doubles where one of them is NaN or too large for an integer.
func wholeNumbers(_ numbers: [Double], shape: Shape) -> NDArray {
  var integers: [Int] = []
  integers.reserveCapacity(numbers.count)
  for number in numbers {
    guard let integer = Int(exactly: number) else { return NDArray(numbers, shape: shape) }
    integers.append(integer)
  }
  return NDArray(integers, shape: shape)
}

/// Indices of `shape`, drawn with probabilities proportional to the weights along the last axis; NaN, in an array of doubles,
/// where these are no probabilities.
func drawIndices(_ shape: Shape, weights: NDArray, using generator: inout Philox4x64) -> NDArray {
  guard shape.isDrawable else { return NDArray([Int](), shape: shape) }
  var elements = [Double](repeating: .nan, count: shape.elementCount)
  ParameterReader([weights], eventRanks: [1], along: shape).forEach { index, blocks in
    elements[index] = generator.categorical(weights: Array(blocks[0])).map(Double.init) ?? .nan
  }
  return wholeNumbers(elements, shape: shape)
}

extension NDArray {
  /// What is drawn where nothing can be: NaN; an array with a fault where no tensor has the shape.
  static func undrawn(_ shape: Shape) -> NDArray {
    NDArray([Double](repeating: .nan, count: shape.isDrawable ? shape.elementCount : 0), shape: shape)
  }

  /// The vectors along the last axis, NaN where they do not sum to 1 within 1e-8: what is no probabilities has no draws.
  var validProbabilities: NDArray {
    var weights = doubles
    let extent = max(1, shape.dimensions.last ?? 1)
    for start in stride(from: 0, to: weights.count, by: extent) {
      let total = weights[start..<start + extent].reduce(0, +)
      if !(abs(total - 1) <= 1e-8) { for k in start..<start + extent { weights[k] = .nan } }
    }
    return NDArray(weights, shape: shape)
  }

  /// exp(x_k − max x) along the last axis: weights in proportion to the exponentials of logits.
  var exponentialWeights: NDArray {
    var weights = doubles
    let extent = max(1, shape.dimensions.last ?? 1)
    for start in stride(from: 0, to: weights.count, by: extent) {
      let peak = weights[start..<start + extent].max() ?? 0
      for k in start..<start + extent { weights[k] = Stable.exp(weights[k] - peak) }
    }
    return NDArray(weights, shape: shape)
  }
}
