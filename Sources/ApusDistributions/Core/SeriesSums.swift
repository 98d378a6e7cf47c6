// The running sums of series, one for each element, which are added up in blocks of terms from a place to both sides.

internal import ApusRandom

/// log Σ exp g(j) and the weighted means of other functions of j, for several series at once.
final class SeriesSums {
  /// How many terms of each series are evaluated at once.
  static let blockCount = 32
  private static let mostBlocks = 1 << 19
  /// What is left of a series may be this much of it, as a logarithm.
  private static let negligible = -48.0

  /// Logarithms below this one have steps greater than that of all terms.
  private static let leastResolved = -1e17

  private struct Sum {
    var (first, last, start) = (0.0, 0.0, 0.0)
    /// Where the next block begins, and whether there is one.
    var (next, isDone) = (0.0, true)
    /// The greatest term, and the sum of the exponentials less it.
    var (peak, total) = (-Double.infinity, 0.0)
  }

  private var sums: [Sum]
  private var moments: [Double]
  private var places: [Double]
  private let functionCount: Int

  init(count: Int, functionCount: Int) {
    sums = Array(repeating: Sum(), count: count)
    moments = Array(repeating: 0, count: count * functionCount)
    places = Array(repeating: 0, count: count * Self.blockCount)
    self.functionCount = functionCount
  }

  /// Sums from the first to the last number of each series, from the start on.
  func begin(_ ends: [UnsafeBufferPointer<Double>]) {
    for index in sums.indices {
      var sum = Sum()
      let (first, last, start) = (ends[0][index], ends[1][index], ends[2][index])
      (sum.first, sum.last) = (first, last)
      sum.start = max(first, min(last, start.rounded()))
      if first.isNaN || last.isNaN || !sum.start.isFinite { (sum.peak, sum.total) = (.nan, .nan) }
      if !(first <= last) { sum.start = .nan }
      sums[index] = sum
    }
    for index in moments.indices { moments[index] = 0 }
  }

  /// Adds up the terms, which `evaluate` writes to `values` for given places: g and then the other functions.
  func run(_ values: [UnsafeBufferPointer<Double>], _ evaluate: ([Double]) -> Bool) {
    for step in [1.0, -1.0] {
      for index in sums.indices {
        let sum = sums[index]
        sums[index].next = step > 0 ? sum.start : sum.start - 1
        sums[index].isDone = !(sum.start == sum.start) || sum.peak.isNaN || (step < 0 && sum.start <= sum.first)
      }
      var blocks = 0
      while sums.contains(where: { !$0.isDone }) {
        blocks += 1
        for index in sums.indices {
          for row in 0..<Self.blockCount {
            let place = sums[index].next + step * Double(row)
            places[row * sums.count + index] = step > 0 ? min(place, sums[index].last) : max(place, sums[index].first)
          }
        }
        guard blocks <= Self.mostBlocks, evaluate(places) else {
          for index in sums.indices where !sums[index].isDone { stop(index) }
          return
        }
        for index in sums.indices where !sums[index].isDone { add(values, to: index, step) }
      }
    }
  }

  /// No number comes of the series.
  private func stop(_ index: Int) {
    (sums[index].peak, sums[index].total, sums[index].isDone) = (.nan, .nan, true)
  }

  private func add(_ values: [UnsafeBufferPointer<Double>], to index: Int, _ step: Double) {
    var (last, isEmpty) = (-Double.infinity, true)
    var fall = 0.0
    for row in 0..<Self.blockCount {
      let place = sums[index].next + step * Double(row)
      if place > sums[index].last || place < sums[index].first {
        sums[index].isDone = true
        return
      }
      let element = row * sums.count + index
      let term = values[0][element]
      if term.isNaN || term == .infinity { return stop(index) }
      (fall, last) = (last - term, term)
      guard term > -.infinity else { continue }
      isEmpty = false
      include(term, values, element, index)
    }
    sums[index].next += step * Double(Self.blockCount)
    // What is left as a geometric series.
    let rest = last - fall - Stable.log(max(1 - Stable.exp(-fall), 1e-16))
    let sum = sums[index].peak + Stable.log(sums[index].total)
    if isEmpty || last == -.infinity || sum < Self.leastResolved || (fall > 0 && rest < sum + Self.negligible) {
      sums[index].isDone = true
    }
  }

  private func include(_ term: Double, _ values: [UnsafeBufferPointer<Double>], _ element: Int, _ index: Int) {
    var weight = 1.0
    if term > sums[index].peak {
      let scale = sums[index].total == 0 ? 0 : Stable.exp(sums[index].peak - term)
      sums[index].peak = term
      sums[index].total *= scale
      for function in 0..<functionCount { moments[function * sums.count + index] *= scale }
    } else {
      weight = Stable.exp(term - sums[index].peak)
    }
    guard weight > 0 else { return }
    sums[index].total += weight
    for function in 0..<functionCount {
      moments[function * sums.count + index] += weight * values[function + 1][element]
    }
  }

  func write(into results: [UnsafeMutableBufferPointer<Double>]) {
    for index in sums.indices {
      let sum = sums[index]
      results[0][index] = sum.total == 0 ? -.infinity : sum.peak + Stable.log(sum.total)
      for function in 0..<functionCount {
        let moment = moments[function * sums.count + index]
        results[function + 1][index] = sum.total == 0 ? 0 : moment / sum.total
      }
    }
  }
}
