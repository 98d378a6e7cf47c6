// The chi-square test of counts in cells.

import Testing

enum Cells {
  /// How many of the drawn numbers fall between each pair of neighbouring edges, below the first, and above the last.
  static func counts(of drawCount: Int, between edges: [Double], draw: () -> Double) -> [Int] {
    var counts = [Int](repeating: 0, count: edges.count + 1)
    for _ in 0..<drawCount {
      let value = draw()
      // NaN compares false with every edge, and is caught in the last cell.
      var (low, high) = (0, edges.count)
      while low < high {
        let middle = (low + high) / 2
        if value <= edges[middle] { high = middle } else { low = middle + 1 }
      }
      counts[low] += 1
    }
    return counts
  }

  /// Σ (observed − expected)² / expected.
  static func chiSquare(_ counts: [Int], _ probabilities: [Double]) -> Double {
    let total = Double(counts.reduce(0, +))
    return zip(counts, probabilities).reduce(0) { sum, cell in
      let expected = total * cell.1
      return sum + (Double(cell.0) - expected) * (Double(cell.0) - expected) / expected
    }
  }

  /// Fails above the second limit, and warns above the first.
  static func judge(_ statistic: Double, alert: Double, fail: Double, _ name: String) {
    #expect(statistic <= fail, "\(name): chi-square \(statistic), limit \(fail)")
    if statistic > alert && statistic <= fail {
      Issue.record(
        "\(name): chi-square \(statistic) is rare (alert at \(alert), failure at \(fail))", severity: .warning)
    }
  }
}
