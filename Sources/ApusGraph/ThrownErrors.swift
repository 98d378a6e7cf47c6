// Errors that Ops throw while they are evaluated: the results become NaN, and the errors are counted and kept.

internal import Synchronization

/// An Op that threw, and how often.
package struct ThrownError: Sendable {
  /// The Op's name.
  package let op: String
  /// The first error as text.
  package let message: String
  /// At how many points it threw.
  package var count: Int

  package init(op: String, message: String, count: Int) {
    self.op = op
    self.message = message
    self.count = count
  }
}

/// What the Ops of one evaluator threw.
///
/// Evaluators make one, or take ``current``, and hand it to the evaluations that they prepare. Nothing is locked, and
/// nothing allocated, as long as no Op throws.
package final class ThrownErrors: Sendable {
  /// The record that evaluators made in this scope write to.
  @TaskLocal package static var current: ThrownErrors?

  private struct State {
    var entries: [ThrownError] = []
    /// The Ops that threw at the point that is being evaluated, with their first errors there.
    var pending: [ThrownError] = []
  }

  private let state = Mutex(State())
  private let total = Atomic<Int>(0)

  package init() {}

  /// How many errors were recorded.
  package var count: Int { total.load(ordering: .relaxed) }

  /// Each Op that threw, in the order of the first errors.
  package var entries: [ThrownError] { state.withLock { $0.entries } }

  /// Records an error of an Op's evaluation.
  package func record(_ op: String, _ error: any Error) {
    total.add(1, ordering: .relaxed)
    state.withLock { state in
      guard !state.pending.contains(where: { $0.op == op }) else { return }
      let found = ThrownError(op: op, message: "\(error)", count: 1)
      state.pending.append(found)
      if !state.entries.contains(where: { $0.op == op }) {
        state.entries.append(ThrownError(op: op, message: found.message, count: 0))
      }
    }
  }

  /// Ends a point: each Op that threw at it is counted once, and returned.
  @discardableResult
  package func endPoint() -> [ThrownError] {
    state.withLock { state in
      for index in state.entries.indices
      where state.pending.contains(where: { $0.op == state.entries[index].op }) {
        state.entries[index].count += 1
      }
      defer { state.pending = [] }
      return state.pending
    }
  }
}

extension [ThrownError] {
  /// These and others, an entry for each Op.
  package func merged(with others: [ThrownError]) -> [ThrownError] {
    others.reduce(into: self) { merged, other in
      if let place = merged.firstIndex(where: { $0.op == other.op }) {
        merged[place].count += other.count
      } else {
        merged.append(other)
      }
    }
  }
}

extension MutableTensorView {
  /// Writes what stands for no number: NaN; zeros in integers and truth values, which have none.
  package func invalidate() {
    switch type.elementType {
    case .float64: float64.update(repeating: .nan)
    case .int64: int64.update(repeating: 0)
    case .bool: bool.update(repeating: false)
    }
  }
}
