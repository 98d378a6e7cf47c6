// The two ways in which tests evaluate densities: the interpreter and native code.

import ApusGraph
import ApusInterpreter
import ApusTestSupport
import Testing

/// An evaluation of outputs that depend on arguments.
enum Backend: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case interpreter
  case native

  var testDescription: String { rawValue }

  /// Those that are here; native code must be where `APUS_REQUIRE` names llvm.
  static var present: [Backend] {
    get throws { try Requirement.llvm.isMet(NativeAgreement.isAvailable) ? allCases : [.interpreter] }
  }

  /// The values of outputs.
  func values(of outputs: [Tensor], _ bindings: [(Tensor, NDArray)]) throws -> [[Double]] {
    switch self {
    case .interpreter:
      return try evaluate(outputs, Dictionary(bindings) { first, _ in first }).map(\.doubles)
    case .native:
      return try NativeAgreement.native(outputs, bindings, rewriting: true).map(\.doubles)
    }
  }
}
