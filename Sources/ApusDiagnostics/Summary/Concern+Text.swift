// The concerns as sentences: what was found, where, and what can be done.

extension Concern: CustomStringConvertible {
  /// A sentence or two: what was found, where, and what to try.
  public var description: String { "\(finding) \(advice)" }

  private var finding: String {
    switch self {
    case .unknownNames(let names, _): return "There is no variable \(Self.list(names.map { "'\($0)'" })):"
    case .notANumber(let parameters): return "\(Self.have(parameters)) draws that are not a number."
    case .infinite(let parameters):
      return "\(Self.have(parameters)) draws that are infinite: means and diagnostics say nothing of "
        + "\(parameters.count == 1 ? "it" : "them")."
    case .tooFewDraws(let drawCount):
      return
        "There \(drawCount == 1 ? "is" : "are") \(drawCount) draw\(drawCount == 1 ? "" : "s") per chain: R-hat and "
        + "effective sample sizes need at least \(ScalarDraws.fewestDraws), and some hundred to be of use."
    case .oneChain:
      return "There is one chain: R-hat compares chains, so nothing shows whether another one would find the same."
    case .frozenChains(let chains, let chainCount):
      let draws = chains.count == 1 ? "all its draws are equal" : "the draws of each are equal"
      return "\(Self.neverMoved(chains, of: chainCount)): \(draws), so they say nothing of the posterior."
    case .constant(let parameters):
      return "\(Self.have(parameters)) the same value in all draws, and so no diagnostics."
    case .withoutDiagnostics(let parameters):
      return
        "The diagnostics of \(Self.list(parameters)) are not numbers: nothing is known of how well the chains agree."
    case .chainsApart(let parameters, let groups):
      return "The chains are in different places for \(Self.list(parameters)): "
        + "\(Self.places(groups, of: parameters.first ?? "it"))."
    case .chainsDisagree(let parameters, let worst):
      return
        "R-hat is above \(Self.greatestRHat) for \(Self.list(parameters))\(Self.extreme("largest", worst, 3)): the "
        + "chains disagree."
    case .fewEffectiveDraws(let parameters, let worst, let chainCount):
      let least = Int(Self.leastSampleSizePerChain)
      return "The effective sample size is below \(least) per chain (\(least * chainCount) in all) for "
        + "\(Self.list(parameters))\(Self.extreme("smallest", worst, 0)): estimates and R-hat are not reliable."
    case .divergences(let counts, let total, let regions, _):
      let place = regions.isEmpty ? "" : ", mostly where \(Self.list(regions.map(\.description)))"
      let meaning = severity == .note ? "so few rarely matter" : "parts of the posterior may be missing"
      return "\(Self.share(counts, of: total)) diverged\(Self.byChain(counts))\(place): \(meaning)."
    case .maximumTreeDepth(let counts, let depth, let total):
      return
        "\(Self.share(counts, of: total)) stopped at the maximum tree depth\(depth.map { " of \($0)" } ?? "")"
        + "\(Self.byChain(counts)): this costs efficiency."
    case .missingInformation(let fractions):
      let chains = fractions.map { "\($0.chain) (\(NumberText.fixed($0.fraction, decimals: 2)))" }
      return "BFMI is below \(Self.leastFraction) in chain\(fractions.count == 1 ? "" : "s") \(Self.list(chains)): the "
        + "energies are explored slowly."
    case .priorConflict(let parameters, let count):
      let names = parameters.map { parameter in
        "\(parameter.name) (beyond all but \(Int((parameter.value * Double(count)).rounded())) of \(count) prior draws)"
      }
      let mean = parameters.count == 1 ? "mean of \(Self.list(names)) lies" : "means of \(Self.list(names)) lie"
      return "The posterior \(mean) far out in the prior: data and prior disagree."
    case .unreliableLeaveOneOut(let count, let observationCount, let worst, let greatest):
      return "Pareto k is above \(NumberText.fixed(greatest, decimals: 2)) for \(count) of \(observationCount) "
        + "observations\(Self.extreme("largest", worst, 2)): leave-one-out densities are not reliable there."
    }
  }

