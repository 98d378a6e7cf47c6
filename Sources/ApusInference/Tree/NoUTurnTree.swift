// The No-U-Turn tree: doubles a trajectory until it turns, and selects one of its points, on any trajectory.

internal import ApusRandom

/// Grows a balanced binary tree of points by doubling it in random directions, until it turns, diverges or is deep enough, and
/// selects one of its points.
///
/// Within a subtree the selection is multinomial by weight; a new subtree replaces the selection with probability
/// min(1, its weight / the weight of the tree so far), which favours points far from the initial one. Subtrees in which a
/// U-turn or a divergence happens are left out, so that each point of the final trajectory would have grown the same one
/// with the same probability: the weights stay invariant.
///
/// Reference: Hoffman, Gelman (2014), The No-U-Turn sampler; Betancourt (2017), A conceptual introduction to Hamiltonian
/// Monte Carlo, appendix A.
/// Checked against: exact enumeration of all choices on integers, and a plain transcription of the algorithm on arrays.
package struct NoUTurnTree<Path: Trajectory, Choices: TreeChoices> {
  package struct Outcome {
    /// All points of the final trajectory, with the selected one.
    package let span: Path.Span
    /// How often the trajectory was doubled.
    package let depth: Int
    /// How many points were computed, those of subtrees that were left out included.
    package let leapfrogCount: Int
    /// The mean over these points of min(1, weight): the acceptance probability of a Metropolis step to each.
    package let acceptance: Double
    package let isDivergent: Bool
    /// Whether the greatest depth was reached before a turn.
    package let reachedMaxDepth: Bool
  }

  package var path: Path
  package var choices: Choices
  private var leapfrogCount = 0
  private var acceptanceSum = 0.0
  private var isDivergent = false

  package init(path: Path, choices: Choices) {
    self.path = path
    self.choices = choices
  }

  /// Grows the tree from its initial point, of weight 1.
  ///
  /// - Precondition: `maxDepth` is at least 1.
  package mutating func grow(from root: Path.Span, maxDepth: Int) -> Outcome {
    var whole = root
    var logWeight = 0.0
    var depth = 0
    var isTurning = false
    while depth < maxDepth && !isTurning {
      let direction = choices.direction()
      guard let subtree = subtree(beyond: whole, direction, depth: depth) else { break }
      depth += 1
      let (early, late) = direction == .forward ? (whole, subtree.span) : (subtree.span, whole)
      isTurning = path.isTurning(early, late)
      let sum = LogWeightSum(logWeight, subtree.logWeight)
      let isTaken = choices.accepts(probability: sum.secondOverFirst)
      logWeight = sum.total
      whole = path.join(early, late, selecting: isTaken == (direction == .forward) ? .late : .early)
    }
    return Outcome(
      span: whole, depth: depth, leapfrogCount: leapfrogCount, acceptance: acceptanceSum / Double(leapfrogCount),
      isDivergent: isDivergent, reachedMaxDepth: depth == maxDepth && !isTurning)
  }

  /// The 2^depth points beyond a span, with the logarithm of their weight; nil where they diverge or a part of them turns.
  private mutating func subtree(
    beyond span: Path.Span, _ direction: TimeDirection, depth: Int
  ) -> (span: Path.Span, logWeight: Double)? {
    if depth == 0 { return leaf(beyond: span, direction) }
    guard let near = subtree(beyond: span, direction, depth: depth - 1),
      let far = subtree(beyond: near.span, direction, depth: depth - 1)
    else { return nil }
    let (early, late) = direction == .forward ? (near.span, far.span) : (far.span, near.span)
    if path.isTurning(early, late) { return nil }
    let sum = LogWeightSum(near.logWeight, far.logWeight)
    let isFar = choices.accepts(probability: sum.shareOfSecond)
    let part: TrajectoryHalf = isFar == (direction == .forward) ? .late : .early
    return (path.join(early, late, selecting: part), sum.total)
  }

  private mutating func leaf(
    beyond span: Path.Span, _ direction: TimeDirection
  ) -> (span: Path.Span, logWeight: Double)? {
    let leaf = path.step(beyond: span, direction)
    leapfrogCount += 1
    acceptanceSum += leaf.logWeight >= 0 ? 1 : Stable.exp(leaf.logWeight)
    isDivergent = leaf.isDivergent
    return leaf.isDivergent ? nil : (leaf.span, leaf.logWeight)
  }
}

/// The sum of two weights that are given by their logarithms; neither is NaN or +∞, nor are both −∞.
struct LogWeightSum {
  /// ln(e^first + e^second).
  let total: Double
  /// The second's share of the sum.
  let shareOfSecond: Double
  /// min(1, e^(second − first)).
  let secondOverFirst: Double

  init(_ first: Double, _ second: Double) {
    // With the smaller over the larger weight nothing overflows.
    let isSecondLarger = second >= first
    let ratio = Stable.exp(isSecondLarger ? first - second : second - first)
    total = (isSecondLarger ? second : first) + Stable.log1p(ratio)
    shareOfSecond = (isSecondLarger ? 1 : ratio) / (1 + ratio)
    secondOverFirst = isSecondLarger ? 1 : ratio
  }
}
