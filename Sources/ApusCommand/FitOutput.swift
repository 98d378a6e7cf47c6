// The folder of a fit: draws, summary and pictures.

internal import ApusExtension
internal import ApusProgram
internal import ApusVelocities
internal import Foundation

/// A folder that files can be written to.
struct FitOutput {
  let folder: String

  /// Makes the folder, and tries whether files can be written there, before anything is computed.
  init(_ folder: String, files: [String] = ["draws.csv", "summary.json"]) throws(ProgramFailure) {
    self.folder = folder
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for file in files { try FileBytes.requirePlace("\(folder)/\(file)") }
    } catch {
      throw ProgramFailure(.cannotCreate, "\(folder): cannot be written: \(error)")
    }
  }

  /// Saves the draws and, where there is one, the report with the pictures; the names of the files.
  func save(
    _ fit: RadialVelocityFit, _ search: PlanetSearch, _ report: FitReport?,
    quantities: [(name: String, draws: ScalarDraws)], thin: Int
  ) throws -> String {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try write(fit.posterior, thin: thin)
      guard let report else { return "\(folder)/draws.csv" }
      try Data((try report.text() + "\n").utf8).write(
        to: URL(fileURLWithPath: folder + "/summary.json"), options: .atomic)
    } catch {
      throw ProgramFailure(.cannotCreate, "\(folder): cannot be written: \(error)")
    }
    return "\(folder)/draws.csv and \(folder)/summary.json"
  }

  private func write(_ posterior: Posterior, thin: Int) throws {
    try posterior.write(folder + "/draws.csv")
  }
}
