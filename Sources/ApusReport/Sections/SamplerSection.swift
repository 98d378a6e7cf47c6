// What the sampler reports of each chain, under the names that different programs give it.

internal import ApusData
internal import ApusDiagnostics

/// A row for each chain: divergent transitions, acceptance, trees, step size, energies.
struct SamplerSection: ReportSection {
  /// A column of texts.
  private struct Column {
    let title: String
    let texts: [String]
    var isBad: [Bool] = []
  }

  private let columns: [Column]
  private let chainCount: Int

  let heading = "Sampler"
  let identifier = "sampler"
  var isPresent: Bool { !columns.isEmpty && chainCount > 0 }

  /// How many chains are listed at most.
  private static let rowCount = 64

  init(fit: FitView) {
    guard let sampler = fit.sampler, let group = fit.dataset[.sampleStats] else {
      (columns, chainCount) = ([], 0)
      return
    }
    var columns: [Column] = []
    func add(_ title: String, _ chains: [[Double]], _ text: ([Double]) -> String) {
      if !chains.isEmpty { columns.append(Column(title: title, texts: chains.map(text))) }
    }
    func mean(_ values: [Double]) -> Double { ScalarDraws([values]).mean() }
    let counts = sampler.statistics.divergenceCounts
    if !counts.isEmpty {
      columns.append(
        Column(title: "divergent transitions", texts: counts.map { "\($0)" }, isBad: counts.map { $0 > 0 }))
    }
    add(
      "mean acceptance",
      SamplerDraws.draws(group, "acceptance_rate", "accept_stat__", "accept_prob", "mean_tree_accept")
    ) {
      ReportStyle.fixed(mean($0), 2)
    }
    add("gradients per draw", SamplerDraws.draws(group, "n_steps", "n_leapfrog__", "num_steps", "tree_size")) {
      ReportStyle.fixed(mean($0), 1)
    }
    add("deepest tree", SamplerDraws.draws(group, "tree_depth", "treedepth__", "depth")) {
      ReportStyle.fixed($0.max() ?? .nan, 0)
    }
    let deepest = sampler.statistics.maximumTreeDepthCounts
    if !deepest.isEmpty {
      columns.append(
        Column(title: "trees of the greatest depth", texts: deepest.map { "\($0)" }, isBad: deepest.map { $0 > 0 }))
    }
    add("step size", SamplerDraws.draws(group, "step_size", "stepsize__")) { ReportStyle.number($0.last ?? .nan) }
    if !sampler.energies.isEmpty {
      let fractions = ScalarDraws(sampler.energies).fractionsOfMissingInformation()
      columns.append(
        Column(
          title: "BFMI", texts: fractions.map { ReportStyle.fixed($0, 2) },
          isBad: fractions.map { $0 < Concern.leastFraction }))
    }
    self.columns = columns
    chainCount = columns.map(\.texts.count).min() ?? 0
  }

  func write(to page: inout PageWriter) {
    if chainCount > Self.rowCount { page.paragraph("The first \(Self.rowCount) of \(chainCount) chains.") }
    page.open("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-labelledby": "sampler-heading"])
    page.open("table", ["class": "sampler"])
    page.element("caption", ["class": "hidden"], "What the sampler reports of each chain")
    page.open("thead")
    page.open("tr")
    page.element("th", ["scope": "col"], "chain")
    for column in columns { page.element("th", ["scope": "col"], column.title) }
    page.close()
    page.close()
    page.open("tbody")
    for chain in 0..<min(chainCount, Self.rowCount) {
      page.open("tr")
      page.element("th", ["scope": "row"], "\(chain)")
      for column in columns {
        if chain < column.isBad.count, column.isBad[chain] {
          page.element("td", ["class": "bad"], "! " + column.texts[chain])
        } else {
          page.element("td", [:], column.texts[chain])
        }
      }
      page.close()
    }
    page.close()
    page.close()
    page.close()
  }
}
