// The command line of Apus: models that are programs, files of draws, fits of velocities, graphs.

internal import ApusExtension
internal import ApusProgram
internal import ArgumentParser

/// The root of the command line.
@main
struct ApusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus", abstract: "Probabilistic programming with gradients of your own.",
    version: ApusRelease.version,
    subcommands: [
      Sample.self, Predict.self, DiagnoseCommand.self, Report.self, CompareCommand.self, ConvertCommand.self,
      Fit.self,
      PeriodogramCommand.self, Verify.self, Export.self, Graph.self, Doctor.self,
    ])

  static func main() { CommandProcess.run(Self.self, name: "apus") }
}

/// Ready-made fits.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Fit a ready-made model to data of your own.",
    discussion: "Example: apus fit rv star.csv", subcommands: [FitRadialVelocity.self])
}
