// The report of a fit as one page of HTML, which needs nothing else.

package import ApusData
internal import ApusDiagnostics
internal import ApusFigures

/// What a report is made of. Sections are there where the dataset has their groups.
package struct Report: Sendable {
  package var dataset: Dataset
  /// What is written at the head of the page.
  package var title: String
  /// A few sentences about the run; blank lines part paragraphs.
  package var description = ""
  /// The gradient report as text; empty: there is none.
  package var gradientReport = ""
  /// The model, to be drawn as a plate diagram.
  package var diagram: ModelDiagram?

  /// After how many seconds a browser loads the page anew; nil: it does not.
  package var refreshSeconds: Int?

  /// How many parameters are drawn one by one.
  static let drawnCount = 30
  /// How many rows the table has at most.
  static let rowCount = 200

  package init(
    _ dataset: Dataset, title: String = "Report of a fit", description: String = "", gradientReport: String = "",
    diagram: ModelDiagram? = nil
  ) {
    (self.dataset, self.title, self.description) = (dataset, title, description)
    (self.gradientReport, self.diagram) = (gradientReport, diagram)
  }

  /// The page.
  package var html: String {
    let fit = FitView(dataset)
    var page = PageWriter()
    var sections: [any ReportSection] = [VerdictSection(fit: fit, gradientReport: gradientReport)]
    if !fit.parameters.isEmpty {
      sections.append(SummarySection(fit: fit))
      sections.append(ForestSection(fit: fit))
      sections.append(ParametersSection(fit: fit))
    }
    sections += [
      PairsSection(fit: fit), SampleSizeSection(fit: fit), SamplerSection(fit: fit), EnergySection(fit: fit),
      PredictiveSection(dataset: dataset, group: .posteriorPredictive),
      PredictiveSection(dataset: dataset, group: .priorPredictive), CrossValidationSection(dataset: dataset),
      DiagramSection(diagram: diagram), ContentsSection(dataset: dataset),
    ]
    page.write(
      title: title, description: description, refreshSeconds: refreshSeconds, sections: sections.filter(\.isPresent))
    return page.html
  }
}

/// A part of the page under a heading of its own.
protocol ReportSection {
  /// The heading, and the name in the list of sections.
  var heading: String { get }
  /// The section's identifier, of letters and hyphens.
  var identifier: String { get }
  /// Whether the dataset has what it shows.
  var isPresent: Bool { get }
  /// Writes what stands below the heading.
  func write(to page: inout PageWriter)
}
