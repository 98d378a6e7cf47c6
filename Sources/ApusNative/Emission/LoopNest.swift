// The axes of a loop: adjacent ones joined where every access allows it, the longest made the inner one where the last is short.

/// The axes of a space in the order in which a loop runs over them.
struct LoopNest {
  /// The extents, the inner one last.
  let extents: [Int]
  /// For each axis of the nest, the axes of the space that it joins, outer ones first.
  private let groups: [[Int]]

  init(_ space: [Int], _ accesses: [Access]) {
    var groups: [[Int]] = []
    for axis in space.indices {
      if let last = groups.last?.last,
        accesses.allSatisfy({ $0.strides[last] == $0.strides[axis] * space[axis] })
      {
        groups[groups.count - 1].append(axis)
      } else {
        groups.append([axis])
      }
    }
    func extent(_ group: [Int]) -> Int { group.reduce(1) { $0 * space[$1] } }
    if groups.count > 1, let last = groups.last, extent(last) < IRBuilder.lanes,
      let longest = groups.indices.max(by: { extent(groups[$0]) < extent(groups[$1]) }),
      extent(groups[longest]) > extent(last)
    {
      groups.append(groups.remove(at: longest))
    }
    self.groups = groups
    extents = groups.map(extent)
  }

  /// The stride of an access along each axis of the nest.
  func strides(_ access: Access) -> [Int] { groups.map { access.strides[$0[$0.count - 1]] } }

  /// The number of turns of the inner loop, each of a vector.
  var innerExtent: Int { extents[extents.count - 1] }
}
