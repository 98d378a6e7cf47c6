// `apus export jax`: a model that is a program as a Python module that NumPyro and BlackJAX sample.

internal import ArgumentParser
internal import Foundation

/// Exports models to other systems.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export a model that is a program to another system.",
    subcommands: [ExportJAX.self])
}

/// Exports a model to JAX.
struct ExportJAX: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jax", abstract: "Write a model as a Python module that NumPyro and BlackJAX sample.",
    discussion: """
      PROGRAM is the path of a program whose model conforms to ModelProgram, or the name of one that was built beside \
      apus, such as the example SymbolicKepler. The module's arrays are saved beside it as FILE.npz; where the model has \
      routines in Swift, a shared library of the program too. The exit status is the program's: 0 where all is well, \
      1 where a gradient rule is missing, 70 where the model cannot be exported or the check fails, 73 where a file cannot be written; 66 where there is no \
      such program.
      """)

  @ArgumentParser.Argument(help: "The program.", completion: .file())
  var program: String

  @ArgumentParser.Argument(
    help: "The module, FILE.py; - prints it and saves nothing.", completion: .file(extensions: ["py"]))
  var file: String

  @Flag(help: "Run the module's own check: its values and gradients are held against Apus's. JAX must be installed.")
  var check = false

  @Option(help: "The Python that runs the check.")
  var python = "python3"

  @Option(help: "At how many points the module can be held against Apus.")
  var points = 20

  @Option(help: "The seed of those points.")
  var seed: UInt64 = 0

  func validate() throws {
    guard points > 0 else { throw ValidationError("at least 1 point is needed") }
    guard file.hasSuffix(".py") || file == "-" else { throw ValidationError("the name of a module ends in .py") }
    if check && file == "-" { throw ValidationError("a module that is only printed cannot be checked") }
  }

  func run() throws {
    do {
      var arguments = ["export", "jax", file, "--points", "\(points)", "--seed", "\(seed)", "--python", python]
      if check { arguments.append("--check") }
      let status = try ModelExecutable(program).run(arguments)
      if status != 0 { throw ExitCode(status) }
    } catch let failure as CommandFailure {
      FileHandle.standardError.write(Data("apus: \(failure.message)\n".utf8))
      throw ExitCode(failure.code)
    }
  }
}
