// The wish that a run ends early, whoever has it: a progress handler, a signal, a cancelled task.

internal import Synchronization

/// Tells chains, populations and ascents to end after the step that they are making.
package final class StopFlag: Sendable {
  /// The flag of the runs that this thread starts; nil where nobody else may stop them.
  @TaskLocal package static var current: StopFlag?

  private let flag = Atomic<Bool>(false)

  package init() {}
  package var isRaised: Bool { flag.load(ordering: .relaxed) }
  package func raise() { flag.store(true, ordering: .relaxed) }
}