  private var advice: String {
    switch self {
    case .unknownNames(_, let known):
      return "there \(known.count == 1 ? "is" : "are") "
        + (known.isEmpty ? "none." : "\(known.joined(separator: ", ")).")
    case .notANumber:
      return
        "`model.draws(of:named:at:)` evaluates the parts of an expression at the draws: look for the first such part."
    case .infinite: return "Write a scale on which nothing overflows, such as the logarithm."
    case .tooFewDraws: return "Draw more: `draws: 1000`."
    case .oneChain: return "Run four: `chains: 4`."
    case .frozenChains:
      return "Try another `start:` or a longer `warmup:`; `model.explain(at:)` shows what the density is at a point."
    case .constant: return "This is right for a constant; a parameter that may move should have moved."
    case .withoutDiagnostics:
      return "Values that are too large, too small or too close to each other have no variance: write other units."
    case .chainsApart:
      return "There may be several modes, or chains have not arrived: try a longer `warmup:` or another `start:`, "
        + "`Ordered` for parts that can be exchanged, or `model.sampleSMC()`, which weighs modes."
    case .chainsDisagree(_, let worst):
      return worst.value > Self.seriousRHat
        ? "Try a longer `warmup:` and more `draws:`, or write the model with parameters that depend less on each other."
        : "Try more `draws:`, or write the model with parameters that depend less on each other."
    case .fewEffectiveDraws(_, let worst, let chainCount):
      let factor = (Self.leastSampleSizePerChain * Double(chainCount) / worst.value).rounded(.up)
      guard factor <= 20 else {
        return "Write the model with parameters that depend less on each other, or try `sampler: NUTS(metric: .dense)`."
      }
      return "Try \(factor <= 2 ? "twice" : "\(Int(factor)) times") as many `draws:`."
    case .divergences(_, _, _, let targetAcceptance):
      let acceptance = targetAcceptance.map { "`targetAcceptance: \($0)`" }
      guard severity > .note else {
        return acceptance.map { "\($0) usually removes them." } ?? "Count them in a longer run."
      }
      let parameters = "write the model with other parameters, such as `mu + tau * z` with z standard normal."
      return acceptance.map { "Try \($0), or \(parameters)" }
        ?? "Do not raise the target acceptance further: \(parameters)"
    case .maximumTreeDepth(_, let depth, _):
      return
        "Try `sampler: NUTS(maxTreeDepth: \(min((depth ?? 10) + 2, 30)))` or `NUTS(metric: .dense)`, or rescale the "
        + "parameters."
    case .missingInformation:
      return "Try a longer `warmup:`, or write the model with other parameters, for tails that are less heavy."
    case .priorConflict:
      return
        "Look whether the prior says what you mean, in the units of the data: `model.priorPredictive(draws:seed:)` draws from it."
    case .unreliableLeaveOneOut:
      return "Look at these observations; a likelihood with heavier tails, such as `StudentT`, depends less on each."
    }
  }

  /// At most five names, and how many more there are.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(5)
    if names.count > shown.count { return shown.joined(separator: ", ") + " and \(names.count - shown.count) more" }
    return shown.count < 2
      ? shown.joined() : shown.dropLast().joined(separator: ", ") + " and \(shown[shown.count - 1])"
  }

  private static func have(_ names: [String]) -> String { "\(list(names)) \(names.count == 1 ? "has" : "have")" }

  private static func chainList(_ chains: [Int]) -> String {
    "chain\(chains.count == 1 ? "" : "s") \(list(chains.map { "\($0)" }))"
  }

  private static func neverMoved(_ chains: [Int], of chainCount: Int) -> String {
    guard chains.count == chainCount else {
      let place = chainList(chains)
      return "\(place.prefix(1).uppercased())\(place.dropFirst()) never moved"
    }
    return chainCount == 1 ? "The chain never moved" : "No chain ever moved"
  }

  private static func places(_ groups: [ChainGroup], of parameter: String) -> String {
    let shown = groups.prefix(4).enumerated().map { place, group in
      "\(chainList(group.chains)) (\(place == 0 ? "\(parameter) " : "")near \(NumberText.short(group.median)))"
    }
    let rest = groups.count - shown.count
    return shown.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more places" : "")
  }

  private static func extreme(_ word: String, _ worst: Worst, _ decimals: Int) -> String {
    " (\(word): \(NumberText.fixed(worst.value, decimals: decimals)), \(worst.name))"
  }

  private static func share(_ counts: [Int], of total: Int) -> String {
    "\(counts.reduce(0, +)) of \(total) transitions"
  }

  /// The counts by chain, for chains that have any.
  private static func byChain(_ counts: [Int]) -> String {
    let parts = counts.enumerated().filter { $0.element > 0 }.map { "\($0.element) in chain \($0.offset)" }
    return counts.count < 2 ? "" : " (" + list(parts) + ")"
  }
}
