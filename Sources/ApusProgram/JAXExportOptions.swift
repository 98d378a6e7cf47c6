// What `export jax` takes, whether of a program or of apus.

package import ArgumentParser

/// The arguments of an export to JAX.
package struct JAXExportOptions: ParsableArguments {
  /// The module's file.
  @ArgumentParser.Argument(
    help: "The file to write, FILE.py; - prints the module and saves nothing.", completion: .file(extensions: ["py"]))
  package var file: String

  /// Whether the module's check is run.
  @Flag(help: "Run the module's own check, which compares its values and gradients with Apus's. JAX must be installed.")
  package var check = false

  /// The Python that runs it.
  @Option(help: "The Python that runs the check.")
  package var python = "python3"

  /// The number of points.
  @Option(help: "The number of points at which the check compares.")
  package var points = 20

  /// Their seed.
  @Option(help: "The seed of those points.")
  package var seed: UInt64 = 0

  /// Refuses what cannot be meant.
  package func validate() throws {
    guard points > 0 else { throw ValidationError("at least 1 point is needed") }
    guard file.hasSuffix(".py") || file == "-" else { throw ValidationError("the name of a module ends in .py") }
    if check && file == "-" { throw ValidationError("a module that is only printed cannot be checked") }
  }

  /// The options' defaults, before anything is read.
  package init() {}

  /// The arguments that give these options again.
  package var arguments: [String] {
    [file, "--points", "\(points)", "--seed", "\(seed)", "--python", python] + (check ? ["--check"] : [])
  }
}
