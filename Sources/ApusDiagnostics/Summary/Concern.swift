// What speaks against trusting a fit, as values.

/// A reason not to trust draws yet.
///
/// ``severity`` says how much it weighs, ``description`` what was found, where, and what can be done.
public enum Concern: Hashable, Sendable {
  /// Variables that were asked for and are not there, and those that are.
  case unknownNames([String], known: [String])
  /// Some parameters have draws that are NaN.
  case notANumber(parameters: [String])
  /// Some parameters have draws that are infinite.
  case infinite(parameters: [String])
  /// The chains have fewer draws than diagnostics need.
  case tooFewDraws(drawCount: Int)
  /// There is one chain, so that R-hat has nothing to compare.
  case oneChain
  /// Some chains never moved, counted from 0.
  case frozenChains([Int], chainCount: Int)
  /// Some parameters have one value in all draws of all chains, while others move.
  case constant(parameters: [String])
  /// The diagnostics of some parameters are NaN for another reason.
  case withoutDiagnostics(parameters: [String])
  /// The chains are in different places for some parameters: the first of these is the one with the largest R-hat, for which the
  /// groups have their medians. Chains that never moved are in no group.
  case chainsApart(parameters: [String], groups: [ChainGroup])
  /// Some parameters have R-hat above `Concern.greatestRHat`; `worst` is the largest, and whose it is.
  case chainsDisagree(parameters: [String], worst: Worst)
  /// Some parameters have a bulk or tail effective sample size below `Concern.leastSampleSizePerChain` per chain.
  case fewEffectiveDraws(parameters: [String], worst: Worst, chainCount: Int)
  /// Some transitions diverged: counts by chain, the parameters that tell where, at most three, and a target acceptance to try, where
  /// the one in force can be raised.
  case divergences(counts: [Int], transitionCount: Int, regions: [DivergentRegion], targetAcceptance: Double?)
  /// Some transitions stopped at the maximum tree depth; counts by chain.
  case maximumTreeDepth(counts: [Int], depth: Int?, transitionCount: Int)
  /// Some chains have a fraction of missing information below `Concern.leastFraction`.
  case missingInformation(fractions: [ChainFraction])
  /// Some parameters have a posterior mean far out in their prior, with the share of prior draws beyond it.
  case priorConflict(parameters: [Worst], priorDrawCount: Int)
  /// Some observations, of those looked at, have a Pareto shape above the greatest reliable one.
  case unreliableLeaveOneOut(count: Int, observationCount: Int, worst: Worst, greatestShape: Double)

  /// The parameter that is worst off.
  public struct Worst: Hashable, Sendable {
    /// The parameter.
    public let name: String
    /// Its diagnostic.
    public let value: Double
  }

  /// A chain, counted from 0, with its fraction of missing information.
  public struct ChainFraction: Hashable, Sendable {
    /// The chain, counted from 0.
    public let chain: Int
    /// Its fraction of missing information.
    public let fraction: Double
  }

  /// Chains that are in the same place.
  public struct ChainGroup: Hashable, Sendable {
    /// The chains, counted from 0.
    public let chains: [Int]
    /// The median of their draws.
    public let median: Double
  }
}

extension Concern {
  /// The parameters that it names; nil where it is about all.
  package var namedParameters: [String]? {
    switch self {
    case .notANumber(let names), .infinite(let names), .constant(let names), .withoutDiagnostics(let names),
      .chainsApart(let names, _), .chainsDisagree(let names, _), .fewEffectiveDraws(let names, _, _):
      names
    case .unknownNames(let names, _): names
    case .divergences(_, _, let regions, _): regions.map(\.name)
    case .priorConflict(let parameters, _): parameters.map(\.name)
    case .tooFewDraws, .oneChain, .frozenChains, .maximumTreeDepth, .missingInformation, .unreliableLeaveOneOut: nil
    }
  }
}
