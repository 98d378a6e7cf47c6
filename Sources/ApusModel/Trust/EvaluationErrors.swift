// What Ops threw while a model was sampled: each such point is rejected, and counted here.

internal import ApusGraph
internal import Synchronization

/// An Op that threw at points of a sampling.
public struct ThrowingOp: Sendable, Encodable, CustomStringConvertible {
  /// The Op.
  public let op: String
  /// The first error that it threw, as text.
  public let message: String
  /// At how many points it threw; these were rejected.
  public let count: Int
  /// How many evaluations there were in all.
  public let evaluationCount: Int

  /// Such as `Orbit threw in 12 of 310000 evaluations, at first: no convergence`.
  public var description: String { "\(op) threw in \(count) of \(evaluationCount) evaluations, at first: \(message)" }
}

/// The records of all evaluators of a density.
final class EvaluatorErrors: Sendable {
  private let records = Mutex<[ThrownErrors]>([])

  /// A record for one evaluator.
  func makeRecord() -> ThrownErrors {
    let record = ThrownErrors()
    records.withLock { $0.append(record) }
    return record
  }

  /// What was thrown so far, an entry for each Op.
  var entries: [ThrownError] {
    records.withLock { $0 }.reduce(into: []) { $0 = $0.merged(with: $1.entries) }
  }
}

extension ThrownErrors {
  /// Ends a point at which an Op threw; the density there.
  func rejection() -> Double {
    endPoint()
    return .nan
  }
}
