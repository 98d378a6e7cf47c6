// At which points rules are verified, whether by a program or by apus.

package import ArgumentParser

/// The points of a verification.
package struct VerificationOptions: ParsableArguments {
  /// The number of points.
  @Option(help: "The number of points at which each rule is verified: the initial point, then prior draws.")
  package var points = 3

  /// The seed of the draws.
  @Option(help: "The seed of the prior draws.")
  package var seed: UInt64 = 0

  /// Refuses what cannot be meant.
  package func validate() throws { guard points > 0 else { throw ValidationError("at least 1 point is needed") } }

  /// The options' defaults, before anything is read.
  package init() {}
}
