// LOO-PIT: where each observation lies among its predictions from a fit without it.

internal import ApusRandom
internal import RealModule

/// The leave-one-out probability integral transform (LOO-PIT) of observations: P(ỹ ≤ y) given all other observations.
///
/// The values are uniform where the model's predictions are calibrated, and nearly independent, so that their test is nearly exact. The predictions are draws from the posterior, weighted by
/// Pareto-smoothed importance sampling, as in ``LeaveOneOut``. Where predictions equal the observation, as counts do, the
/// probability is an interval from P(ỹ < y) to P(ỹ ≤ y), and ``Observation/value`` is a random number in it.
///
/// Reference: Gelfand, Dey, Chang (1992), Bayesian Statistics 4, 147; Czado, Gneiting, Held (2009), Biometrics 65, 1254, for counts.
/// Checked against: ArviZ 0.23 `loo_pit` (``Observation/upper``), arviz-stats 0.8 (the middle of both ends).
public struct LeaveOneOutPIT: Sendable {
  /// One observation.
  public struct Observation: Hashable, Sendable {
    /// P(ỹ < y).
    public let lower: Double
    /// P(ỹ ≤ y).
    public let upper: Double
    /// The value: both ends where they are equal, else a random number between them.
    public let value: Double
    /// The shape k̂ of the tail of the importance weights.
    public let paretoShape: Double
  }

  /// The observations, in the order given.
  public let observations: [Observation]
  /// The number of posterior draws.
  public let sampleCount: Int
  /// The ECDF of the values, with its envelope and the p-value of their uniformity.
  public let uniformity: ECDFDifference

  /// The values of the transform.
  public var values: [Double] { observations.map(\.value) }

  /// The transform of observations; what is not as long as the observations is left out.
  ///
  /// - Parameters:
  ///   - observed: the observations.
  ///   - predictions: draws of each observation from the posterior predictive distribution.
  ///   - logLikelihoods: for each observation its log likelihood at the draws.
  ///   - relativeEfficiency: as for ``LeaveOneOut``.
  ///   - seed: that of the random numbers between the ends.
  ///
  /// An observation has NaN where it is NaN, or where its predictions are not as many as its log likelihoods.
  public init(
    observed: [Double], predictions: [ScalarDraws], logLikelihoods: [ScalarDraws], relativeEfficiency: Double = 1,
    seed: UInt64 = 0
  ) {
    sampleCount = logLikelihoods.first?.values.count ?? 0
    var generator = Philox4x64(seed: seed)
    observations = zip(observed, zip(predictions, logLikelihoods)).map { y, draws in
      let (prediction, logLikelihood) = (draws.0.values, draws.1.values)
      let smoothed = ParetoSmoothedWeights(
        smoothing: logLikelihood.map { -$0 }, relativeEfficiency: relativeEfficiency)
      let u = generator.openUniform()
      let isWhole = prediction.count == logLikelihood.count && !y.isNaN && !prediction.contains { $0.isNaN }
      var (below, equal, total) = (0.0, 0.0, 0.0)
      for (predicted, logWeight) in zip(prediction, smoothed.logWeights) {
        let weight = Double.exp(logWeight)
        total += weight
        if predicted < y { below += weight } else if predicted == y { equal += weight }
      }
      guard isWhole, total.isFinite, total > 0 else {
        return Observation(lower: .nan, upper: .nan, value: .nan, paretoShape: smoothed.paretoShape)
      }
      let (lower, upper) = (min(below / total, 1), min((below + equal) / total, 1))
      return Observation(
        lower: lower, upper: upper, value: lower + u * (upper - lower), paretoShape: smoothed.paretoShape)
    }
    uniformity = ECDFDifference(of: observations.map(\.value))
  }
}

extension LeaveOneOutPIT: CustomStringConvertible {
  /// How uniform the values are, and how their ECDF departs, in sentences.
  public var description: String {
    let p = uniformity.pValue
    let count = observations.count
    var lines = ["LOO-PIT of \(count) observation\(count == 1 ? "" : "s") at \(sampleCount) posterior samples."]
    let deciles = (0..<10).map { step in
      values.count { min(Int($0.isNaN ? -1 : $0 * 10), 9) == step && !$0.isNaN }
    }
    lines.append("Values in tenths of [0, 1]: " + deciles.map { "\($0)" }.joined(separator: " "))
    if p.isNaN {
      lines.append("Some values are not numbers: nothing is known of the others' uniformity.")
    } else {
      lines.append(
        "Uniform within their simultaneous \(NumberText.percent(100 * uniformity.envelope.probability)) envelope: "
          + "\(uniformity.isInside ? "yes" : "no") (p = \(NumberText.probability(p)))."
          + (uniformity.isInside ? "" : " The predictions are not calibrated: " + shape + "."))
    }
    let sample = LeaveOneOut.goodShape(sampleCount)
    let bad = observations.count { $0.paretoShape > sample && $0.paretoShape.isFinite }
    if bad > 0 {
      lines.append(
        "\(bad) observation\(bad == 1 ? " has" : "s have") a Pareto k above \(NumberText.fixed(sample, decimals: 2)): "
          + "\(bad == 1 ? "its value is" : "their values are") not reliable.")
    }
    return lines.joined(separator: "\n")
  }

  /// What the values' mean and spread say of the predictions.
  private var shape: String {
    let draws = ScalarDraws([values])
    let (mean, deviation) = (draws.mean(), draws.standardDeviation())
    let spread = 1 / Double(12).squareRoot()
    if (mean - 0.5).magnitude > (deviation - spread).magnitude {
      return mean > 0.5 ? "they are too low" : "they are too high"
    }
    return deviation > spread ? "they are too narrow" : "they are too wide"
  }
}
