// The summary of many systems: coverage of intervals, ranks, wrong and missed planets, warnings, time.

internal import ApusNumerics
internal import Foundation

/// What many outcomes say together.
struct CoverageReport: Sendable {
  let outcomes: [SystemOutcome]

  private static let quantities = ["P", "K", "e", "e cos ω", "e sin ω", "λ", "Tp", "γ", "jitter"]

  private var converged: [SystemOutcome] { outcomes.filter { $0.isConverged } }

  /// The report in lines.
  var text: String {
    (planets + wrong + missed + coverage + ranks + sampling + warnings + times).joined(separator: "\n")
  }

  private var planets: [String] {
    let all = outcomes.flatMap(\.injected)
    var lines = ["\n\(outcomes.count) systems, \(all.count) planets"]
    for (low, high) in [(0.0, 5.0), (5, 7), (7, 10), (10, 20), (20, .infinity)] {
      let part = all.filter { $0.significance >= low && $0.significance < high }
      lines.append("  K \(low) to \(high) of its errors: \(part.count { $0.isFound }) of \(part.count) found")
    }
    let failures = outcomes.compactMap(\.failure)
    if !failures.isEmpty { lines.append("  \(failures.count) systems failed: \(Set(failures).sorted())") }
    let trends = outcomes.filter { $0.trend != 0 }
    lines.append(
      "  trends: \(trends.count) injected, in \(trends.count { $0.foundTrend != "none" }) of these one was taken; "
        + "\(outcomes.count { $0.trend == 0 && $0.foundTrend != "none" }) taken where there is none")
    return lines
  }

  private var wrong: [String] {
    let all = outcomes.flatMap { outcome in outcome.wrong.map { (outcome.number, $0) } }
    let confident = all.filter { $0.1.isConfident }
    return ["\nwrong planets: \(all.count), without any warning: \(confident.count)"]
      + all.map { number, planet in
        "  system \(number): \(shortText(planet.period)) d, e \(shortText(planet.eccentricity, 2)), ln evidence ratio "
          + "\(shortText(planet.logEvidenceRatio, 3)): \(planet.reason ?? ""); "
          + (planet.isConfident
            ? "NO WARNING"
            : "alternatives \(planet.alternatives.map { shortText($0) }), warnings \(planet.warnings.map { String($0.prefix(60)) })")
      }
  }

  private var missed: [String] {
    let all = outcomes.flatMap { outcome in outcome.missed.map { (outcome, $0) } }
    return ["\nmissed planets with K above five errors: \(all.count)"]
      + all.map { outcome, planet in
        let evidence = planet.evidenceFromTruth ?? -.infinity
        let reason =
          evidence < 5
          ? "below the threshold of evidence"
          : outcome.foundTrend != "none" && planet.orbit.period > 0.5 * outcome.span
            ? "a trend in its place" : outcome.isRight ? "not found" : "a wrong planet in its place"
        return
          "  system \(outcome.number): \(shortText(planet.orbit.period)) d, e \(shortText(planet.orbit.eccentricity, 2)), "
          + "K \(shortText(planet.significance, 3)) errors, span \(shortText(outcome.span, 4)) d; ln evidence ratio at the truth "
          + "\(shortText(evidence, 3)): \(reason)"
      }
  }

  private func row(_ title: String, _ isIncluded: (SystemOutcome, SystemOutcome.Place) -> Bool) -> String {
    var cells = [title.padding(toLength: 22, withPad: " ", startingAt: 0)]
    var (all, hits) = (0, 0)
    func cell(_ count: Int, _ hits: Int) -> String {
      guard count > 0 else { return "–" }
      let share = Double(hits) / Double(count)
      let error = (max(share * (1 - share), 0.25 / Double(count)) / Double(count)).squareRoot()
      return String(format: "%.1f±%.1f", 100 * share, 100 * error)
    }
    for quantity in Self.quantities {
      let part = converged.flatMap { outcome in
        outcome.places.filter { $0.quantity == quantity && isIncluded(outcome, $0) }
      }
      all += part.count
      hits += part.count { $0.isCovered }
      cells.append(cell(part.count, part.count { $0.isCovered }).leftPadded(10))
    }
    cells.append(cell(all, hits).leftPadded(10))
    cells.append("\(all)".leftPadded(6))
    return cells.joined()
  }

