// `apus doctor`: which libraries were found on this machine, and what is used instead of missing ones.

internal import ApusExtension
internal import ApusNumerics
internal import ApusProgram
internal import ApusStore
internal import ArgumentParser

/// Says which libraries and backends are in use.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show which libraries and backends are in use on this machine.",
    discussion: "Example: apus doctor")

  func run() throws {
    let files = FileLibrary.all.map { library in
      let found = [library.path, library.name == FileLibrary.netCDF.name ? NetCDF.version : nil].compactMap { $0 }
      let state = found.isEmpty ? "not found: \(library.advice)" : found.joined(separator: ", version ")
      return "\(library.name), which \(library.purpose): \(state)"
    }
    let lines = ["linear algebra: \(BLAS.shared.description)", "gradients: \(Backend.platform)"] + files
    try StandardOutput.write(lines.joined(separator: "\n"))
  }
}
