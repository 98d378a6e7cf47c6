// The sections that are a few figures: intervals, pairs, effective sample sizes, energy.

internal import ApusDiagnostics

/// Intervals of the parameters.
struct ForestSection: ReportSection {
  let fit: FitView

  let heading = "Intervals"
  let identifier = "intervals"
  let isPresent = true

  func write(to page: inout PageWriter) {
    let shown = fit.worstFirst.prefix(40).sorted().map { fit.parameters[$0] }
    if shown.count < fit.parameters.count {
      page.paragraph("The \(shown.count) worst of \(fit.parameters.count) parameters.")
    }
    page.figure(.forest(shown))
  }
}

/// Pairs of the worst parameters.
struct PairsSection: ReportSection {
  private let chosen: [FitView.Parameter]
  private let isDivergent: [Bool]

  let heading = "Pairs"
  let identifier = "pairs"
  var isPresent: Bool { chosen.count > 1 }

  init(fit: FitView) {
    chosen = fit.pairParameters(4)
    isDivergent = fit.isDivergent
  }

  func write(to page: inout PageWriter) { page.figure(.pairs(chosen, isDivergent: isDivergent)) }
}

/// Effective sample sizes of the worst parameters.
struct SampleSizeSection: ReportSection {
  let fit: FitView

  let heading = "Effective sample sizes"
  let identifier = "sample-sizes"
  private var chosen: [FitView.Parameter] { fit.worst(3).filter { $0.draws.drawCount >= 8 } }
  var isPresent: Bool { !chosen.isEmpty }

  func write(to page: inout PageWriter) {
    if fit.parameters.count > chosen.count { page.paragraph("The parameters that are worst off.") }
    for parameter in chosen { page.figure(.sampleSize(parameter)) }
  }
}

/// Energies of a Hamiltonian sampler.
struct EnergySection: ReportSection {
  private let chart: Chart?

  let heading = "Energy"
  let identifier = "energy"
  var isPresent: Bool { chart != nil }

  init(fit: FitView) { chart = fit.sampler.flatMap { .energy($0.energies) } }

  func write(to page: inout PageWriter) { if let chart { page.figure(chart) } }
}
