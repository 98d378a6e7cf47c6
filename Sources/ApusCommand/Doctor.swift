// `apus doctor`: what was found on this machine, and what runs in its place where it is missing.

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
