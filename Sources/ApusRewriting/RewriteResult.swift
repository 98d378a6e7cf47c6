// What a rewriting returns and what its trace shows.

public import ApusGraph

/// The outputs of a rewriting, with what it did.
public struct RewriteResult: Sendable, CustomStringConvertible {
  /// The rewritten outputs, of the same types.
  public let outputs: [Tensor]
  /// How often each rule fired; rules that did not fire are left out.
  public let firings: [String: Int]
  /// How many times the graph was walked, the last time to find that nothing fires any more.
  public let passCount: Int
  /// Whether no rule fires any more; false only for rules that undo each other.
  public let isFixedPoint: Bool

  /// Whether a rule fired.
  public var isChanged: Bool { !firings.isEmpty }

  /// One line: the rules with their counts, in alphabetical order.
  public var description: String {
    let counts = firings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)×" }
    return counts.isEmpty ? "no rule fired" : counts.joined(separator: ", ")
  }
}

/// One replacement.
public struct RewriteStep: Sendable, CustomStringConvertible {
  /// The rule's name.
  public let rule: String
  /// The replaced values.
  public let before: [Tensor]
  /// What took their places.
  public let after: [Tensor]

  /// One line: `log of 1 + x: Log(Add(1.0, x)): float64() becomes Log1p(x): float64()`.
  public var description: String {
    func text(_ tensors: [Tensor]) -> String { tensors.map(\.summary).joined(separator: ", ") }
    return "\(rule): \(text(before)) becomes \(text(after))"
  }
}
