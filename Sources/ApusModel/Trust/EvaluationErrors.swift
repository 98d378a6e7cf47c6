// What Ops threw while a model was sampled, or predictions were drawn: such points are rejected, or NaN, and counted here.

internal import ApusGraph
internal import Synchronization

/// An Op that threw while a model was evaluated.
public struct ThrowingOp: Sendable, Encodable, CustomStringConvertible {
  /// The Op.
  public let op: String
  /// The first error that it threw, as text.
  public let message: String
  /// At how many points it threw.
  public let count: Int
  /// How many there were in all: evaluations of the density, or draws.
  public let evaluationCount: Int
  /// Whether the points were rejected by a sampler; else what depends on the Op is NaN in these draws.
  public let isRejected: Bool

  init(_ thrown: ThrownError, outOf evaluationCount: Int, isRejected: Bool) {
    op = thrown.op
    message = thrown.message
    count = thrown.count
    self.evaluationCount = evaluationCount
    self.isRejected = isRejected
  }

  /// Such as `Orbit threw in 12 of 310000 evaluations, which were rejected; at first: no convergence`.
  public var description: String {
    let outcome = isRejected ? "evaluations, which were rejected" : "draws, where what depends on it is NaN"
    return "\(op) threw in \(count) of \(evaluationCount) \(outcome); at first: \(message)"
  }
}

/// The records of all evaluators of a density.
final class EvaluatorErrors: Sendable {
  private let records = Mutex<[ThrownErrors]>([])

  func makeRecord() -> ThrownErrors {
    let record = ThrownErrors()
    records.withLock { $0.append(record) }
    return record
  }

  /// What was thrown so far, an entry for each Op.
  var entries: [ThrownError] { records.withLock { $0 }.reduce(into: []) { $0 = $0.merged(with: $1.entries) } }
}

extension ThrownErrors {
  /// Ends a point at which an Op threw; the density there.
  func rejection() -> Double {
    endPoint()
    return .nan
  }
}
