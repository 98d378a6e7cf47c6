// How much a concern weighs, by stated thresholds.

extension Concern {
  /// How much a concern weighs.
  public enum Severity: String, Hashable, Sendable, Comparable {
    /// Good to know: the draws can be used.
    case note
    /// The draws may be used with care: something should be changed for the last word.
    case warning
    /// The draws, or what is computed of them, should not be used.
    case serious

    public static func < (a: Severity, b: Severity) -> Bool { a.weight < b.weight }

    private var weight: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .serious: 2
      }
    }
  }

  /// The greatest R-hat that raises no concern: 1.01.
  public static let greatestRHat = 1.01
  /// The R-hat above which disagreement is serious: 1.1.
  public static let seriousRHat = 1.1
  /// The least effective sample size per chain that raises no concern: 100.
  public static let leastSampleSizePerChain = 100.0
  /// The effective sample size per chain below which it is serious: 10.
  public static let seriousSampleSizePerChain = 10.0
  /// The least fraction of missing information that raises no concern: 0.3.
  public static let leastFraction = 0.3
  /// The fraction of missing information below which it is serious: 0.1.
  public static let seriousFraction = 0.1
  /// The share of divergent transitions up to which they are a note: 0.1 %.
  public static let notedDivergentShare = 0.001
  /// The share of divergent transitions above which they are serious: 1 %.
  public static let seriousDivergentShare = 0.01
  /// The share of transitions at the maximum tree depth up to which they are a note: 5 %.
  public static let notedDepthShare = 0.05
  /// The share of prior draws, of all of them, beyond a posterior mean that raises no concern: 0.25 %.
  public static let leastPriorShare = 0.0025

  /// How much it weighs.
  public var severity: Severity {
    switch self {
    case .constant: .note
    case .unknownNames, .oneChain, .withoutDiagnostics: .warning
    case .notANumber, .infinite, .tooFewDraws, .frozenChains, .chainsApart: .serious
    case .chainsDisagree(_, let worst): worst.value > Self.seriousRHat ? .serious : .warning
    case .fewEffectiveDraws(_, let worst, let chainCount):
      worst.value < Self.seriousSampleSizePerChain * Double(chainCount) ? .serious : .warning
    case .divergences(let counts, let total, _, _):
      switch Self.share(counts, total) {
      case ...Self.notedDivergentShare: .note
      case ...Self.seriousDivergentShare: .warning
      default: .serious
      }
    case .maximumTreeDepth(let counts, _, let total):
      Self.share(counts, total) <= Self.notedDepthShare ? .note : .warning
    case .missingInformation(let fractions):
      fractions.contains { $0.fraction < Self.seriousFraction } ? .serious : .warning
    // Beyond all draws of the prior.
    case .priorConflict(let parameters, _): parameters.contains { $0.value == 0 } ? .warning : .note
    // Above 1 the weights have no mean: whatever the number of draws, the density is not found.
    case .unreliableLeaveOneOut(_, _, let worst, _): worst.value > 1 || worst.value.isNaN ? .warning : .note
    }
  }

  private static func share(_ counts: [Int], _ total: Int) -> Double {
    total > 0 ? Double(counts.reduce(0, +)) / Double(total) : 1
  }
}
