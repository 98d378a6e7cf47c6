// `PROGRAM predict --store fit.zarr`: predictions and log likelihoods of a run, kept with its draws.

internal import ApusExtension
internal import ArgumentParser

/// Adds predictions to a store.
struct PredictCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "predict", abstract: "Add predictions and log likelihoods to the store of a run.",
      discussion: """
        The store gets the groups posterior_predictive, log_likelihood, log_prior, prior and prior_predictive, for ArviZ and for \
        the commands report and compare. Where nothing can be drawn from the prior, its groups are left out, with a line that says \
        why.

        Example: PROGRAM predict --store fit.zarr
        """)
  }

  @Option(help: "The folder that keeps the run.", completion: .directory)
  var store: String

  @Option(help: "The seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(help: "The number of draws from the prior.")
  var priorDraws = 1000

  func validate() throws { guard priorDraws > 0 else { throw ValidationError("at least 1 draw is needed") } }

  func run() throws {
    try ProgramCommand<Program>.doing {
      let model = try Program().model()
      let run = RunStore(store)
      guard let draws = try run.dataset([.posterior])[.posterior], draws.drawCount > 0 else {
        throw ProgramFailure(.dataError, "\(store): there are no draws yet")
      }
      var (groups, notes) = try ProgressChoice.auto.showing(.writing) { try predictions(of: model, at: draws) }
      groups.removeAll { $0.arrays.isEmpty }
      try run.add(groups)
      let names = groups.map(\.name.rawValue).joined(separator: ", ")
      try StandardOutput.write((notes + ["\(store): added \(names)"]).joined(separator: "\n"))
    }
  }

  /// The groups that are added, and what is to be said of them.
  private func predictions(of model: Model, at draws: DataGroup) throws -> ([DataGroup], notes: [String]) {
    var groups: [DataGroup] = [try model.logLikelihood(at: draws), try model.logPrior(at: draws)]
    let predictions = try model.posteriorPredictive(draws, seed: seed)
    groups += [predictions.dataset[.posteriorPredictive]].compactMap { $0 }
    var notes = predictions.throwingOps.map(\.description)
    do throws(ModelError) {
      let prior = try model.priorPredictive(draws: priorDraws, seed: seed).dataset
      groups += [prior[.prior], prior[.priorPredictive]].compactMap { $0 }
    } catch { notes.append("no draws from the prior: \(error)") }
    return (groups, notes)
  }
}
