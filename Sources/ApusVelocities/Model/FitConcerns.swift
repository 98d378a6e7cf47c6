// What speaks against a fit, in sentences that say what to do.

public import ApusDiagnostics
internal import ApusModel
internal import RealModule

/// Looks at a fit for what a careful reader would ask about it.
public struct FitConcerns: Sendable {
  /// A sentence for each concern, the gravest first.
  public let sentences: [String]

  /// - Parameter quantities: ``RadialVelocityModel/quantities(_:epoch:stellarMass:)``.
  public init(
    _ fit: RadialVelocityFit, _ search: PlanetSearch, _ quantities: [(name: String, draws: ScalarDraws)]
  ) {
    let reader = Reader(fit: fit, search: search, quantities: quantities)
    sentences =
      reader.activity + reader.counts + reader.modes + reader.priors + reader.alternatives + reader.rest + reader.parts
      + reader.periods
      + reader.amplitudes
      + reader.jitters
  }
}

private struct Reader {
  let fit: RadialVelocityFit
  let search: PlanetSearch
  let quantities: [(name: String, draws: ScalarDraws)]

  private var model: RadialVelocityModel { fit.model }

  private func draws(_ name: String) -> ScalarDraws? { quantities.first { $0.name == name }?.draws }

  /// Planets that the star's rotation makes needless.
  var activity: [String] {
    guard let evidence = fit.logEvidenceBesideActivity, evidence < 3 else { return [] }
    let names = model.letters.joined(separator: ", ")
    return [
      "\(names) may be the star's rotation: beside a Gaussian process of activity the log evidence of planets over none is "
        + "\(Measured.fixed(evidence, 1)). Fit --gp rotation, and look for the periods in activity indicators."
    ]
  }

  /// More numbers than velocities.
  var counts: [String] {
    let (numbers, velocities) = (model.model.dimension, model.table.count)
    guard !model.letters.isEmpty, 3 * numbers > velocities else { return [] }
    // What speaks for the weakest planet: where that is beyond doubt, few velocities are enough.
    let evidences = search.stages.filter(\.isAccepted).map(\.logEvidenceRatio)
    if numbers < velocities, let weakest = evidences.min(), weakest > 30 { return [] }
    guard numbers >= velocities else {
      return [
        "\(numbers) numbers are fitted to \(velocities) velocities, fewer than three for each: noise, or a planet that is not in the "
          + "fit, can make such an orbit. Gather more velocities before you trust its period."
      ]
    }
    return [
      "\(numbers) numbers are fitted to \(velocities) velocities: in most directions the posterior is the prior. Fit fewer planets (--planets), "
        + "or circles (--circular)."
    ]
  }

  /// Quantities that leave their prior's bulk, or pile up at its ends.
  var priors: [String] {
    model.priors.entries.flatMap { entry -> [String] in
      guard entry.prior.fixedValue == nil, !entry.name.hasPrefix("e_"),
        let draws = draws(entry.unit.isEmpty ? entry.name : "\(entry.name) [\(entry.unit)]")
          ?? posteriorDraws(entry.name)
      else { return [] }
      let shares = draws.values.map { entry.prior.cumulative($0) }.sorted()
      guard let median = shares.isEmpty ? nil : shares[shares.count / 2] else { return [] }
      let unit = entry.unit.isEmpty ? "" : " \(entry.unit)"
      let value = Measured(draws).text + unit
      let nearTop = Double(shares.count { $0 > 0.99 }) / Double(shares.count)
      let nearBottom = Double(shares.count { $0 < 0.01 }) / Double(shares.count)
      let option = "--prior '\(entry.name)=…'"
      if entry.name.hasPrefix("P_"), case .logUniform = entry.prior, nearTop > 0.05 {
        return [
          "\(entry.name) piles up at the long end of its prior, \(entry.prior)\(unit): the velocities give a lower limit only. "
            + "Longer data, or a prior that you believe (\(option)), would bound it."
        ]
      }
      if median < 0.001 || median > 0.999 || hasEnds(entry) && nearTop > 0.2
        || hasLowerEnd(entry) && nearBottom > 0.2
      {
        return [
          "\(entry.name) is \(value), outside the bulk of its prior, \(entry.prior)\(unit): what the prior says and what the "
            + "velocities say differ. Give it a prior that you believe (\(option)), or look for what else moves it."
        ]
      }
      return []
    }
  }

