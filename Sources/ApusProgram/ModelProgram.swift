// A model as a command-line program: what its author writes, and the program's beginning.

public import ApusExtension
internal import ArgumentParser
internal import Foundation

/// A model that is a command-line program: `PROGRAM sample`, `PROGRAM verify`, `PROGRAM report`, `PROGRAM export jax FILE`.
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
/// Without arguments the program samples. Its exit status is 0 where all is well; 1 where a gradient rule is wrong or
/// missing; 64 for wrong options; 70 where the model cannot be built or sampled; 73 where the draws cannot be saved; 74 where
/// the output cannot be written; 130 where Ctrl-C has stopped the sampling (143: SIGTERM), of which what was drawn is printed
/// and saved.
///
/// **Law.** `model()` is the same model each time: its randomness, if there is any, has a fixed seed.
public protocol ModelProgram {
  /// The program, before it has read anything.
  init()

  /// The program's name in messages and in its help; that of the running executable where it is not given.
  static var name: String { get }

  /// The model, with its data.
  ///
  /// - Throws: ``ModelError``, or whatever reading the data throws.
  func model() throws -> Model

  /// What `sample` prints of the posterior; its summary where it is not given.
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
  /// Where a shared library asks which program it contains, it is told, and nothing else is done.
  public static func main() {
    if !ProgramInquiry.answer(Self.self) { CommandProcess.run(ProgramCommand<Self>.self, name: Self.name) }
  }
}
