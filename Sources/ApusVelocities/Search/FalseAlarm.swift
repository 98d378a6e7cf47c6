// How likely noise alone makes a peak as high as one that was found.

internal import RealModule

/// The probability that noise alone has a peak of some power anywhere in a periodogram, by the expected number of upcrossings.
///
/// It is an upper bound for independent normal noise, and close to it where it is small.
///
/// Reference: Baluev 2008, MNRAS 385, 1279, for the power normalised by the residuals of the model without the sine.
/// Checked against: Astropy's method `baluev`.
public struct FalseAlarm: Sendable, Hashable {
  /// The degrees of freedom of the residuals without the sine.
  public let freedom: Int
  /// W: the bandwidth times the effective length of the times, √(4π var t).
  public let width: Double

  init(_ null: NullModel, bandwidth: Double) {
    let data = null.data
    freedom = data.count - null.parameterCount
    // The weights are those of the fit. An offset takes a share from its instrument's, and all from that of a single velocity.
    var weights = null.weights
    for (segment, total) in zip(data.segments, null.segmentWeights) where total > 0 && data.segments.count > 1 {
      let share = 1 - segment.reduce(0) { $0 + (weights[$1] / total) * (weights[$1] / total) }
      for row in segment { weights[row] *= share }
    }
    let total = weights.reduce(0, +)
    let mean = weights.indices.reduce(0) { $0 + weights[$1] * data.times[$1] } / total
    let variance =
      weights.indices.reduce(0) { $0 + weights[$1] * (data.times[$1] - mean) * (data.times[$1] - mean) } / total
    width = total > 0 ? bandwidth * (4 * .pi * variance).squareRoot() : 0
  }

  /// The probability of a peak of at least this power; 1 where there are too few velocities to tell.
  public func probability(of power: Double) -> Double {
    guard freedom > 3, power < 1 else { return freedom > 3 ? 0 : 1 }
    let logRest = Double.log(onePlus: -power)
    let freedom = Double(freedom)
    let single = Double.exp(0.5 * (freedom - 2) * logRest)
    let ratio = (2 / freedom).squareRoot() * .exp(.logGamma(0.5 * freedom) - .logGamma(0.5 * (freedom - 1)))
    let crossings =
      ratio * width * .exp(0.5 * (freedom - 3) * logRest) * (0.5 * freedom * max(0, power)).squareRoot()
    // 1 − (1 − single) e^−crossings without cancellation.
    return min(1, -.expMinusOne(-crossings) + single * .exp(-crossings))
  }

  /// The power that noise alone exceeds with this probability.
  public func power(of probability: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if self.probability(of: middle) > probability { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}
