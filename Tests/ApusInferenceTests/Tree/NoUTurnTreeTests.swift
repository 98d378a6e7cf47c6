// The logic of the tree, exactly: what is visited and asked, when it ends, and with which probability a point is selected.

import ApusInference
import Foundation
import Testing

@Suite struct NoUTurnTreeTests {
  /// Grows a tree whose first choices are the given directions, with every point of a new subtree accepted.
  private func grow(
    _ trajectory: ScriptedTrajectory, _ script: [Bool], maxDepth: Int
  ) -> (outcome: NoUTurnTree<ScriptedTrajectory, EnumeratedChoices>.Outcome, path: ScriptedTrajectory) {
    var tree = NoUTurnTree(path: trajectory, choices: EnumeratedChoices(script: script))
    let outcome = tree.grow(from: trajectory.root, maxDepth: maxDepth)
    return (outcome, tree.path)
  }

  @Test func `each doubling visits as many points as there were, outward from the end`() {
    // Choices: direction, [selections within the subtree], selection of the subtree.
    let script = [true, true] + [false, true, true] + [true, true, true, true, true]
    let (outcome, path) = grow(ScriptedTrajectory(), script, maxDepth: 3)
    #expect(path.visited == [1, -1, -2, 2, 3, 4, 5])
    #expect(outcome.span.points == -2...5)
    #expect(outcome.depth == 3)
    #expect(outcome.leapfrogCount == 7)
    #expect(outcome.acceptance == 1)
    #expect(outcome.reachedMaxDepth)
    #expect(!outcome.isDivergent)
  }

