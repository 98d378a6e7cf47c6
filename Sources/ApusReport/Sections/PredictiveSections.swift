// The sections that compare predictions with data: predictive checks and cross-validation.

internal import ApusData
internal import ApusDiagnostics

/// Predictions beside the data.
struct PredictiveSection: ReportSection {
  private let variables: [PredictedVariable]
  private let isPrior: Bool

  var heading: String { isPrior ? "Prior predictions" : "Posterior predictions" }
  var identifier: String { isPrior ? "prior-predictions" : "posterior-predictions" }
  var isPresent: Bool { !variables.isEmpty }

  /// How many variables are drawn.
  private static let drawnCount = 6

  init(dataset: Dataset, group: DataGroup.Name) {
    variables = PredictedVariable.all(dataset, group: group)
    isPrior = group == .priorPredictive
  }

  func write(to page: inout PageWriter) {
    if variables.count > Self.drawnCount {
      page.paragraph("The first \(Self.drawnCount) of \(variables.count) observed variables.")
    }
    for variable in variables.prefix(Self.drawnCount) {
      page.element("h3", [:], variable.name)
      page.figure(.predictive(variable, source: isPrior ? "prior" : "posterior"))
      if !isPrior { page.figure(.uniformity(variable.transforms, of: variable.name, source: "PIT")) }
    }
  }
}

/// Leave-one-out cross-validation.
struct CrossValidationSection: ReportSection {
  private let validations: [CrossValidation]
  /// The variables with too many numbers.
  private let skipped: [String]

  let heading = "Cross-validation"
  let identifier = "cross-validation"
  var isPresent: Bool { !validations.isEmpty || !skipped.isEmpty }

  init(dataset: Dataset) {
    let arrays = (dataset[.logLikelihood]?.arrays ?? []).prefix(6)
    validations = arrays.compactMap { CrossValidation($0, in: dataset) }
    skipped = arrays.filter { $0.sampleRank == 2 && $0.count > CrossValidation.greatestCount }.map(\.name)
  }

  func write(to page: inout PageWriter) {
    for name in skipped {
      page.paragraph("\(name) has too many log likelihoods for this page: compute its cross-validation by LeaveOneOut.")
    }
    for validation in validations {
      let result = validation.result
      page.element("h3", [:], validation.name)
      page.paragraph(
        "Expected log predictive density \(ReportStyle.fixed(result.expectedLogDensity, 2)) ± "
          + "\(ReportStyle.fixed(result.standardError, 2)), effective number of parameters "
          + "\(ReportStyle.fixed(result.effectiveParameterCount, 2)), from \(ReportStyle.count(result.observations.count, "observation"))."
      )
      page.figure(.paretoShapes(validation))
      if !validation.transforms.isEmpty {
        page.figure(.uniformity(validation.transforms, of: validation.name, source: "LOO-PIT"))
      }
    }
  }
}
