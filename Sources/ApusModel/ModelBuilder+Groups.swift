// Groups by label: which group each row belongs to, as indices into a dimension's labels.

public import ApusGraph

extension ModelBuilder {
  /// The positions of labels in a dimension, as data: what picks each row's element of a parameter over groups.
  ///
  /// ```swift
  /// let county = m.index("county", counties)                           // a label for each row
  /// let intercept = m.parameter("intercept", Normal(0, 1), dims: ["county"])
  /// m.observe("radon", Normal(intercept[county], 1), levels)
  /// ```
  ///
  /// A dimension that has no labels yet gets those that occur, sorted. Otherwise each label must be one of the dimension's.
  ///
  /// - Parameters:
  ///   - dimension: the dimension. The data have its name and `_index`, and can be replaced.
  ///   - labels: a label for each row: strings, or whole numbers.
  ///   - dims: the name of the rows' axis; none where it has none.
  /// - Returns: int64 of shape `(rows,)`.
  public mutating func index<Label: Hashable & Comparable & CustomStringConvertible>(
    _ dimension: String, _ labels: [Label], dims: [String] = [], file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    if coords[dimension] == nil {
      coords(dimension, Set(labels).sorted().map(\.description), file: file, line: line)
    }
    let known = coords[dimension] ?? []
    let places = Dictionary(zip(known, known.indices)) { first, _ in first }
    var indices: [Int] = []
    indices.reserveCapacity(labels.count)
    for (row, label) in labels.enumerated() {
      if let place = places[label.description] {
        indices.append(place)
        continue
      }
      let some = known.prefix(4).map { "'\($0)'" }.joined(separator: ", ") + (known.count > 4 ? ", …" : "")
      let reason = "the label '\(label)' of row \(row) is none of the dimension's: it has \(some)"
      fail(.misuse(name: dimension, reason: reason, location: .line(file: file, line: line)))
      break
    }
    return data(dimension + "_index", indices, dims: dims, file: file, line: line)
  }
}
