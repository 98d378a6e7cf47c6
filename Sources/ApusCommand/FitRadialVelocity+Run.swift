// The work of `apus fit rv`: reading, searching, sampling, reporting.

internal import ApusExtension
internal import ApusProgram
internal import ApusSystem
internal import ApusVelocities
internal import ArgumentParser
internal import Foundation

extension FitRadialVelocity {
  /// Reads the tables, finds and fits planets, saves and prints.
  ///
  /// - Throws: ``ProgramFailure``, `OutputFailure`.
  func fit() throws {
    let began = ContinuousClock.now
    let options = try FitOptions(self)
    let reading = try input.read()
    let table = reading.table
    try check(options, table)
    let output = try out.map { folder throws(ProgramFailure) in
      try FitOutput(folder, files: ["draws.csv", "summary.json"])
    }
    try say(heading(table))
    for note in reading.notes { try say("note: \(note)") }
    for warning in reading.warnings { try say("warning: \(warning)") }
    let search = PlanetSearch(try searched(table, options), options.search) { step in
      if !json, progress != .none, progress != .json { StandardError.say("apus: \(step) …\n") }
    }
    for line in SearchText(search, options.search).lines { try say(line) }
    var settings = options.model
    settings.trend = search.trend
    let fit = try sampled(try model(table, search, settings), options.sampling)
    let interruption = InterruptedRun(fit.posterior)
    var report: FitReport?
    var quantities: [(name: String, draws: ScalarDraws)] = []
    if interruption?.hasSummary ?? true {
      quantities = fit.model.quantities(
        fit.posterior.draws, epoch: epoch ?? table.roundEpoch, stellarMass: options.stellarMass)
      report = FitReport(
        star: starName, fit: fit, search: search, quantities: quantities, reading: reading,
        isInterrupted: interruption != nil, seconds: (ContinuousClock.now - began) / .seconds(1))
    }
    // The draws are saved before anything is printed: the output may be closed by now.
    let saved = output.map { output in
      Result {
        try output.save(
          fit, report,
          report.map { _ in
            FitFigures(fit, search, quantities, star: starName.printable, timeScale: TimeScale(reading))
          }, thin: thin)
      }
    }
    if let report {
      if json { try StandardOutput.write(try report.text()) } else { try print(report, fit, search, quantities) }
    }
    if let files = try saved?.get(), !json { try StandardOutput.write("saved \(files)") }
    if report != nil, !json, !fit.model.letters.isEmpty {
      try StandardOutput.write("\n\(meaning(of: fit.posterior))")
    }
    if let interruption { throw ProgramFailure(ExitCode(interruption.status), interruption.description) }
  }

  /// The velocities in which planets are searched.
  private func searched(_ table: VelocityTable, _ options: FitOptions) throws(ProgramFailure) -> VelocityTable {
    guard options.model.activity != nil else { return table }
    var settings = options.model
    settings.trend = options.search.trend ?? .none
    settings.priors = settings.priors.filter {
      !$0.key.contains("_") || $0.key.hasPrefix("gp_") || $0.key.hasPrefix("gamma_") || $0.key.hasPrefix("jitter_")
    }
    do throws(ModelError) { return try table.withoutActivity(settings) } catch {
      throw ProgramFailure(.software, error.description)
    }
  }

  private var starName: String { star ?? input.starName }

  private func say(_ text: String) throws { if !json { try StandardOutput.write(text) } }

  private func heading(_ table: VelocityTable) -> String {
    let days = Int(exactly: table.span.rounded(.down)).map(String.init) ?? "\(table.span)"
    let count = table.instruments.count
    return
      "\(starName.printable): \(table.count) velocities of \(count) instrument\(count == 1 ? "" : "s") over \(days) days"
  }

