// `apus verify`: the gradient rules of models that are programs, the examples among them.

internal import ApusExtension
internal import ApusProgram
internal import ApusSystem
internal import ArgumentParser

/// Verifies the gradient rules of models.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verify the gradient rules of models that are programs.",
    discussion: """
      PROGRAM is the path of a program whose model conforms to ModelProgram, or the name of one that was built beside \
      apus, such as the example ScalarKepler. The exit status is the highest of the programs': 0 if all rules are right, \
      1 if one is wrong or missing, 66 if there is no such program, and 70 if it fails.

      Examples: apus verify .build/release/MyModel
                apus verify --all
      """)

  /// The examples that are programs.
  static let examples = [
    "AstrometryAndVelocities", "BlackBoxKepler", "EightSchools", "LineLikelihood", "ScalarKepler", "StellarActivity",
    "SwiftDerivative", "SymbolicKepler", "TransitAndVelocities",
  ]

  @ArgumentParser.Argument(help: "The programs that have the models.", completion: .file())
  var programs: [String] = []

  @Flag(help: "Verify all examples; they must have been built beside apus.")
  var all = false

  @OptionGroup var options: VerificationOptions

  @Flag(help: "Print a JSON array with an object for each program.")
  var json = false

  func validate() throws {
    guard all || !programs.isEmpty else { throw ValidationError("name a program, or give --all for the examples") }
  }

  func run() throws {
    var status: Int32 = 0
    var objects: [String] = []
    for name in (all ? Self.examples : []) + programs {
      do {
        let verdict = try ModelExecutable(name).verify(points: options.points, seed: options.seed)
        status = max(status, verdict.passed ? 0 : 1)
        if json { objects.append(verdict.json) } else { try StandardOutput.write(verdict.text + "\n") }
      } catch let error as ProgramFailure {
        StandardError.say("apus: \(error.message)\n")
        status = max(status, error.code.rawValue)
      }
    }
    if json { try StandardOutput.write("[" + objects.joined(separator: ",\n") + "]") }
    if status != 0 { throw ExitCode(status) }
  }
}
