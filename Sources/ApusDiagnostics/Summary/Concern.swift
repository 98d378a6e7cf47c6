// What speaks against trusting a fit, as values and as sentences.

/// A reason not to trust draws yet.
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
  /// The diagnostics of some parameters are NaN for another reason.
  case withoutDiagnostics(parameters: [String])
  /// Some parameters have R-hat above `Concern.greatestRHat`; `worst` is the largest, and whose it is.
  case chainsDisagree(parameters: [String], worst: Worst)
  /// Some parameters have a bulk or tail effective sample size below `Concern.leastSampleSizePerChain` per chain.
  case fewEffectiveDraws(parameters: [String], worst: Worst, chainCount: Int)
  /// Some transitions diverged; counts by chain.
  case divergences(counts: [Int], transitionCount: Int)
  /// Some transitions stopped at the maximum tree depth; counts by chain.
  case maximumTreeDepth(counts: [Int], depth: Int?, transitionCount: Int)
  /// Some chains have a fraction of missing information below `Concern.leastFraction`.
  case missingInformation(fractions: [ChainFraction])

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

  /// The greatest R-hat that raises no concern: 1.01.
  public static let greatestRHat = 1.01
  /// The least effective sample size per chain that raises no concern: 100.
  public static let leastSampleSizePerChain = 100.0
  /// The least fraction of missing information that raises no concern: 0.3.
  public static let leastFraction = 0.3
}

extension Concern: CustomStringConvertible {
  /// A sentence or two: what was found, where, and what usually helps.
  public var description: String {
    switch self {
    case .notANumber(let parameters):
      return "\(Self.list(parameters)) \(Self.verb(parameters.count, "has", "have")) draws that are not a number."
    case .unknownNames(let names, let known):
      let quoted = names.map { "'\($0)'" }
      return "There is no variable \(Self.list(quoted)): there \(Self.verb(known.count, "is", "are")) "
        + (known.isEmpty ? "none." : "\(known.joined(separator: ", ")).")
    case .infinite(let parameters):
      return
        "\(Self.list(parameters)) \(Self.verb(parameters.count, "has", "have")) draws that are infinite: means and "
        + "diagnostics say nothing of \(Self.verb(parameters.count, "it", "them"))."
    case .tooFewDraws(let drawCount):
      return
        "There \(Self.verb(drawCount, "is", "are")) \(drawCount) draw\(drawCount == 1 ? "" : "s") per chain: R-hat and "
        + "effective sample sizes need at least \(ScalarDraws.fewestDraws), and some hundred to be of use. Draw more."
    case .oneChain:
      return
        "There is one chain: R-hat compares chains, so nothing shows whether another one would find the same. Run 4."
    case .frozenChains(let chains, let chainCount):
      let place =
        chains.count == chainCount
        ? (chainCount == 1 ? "The chain" : "No chain")
        : "Chain\(chains.count == 1 ? "" : "s") \(Self.list(chains.map { "\($0)" }))"
      let verb = chains.count == chainCount && chainCount > 1 ? "ever moved" : "never moved"
      return
        "\(place) \(verb): all its draws are equal, so they say nothing of the posterior. Look at the step size, at the "
        + "start, and at `explain(at:)` there."
    case .withoutDiagnostics(let parameters):
      return
        "The diagnostics of \(Self.list(parameters)) are not numbers: nothing is known of how well the chains agree."
    case .chainsDisagree(let parameters, let worst):
      return
        "R-hat is above \(Self.greatestRHat) for \(Self.list(parameters))\(Self.extreme("largest", worst, 3)): the "
        + "chains disagree. Draw more, or write the model with parameters that depend less on each other."
    case .fewEffectiveDraws(let parameters, let worst, let chainCount):
      let least = Int(Self.leastSampleSizePerChain)
      return "The effective sample size is below \(least) per chain (\(least * chainCount) in all) for "
        + "\(Self.list(parameters))\(Self.extreme("smallest", worst, 0)): estimates and R-hat are not reliable. Draw more."
    case .divergences(let counts, let transitionCount):
      return "\(Self.share(counts, transitionCount)) diverged\(Self.chains(counts)): parts of the posterior may be "
        + "missing. Raise the target acceptance rate, or write the model with other parameters."
    case .maximumTreeDepth(let counts, let depth, let transitionCount):
      let limit = depth.map { " of \($0)" } ?? ""
      return "\(Self.share(counts, transitionCount)) stopped at the maximum tree depth\(limit)\(Self.chains(counts)): "
        + "this costs efficiency. Raise the maximum, or rescale the parameters."
    case .missingInformation(let fractions):
      let chains = fractions.map { "\($0.chain) (\(NumberText.fixed($0.fraction, decimals: 2)))" }
      return "BFMI is below \(Self.leastFraction) in chain\(fractions.count == 1 ? "" : "s") \(Self.list(chains)): the "
        + "energies are explored slowly. Write the model with other parameters, for tails that are less heavy."
    }
  }

  /// At most five names, and how many more there are.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5)
    if names.count > shown.count { return shown.joined(separator: ", ") + " and \(names.count - shown.count) more" }
    return shown.count < 2
      ? shown.joined() : shown.dropLast().joined(separator: ", ") + " and \(shown[shown.count - 1])"
  }

  private static func verb(_ count: Int, _ one: String, _ many: String) -> String { count == 1 ? one : many }

  private static func extreme(_ word: String, _ worst: Worst, _ decimals: Int) -> String {
    " (\(word): \(NumberText.fixed(worst.value, decimals: decimals)), \(worst.name))"
  }

  private static func share(_ counts: [Int], _ total: Int) -> String {
    "\(counts.reduce(0, +)) of \(total) transitions"
  }

  /// The counts by chain, for chains that have any.
  private static func chains(_ counts: [Int]) -> String {
    let parts = counts.enumerated().filter { $0.element > 0 }.map { "\($0.element) in chain \($0.offset)" }
    return counts.count < 2 ? "" : " (" + parts.joined(separator: ", ") + ")"
  }
}
