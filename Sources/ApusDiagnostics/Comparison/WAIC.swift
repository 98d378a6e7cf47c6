// The widely applicable information criterion: an estimate of predictive accuracy without importance weights.

public import ApusData
internal import RealModule

/// The expected log pointwise predictive density (elpd) by the widely applicable information criterion.
///
/// For an observation with log likelihoods lₛ at the draws it is ln (1/S ∑ exp lₛ) − V, where V = 1/S ∑ (lₛ − l̄)² is the effective
/// number of parameters that the observation takes. ``LeaveOneOut`` estimates the same, says where it fails, and fails later.
///
/// Reference: Watanabe (2010), JMLR 11, 3571; Vehtari, Gelman, Gabry (2017), Stat. Comput. 27, 1413. Checked against: ArviZ 0.23 `waic`.
public struct WAIC: PredictiveAccuracy {
  /// What was found for one observation.
  public struct Observation: Hashable, Sendable {
    /// The expected log predictive density.
    public let expectedLogDensity: Double
    /// The variance of the log likelihood over the draws; above ``WAIC/greatestVariance`` the value is not reliable.
    public let variance: Double
  }

  public static let criterion = "waic"
  /// The greatest variance of an observation's log likelihood that raises no doubt: 0.4.
  public static let greatestVariance = 0.4

  /// The observations, in the order given.
  public let observations: [Observation]
  /// The number of posterior draws.
  public let sampleCount: Int

  public var expectedLogDensities: [Double] { observations.map(\.expectedLogDensity) }

  /// p_waic: the sum of the variances.
  public var effectiveParameterCount: Double { observations.reduce(0) { $0 + $1.variance } }

  /// Whether all variances are at most ``greatestVariance`` and no density is NaN.
  public var isReliable: Bool {
    observations.allSatisfy { $0.variance <= Self.greatestVariance && !$0.expectedLogDensity.isNaN }
  }

  /// The criterion from the log likelihood of each observation at each posterior draw.
  ///
  /// An observation whose log likelihood is NaN or infinite at a draw has a NaN density, and so has one that has not as many
  /// draws as the first.
  public init(logLikelihoods: [ScalarDraws]) {
    let sampleCount = logLikelihoods.first?.values.count ?? 0
    self.sampleCount = sampleCount
    observations = logLikelihoods.map { logLikelihood in
      let values = logLikelihood.values
      guard values.count == sampleCount, values.allSatisfy(\.isFinite) else {
        return Observation(expectedLogDensity: .nan, variance: .nan)
      }
      let squares = values.withUnsafeBufferPointer { LaneSums.squares($0, around: LaneSums.mean($0)) }
      let variance = squares / Double(sampleCount)
      let density = logSumOfExponentials(values) - .log(Double(sampleCount))
      return Observation(expectedLogDensity: density - variance, variance: variance)
    }
  }

  /// The criterion from the array of the group `log_likelihood`: an element of a draw is an observation.
  public init(_ logLikelihood: DataArray) { self.init(logLikelihoods: logLikelihood.scalarDraws) }
}

extension WAIC: CustomStringConvertible {
  /// elpd, its error and p_waic, as ArviZ lays them out.
  public var description: String {
    var lines = estimateLines(sampleCount: sampleCount)
    let count = observations.count { !($0.variance <= Self.greatestVariance) }
    if !isReliable {
      lines += [
        "",
        "The log likelihood of \(count) observation\(count == 1 ? "" : "s") varies by more than \(Self.greatestVariance) over the "
          + "draws: the criterion is not reliable there. Take leave-one-out cross-validation.",
      ]
    }
    return lines.joined(separator: "\n")
  }
}

extension PredictiveAccuracy {
  /// The lines that name draws and observations, and those of elpd and the effective number of parameters.
  func estimateLines(sampleCount: Int) -> [String] {
    let width = "elpd_\(Self.criterion)".count
    func number(_ x: Double, _ width: Int) -> String {
      NumberText.right(NumberText.fixed(x, decimals: 2), width: width)
    }
    return [
      "Computed from \(sampleCount) posterior samples and \(expectedLogDensities.count) observations log-likelihood matrix.",
      "",
      NumberText.left("", width: width) + " Estimate       SE",
      "elpd_\(Self.criterion)" + number(expectedLogDensity, 9) + number(standardError, 9),
      NumberText.left("p_\(Self.criterion)", width: width) + number(effectiveParameterCount, 9) + "        -",
    ]
  }
}
