// The random choices that a No-U-Turn tree makes: made by a generator, or enumerated by a test.

internal import ApusRandom

/// A source of the two kinds of choices.
package protocol TreeChoices {
  /// A direction: each with probability ½.
  mutating func direction() -> Direction

  /// True with the given probability, a number in [0, 1].
  mutating func accepts(probability: Double) -> Bool
}

/// Choices by a generator: one word each.
struct RandomChoices: TreeChoices {
  var generator: Philox4x64

  mutating func direction() -> Direction { generator.next() >> 63 == 0 ? .backward : .forward }

  mutating func accepts(probability: Double) -> Bool { generator.uniform() < probability }
}
