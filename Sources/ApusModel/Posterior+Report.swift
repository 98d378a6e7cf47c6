// The report of a fit: its draws with what the model says of them.

internal import ApusData
internal import ApusReport
public import ApusStore

extension Posterior {
  /// Writes a report of the fit as one page of HTML that needs no network: verdict, gradient rules, a table, plots of parameters and
  /// of the sampler. With the model there are predictions, cross-validation and a plate diagram, too.
  ///
  /// ```swift
  /// try posterior.report(to: "fit.html", of: model)
  /// ```
  ///
  /// - Parameter model: the model of the fit.
  /// - Throws: ``TableError`` where the file cannot be written.
  public func report(
    to path: String, of model: Model? = nil, title: String = "Report of a fit"
  ) throws(TableError) {
    try dataset.report(to: path, of: model, title: title, gradientReport: "\(gradientReport)", seed: seed)
  }
}

extension Model {
  /// What is missing in the observations, a sentence for each.
  package var missingValues: [String] {
    parameters.compactMap { parameter in
      parameter.missing.map {
        "\($0.count) of the \($0.total) values of \(parameter.name.dropLast(MissingValues.suffix.count)) \($0.count == 1 ? "is" : "are") missing: the parameter "
          + "\(parameter.name) has \($0.count == 1 ? "its" : "their") posterior."
      }
    }
  }
}

extension Dataset {
  /// Writes a report with what a model says of the draws: predictions and log likelihoods that are not there are computed.
  package func report(
    to path: String, of model: Model?, title: String, gradientReport: String, seed: UInt64
  ) throws(TableError) {
    var dataset = self
    var notes = model?.missingValues ?? []
    if let model, let draws = self[.posterior], draws.drawCount > 0 {
      func add(_ name: DataGroup.Name, _ group: () throws(ModelError) -> DataGroup?) {
        guard dataset[name] == nil else { return }
        do throws(ModelError) {
          if let group = try group(), !group.arrays.isEmpty { dataset.set(group) }
        } catch { notes.append("The group \(name) is missing: \(error).") }
      }
      add(.posteriorPredictive) { () throws(ModelError) in
        try model.posteriorPredictive(draws, seed: seed).dataset[.posteriorPredictive]
      }
      add(.logLikelihood) { () throws(ModelError) in
        // Where densities are of elements of a marginalized parameter they do not belong to the numbers of the observation.
        let marginal = try model.marginalTerms()
        let all = try model.logLikelihood(at: draws)
        guard let marginal else { return all }
        do throws(DataError) {
          return try DataGroup(
            .logLikelihood, all.arrays.filter { !marginal.mixes($0.name) }, attributes: all.attributes)
        } catch { throw .data(error) }
      }
    }
    try Report(
      dataset, title: title, description: notes.joined(separator: "\n\n"), gradientReport: gradientReport,
      diagram: model?.diagram
    ).write(path)
  }
}
