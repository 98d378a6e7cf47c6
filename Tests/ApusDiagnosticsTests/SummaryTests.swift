// The summary to the letter: its table, its warnings, its JSON.

import ApusDiagnostics
import Foundation
import Testing

@Suite struct SummaryTests {
  private func draws(_ name: String) -> ScalarDraws { ScalarDraws(ReferenceCase[name].draws) }

  private func independent(_ seed: UInt64, scale: Double = 1, draws: Int = 500) -> ScalarDraws {
    var generator = TestGenerator(seed: seed)
    return ScalarDraws((0..<4).map { _ in (0..<draws).map { _ in scale * generator.normal() } })
  }

  @Test func `the table is aligned, with digits chosen by the error`() {
    let constant = ScalarDraws([[Double]](repeating: [Double](repeating: 3, count: 100), count: 4))
    let summary = Summary([
      ("mu", draws("long")), ("long", draws("one long chain")), ("theta[1, 2]", draws("tiny")), ("c", constant),
    ])
    let table = summary.description.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      table.prefix(5) == [
        "                 mean        sd        q05       q50       q95  mcse_mean   mcse_sd  ess_bulk  ess_tail  r_hat",
        "mu              0.012     1.007     -1.608     0.014     1.676      0.016     0.011      4014      3927  1.001",
        "long           -0.003     0.978     -1.689    -0.021     1.541      0.076     0.041       167       387    NaN",
        "theta[1, 2]  0.000026  0.001020  -0.002083  0.000052  0.001565   0.000084  0.000061       150       148  1.004",
        "c               3.000     0.000      3.000     3.000     3.000      0.000       NaN       400       400    NaN",
      ])
    #expect(table.dropFirst(5).first == "" && table.count == 9)
    #expect(table[8].hasPrefix("- note: c has the same value in all draws"))
  }

  @Test func `the table can show highest density intervals instead`() {
    let text = Summary([("mu", draws("long"))], probability: 0.89).text(interval: .highestDensity)
    #expect(
      text == """
             mean     sd  hdi_5.5%  hdi_94.5%  mcse_mean  mcse_sd  ess_bulk  ess_tail  r_hat
        mu  0.012  1.007    -1.602      1.597      0.016    0.011      4014      3927  1.001
        """)
  }

  @Test func `very small and very large numbers are written with powers of ten`() {
    let summary = Summary([("small", independent(1, scale: 1e-12)), ("large", independent(2, scale: 1e15))])
    let rows = summary.description.split(separator: "\n").dropFirst()
    for row in rows.prefix(2) {
      #expect(row.split(separator: " ").dropFirst().prefix(7).allSatisfy { $0.contains("e") }, "\(row)")
    }
  }

  @Test func `an empty summary is its header`() {
    #expect(
      Summary([]).description == "  mean  sd  q05  q50  q95  mcse_mean  mcse_sd  ess_bulk  ess_tail  r_hat")
  }

  @Test func `good draws raise no concern`() {
    let sampler = SamplerStatistics(
      transitionCount: 2000, divergenceCounts: [0, 0, 0, 0], maximumTreeDepthCounts: [0, 0, 0, 0],
      maximumTreeDepth: 10, energies: independent(3))
    #expect(Summary([("x", independent(4))], sampler: sampler).concerns.isEmpty)
  }

  @Test func `what the draws give rise to is said in sentences`() {
    let broken = ScalarDraws([[1, .nan, 2, 3]])
    let summary = Summary([
      ("a", draws("chains apart")), ("b", independent(5)), ("c", draws("scales apart")), ("d", broken),
      ("e", draws("autoregressive 0.9")),
    ])
    #expect(
      summary.concerns.map(\.description) == [
        "d has draws that are not a number. `model.draws(of:named:at:)` evaluates the parts of an expression at the draws: "
          + "look for the first such part.",
        "R-hat is above 1.01 for a, c and e (largest: 1.500, a): the chains disagree. Try a longer `warmup:` and more "
          + "`draws:`, or write the model with parameters that depend less on each other.",
        "The effective sample size is below 100 per chain (400 in all) for a, c and e (smallest: 8, a): estimates and "
          + "R-hat are not reliable. Write the model with parameters that depend less on each other, or try "
          + "`sampler: NUTS(metric: .dense)`.",
        "There is one chain: R-hat compares chains, so nothing shows whether another one would find the same. Run four: "
          + "`chains: 4`.",
      ])
    let lines = summary.concerns.map { "- \($0.severity): \($0)" }
    #expect(summary.description.hasSuffix("\n" + lines.joined(separator: "\n")))
    #expect(summary.concerns.map(\.severity) == [.serious, .serious, .serious, .warning])
    guard case .chainsDisagree(let parameters, let worst) = summary.concerns[1] else {
      Issue.record("\(summary.concerns[1])")
      return
    }
    #expect(parameters == ["a", "c", "e"] && worst.name == "a" && worst.value == summary["a"]?.rHat)
  }

  @Test func `what the sampler reports is said in sentences`() {
    let sampler = SamplerStatistics(
      transitionCount: 1000, divergenceCounts: [0, 3, 0, 9], maximumTreeDepthCounts: [340, 0, 0, 0],
      maximumTreeDepth: 10, energies: draws("autoregressive 0.9"))
    #expect(
      Summary([], sampler: sampler).concerns.map(\.description) == [
        "12 of 1000 transitions diverged (3 in chain 1 and 9 in chain 3): parts of the posterior may be missing. Try "
          + "`targetAcceptance: 0.95`, or write the model with other parameters, such as `mu + tau * z` with z standard "
          + "normal.",
        "340 of 1000 transitions stopped at the maximum tree depth of 10 (340 in chain 0): this costs efficiency. Try "
          + "`sampler: NUTS(maxTreeDepth: 12)` or `NUTS(metric: .dense)`, or rescale the parameters.",
        "BFMI is below 0.3 in chains 0 (0.26), 1 (0.19), 2 (0.28) and 3 (0.14): the energies are explored slowly. Try a "
          + "longer `warmup:`, or write the model with other parameters, for tails that are less heavy.",
      ])
  }

  @Test func `long lists of parameters are cut`() {
    let apart = draws("chains apart")
    let summary = Summary((0..<12).map { ("x\($0)", apart) })
    #expect(summary.concerns[0].description.contains("for x0, x1, x2, x3, x4 and 7 more (largest: 1.500, x0)"))
  }

  @Test func `a row is found by its name`() {
    let summary = Summary([("x", independent(6)), ("y", independent(7))])
    #expect(summary["y"] == summary.rows[1])
    #expect(summary["z"] == nil)
  }

  @Test func `JSON has ArviZ's names, and strings for what is not finite`() throws {
    let summary = Summary([("x", draws("one chain")), ("y", draws("chains constant and different"))])
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(summary)) as? [String: Any]
    let rows = try #require(json?["rows"] as? [[String: Any]])
    #expect(
      rows[0].keys.sorted() == [
        "ess_bulk", "ess_tail", "hdi_lower", "hdi_prob", "hdi_upper", "mcse_mean", "mcse_sd", "mean", "name", "q05",
        "q50", "q95", "r_hat", "sd",
      ])
    #expect(rows[0]["name"] as? String == "x")
    #expect(rows[0]["mean"] as? Double == summary.rows[0].mean)
    #expect(rows[0]["hdi_lower"] as? Double == summary.rows[0].interval.lower)
    #expect(rows[0]["r_hat"] as? String == "NaN")
    #expect(rows[1]["r_hat"] as? String == "Infinity")
    #expect(json?["warnings"] as? [String] == summary.concerns.map(\.description))
    let concerns = json?["concerns"] as? [[String: String]]
    #expect(concerns?.map { $0["text"] } == summary.concerns.map(\.description))
    #expect(concerns?.map { $0["severity"] } == summary.concerns.map(\.severity.rawValue))
  }
}
