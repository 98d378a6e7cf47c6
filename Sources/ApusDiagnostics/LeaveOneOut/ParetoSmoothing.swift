// Pareto-smoothed importance sampling: the largest weights replaced by quantiles of a fitted tail.

internal import RealModule

/// Importance weights whose largest have been smoothed, with the shape of their tail.
public struct ParetoSmoothedWeights: Sendable {
  /// The logarithms of the weights, which sum to one.
  public let logWeights: [Double]
  /// The shape k̂ of the generalised Pareto distribution fitted to the largest weights; ∞ where at most 4 stood out.
  ///
  /// Below min(1 − 1/log₁₀ S, 0.7) for S draws the weighted mean can be relied on.
  public let paretoShape: Double

  /// Smooths importance weights given by their logarithms, up to a constant.
  ///
  /// The tail holds the ⌈min(S/5, 3 √(S/r))⌉ largest of S weights, where r is `relativeEfficiency`, the effective sample
  /// size over S. It is replaced by as many quantiles of the distribution fitted to it, none above the largest raw weight.
  /// A weight may be zero (logarithm −∞). Where the largest is not finite (or one is NaN) all logarithms are NaN.
  ///
  /// Reference: Vehtari, Simpson, Gelman, Yao, Gabry (2024), JMLR 25(72). Checked against: ArviZ 0.23 `psislw`; equal
  /// weights keep their order here, there they may swap.
  public init(smoothing logWeights: [Double], relativeEfficiency: Double = 1) {
    let count = Double(logWeights.count)
    let wanted = 3 * (count / relativeEfficiency).squareRoot()
    self.init(smoothing: logWeights, tailCount: Int((wanted < count / 5 ? wanted : count / 5).rounded(.up)))
  }

  /// The same with so many weights in the tail.
  init(smoothing logWeights: [Double], tailCount: Int) {
    let count = logWeights.count
    let hasNaN = logWeights.contains { $0.isNaN }
    guard let greatest = logWeights.max(), greatest.isFinite, !hasNaN else {
      self.init(logWeights: logWeights.map { _ in .nan }, paretoShape: .infinity)
      return
    }
    var weights = logWeights.map { $0 - greatest }
    let sorted = SortedDraws(weights)
    let cutoffIndex = max(count - tailCount - 1, 0)
    let cutoff = max(sorted.values[cutoffIndex], Double.log(Double.leastNormalMagnitude))
    let first = sorted.values[cutoffIndex...].firstIndex { $0 > cutoff } ?? count
    var shape = Double.infinity
    if count - first > 4 {
      let offset = Double.exp(cutoff)
      let tail = GeneralizedPareto(fitting: sorted.values[first...].map { Double.exp($0) - offset })
      shape = tail.shape
      if shape.isFinite {
        for index in first..<count {
          let probability = (Double(index - first) + 0.5) / Double(count - first)
          let smoothed = Double.log(tail.quantile(probability) + offset)
          weights[sorted.places[index]] = smoothed > 0 ? 0 : smoothed
        }
      }
    }
    let logTotal = logSumOfExponentials(weights)
    self.init(logWeights: weights.map { $0 - logTotal }, paretoShape: shape)
  }

  private init(logWeights: [Double], paretoShape: Double) {
    self.logWeights = logWeights
    self.paretoShape = paretoShape
  }
}

/// ln ∑ exp(x), NaN where the largest x is not finite.
func logSumOfExponentials(_ x: [Double]) -> Double {
  guard let greatest = x.max() else { return -.infinity }
  return greatest + .log(x.reduce(0) { $0 + .exp($1 - greatest) })
}