  /// Checks what the options say of the velocities before anything is computed.
  private func check(_ options: FitOptions, _ table: VelocityTable) throws(ProgramFailure) {
    func usage(_ message: String) -> ProgramFailure { ProgramFailure(.usage, message) }
    if let epoch, (epoch - table.roundEpoch).magnitude > 1e6 {
      throw usage(
        "--epoch \(epoch) is more than a million days from the velocities, which lie near \(table.roundEpoch)")
    }
    for start in options.search.starts where table.span / start.period > 1e8 {
      throw usage(
        "--periods \(start.period): the velocities span more than 10⁸ of such periods, too many to keep count of")
    }
    for transit in options.search.transits where (transit.time - table.roundEpoch).magnitude > 1e6 {
      throw usage(
        "--transit \(transit.time) is more than a million days from the velocities, which lie near \(table.roundEpoch)")
    }
    for name in options.model.priors.keys {
      for prefix in ["gamma_", "jitter_"] where name.hasPrefix(prefix) {
        let instrument = String(name.dropFirst(prefix.count))
        guard table.instruments.contains(instrument) else {
          throw usage(
            "'\(name.printable)': there is no instrument \(instrument.printable); there are \(table.instruments.map(\.printable).joined(separator: ", "))"
          )
        }
      }
    }
  }

  private func model(
    _ table: VelocityTable, _ search: PlanetSearch, _ settings: RadialVelocityModel.Settings
  ) throws(ProgramFailure) -> RadialVelocityModel {
    for name in settings.priors.keys where name.contains("_") {
      let isPlanet = ["P_", "K_", "e_", "omega_"].contains { name.hasPrefix($0) }
      let letters = search.orbits.indices.map { RadialVelocityModel.letter(ofPlanet: $0) }
      if isPlanet, let last = name.last, !letters.contains(String(last)) {
        throw ProgramFailure(
          .usage,
          "'\(name)': there is no planet \(last); \(letters.isEmpty ? "none was found" : "there are \(letters.joined(separator: ", "))")"
        )
      }
    }
    do throws(ModelError) { return try RadialVelocityModel(table, search, settings) } catch {
      throw ProgramFailure(.dataError, error.description)
    }
  }

  private func sampled(
    _ model: RadialVelocityModel, _ settings: RadialVelocityFit.Settings
  ) throws -> RadialVelocityFit {
    do {
      try say("\npriors (--prior NAME=… sets others)\n\(PlanetReport.priors(model))")
      let printer = progress.printer
      let report = try progress.showing(.building) { try model.model.gradientReport() }
      try say(gradients ? "\n\(report)\n" : "\n\(GradientLine(report))\n")
      return try Interruption.deferred {
        try RadialVelocityFit(model, settings, verifying: json) { printer?.handle($0) ?? true }
      }
    } catch let error as ModelError {
      throw ProgramFailure(.software, error.description)
    }
  }

  private func print(
    _ report: FitReport, _ fit: RadialVelocityFit, _ search: PlanetSearch,
    _ quantities: [(name: String, draws: ScalarDraws)]
  ) throws {
    let text = PlanetReport(fit, search, quantities)
    var parts = ["\n\(starName.printable)\n", text.planets, ""]
    if !fit.model.letters.isEmpty, !quantities.contains(where: { $0.name.hasPrefix("m sin i") }) {
      parts.append("m sin i and a need --stellar-mass.\n")
    }
    parts += [text.instruments, ""]
    if let trend = text.trend { parts += [trend, ""] }
    if let activity = text.activity { parts += [activity, ""] }
    if !search.stages.isEmpty, !fit.model.letters.isEmpty { parts += [text.evidence, ""] }
    if table { parts += [report.summary.description, ""] }
    for warning in report.warnings { parts.append("warning: \(warning)") }
    let count = fit.posterior.chains.drawCount * fit.posterior.chains.chains.count
    parts.append(
      "\(count) draws of \(fit.posterior.chains.chains.count) chain\(fit.posterior.chains.chains.count == 1 ? "" : "s"), "
        + "divergences: \(report.divergences); \(String(format: "%.1f", report.seconds)) s")
    try StandardOutput.write(parts.joined(separator: "\n"))
  }

  /// Why it matters that the solver carries its own gradient.
  private func meaning(of posterior: Posterior) -> String {
    let count = posterior.chains.chains.reduce(0) { $0 + $1.gradientCount }
    return """
      Kepler's equation was solved by a routine that carries its own derivative. Apus verified that derivative and used it,
      unchanged, in all \(count) gradients behind these draws. A routine of yours can carry its own in the same way.
      """
  }
}

extension String {
  /// The text with what a terminal would obey written as escapes.
  var printable: String { ShownText.escaped(self, limit: .max) }
}