  private func posteriorDraws(_ name: String) -> ScalarDraws? { fit.posterior.draws[name]?.scalarDraws.first }

  private func hasEnds(_ entry: VelocityPriors.Entry) -> Bool {
    switch entry.prior {
    case .uniform, .logUniform, .modifiedLogUniform: true
    default: false
    }
  }

  private func hasLowerEnd(_ entry: VelocityPriors.Entry) -> Bool {
    switch entry.prior {
    case .uniform(let low, _): low > 0
    case .logUniform: true
    default: false
    }
  }

  /// Periods that describe the velocities nearly as well.
  var alternatives: [String] {
    zip(model.letters, search.alternatives).compactMap { letter, others in
      guard let period = draws("P_\(letter) [d]"), !others.isEmpty else { return nil }
      let weights = [1.0] + others.map { Double.exp($0.logEvidenceRatio) }
      let total = weights.reduce(0, +)
      let named = zip(others, weights.dropFirst()).filter { $1 / total > 0.005 }
      guard !named.isEmpty else { return nil }
      let list = named.map { other, weight in
        "\(OrbitPrior.short(other.period)) d (\(other.relation)) with \(Self.percent(weight / total))"
      }
      return
        "The period of \(letter), \(Measured(period).text) d, is not the only one that the velocities allow: it has "
        + "\(Self.percent(1 / total)) of the evidence, \(list.joined(separator: ", ")). To fit another, give "
        + "--periods \(OrbitPrior.short(named[0].0.period))."
        + (model.letters.count > 1 ? " The other planets may move with it." : "")
    }
  }

  private static func percent(_ share: Double) -> String {
    share > 0.995
      ? "over 99 %" : share < 0.001 ? "less than 0.1 %" : "\(Measured.fixed(100 * share, share < 0.095 ? 1 : 0)) %"
  }

  /// A signal that is not yet a planet, and speaks strongly for one.
  var rest: [String] {
    guard let next = search.stages.last(where: { !$0.isAccepted && !$0.crossesAnother }), next.logEvidenceRatio > 2.5,
      next.period < model.table.span
    else { return [] }
    return [
      "There may be another planet: a signal of \(OrbitPrior.short(next.period)) d has a log evidence ratio of "
        + "\(Measured.fixed(next.logEvidenceRatio, 1)), too little to be taken. With it the others may move: "
        + "--planets \(model.letters.count + 1) fits it too."
    ]
  }

  /// Orbits of which the velocities see a part.
  var parts: [String] {
    model.letters.compactMap { letter in
      guard let period = draws("P_\(letter) [d]") else { return nil }
      let share = model.table.span / Measured(period).median
      guard share < 1 else { return nil }
      return
        "The velocities cover \(Self.percent(share)) of an orbit of \(letter): a trend, or a planet farther out, can change its period and "
        + "amplitude by more than their errors. Compare --trend none, linear and quadratic."
    }
  }

  /// Periods at which sampling and seasons make signals as large as the noise.
  var periods: [String] {
    zip(model.letters, search.orbits).compactMap { letter, orbit in
      let width = 1 / model.table.span
      let deviations = model.table.errors.indices.map { row in
        Double.hypot(model.table.errors[row], search.jitters[model.table.instrumentIndices[row]])
      }
      guard orbit.amplitude < 5 * SearchData.median(deviations) else { return nil }
      for (name, period) in [("a year", 365.2422), ("half a year", 182.6211), ("a synodic month", 29.530_589)]
      where (1 / orbit.period - 1 / period).magnitude < min(1.2 * width, 0.25 / period) {
        return
          "The period of \(letter) is \(name) to the width of a peak: seasons, the Moon or the barycentric correction can make "
          + "such a signal. Compare instruments, and look for it in activity indicators."
      }
      return nil
    }
  }

  /// Planets that the velocities do not demand.
  var amplitudes: [String] {
    let accepted = search.stages.filter(\.isAccepted)
    return model.letters.enumerated().compactMap { index, letter in
      guard let draws = draws("K_\(letter) [m/s]"), index < accepted.count else { return nil }
      let evidence = accepted[index].logEvidenceRatio
      if evidence >= 3, evidence < 8 {
        return
          "Planet \(letter) is supported weakly: the log evidence ratio is \(Measured.fixed(evidence, 1)) against one planet fewer. "
          + "Planets that are not in the fit, or noise that is not white, can make such a signal; more velocities will tell."
      }
      guard evidence < 3 else { return nil }
      return
        "Planet \(letter) is not demanded by the velocities: K is \(Measured(draws).text) m/s, the log evidence ratio "
        + "\(evidence.isFinite ? Measured.fixed(evidence, 1) : "unknown") against one planet fewer. Fit \(index == 0 ? "none" : "fewer") "
        + "(--planets \(max(index, 0))), or gather more velocities."
    }
  }

