// Reading parameters along the elements or events of a shape to which they broadcast.

internal import ApusGraph

/// The numbers of parameters, read along the batch of a shape by broadcasting.
///
/// Each parameter may end in event axes of its own, which are read as one block.
struct ParameterReader {
  private let values: [[Double]]
  private let strides: [[Int]]
  private let blockCounts: [Int]
  private let batch: Shape
  /// Whether there are as many parameters as are taken, of shapes that broadcast.
  let isComplete: Bool
  /// The most parameters that a distribution takes: further ones, which were not given, are NaN.
  private static let mostParameters = 4

  /// A reader of parameters with the given numbers of event axes (0 where none are given) along `batch`. Those that are missing,
  /// or that do not broadcast to `batch`, are NaN.
  init(_ parameters: [NDArray], eventRanks: [Int]? = nil, along batch: Shape) {
    let count = eventRanks?.count ?? max(parameters.count, Self.mostParameters)
    let ranks = eventRanks ?? [Int](repeating: 0, count: count)
    let missing = NDArray(Double.nan)
    let given = (0..<count).map { index in
      guard index < parameters.count, parameters[index].fault == nil,
        parameters[index].shape.droppingLast(ranks[index]).broadcasts(to: batch)
      else { return missing }
      return parameters[index]
    }
    isComplete = eventRanks == nil || zip(given, ranks).allSatisfy { $0.shape.rank >= $1 }
    let parameters = given
    self.batch = batch
    values = parameters.map(\.doubles)
    blockCounts = zip(parameters, ranks).map { Shape(Array($0.shape.dimensions.suffix($1))).elementCount }
    strides = zip(parameters, ranks).map { parameter, rank in
      let own = parameter.shape.droppingLast(rank)
      return own.strides(broadcastTo: batch)
    }
  }

  /// Calls `body` for each element of the batch, in order, with its index and the numbers of each parameter's block.
  func forEach(_ body: (_ index: Int, _ blocks: [ArraySlice<Double>]) -> Void) {
    forEachOffset { index, offsets in
      body(
        index,
        offsets.indices.map { values[$0][offsets[$0] * blockCounts[$0]..<(offsets[$0] + 1) * blockCounts[$0]] })
    }
  }

  /// Calls `body` for each element of the batch, in order, with its index and one number of each parameter.
  func forEachNumber(_ body: (_ index: Int, _ numbers: [Double]) -> Void) {
    var numbers = [Double](repeating: 0, count: values.count)
    forEachOffset { index, offsets in
      for k in offsets.indices { numbers[k] = values[k][offsets[k]] }
      body(index, numbers)
    }
  }

  private func forEachOffset(_ body: (_ index: Int, _ offsets: [Int]) -> Void) {
    var offsets = [Int](repeating: 0, count: values.count)
    var place = [Int](repeating: 0, count: batch.rank)
    for index in 0..<batch.elementCount {
      body(index, offsets)
      var axis = batch.rank - 1
      while axis >= 0 {
        place[axis] += 1
        for k in offsets.indices { offsets[k] += strides[k][axis] }
        if place[axis] < batch.dimensions[axis] { break }
        for k in offsets.indices { offsets[k] -= strides[k][axis] * batch.dimensions[axis] }
        place[axis] = 0
        axis -= 1
      }
    }
  }
}
