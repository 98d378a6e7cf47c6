// The running sum of a series, which is added up in blocks of terms from a place to both sides.

internal import ApusRandom

/// log Σ exp g(j) and the weighted means of other functions of j.
final class SeriesSum {
  /// How many terms are evaluated at once.
  static let blockCount = 32
  private static let mostBlocks = 1 << 19
  /// What is left of a series may be this much of it, as a logarithm.
  private static let negligible = -48.0
  /// Logarithms below this one have steps greater than that of all terms.
  private static let leastResolved = -1e17

  private var (first, last, start) = (0.0, 0.0, 0.0)
  /// Where the next block begins, and whether there is one.
  private var (next, isDone) = (0.0, true)
  /// The greatest term, and the sum of the exponentials less it.
  private var (peak, total) = (-Double.infinity, 0.0)
  /// The sums of the other functions, weighted by these exponentials.
  private var moments: [Double]
  private var places = [Double](repeating: 0, count: blockCount)

  init(functionCount: Int) { moments = Array(repeating: 0, count: functionCount) }

  /// Begins a sum over the whole numbers between two ends, from near a place on.
  func begin(from first: Double, to last: Double, near start: Double) {
    (self.first, self.last) = (first, last)
    self.start = max(first, min(last, start.rounded()))
    (peak, total) = (-.infinity, 0)
    for function in moments.indices { moments[function] = 0 }
    if first.isNaN || last.isNaN || !self.start.isFinite { stop() }
    if !(first <= last) { self.start = .nan }
  }

  /// Adds up the terms, which `evaluate` writes to `values` for given places: g and then the other functions.
  func run(_ values: [UnsafeBufferPointer<Double>], _ evaluate: ([Double]) -> Bool) {
    for step in [1.0, -1.0] {
      next = step > 0 ? start : start - 1
      isDone = start.isNaN || peak.isNaN || (step < 0 && start <= first)
      var blocks = 0
      while !isDone {
        blocks += 1
        for row in places.indices {
          let place = next + step * Double(row)
          places[row] = step > 0 ? min(place, last) : max(place, first)
        }
        guard blocks <= Self.mostBlocks, evaluate(places) else { return stop() }
        add(values, step)
      }
    }
  }

  /// No number comes of the series.
  private func stop() { (peak, total, isDone) = (.nan, .nan, true) }

  private func add(_ values: [UnsafeBufferPointer<Double>], _ step: Double) {
    var (previous, isEmpty) = (-Double.infinity, true)
    var fall = 0.0
    for row in 0..<Self.blockCount {
      let place = next + step * Double(row)
      if place > last || place < first {
        isDone = true
        return
      }
      let term = values[0][row]
      if term.isNaN || term == .infinity { return stop() }
      (fall, previous) = (previous - term, term)
      guard term > -.infinity else { continue }
      isEmpty = false
      include(term, values, row)
    }
    next += step * Double(Self.blockCount)
    // What is left as a geometric series.
    let rest = previous - fall - Stable.log(max(1 - Stable.exp(-fall), 1e-16))
    let sum = peak + Stable.log(total)
    if isEmpty || previous == -.infinity || sum < Self.leastResolved || (fall > 0 && rest < sum + Self.negligible) {
      isDone = true
    }
  }

  private func include(_ term: Double, _ values: [UnsafeBufferPointer<Double>], _ row: Int) {
    var weight = 1.0
    if term > peak {
      let scale = total == 0 ? 0 : Stable.exp(peak - term)
      peak = term
      total *= scale
      for function in moments.indices { moments[function] *= scale }
    } else {
      weight = Stable.exp(term - peak)
    }
    guard weight > 0 else { return }
    total += weight
    for function in moments.indices { moments[function] += weight * values[function + 1][row] }
  }

  /// The logarithm of the sum, or the mean of one of the other functions, which are counted from 1.
  func result(_ index: Int) -> Double {
    if index == 0 { return total == 0 ? -.infinity : peak + Stable.log(total) }
    return total == 0 ? 0 : moments[index - 1] / total
  }
}
