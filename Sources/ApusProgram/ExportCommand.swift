// `PROGRAM export jax FILE`: the model as a Python module that NumPyro and BlackJAX sample.

internal import ApusExtension
internal import ApusSystem
internal import ArgumentParser
internal import Foundation

struct ExportCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "export", abstract: "Export the model to another system.",
      discussion: "Example: PROGRAM export jax model.py",
      subcommands: [ExportJAXCommand<Program>.self])
  }
}

/// Exports the model to JAX.
struct ExportJAXCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "jax", abstract: "Write the model as a Python module that NumPyro and BlackJAX sample.",
      discussion: """
        The module's arrays are saved beside it as FILE.npz. If the model has routines in Swift, swiftc links the program as a \
        shared library beside it, from the object files that swift build left.

        Example: PROGRAM export jax model.py --check
        """)
  }

  @OptionGroup var options: JAXExportOptions

  func run() throws {
    try ProgramCommand<Program>.doing {
      let model = try Program().model()
      if options.file == "-" {
        return try StandardOutput.write(
          try JAXModule(model, name: Program.name, pointCount: 0).text, terminator: "")
      }
      let module = try exported(model)
      let rules = module.rules.isEmpty ? "no gradient rules of the user's" : "with the rules of \(module.rules.list)"
      try StandardOutput.write("saved \(options.file), \(rules)")
      // The rule is the user's: it is exported as it is, and what is wrong with it is said.
      for finding in try model.verify(pointCount: 1).findings {
        StandardError.say("\(Program.name): warning: \(finding)\n")
      }
      if options.check { try runCheck() }
    }
  }

  /// Exports the model, with a library where it needs one; that is linked when all else is known to be well.
  private func exported(_ model: Model) throws -> JAXModule {
    let file = URL(fileURLWithPath: options.file)
    let module = try JAXModule(
      model, name: file.deletingPathExtension().lastPathComponent, library: JAXLibrary(file: "", main: ""),
      pointCount: options.points, seed: options.seed)
    guard module.routines.isEmpty else {
      let library = try LibraryLinker(Program.self).link(beside: file)
      return try model.exportJAX(
        to: options.file, library: library, pointCount: options.points, seed: options.seed)
    }
    try module.write(to: options.file)
    return module
  }

  /// Runs `python FILE --check`, whose output is this program's.
  private func runCheck() throws {
    let python = CheckingPython(options.python)
    try python.requireJAX(toCheck: options.file)
    try StandardOutput.flush()
    try python.check(options.file)
  }
}

extension [String] {
  /// The strings with commas between.
  fileprivate var list: String { joined(separator: ", ") }
}
