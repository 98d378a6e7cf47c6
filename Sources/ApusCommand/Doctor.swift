// `apus doctor`: which libraries were found on this machine, and what is used instead of missing ones.

internal import ApusExtension
internal import ApusNumerics
internal import ApusProgram
internal import ArgumentParser

/// Says which libraries and backends are in use.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show which libraries and backends are in use on this machine.")

  func run() throws {
    try StandardOutput.write("linear algebra: \(BLAS.shared.description)\ngradients: \(Backend.platform)")
  }
}
