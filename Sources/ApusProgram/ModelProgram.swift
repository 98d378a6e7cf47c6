// A model as a command-line program: what its author writes, and the program's beginning.

public import ApusExtension
internal import ArgumentParser
internal import Foundation

/// A model that is a command-line program: `PROGRAM sample`, `verify`, `report`, `predict`, `export jax FILE`, and
/// `diagnose`, `compare` and `convert` for files of draws.
///
/// ```swift
/// @main struct Coin: ModelProgram {
///   func model() throws -> Model {
///     try Model { m in
///       let p = m.parameter("p", Beta(1, 1))
///       m.observe("heads", Binomial(trials: 10, probability: p), [7])
///     }
///   }
/// }
/// ```
///
/// Without arguments the program samples. Its exit status is
///
/// - 0 if all is well;
/// - 1 if a gradient rule is wrong or missing, or `diagnose` has a serious concern;
/// - 64 for wrong options;
/// - 65 if a file of a store is damaged;
/// - 70 if the model cannot be built or sampled;
/// - 73 if the draws cannot be saved, or a store is another run's;
/// - 74 if the output cannot be written;
/// - 130 if Ctrl-C stopped the sampling (143 for SIGTERM). The draws made until then are printed and saved.
///
/// **Law.** `model()` returns the same model each time. If it uses random numbers, they have a fixed seed.
public protocol ModelProgram {
  /// Makes the program; nothing is read here.
  init()

  /// The program's name in messages and in its help; by default the name of the running executable.
  static var name: String { get }

  /// The model, with its data.
  ///
  /// - Throws: ``ModelError``, or whatever reading the data throws.
  func model() throws -> Model

  /// What `sample` prints of the posterior; by default its summary.
  ///
  /// - Throws: whatever the author's own calculations throw.
  func description(of posterior: Posterior) throws -> String
}

extension ModelProgram {
  /// The file name of the running executable.
  public static var name: String {
    CommandLine.arguments.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "\(Self.self)"
  }

  /// The summary of all variables.
  public func description(of posterior: Posterior) throws -> String { "\(posterior.summary())" }

  /// Reads the arguments, does what they say, and ends the process with its exit status.
  ///
  /// When an exported model's shared library calls it, it only tells the library which program this is.
  public static func main() {
    if !ProgramInquiry.answer(Self.self) { CommandProcess.run(ProgramCommand<Self>.self, name: Self.name) }
  }
}
