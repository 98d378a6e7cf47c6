// The work of `apus fit rv`: reading, building, sampling, reporting.

internal import ApusExtension
internal import ApusProgram
internal import ApusVelocities
internal import ArgumentParser
internal import Foundation

extension FitRadialVelocity {
  /// Reads the table, fits the model, saves and prints.
  ///
  /// - Throws: ``ProgramFailure``, `OutputFailure`.
  func fit() throws {
    let began = ContinuousClock.now
    let table = try readTable()
    let fit = try model(of: table)
    if let out { try requirePlace(in: out) }
    if !json {
      let days = Int(exactly: table.span.rounded(.down)).map(String.init) ?? "\(table.span)"
      try StandardOutput.write(
        "\(table.count) velocities of \(table.instruments.count) instruments over \(days) days; "
          + "\(fit.planets.count) planet\(fit.planets.count == 1 ? "" : "s"), epoch \(fit.epoch)")
    }
    let posterior: Posterior
    do {
      if !json { try StandardOutput.write("\n\(try fit.model.gradientReport())\n") }
      let printer = ProgressPrinter()
      posterior = try Interruption.deferred {
        try fit.model.sample(
          draws: draws, warmup: warmup, chains: chains, seed: seed, sampler: NUTS(targetAcceptance: 0.9),
          verifying: json, progress: { printer.handle($0) })
      }
    } catch let error as ModelError {
      throw ProgramFailure(.software, error.description)
    }
    let interruption = InterruptedRun(posterior)
    var report: FitReport?
    if interruption?.hasSummary ?? true {
      let summary = Summary(
        fit.quantities(posterior.draws, stellarMass: stellarMass), sampler: posterior.samplerStatistics)
      report = FitReport(
        summary: summary, divergences: posterior.divergenceCount, gradients: posterior.gradientReport,
        draws: posterior.chains.drawCount, isInterrupted: interruption != nil,
        seconds: (ContinuousClock.now - began) / .seconds(1))
    }
    // The draws are saved before anything is printed: the output may be closed by now.
    let saved = out.map { folder in Result { try save(posterior, report, in: folder) } }
    if let report {
      if json {
        try StandardOutput.write(try report.text())
      } else {
        try StandardOutput.write(
          "\n\(report.summary)\n\ndivergences: \(report.divergences); \(String(format: "%.1f", report.seconds)) s")
      }
    }
    if let files = try saved?.get(), !json { try StandardOutput.write("saved \(files)") }
    if report != nil, !json { try StandardOutput.write("\n\(meaning(of: posterior))") }
    if let interruption { throw ProgramFailure(ExitCode(interruption.status), interruption.description) }
  }

  /// Why it matters that the solver carries its own gradient.
  private func meaning(of posterior: Posterior) -> String {
    let count = posterior.chains.chains.reduce(0) { $0 + $1.gradientCount }
    return """
      Kepler's equation was solved by a routine that carries its own derivative. Apus verified that derivative and used it,
      unchanged, in all \(count) gradients behind these draws. A routine of yours can carry its own in the same way.
      """
  }

  private func readTable() throws(ProgramFailure) -> VelocityTable {
    do throws(VelocityError) { return try VelocityTable(contentsOf: file) } catch {
      switch error {
      case .table(.missingFile), .table(.unreadable):
        throw ProgramFailure(.noInput, error.description)
      default: throw ProgramFailure(.dataError, error.description)
      }
    }
  }

  private func model(of table: VelocityTable) throws(ProgramFailure) -> RadialVelocityModel {
    let starts = try numbers(periods.joined(separator: ","), "--periods")
    let count = planets ?? starts.count
    guard starts.count == count, (1...24).contains(count) else {
      throw usage("--planets is \(count), and --periods gives \(starts.count); 1 to 24 planets can be fitted")
    }
    let widths = try periodWidths.map { text throws(ProgramFailure) in try numbers(text, "--period-widths") }
    let given = try amplitudes.map { text throws(ProgramFailure) in try numbers(text, "--amplitudes") }
    for (name, list) in [("--period-widths", widths), ("--amplitudes", given)] {
      if let list, list.count != count { throw usage("\(name) gives \(list.count) numbers for \(count) planets") }
    }
    let epoch = epoch ?? table.roundEpoch
    do throws(ModelError) {
      return try RadialVelocityModel(table, periods: starts, widths: widths, amplitudes: given, epoch: epoch)
    } catch { throw ProgramFailure(.dataError, error.description) }
  }

  private func numbers(_ text: String, _ option: String) throws(ProgramFailure) -> [Double] {
    var result: [Double] = []
    for part in text.split(separator: ",") {
      guard let number = Double(part.trimmingCharacters(in: .whitespaces)), number > 0, number.isFinite else {
        throw usage("\(option) takes positive numbers separated by commas, not '\(part)'")
      }
      result.append(number)
    }
    return result
  }

  private func usage(_ message: String) -> ProgramFailure { ProgramFailure(.usage, message) }

  /// Makes the folder, and tries whether files can be written there, before anything is sampled.
  private func requirePlace(in folder: String) throws(ProgramFailure) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for file in ["draws.csv", "summary.json"] { try FileBytes.requirePlace("\(folder)/\(file)") }
    } catch {
      throw ProgramFailure(.cannotCreate, "\(folder): cannot be written: \(error)")
    }
  }

  /// Saves the draws and, where there is one, the report; the names of the files.
  private func save(_ posterior: Posterior, _ report: FitReport?, in folder: String) throws -> String {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try posterior.write(folder + "/draws.csv")
      guard let report else { return "\(folder)/draws.csv" }
      try Data((try report.text() + "\n").utf8).write(
        to: URL(fileURLWithPath: folder + "/summary.json"), options: .atomic)
    } catch {
      throw ProgramFailure(.cannotCreate, "\(folder): cannot be written: \(error)")
    }
    return "\(folder)/draws.csv and \(folder)/summary.json"
  }
}
