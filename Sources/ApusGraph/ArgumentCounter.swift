// Identities for arguments, counted up under a lock.

internal import Synchronization

/// Hands out identities that no argument of this process has yet.
enum ArgumentCounter {
  /// Identities below this are left to bodies of functions, whose arguments are equal by position.
  static let first = Argument.firstUnique
  private static let made = Atomic<UInt64>(first)

  /// The next identity.
  static func next() -> UInt64 { made.wrappingAdd(1, ordering: .relaxed).oldValue }
}