  @Test func `the criterion is asked of each pair of halves, the inner ones first, and last of the whole`() {
    let script = [true, true] + [true, true, true] + [false, true, true, true, true]
    let (_, path) = grow(ScriptedTrajectory(), script, maxDepth: 3)
    #expect(
      path.asked == [
        [0...0, 1...1],
        [2...2, 3...3], [0...1, 2...3],
        [-2...(-2), -1...(-1)], [-4...(-4), -3...(-3)], [-4...(-3), -2...(-1)], [-4...(-1), 0...3],
      ])
  }

  @Test func `a turn of the whole ends the tree, and the last subtree counts`() {
    let turning = ScriptedTrajectory(turns: { $0.lowerBound == 0 && $1.upperBound == 3 })
    let (outcome, path) = grow(turning, [true, true, true, true, true], maxDepth: 10)
    #expect(path.visited == [1, 2, 3])
    #expect(outcome.span.points == 0...3)
    #expect(outcome.depth == 2)
    #expect(!outcome.reachedMaxDepth)
    #expect([2, 3].contains(outcome.span.selected))
  }

  @Test func `a turn at the greatest depth is a turn`() {
    let turning = ScriptedTrajectory(turns: { $0.count + $1.count == 4 })
    #expect(!grow(turning, [], maxDepth: 2).outcome.reachedMaxDepth)
    #expect(grow(ScriptedTrajectory(), [], maxDepth: 2).outcome.reachedMaxDepth)
  }

  @Test func `a turn within a subtree ends the tree without it, as soon as it is seen`() {
    let turning = ScriptedTrajectory(turns: { early, late in early == 4...4 && late == 5...5 })
    var passed = 0
    for growth in allGrowths(of: turning, maxDepth: 4) where growth.visited.contains(5) {
      if growth.visited.contains(6) {
        passed += 1
        // 5 was reached as the second point of another pair, so the pair (4, 5) was never asked for.
        #expect(growth.outcome.span.points.lowerBound % 2 != 0)
      }
    }
    #expect(passed > 0)
    let straight = [true, true, true, true, true, true]
    let (outcome, path) = grow(turning, straight, maxDepth: 10)
    #expect(path.visited == [1, 2, 3, 4, 5])
    #expect(outcome.span.points == 0...3)
    #expect(outcome.depth == 2)
    #expect(outcome.leapfrogCount == 5)
    #expect(!outcome.isDivergent)
  }

  @Test func `a divergence ends the tree without its subtree, and is counted with acceptance 0`() {
    let trajectory = ScriptedTrajectory(diverges: { $0 == 3 })
    let (outcome, path) = grow(trajectory, [true, true, true, true, true], maxDepth: 10)
    #expect(path.visited == [1, 2, 3])
    #expect(outcome.span.points == 0...1)
    #expect(outcome.depth == 1)
    #expect(outcome.isDivergent)
    #expect(!outcome.reachedMaxDepth)
    #expect(outcome.acceptance == 2.0 / 3)
  }

  @Test func `a divergence at the first point leaves the initial point selected`() {
    for growth in allGrowths(of: ScriptedTrajectory(diverges: { $0 != 0 }), maxDepth: 10) {
      #expect(growth.outcome.span == ScriptedTrajectory.Span(points: 0...0, selected: 0))
      #expect(growth.outcome.depth == 0)
      #expect(growth.outcome.leapfrogCount == 1)
      #expect(growth.outcome.acceptance == 0)
      #expect(growth.probability == 0.5)
    }
  }

  @Test func `the acceptance is the mean of min(1, weight) over all points that were computed`() {
    let trajectory = ScriptedTrajectory(logWeight: { [0.0, -1, 2, -3][$0 & 3] }, turns: { $0.count + $1.count == 4 })
    let (outcome, path) = grow(trajectory, [true, true, true, true, true], maxDepth: 5)
    #expect(path.visited == [1, 2, 3])
    #expect((outcome.acceptance - (exp(-1.0) + 1 + exp(-3.0)) / 3).magnitude < 1e-15)
  }

  @Test func `the first doubling selects the new point with probability min(1, weight)`() {
    for (logWeight, probability) in [(-0.5, exp(-0.5)), (0.0, 1), (3.0, 1), (-800.0, 0)] {
      let selected = selectionProbabilities(
        of: ScriptedTrajectory(logWeight: { $0 == 0 ? 0 : logWeight }), maxDepth: 1)
      #expect((selected[0, default: 0] - (1 - probability)).magnitude < 1e-15)
      #expect((selected[1, default: 0] - probability / 2).magnitude < 1e-15)
      #expect((selected[-1, default: 0] - probability / 2).magnitude < 1e-15)
    }
  }

  @Test func `the second doubling selects within the new pair by weight, and the pair by min(1, ratio of sums)`() {
    // Weights 1, 2, 3, 5 at 0, 1, 2, 3; everything before 0 diverges at once.
    let weights = [1.0, 2, 3, 5]
    let trajectory = ScriptedTrajectory(
      logWeight: { log(weights[$0]) }, turns: { _, late in late.upperBound == 3 && late.count == 2 },
      diverges: { $0 < 0 })
    let selected = selectionProbabilities(of: trajectory, maxDepth: 5)
    // To the left at once: 0. Right, then left: 1 (its weight is larger). Right, right: the pair (2, 3), heavier than (0, 1).
    #expect((selected[0]! - 1.0 / 2).magnitude < 1e-15)
    #expect((selected[1]! - 1.0 / 4).magnitude < 1e-15)
    #expect((selected[2]! - 1.0 / 4 * 3 / 8).magnitude < 1e-15)
    #expect((selected[3]! - 1.0 / 4 * 5 / 8).magnitude < 1e-15)
  }

  @Test func `the probabilities of all growths sum to one`() {
    let trajectory = ScriptedTrajectory(logWeight: { -0.1 * Double($0 * $0) }, turns: { $0.count * $1.count == 9 })
    let growths = allGrowths(of: trajectory, maxDepth: 3)
    #expect(growths.count > 500)
    #expect((growths.reduce(0) { $0 + $1.probability } - 1).magnitude < 1e-12)
  }
}
