// The report of a dataset as a file.

public import ApusData
public import ApusStore

extension Dataset {
  /// Writes the report of a fit: one page of HTML that needs no network, with a verdict, a summary that can be sorted, plots of
  /// parameters, of the sampler and of predictions, each where the dataset has its groups.
  ///
  /// ```swift
  /// try posterior.dataset.report(to: "fit.html", title: "Eight schools")
  /// ```
  ///
  /// - Parameters:
  ///   - path: the file, which appears under its name only when it is complete.
  ///   - title: what is written at the head of the page.
  ///   - description: a few sentences about the run.
  ///   - gradientReport: the report of the model's gradient rules, as text.
  /// - Throws: `TableError.unwritable`.
  public func report(
    to path: String, title: String = "Report of a fit", description: String = "", gradientReport: String = ""
  ) throws(TableError) {
    try Report(self, title: title, description: description, gradientReport: gradientReport).write(path)
  }
}

extension Report {
  /// Writes the page.
  ///
  /// - Throws: `TableError.unwritable`.
  package func write(_ path: String) throws(TableError) { try FileBytes.write(Array(html.utf8), to: path) }
}
