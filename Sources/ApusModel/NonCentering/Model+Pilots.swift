// The choice between centered and non-centered forms by short runs.

internal import ApusData
internal import ApusDiagnostics
internal import ApusInference

extension Model {
  /// The model in which those parameters are non-centered for which short runs show that it helps.
  ///
  /// Two pilots, with all candidates centered and with all non-centered, give for each candidate the effective draws for each 1000
  /// gradients: the least of its elements' and of those parameters' that its location and scale depend on. A pilot in which more
  /// than 1 % of the draws diverge loses to one with less than half as many. Where the choices of several candidates
  /// differ, a third pilot runs with these choices, and the best of the three is taken. The description has the numbers.
  ///
  /// - Parameters:
  ///   - draws: the draws of each of a pilot's two chains, and of its warm-up.
  ///   - seed: the seed of the pilots.
  /// - Throws: as ``nonCentered(_:)`` and ``sample(draws:warmup:chains:seed:targetAcceptance:sampler:threads:start:verifying:progress:showsProgress:)``.
  public func nonCentered(byPilots draws: Int = 300, seed: UInt64 = 1) throws(ModelError) -> NonCentered {
    let all = try nonCentered()
    let candidates = all.changed
    guard !candidates.isEmpty else { return all }
    let groups = candidates.map { name in
      [name] + (parameters.first { $0.name == name }.map { parents(of: $0) } ?? [])
    }
    let centered = try Pilot(self, groups, draws, seed)
    let changed = try Pilot(all.model, groups, draws, seed)
    var chosen = Set(candidates.indices.filter { changed.isBetter(than: centered, at: $0) })
    var ending = ""
    if !chosen.isEmpty, chosen.count < candidates.count {
      let mixed = try Pilot(nonCentered(chosen.map { candidates[$0] }).model, groups, draws, seed)
      let best = changed.isBetter(than: centered) ? changed : centered
      if best.isBetter(than: mixed) {
        chosen = changed.isBetter(than: centered) ? Set(candidates.indices) : []
        ending = "; all have one form, since a pilot with the better of each was worse"
      }
    }
    let model =
      chosen.isEmpty ? self : try nonCentered(candidates.indices.filter(chosen.contains).map { candidates[$0] }).model
    let decisions = all.decisions.map { decision in
      guard let place = candidates.firstIndex(of: decision.name) else { return decision }
      let numbers =
        "\(changed.text(place)) non-centered, \(centered.text(place)) centered, in pilots of \(2 * draws) draws\(ending)"
      return NonCentered.Decision(
        name: decision.name, standard: chosen.contains(place) ? decision.standard : nil, reason: numbers)
    }
    return NonCentered(model: model, decisions: decisions)
  }
}

/// A short run, and what it shows of groups of parameters.
private struct Pilot {
  let divergenceCount: Int
  private let drawCount: Int
  /// Of each group the least effective number of draws for 1000 gradients.
  private let scores: [Double]

  init(_ model: Model, _ groups: [[String]], _ draws: Int, _ seed: UInt64) throws(ModelError) {
    let posterior = try model.sample(draws: draws, warmup: draws, chains: 2, seed: seed, showsProgress: false)
    divergenceCount = posterior.divergenceCount
    drawCount = 2 * draws
    let gradients = posterior.chains.statistic(\.leapfrogCount).flatMap { $0 }.reduce(0, +)
    scores = groups.map { names in
      let sizes = names.flatMap { name in
        (posterior.draws[name]?.scalars ?? []).map { $0.draws.bulkEffectiveSampleSize() }
      }
      return (sizes.filter(\.isFinite).min() ?? 0) * 1000 / Double(max(gradients, 1))
    }
  }

  /// Nil where divergences do not decide.
  private func hasFewerDivergences(than other: Pilot) -> Bool? {
    let limit = drawCount / 100
    if other.divergenceCount > limit, 2 * divergenceCount < other.divergenceCount { return true }
    if divergenceCount > limit, 2 * other.divergenceCount < divergenceCount { return false }
    return nil
  }

  func isBetter(than other: Pilot, at place: Int) -> Bool {
    hasFewerDivergences(than: other) ?? (scores[place] > other.scores[place])
  }

  func isBetter(than other: Pilot) -> Bool {
    hasFewerDivergences(than: other) ?? ((scores.min() ?? 0) > (other.scores.min() ?? 0))
  }

  func text(_ place: Int) -> String {
    let score = (scores[place] * 10).rounded() / 10
    return "\(score) effective draws for 1000 gradients and \(divergenceCount) divergences"
  }
}