  /// Jitters that are surely far above the errors.
  var jitters: [String] {
    model.table.instruments.enumerated().compactMap { index, name in
      let rows = model.table.instrumentIndices.indices.filter { model.table.instrumentIndices[$0] == index }
      let error = SearchData.median(rows.map { model.table.errors[$0] })
      guard let draws = draws("jitter_\(name) [m/s]") else { return nil }
      let jitter = Measured(draws)
      let low = draws.quantiles([0.05])[0]
      guard rows.count > 4, low > 5 * error else { return nil }
      return
        "The jitter of \(name), \(jitter.text) m/s, is \(Measured.fixed(jitter.median / error, 0)) times its median error: "
        + "a planet, a trend or activity of the star is missing, or the errors are too small (see --planets, --trend, --gp, --units)."
    }
  }

  /// Modes that chains disagree on, each with its share of the evidence.
  var modes: [String] {
    model.letters.compactMap { letter in
      modes(of: "P_\(letter) [d]", "P_\(letter)", " d", letter)
        ?? modes(of: "e_\(letter) cos w_\(letter)", "e cos ω of \(letter)", "", letter)
        ?? modes(of: "e_\(letter) sin w_\(letter)", "e sin ω of \(letter)", "", letter)
    }
  }

  private func modes(of name: String, _ shown: String, _ unit: String, _ letter: String) -> String? {
    guard let draws = draws(name), draws.chainCount > 1 else { return nil }
    let chains = draws.chains
    let centers = chains.map { SearchData.median($0) }
    let widths = chains.map { max(SearchData.scatter($0), 1e-12) }
    // Chains in the order of their medians; a gap of eight scatters separates modes.
    let order = centers.indices.sorted { centers[$0] < centers[$1] }
    var modes: [[Int]] = []
    for chain in order {
      if let last = modes.last?.last, centers[chain] - centers[last] < 8 * max(widths[chain], widths[last]) {
        modes[modes.count - 1].append(chain)
      } else {
        modes.append([chain])
      }
    }
    guard modes.count > 1 else { return nil }
    let evidences = modes.map { fit.logEvidence(ofChains: $0) }
    let most = evidences.max() ?? 0
    let weights = evidences.map { Double.exp($0 - most) }
    let total = weights.reduce(0, +)
    let list = zip(modes, weights).map { mode, weight in
      let own = ScalarDraws(mode.map { chains[$0] })
      let names = mode.sorted().map { "\($0)" }.joined(separator: ", ")
      return "\(Measured(own).text)\(unit) (\(Self.percent(weight / total)) of the evidence; "
        + "chain\(mode.count > 1 ? "s" : "") \(names))"
    }
    return
      "Chains found \(modes.count) modes of \(shown): \(list.joined(separator: "; ")). More draws will not mix them: "
      + "choose one by --periods, or a prior by --prior 'P_\(letter)=…'."
  }
}

extension RadialVelocityFit {
  /// The log evidence of the region that some chains are in, by a normal approximation of their draws, but for a constant.
  func logEvidence(ofChains chains: [Int]) -> Double {
    let runs = chains.map { posterior.chains.chains[$0] }
    let positions = runs.flatMap { run in
      (0..<posterior.chains.drawCount).map { Array(posterior.chains[run.chain, $0]) }
    }
    let densities = runs.flatMap { run in
      Array(posterior.chains.statistic(\.logDensity)[run.chain])
    }
    let count = Double(positions.count)
    guard count > 1, let dimension = positions.first?.count else { return -.infinity }
    // log ∫ = ⟨log density⟩ + the entropy of the draws, of which the variances are enough to compare modes.
    var entropy = 0.0
    for index in 0..<dimension {
      let mean = positions.reduce(0) { $0 + $1[index] } / count
      let variance = positions.reduce(0) { $0 + ($1[index] - mean) * ($1[index] - mean) } / (count - 1)
      entropy += 0.5 * .log(2 * .pi * max(variance, 1e-300)) + 0.5
    }
    return densities.reduce(0, +) / count + entropy
  }
}
