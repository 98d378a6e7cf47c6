// Tails of the counts that a step of an empirical distribution function may have: binomial and hypergeometric.

internal import RealModule

/// The distribution of a count in 0 ... n, by both of its tails, each summed from its own end.
struct CountTails {
  /// P(X ≤ k).
  let below: [Double]
  /// P(X ≥ k).
  let above: [Double]

  /// The tail that a count lies in: min(P(X ≤ k), P(X ≥ k)).
  func depth(_ count: Int) -> Double { min(below[count], above[count]) }

  /// The least count k with P(X ≤ k) ≥ p.
  func quantile(_ p: Double) -> Int {
    var (low, high) = (0, below.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if below[middle] >= p { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// From the logarithms of the probabilities of 0, 1, …, n.
  private init(logMasses: [Double]) {
    let masses = logMasses.map { Double.exp($0) }
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
    return CountTails(
      logMasses: (0...count).map { k in
        logFactorials[count] - logFactorials[k] - logFactorials[count - k] + Double(k) * logP + Double(count - k) * logQ
      })
  }

  /// How many of `drawn` elements, taken from `total` without return, are among the first `marked`.
  static func hypergeometric(total: Int, marked: Int, drawn: Int, _ logFactorials: [Double]) -> CountTails {
    func logChoices(_ n: Int, _ k: Int) -> Double {
      k < 0 || k > n ? -.infinity : logFactorials[n] - logFactorials[k] - logFactorials[n - k]
    }
    let all = logChoices(total, drawn)
    return CountTails(
      logMasses: (0...drawn).map { logChoices(marked, $0) + logChoices(total - marked, drawn - $0) - all })
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
