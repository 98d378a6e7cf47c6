// Parts of an array, chosen by labels or positions.

package import ApusGraph

extension DataArray {
  /// The part at labels of the first dims (chain and draw do not count): `draws["tau", "Keck"]`; nil for an unknown label or too
  /// many labels.
  public subscript(choices: LabelChoice...) -> DataArray? { choosing(choices) }

  package func choosing(_ choices: [LabelChoice]) -> DataArray? {
    let own = dims.filter { !Self.sampleDims.contains($0) }
    guard choices.count <= own.count else { return nil }
    var part = self
    for (dim, choice) in zip(own, choices) {
      guard let next = part.selecting(dim, choice) else { return nil }
      part = next
    }
    return part
  }

  /// The part at one label of a dim, without that dim; nil where the array has no such dim or label.
  public func selecting(_ dim: String, _ choice: LabelChoice) -> DataArray? {
    guard let axis = dims.firstIndex(of: dim), let position = labels[axis].position(of: choice) else { return nil }
    let part = keeping([position], axis)
    let (dims, labels) = (removing(axis, from: dims), removing(axis, from: labels))
    return DataArray(
      checked: name, part.values.reshaped(Shape(removing(axis, from: shape.dimensions))), dims, labels, attributes)
  }

  /// The part at some labels of a dim, in their order; nil where the array has no such dim, or one of the labels is not there.
  public func selecting(_ dim: String, in choices: [LabelChoice]) -> DataArray? {
    guard let axis = dims.firstIndex(of: dim) else { return nil }
    let positions = choices.compactMap { labels[axis].position(of: $0) }
    return positions.count == choices.count ? keeping(positions, axis) : nil
  }

  /// The part at a range of positions of a dim: `draws.selecting("draw", positions: 500..<1000)`. Positions outside are left out.
  public func selecting(_ dim: String, positions: Range<Int>) -> DataArray? {
    guard let axis = dims.firstIndex(of: dim) else { return nil }
    return keeping(Array(positions.clamped(to: 0..<shape[axis])), axis)
  }

  private func keeping(_ positions: [Int], _ axis: Int) -> DataArray {
    let extents = shape.dimensions
    let inner = Shape(Array(extents[(axis + 1)...])).elementCount
    let outer = Shape(Array(extents[..<axis])).elementCount
    var places: [Int] = []
    places.reserveCapacity(outer * positions.count * inner)
    for block in 0..<outer {
      for position in positions {
        let begin = (block * extents[axis] + position) * inner
        places += begin..<(begin + inner)
      }
    }
    var kept = extents
    kept[axis] = positions.count
    var labels = labels
    labels[axis] = labels[axis].picking(positions)
    return DataArray(checked: name, values.picking(places, shape: Shape(kept)), dims, labels, attributes)
  }

  private func removing<Element>(_ axis: Int, from list: [Element]) -> [Element] {
    var list = list
    list.remove(at: axis)
    return list
  }
}

extension NDArray {
  package func picking(_ places: [Int], shape: Shape) -> NDArray {
    switch elements {
    case .float64(let values): NDArray(places.map { values[$0] }, shape: shape)
    case .int64(let values): NDArray(places.map { values[$0] }, shape: shape)
    case .bool(let values): NDArray(places.map { values[$0] }, shape: shape)
    }
  }

  package func slice(_ range: Range<Int>, shape: Shape) -> NDArray {
    switch elements {
    case .float64(let values): NDArray(Array(values[range]), shape: shape)
    case .int64(let values): NDArray(Array(values[range]), shape: shape)
    case .bool(let values): NDArray(Array(values[range]), shape: shape)
    }
  }
}
