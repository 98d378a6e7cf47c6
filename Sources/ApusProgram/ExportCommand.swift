// `PROGRAM export jax FILE`: the model as a Python module that NumPyro and BlackJAX sample.

internal import Apus
internal import ArgumentParser
internal import Foundation

/// Exports the model.
struct ExportCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "export", abstract: "Export the model to another system.",
      subcommands: [ExportJAXCommand<Program>.self])
  }
}

/// Exports the model to JAX.
struct ExportJAXCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "jax", abstract: "Write the model as a Python module that NumPyro and BlackJAX sample.",
      discussion: """
        The module's arrays are saved beside it as FILE.npz. Where the model has routines in Swift, the program is linked as \
        a shared library beside it too, by swiftc, from what swift build has left.
        """)
  }

  @ArgumentParser.Argument(help: "The module, FILE.py; - prints it and saves nothing.")
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
    try ProgramCommand<Program>.doing {
      let model = try Program().model()
      if file == "-" { return print(try JAXModule(model, name: Program.name, pointCount: 0).text, terminator: "") }
      let module = try exported(model)
      let rules = module.rules.isEmpty ? "no gradient rules of the user's" : "with the rules of \(module.rules.list)"
      print("saved \(file), \(rules)")
      // The rule is the user's: it is exported as it is, and what is wrong with it is said.
      for finding in try model.verify(pointCount: 1).findings {
        FileHandle.standardError.write(Data("\(Program.name): warning: \(finding)\n".utf8))
      }
      if check { try runCheck() }
    }
  }

  /// Exports the model, with a library where it needs one; that is linked when all else is known to be well.
  private func exported(_ model: Model) throws -> JAXModule {
    do throws(JAXExportError) { return try model.exportJAX(to: file, pointCount: points, seed: seed) } catch {
      guard case .libraryNeeded = error else { throw error }
    }
    _ = try JAXModule(
      model, name: Program.name, library: JAXLibrary(file: "", main: ""), pointCount: points, seed: seed)
    let library = try LibraryLinker(Program.self).link(beside: URL(fileURLWithPath: file))
    return try model.exportJAX(to: file, library: library, pointCount: points, seed: seed)
  }

  /// Runs `python FILE --check`, whose output is this program's.
  private func runCheck() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, file, "--check"]
    // What this program has printed comes first.
    fflush(nil)
    do { try process.run() } catch {
      throw ProgramFailure(
        status: ProgramFailure.software, message: "\(python) cannot be run: \(error.localizedDescription)")
    }
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw ProgramFailure(
        status: ProgramFailure.software, message: "\(file) --check failed: the module does not give what Apus gives")
    }
  }
}

extension [String] {
  /// The strings with commas between.
  fileprivate var list: String { joined(separator: ", ") }
}
