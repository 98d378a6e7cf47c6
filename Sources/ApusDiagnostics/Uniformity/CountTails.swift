// Tails of the counts that a step of an empirical distribution function may have: binomial and hypergeometric.

internal import RealModule

/// The distribution of a count in 0 ... n, by both of its tails, each summed from its own end.
///
/// Counts that lie 14 standard deviations and 40 more from the mean are left out: their tails are 0.
struct CountTails {
  /// The counts that are not left out.
  let range: ClosedRange<Int>
  /// P(X ≤ k) and P(X ≥ k) for these.
  private let below: [Double]
  private let above: [Double]

  /// The tail that a count lies in: min(P(X ≤ k), P(X ≥ k)).
  func depth(_ count: Int) -> Double {
    range.contains(count) ? min(below[count - range.lowerBound], above[count - range.lowerBound]) : 0
  }

  /// The counts whose tails pass a test, from the first to the last; nil where there are none.
  func counts(where passes: (_ depth: Double) -> Bool) -> ClosedRange<Int>? {
    guard let first = range.first(where: { passes(depth($0)) }), let last = range.last(where: { passes(depth($0)) })
    else { return nil }
    return first...last
  }

  /// The least count k with P(X ≤ k) ≥ p.
  func quantile(_ p: Double) -> Int {
    var (low, high) = (0, below.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if below[middle] >= p { high = middle } else { low = middle + 1 }
    }
    return range.lowerBound + low
  }

  /// - Parameter logMass: the logarithm of the probability of a count.
  private init(mean: Double, variance: Double, upTo count: Int, logMass: (Int) -> Double) {
    let reach = 14 * max(variance, 0).squareRoot() + 40
    let lowest = max(0, Int((mean - reach).rounded(.down)))
    range = lowest...max(lowest, min(count, Int((mean + reach).rounded(.up))))
    let masses = range.map { Double.exp(logMass($0)) }
    var sum = 0.0
    below = masses.map { mass in
      sum += mass
      return min(sum, 1)
    }
    sum = 0
    above = masses.reversed().map { mass in
      sum += mass
      return min(sum, 1)
    }.reversed()
  }

  /// How many of `count` independent draws have a property of probability p in (0, 1).
  static func binomial(count: Int, probability p: Double, _ logFactorials: [Double]) -> CountTails {
    let (logP, logQ) = (Double.log(p), Double.log(onePlus: -p))
    let mean = Double(count) * p
    return CountTails(mean: mean, variance: mean * (1 - p), upTo: count) { k in
      logFactorials[count] - logFactorials[k] - logFactorials[count - k] + Double(k) * logP + Double(count - k) * logQ
    }
  }

  /// How many of `drawn` elements, taken from `total` without return, are among the first `marked`.
  static func hypergeometric(total: Int, marked: Int, drawn: Int, _ logFactorials: [Double]) -> CountTails {
    func logChoices(_ n: Int, _ k: Int) -> Double {
      k < 0 || k > n ? -.infinity : logFactorials[n] - logFactorials[k] - logFactorials[n - k]
    }
    let share = Double(marked) / Double(total)
    let (mean, all) = (Double(drawn) * share, logChoices(total, drawn))
    // The variance is less than the binomial one.
    return CountTails(mean: mean, variance: mean * (1 - share), upTo: drawn) {
      logChoices(marked, $0) + logChoices(total - marked, drawn - $0) - all
    }
  }

  /// ln k! for k in 0 ... n.
  static func logFactorials(upTo n: Int) -> [Double] {
    var sum = 0.0
    var correction = 0.0
    return (0...max(n, 0)).map { k in
      guard k > 1 else { return 0 }
      // Kahan's sum: the error does not grow with n.
      let term = Double.log(Double(k)) - correction
      let next = sum + term
      correction = (next - sum) - term
      sum = next
      return sum
    }
  }
}
