// The verdict: what speaks against the draws, in sentences, and the gradient report.

internal import ApusDiagnostics

/// What is to be thought of the draws.
struct VerdictSection: ReportSection {
  let fit: FitView
  let gradientReport: String

  let heading = "Verdict"
  let identifier = "verdict"
  let isPresent = true

  func write(to page: inout PageWriter) {
    let concerns = fit.summary.concerns
    if concerns.isEmpty {
      page.paragraph("✓ " + allIsWell, class: "verdict good")
    } else {
      page.paragraph(
        "⚠ " + "\(ReportStyle.count(concerns.count, "reason")) not to trust these draws yet:", class: "verdict bad")
      page.open("ul", ["class": "concerns"])
      for concern in concerns { page.element("li", [:], "\(concern)") }
      page.close()
    }
    page.paragraph(extent)
    if let sampler = fit.sampler, let count = sampler.divergenceCount, sampler.statistics.transitionCount > 0 {
      page.element(
        "p", ["class": "text", "id": "divergence-count", "data-count": "\(count)"],
        count == 0 ? "No transition diverged." : "\(ReportStyle.count(count, "transition")) diverged.")
    }
    guard !gradientReport.isEmpty else { return }
    page.element("h3", [:], "Gradient rules")
    // A text in columns; it scrolls where it is wide, also by keys.
    page.open("div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Gradient report"])
    page.open("pre")
    for line in gradientReport.split(separator: "\n", omittingEmptySubsequences: false) {
      page.element("span", ["class": "line"], String(line))
    }
    page.close()
    page.close()
  }

  /// The worst diagnostics in a sentence.
  private var allIsWell: String {
    let rows = fit.parameters.map(\.row)
    guard let apart = rows.map(\.rHat).filter({ !$0.isNaN }).max(),
      let size = rows.map({ min($0.bulkSampleSize, $0.tailSampleSize) }).filter({ !$0.isNaN }).min()
    else { return "Nothing speaks against these draws." }
    return
      "Nothing speaks against these draws: R-hat is at most \(ReportStyle.fixed(apart, 3)), and effective sample sizes are "
      + "at least \(ReportStyle.fixed(size, 0))."
  }

  /// How many draws there are.
  private var extent: String {
    guard let draws = fit.parameters.first?.draws else { return "The dataset has no draws of a posterior." }
    return
      "\(ReportStyle.count(fit.parameters.count, "parameter")), \(ReportStyle.count(draws.chainCount, "chain")) of "
      + "\(ReportStyle.count(draws.drawCount, "draw"))."
  }
}
