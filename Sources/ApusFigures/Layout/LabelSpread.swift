// Labels along a line, moved as little as needed so that none overlaps its neighbour.

/// The places of labels.
package struct LabelSpread {
  /// The centres in the order of the labels.
  package let centers: [Double]

  /// Spreads labels that would like to be centred at `wanted` and are `extents` long. Labels that touch become a group, whose
  /// middle is the mean of their wishes.
  ///
  /// - Parameter range: what they stay within, where they fit.
  package init(_ wanted: [Double], extents: [Double], range: ClosedRange<Double>) {
    struct Group {
      var members: [Int]
      var extent: Double
      var wish: Double
    }
    var groups: [Group] = []
    func start(_ group: Group) -> Double {
      max(range.lowerBound, min(group.wish - 0.5 * group.extent, range.upperBound - group.extent))
    }
    for index in wanted.indices.sorted(by: { (wanted[$0], $0) < (wanted[$1], $1) }) {
      var group = Group(members: [index], extent: extents[index], wish: wanted[index])
      while let last = groups.last, start(last) + last.extent > start(group) {
        let (m, n) = (Double(last.members.count), Double(group.members.count))
        group = Group(
          members: last.members + group.members, extent: last.extent + group.extent,
          wish: (m * last.wish + n * group.wish) / (m + n))
        groups.removeLast()
      }
      groups.append(group)
    }
    var result = [Double](repeating: 0, count: wanted.count)
    for group in groups {
      var edge = start(group)
      for member in group.members {
        result[member] = edge + 0.5 * extents[member]
        edge += extents[member]
      }
    }
    centers = result
  }
}
