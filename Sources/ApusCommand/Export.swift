// `apus export jax`: a model that is a program as a Python module that NumPyro and BlackJAX sample.

internal import ApusExtension
internal import ApusProgram
internal import ArgumentParser

/// Exports models to other systems.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export a model that is a program to another system.",
    discussion: "Example: apus export jax SymbolicKepler kepler.py",
    subcommands: [ExportJAX.self])
}

/// Exports a model to JAX.
struct ExportJAX: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jax", abstract: "Write a model as a Python module that NumPyro and BlackJAX sample.",
    discussion: """
      PROGRAM is the path of a program whose model conforms to ModelProgram, or the name of one that was built beside \
      apus, such as the example SymbolicKepler. The module's arrays are saved beside it as FILE.npz. If the model has \
      routines in Swift, a shared library of the program is saved too. The exit status is 0 if all is well, 1 if a gradient \
      rule is missing, 66 if there is no such program, 70 if the model cannot be exported or the check fails, and 73 if a \
      file cannot be written.

      Example: apus export jax SymbolicKepler kepler.py --check
      """)

  @ArgumentParser.Argument(help: "The program that has the model.", completion: .file())
  var program: String

  @OptionGroup var options: JAXExportOptions

  func run() throws {
    try ProgramFailure.saying("apus") {
      let status = try ModelExecutable(program).run(["export", "jax"] + options.arguments)
      if status != 0 { throw ExitCode(status) }
    }
  }
}
