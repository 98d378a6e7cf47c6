// A stand-in for the verification of whole models until it is part of them: the rules at the initial point alone.

internal import Apus

/// What the verification of a model found.
struct ModelVerification: Sendable, Encodable, CustomStringConvertible {
  let failures: [VerificationFailure]
  let description: String

  var passed: Bool { failures.isEmpty }

  private enum CodingKeys: String, CodingKey { case description }
}

extension Model {
  /// Verifies each gradient rule of the user's own at the initial point.
  ///
  /// - Throws: ``ModelError`` where a gradient is missing.
  func verify(pointCount: Int = 3, seed: UInt64 = 0) throws(ModelError) -> ModelVerification {
    do {
      return ModelVerification(failures: [], description: "\(try gradientReport())")
    } catch {
      guard case .wrongRule(let failures) = error else { throw error }
      return ModelVerification(
        failures: failures, description: failures.map(\.description).joined(separator: "\n"))
    }
  }
}

extension GradientReport {
  /// The rules as a Graphviz digraph.
  var graphviz: String {
    let nodes = (customRules + builtInRules).map { "  \"\($0.op)\" -> \"log density\" [label=\"\($0.rule)\"];" }
    return (["digraph gradient {"] + nodes + ["}"]).joined(separator: "\n")
  }
}