  private var coverage: [String] {
    guard outcomes.contains(where: { $0.largestRHat != nil }) else { return [] }
    let head =
      "".padding(toLength: 22, withPad: " ", startingAt: 0)
      + (Self.quantities + ["all"]).map { $0.leftPadded(10) }.joined()
      + "     n"
    var lines = ["\ncoverage of central 90 % intervals in %, right planets of converged fits", head]
    lines.append(row("all") { _, _ in true })
    lines.append(row("Kipping e") { outcome, _ in outcome.eccentricities == .kipping })
    lines.append(row("uniform e") { outcome, _ in outcome.eccentricities == .uniform })
    lines.append(row("all planets found") { $1.isComplete })
    for (low, high) in [(0.0, 8.0), (8, 15), (15, 30), (30, .infinity)] {
      lines.append(
        row("K \(Int(low))–\(high.isFinite ? "\(Int(high))" : "") errors") { _, place in
          place.significance.map { $0 >= low && $0 < high } ?? false
        })
    }
    return lines
  }

  private var ranks: [String] {
    guard outcomes.contains(where: { $0.largestRHat != nil }) else { return [] }
    return ["\nplaces of the truth in 20 bins, Kipping e"]
      + ["P", "K", "e"].map { quantity in
        let shares = converged.filter { $0.eccentricities == .kipping }.flatMap { outcome in
          outcome.places.filter { $0.quantity == quantity }.map(\.share)
        }
        var bins = [Int](repeating: 0, count: 20)
        for share in shares { bins[min(19, Int(20 * share))] += 1 }
        let expected = Double(shares.count) / 20
        let chiSquare = bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / max(expected, 1e-9) }
        let p = Special.regularizedGammaQ(9.5, 0.5 * chiSquare)
        return
          "  \(quantity): \(bins.map(String.init).joined(separator: " ")); χ² \(shortText(chiSquare, 3)) of 19, p \(shortText(p, 2))"
      }
  }

  private var sampling: [String] {
    let sampled = outcomes.filter { $0.largestRHat != nil }
    guard !sampled.isEmpty else { return [] }
    let diverged = sampled.filter { ($0.divergences ?? 0) > 0 }
    let apart = sampled.filter { !$0.isConverged }
    return [
      "\nfits: \(sampled.count); with divergences \(diverged.count) (\(diverged.map { "\($0.number): \($0.divergences ?? 0)" }.joined(separator: ", ")))",
      "  R-hat of 1.01 or more: \(apart.count) (\(apart.map { "\($0.number): \(shortText($0.largestRHat ?? .nan, 4))" }.joined(separator: ", ")))",
    ]
  }

  private var warnings: [String] {
    let good = outcomes.filter { $0.largestRHat != nil && $0.isRight }
    guard !good.isEmpty else { return [] }
    let warned = good.filter { !$0.warnings.isEmpty }
    return ["\nfits whose planets are all right: \(good.count), of which \(warned.count) warn"]
      + warned.flatMap { outcome in outcome.warnings.map { "  \(outcome.number): \($0)" } }
  }

  private var times: [String] {
    func text(_ values: [Double]) -> String {
      let sorted = values.sorted()
      guard let last = sorted.last else { return "–" }
      return "median \(shortText(sorted[sorted.count / 2], 2)) s, longest \(shortText(last, 3)) s"
    }
    return ["\nsearch: \(text(outcomes.map(\.searchSeconds))); fit: \(text(outcomes.map(\.fitSeconds)))"]
  }
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String {
    count < width ? String(repeating: " ", count: width - count) + self : self
  }
}
