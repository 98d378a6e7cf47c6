// A graph in native code, for `apus graph`: compiled, compared with the interpreter, evaluated and explained.

internal import ApusExtension
internal import ApusNative
internal import ApusProgram
internal import ArgumentParser

/// What evaluates a graph.
enum GraphBackend: String, CaseIterable, ExpressibleByArgument {
  case native
  case interpreter
}

/// Native code of a graph's outputs.
struct NativeEvaluation {
  private let program: NativeProgram
  private let data: NativeData

  /// - Throws: a failure that says why there is no native code, such as that libLLVM is missing.
  init(_ outputs: [Tensor], varying: [Tensor]) throws(ProgramFailure) {
    do {
      (program, data) = try NativeProgram.bound(outputs, varying: varying)
    } catch { throw ProgramFailure(.software, "\(error)") }
  }

  /// The library and the processor of the code.
  static var platform: String { NativeProgram.platform ?? "none" }

  /// The steps of the program.
  var explanation: String { program.explain() }

  /// The values for those of the varying arguments.
  ///
  /// - Throws: a failure that names the first value that is not the interpreter's.
  func values(at point: [NDArray], _ names: [String]) throws(ProgramFailure) -> [NDArray] {
    do { try NativeCheck(program, data: [:], names: names).run(at: [point]) } catch {
      throw ProgramFailure(.software, "\(error)")
    }
    let evaluator = NativeEvaluator(program, data)
    for (index, value) in point.enumerated() { evaluator.load(index, value) }
    evaluator.run()
    return withExtendedLifetime(evaluator) { program.outputs.indices.map { evaluator.value($0) } }
  }
}
