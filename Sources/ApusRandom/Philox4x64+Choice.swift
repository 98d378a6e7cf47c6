// Choices: a category by weight, and random orders.

extension Philox4x64 {
  /// The index of a category, drawn in proportion to its weight.
  ///
  /// One word. Nil unless the weights are finite, not negative, and not all zero.
  public mutating func categorical(weights: [Double]) -> Int? {
    var total = 0.0
    for weight in weights {
      guard weight >= 0 else { return nil }
      total += weight
    }
    guard total > 0, total < .infinity else { return nil }
    var rest = uniform() * total
    for (index, weight) in weights.enumerated() {
      if rest < weight { return index }
      rest -= weight
    }
    // Rounding has carried the number past the end.
    return weights.lastIndex { $0 > 0 }
  }

  /// A random order of 0 ..< `count`, each equally likely.
  ///
  /// - Precondition: `count` is not negative.
  public mutating func permutation(count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  /// Puts the elements into a random order, each equally likely.
  ///
  /// Reference: Durstenfeld (1964), Algorithm 235: random permutation.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, through: 1, by: -1) {
      elements.swapAt(last, integer(below: last + 1))
    }
  }
}
