// Ops that tests differentiate: with chosen answers, without a pushforward, with two results.

import ApusGraph
import ApusOps

/// The sum of its scalar or equally shaped operands, whose pullback gives chosen answers.
struct Answering: Op {
  /// An answer for one operand.
  enum Answer: Hashable {
    /// The cotangent.
    case value
    /// A value of another type.
    case typed(TensorType)
    /// A value that cannot be built.
    case poisoned
    /// The result does not depend on the operand.
    case disconnected
    /// No derivative exists.
    case undefined(String)
    /// Nobody wrote it down.
    case notImplemented(String)
  }

  let answers: [Answer]

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<results[0].count { results[0].float64[i] = operands.reduce(0) { $0 + $1.float64[i] } }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    answers.map { answer in
      switch answer {
      case .value: .value(site.cotangent())
      case .typed(let type): .value(.zeros(type))
      case .poisoned: .value(Tensor.ones([2]) + Tensor.ones([3]))
      case .disconnected: .disconnected
      case .undefined(let reason): .undefined(reason)
      case .notImplemented(let reason): .notImplemented(reason)
      }
    }
  }
}

/// (x², x³) of a tensor, without a pushforward.
///
/// The pullback uses only the cotangents that are there.
struct Powers: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count {
      let x = operands[0].float64[i]
      (results[0].float64[i], results[1].float64[i]) = (x * x, x * x * x)
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let x = site.operands[0]
    let terms = [site.cotangents[0].map { $0 * (2 * x) }, site.cotangents[1].map { $0 * (3 * site.results[0]) }]
    let found = terms.compactMap { $0 }
    return [.value(found.dropFirst().reduce(found[0], +))]
  }
}

/// Both results copy the operand; the cotangent tells which results' cotangents were structural zeros.
struct Witness: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for result in results { result.base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount) }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let pattern = site.cotangents.map { $0 == nil ? 0.0 : 1.0 }
    return [.value(site.cotangent(0) + site.cotangent(1) + (10 * pattern[0] + 100 * pattern[1]))]
  }
}
