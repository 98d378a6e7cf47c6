// The order that puts rows of one group next to each other, each group filled up to whole vectors.

internal import ApusGraph

/// From the group of each row: which row stands at each place, where each group begins, which places have a row.
///
/// Groups follow one another, each with a whole number of vectors, at least one; rows of a group keep their order. Rows whose
/// group is outside 0 ..< `groupCount` come last, as a group of their own. A place without a row repeats one.
struct GroupOrder: Op, BuiltInOp {
  let groupCount: Int
  let rowCount: Int

  /// The places: enough for any sizes of the groups.
  var placeCount: Int {
    let lanes = IRBuilder.lanes
    return (rowCount + lanes - 1) / lanes * lanes + (groupCount + 1) * lanes
  }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    guard operands[0] == .int64([rowCount]) else { throw TypeError(.shape, "groups must be int64[\(rowCount)]") }
    return [.int64([placeCount]), .int64([groupCount + 2]), .bool([placeCount])]
  }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let groups = operands[0].int64
    let (order, starts, isRow) = (results[0].int64, results[1].int64, results[2].bool)
    func group(_ row: Int) -> Int { (0..<groupCount).contains(groups[row]) ? groups[row] : groupCount }
    order.update(repeating: 0)
    isRow.update(repeating: false)
    starts.update(repeating: 0)
    for row in groups.indices { starts[group(row) + 1] += 1 }
    for next in 1..<starts.count {
      let vectors = max(1, (starts[next] + IRBuilder.lanes - 1) / IRBuilder.lanes)
      starts[next] = starts[next - 1] + vectors * IRBuilder.lanes
    }
    var places = Array(starts.dropLast())
    for row in groups.indices {
      let place = places[group(row)]
      order[place] = row
      isRow[place] = true
      places[group(row)] += 1
    }
    for (next, place) in zip(starts.dropFirst(), places) {
      for missing in place..<next { order[missing] = place > 0 ? order[place - 1] : 0 }
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected] }
}
