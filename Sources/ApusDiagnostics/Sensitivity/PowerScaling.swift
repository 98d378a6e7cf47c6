// How far draws move when prior or likelihood is raised to a power near 1.

internal import RealModule

/// Power-scaling of one component of a posterior: its prior, or its likelihood.
struct PowerScaling {
  /// The powers: a little below 1, and a little above.
  static let powers = (lower: 0.99, upper: 1.01)

  private let lower: [Double]
  private let upper: [Double]

  /// The importance weights of draws under the component's powers, Pareto-smoothed.
  ///
  /// - Parameter logDensities: the component's log density at each draw.
  init(_ logDensities: [Double]) {
    let count = logDensities.count
    let draws = ScalarDraws(values: logDensities, chainCount: 1)
    let efficiency = draws.tailEffectiveSampleSize() / Double(count)
    let fifth = Double(count) / 5
    let wanted = Double(count) * efficiency > 225 ? 3 * (Double(count) / efficiency).squareRoot() : fifth
    let tailCount = max(min(Int(exactly: wanted.rounded(.down)) ?? count, count / 2), min(5, count))
    func weights(_ power: Double) -> [Double] {
      ParetoSmoothedWeights(smoothing: logDensities.map { (power - 1) * $0 }, tailCount: tailCount).logWeights.map {
        .exp($0)
      }
    }
    (lower, upper) = (weights(Self.powers.lower), weights(Self.powers.upper))
  }

  /// The mean slope of the cumulative Jensen–Shannon distance over the logarithm to base 2 of the power.
  func sensitivity(of draws: [Double]) -> Double {
    guard draws.count == lower.count, draws.allSatisfy(\.isFinite) else { return .nan }
    let sorted = SortedDraws(draws)
    func slope(_ weights: [Double], _ power: Double) -> Double {
      let distance = cumulativeJensenShannonDistance(sorted, weights)
      return distance / Double.log2(power).magnitude
    }
    return (slope(lower, Self.powers.lower) + slope(upper, Self.powers.upper)) / 2
  }
}

/// The cumulative Jensen–Shannon distance between draws and the same draws with weights: the greater one of the draws and of their
/// negatives; NaN where all draws are equal.
///
/// With P and Q the ECDFs without and with weights, and integrals over the line, it is the square root of
/// (∫ P log₂(2P/(P+Q)) + ∫ Q log₂(2Q/(P+Q))) / ∫ (P + Q).
///
/// Reference: Nguyen, Vreeken (2015), ECML PKDD, 173; Kallioinen, Paananen, Bürkner, Vehtari (2024), Stat. Comput. 34, 57. Checked
/// against: arviz-stats 0.8 `power_scale_sense`.
func cumulativeJensenShannonDistance(_ sorted: SortedDraws, _ weights: [Double]) -> Double {
  let ordered = sorted.places.map { weights[$0] }
  let negative = sorted.values.reversed().map { -$0 }
  let forward = distance(sorted.values, ordered)
  let backward = distance(negative, ordered.reversed())
  return forward.isNaN || backward.isNaN ? .nan : max(forward, backward)
}

private func distance(_ draws: [Double], _ weights: [Double]) -> Double {
  let count = draws.count
  let total = weights.reduce(0, +)
  var (first, second, p, q) = (0.0, 0.0, 0.0, 0.0)
  var cumulative = 0.0
  func term(_ own: Double, _ other: Double) -> Double {
    own == 0 ? 0 : own * (Double.log2(own) - Double.log2((own + other) / 2))
  }
  for index in 0..<max(count - 1, 0) {
    let width = draws[index + 1] - draws[index]
    cumulative += weights[index] / total
    let even = Double(index + 1) / Double(count)
    p += even * width
    q += cumulative * width
    first += width * term(even, cumulative)
    second += width * term(cumulative, even)
  }
  let half = 0.5 / Double.log(2)
  return ((max(0, first + half * (q - p)) + max(0, second + half * (p - q))) / (p + q)).squareRoot()
}
