// Missing observations as parameters: what is there is observed, what is missing is drawn from the same distribution.

internal import ApusDistributions
internal import ApusGraph
internal import ApusOps

/// How many values of an observation a parameter stands for.
struct MissingValues {
  let count: Int
  /// The number of the values, missing or not; each is an event of the distribution.
  let total: Int
  /// What the parameter's name has behind that of the observation.
  static let suffix = "_missing"
}

extension ModelBuilder {
  /// Observes the events of `array` that are there, and declares those that are missing (NaN) as the parameter `<name>_missing`.
  ///
  /// Both have the distribution on the operands at their places.
  ///
  /// - Returns: the complete value: data where there are some, the parameter elsewhere.
  mutating func observeIncomplete<Family: Distribution>(
    _ ownName: String, _ distribution: Family, _ array: NDArray, dims: [String], file: StaticString, line: UInt
  ) -> Tensor {
    let location = SourceLocation.line(file: file, line: line)
    let name = prefix + ownName
    checkDims(name, array.shape, dims, location)
    let eventRank = distribution.eventRank
    let (batch, event) = (array.shape.droppingLast(eventRank), Shape(array.shape.dimensions.suffix(eventRank)))
    let places: Places
    do throws(ModelError) {
      guard distribution.shape.broadcasts(to: array.shape) else {
        throw .dataShape(name, array.shape, distribution, location)
      }
      places = try Places(array, batch, event, name, location)
    } catch {
      fail(error)
      return Tensor(array)
    }
    func declared(_ own: String, _ indices: [Int], _ declare: (inout Self, Family, [String]) -> Tensor) -> Tensor {
      let dimension = prefix + own + "_dim_0"
      coords(dimension, labels(indices, batch, dims), file: file, line: line)
      let part = distribution.rebuilt(on: distribution.parameters.map { $0.at(indices, of: batch) })
      // Names are for all axes or for none.
      let names = eventRank > 0 && dims.isEmpty ? [] : [dimension] + dims.suffix(eventRank)
      return declare(&self, part, names)
    }
    let missing = declared(ownName + MissingValues.suffix, places.missing) { builder, part, names in
      builder.parameter(
        ownName + MissingValues.suffix, part, shape: Shape([places.missing.count] + event.dimensions), dims: names,
        file: file,
        line: line)
    }
    noteMissing(MissingValues(count: places.missing.count, total: batch.elementCount))
    guard !places.present.isEmpty else { return missing.reshaped(to: array.shape, file: file, line: line) }
    let observed = declared(ownName, places.present) { builder, part, names in
      builder.observe(ownName, part, places.values, dims: names, file: file, line: line)
    }
    let parts = concatenate([observed.asFloat64, missing.asFloat64], file: file, line: line)
    return gather(parts, Tensor(NDArray(places.order)), file: file, line: line)
      .reshaped(to: array.shape, file: file, line: line)
  }

  /// The names of places, or their indices where they have none.
  private func labels(_ indices: [Int], _ batch: Shape, _ dims: [String]) -> [String] {
    if batch.rank == 1, let names = dims.first.flatMap({ coords[$0] }), names.count == batch[0] {
      return indices.map { names[$0] }
    }
    return indices.map { batch.indices(of: $0).map(String.init).joined(separator: ",") }
  }
}

/// Which events of an array are there, and which are missing.
private struct Places {
  /// The events that are there, and those that are missing, as places in the batch.
  let present, missing: [Int]
  /// The events that are there, one after another.
  let values: NDArray
  /// For each event, where it is among those that are there followed by those that are missing.
  let order: [Int]

  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where a part of an event is missing.
  init(
    _ array: NDArray, _ batch: Shape, _ event: Shape, _ name: String, _ location: SourceLocation
  ) throws(ModelError) {
    let (numbers, size) = (array.doubles, event.elementCount)
    var (present, missing, values): ([Int], [Int], [Double]) = ([], [], [])
    for index in 0..<batch.elementCount {
      let value = numbers[index * size..<(index + 1) * size]
      switch value.count(where: \.isNaN) {
      case 0:
        present.append(index)
        values += value
      case size: missing.append(index)
      case let count:
        throw .misuse(
          name: name,
          reason: "\(count) of the \(size) elements of the value at \(index) are missing: either all or none of the "
            + "elements that belong to one draw of the distribution can be. Write the distribution of those that are there as an "
            + "observation of its own", location: location)
      }
    }
    var order = [Int](repeating: 0, count: present.count + missing.count)
    for (place, index) in (present + missing).enumerated() { order[index] = place }
    (self.present, self.missing, self.order) = (present, missing, order)
    self.values = NDArray(values, shape: Shape([present.count] + event.dimensions))
  }
}

extension DistributionParameter {
  /// The operand at some places of a batch; as it is where it is the same at all of them.
  fileprivate func at(_ indices: [Int], of batch: Shape) -> Tensor {
    let own = value.shape.droppingLast(eventRank)
    let event = Array(value.shape.dimensions.suffix(eventRank))
    if own.elementCount == 1 { return own.rank == 0 ? value : value.reshaped(to: Shape(event)) }
    let full = own == batch ? value : value.broadcast(to: Shape(batch.dimensions + event))
    let rows = batch.rank == 1 ? full : full.reshaped(to: Shape([batch.elementCount] + event))
    return gather(rows, Tensor(NDArray(indices)))
  }
}
