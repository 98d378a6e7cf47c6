// Parts of arrays in Python, by ranges and by indices, and their adjoints.

internal import ApusGraph
internal import ApusOps

extension Translation {
  static let indexing: [Translation] = [
    .expression(Slice.self) { op, site in
      let shape = site.type(0).shape
      let isWhole = zip(op.ranges, shape.dimensions).allSatisfy { $0 == SliceRange(start: 0, count: $1) }
      return isWhole ? site.operands[0] : site.operands[0].subscripted(.indices(op.ranges, shape))
    },
    .expression(SliceScatter.self) { op, site in
      let indices = String.indices(op.ranges, op.shape)
      return PythonExpression("jnp.zeros(\(op.shape)).at[\(indices)].set(\(site.operands[0].text))")
    },
    .expression(Gather.self) { op, site in
      if site.hasKnownIndices(1, extent: site.type(0).shape.dimensions[op.axis]) {
        let front = String(repeating: ":, ", count: op.axis)
        return site.operands[0].subscripted(front + site.operands[1].text)
      }
      site.contents.use("take")
      return .call("take", site.operands, "axis=\(op.axis)")
    },
    .expression(ScatterAdd.self) { op, site in
      let front = String(repeating: ":, ", count: op.axis)
      if site.hasKnownIndices(0, extent: op.shape.dimensions[op.axis]) {
        let place = "\(front)\(site.operands[0].text)"
        return PythonExpression("jnp.zeros(\(op.shape)).at[\(place)].add(\(site.operands[1].text))")
      }
      site.contents.use("scatter_add")
      return .call("scatter_add", site.operands, "axis=\(op.axis)", "shape=\(op.shape)")
    },
    .expression(ArgSort.self) { op, site in .call("jnp.argsort", site.operands, "axis=\(op.axis)", "stable=True") },
    .expression(TrueIndices.self) { op, site in
      site.contents.use("true_indices")
      return .call("true_indices", site.operands, "\(op.count)")
    },
  ]
}

extension TranslationSite {
  /// Whether an operand is a constant whose elements are all indices of an axis of the given extent.
  fileprivate func hasKnownIndices(_ index: Int, extent: Int) -> Bool {
    node.operands[index].constantValue?.integers?.allSatisfy { (0..<extent).contains($0) } ?? false
  }
}

extension String {
  /// Slices as Python writes them between brackets; whole axes at the end are left out.
  fileprivate static func indices(_ ranges: [SliceRange], _ shape: Shape) -> String {
    var parts: [String] = zip(ranges, shape.dimensions).map { range, extent in
      let end = range.start + range.count * range.step
      if range.count == 0 { return "0:0" }
      let (start, stop): (String, String)
      if range.step > 0 {
        start = range.start == 0 ? "" : "\(range.start)"
        stop = end >= extent ? "" : "\(range.step == 1 ? end : end - range.step + 1)"
      } else {
        start = range.start == extent - 1 ? "" : "\(range.start)"
        stop = end < 0 ? "" : "\(end)"
      }
      return "\(start):\(stop)" + (range.step == 1 ? "" : ":\(range.step)")
    }
    while parts.count > 1, parts.last == ":" { parts.removeLast() }
    return parts.joined(separator: ", ")
  }
}
