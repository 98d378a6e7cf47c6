// How the ranks of one chain's draws among all draws are spread: the curve that shows whether chains agree.

/// The distribution of the fractional ranks of each chain's draws, less that of all draws, which is uniform but for equal draws.
package struct RankCurve {
  /// The places in [0, 1].
  package let places: [Double]
  /// For each chain the differences at the places.
  package let differences: [[Double]]

  /// The curves of chains of equal length; nil where a draw is NaN or all draws are equal. Equal draws share their mean rank.
  package init?(_ values: [Double], chainCount: Int, drawCount: Int, placeCount: Int = 40) {
    guard chainCount > 0, drawCount > 1, values.count == chainCount * drawCount, !values.contains(where: \.isNaN),
      values.contains(where: { $0 != values[0] })
    else { return nil }
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
      for index in start..<end { ranks[order[index]] = 0.5 * Double(start + end) / Double(order.count) }
      start = end
    }
    let places = (0...placeCount).map { Double($0) / Double(placeCount) }
    self.places = places
    let shares = (0..<chainCount).map { chain -> [Double] in
      var counts = [Double](repeating: 0, count: placeCount + 1)
      for rank in ranks[(chain * drawCount)..<((chain + 1) * drawCount)] {
        counts[min(Int((rank * Double(placeCount)).rounded(.up)), placeCount)] += 1
      }
      var sum = 0.0
      return counts.map { count in
        sum += count
        return sum / Double(drawCount)
      }
    }
    let all = places.indices.map { place in shares.reduce(0) { $0 + $1[place] } / Double(chainCount) }
    differences = shares.map { zip($0, all).map { $0 - $1 } }
  }
}
