// The law of the tree: whatever turns and diverges, the weights are invariant. Checked exactly, over all choices.

import ApusInference
import Foundation
import Testing

@Suite struct TreeInvarianceTests {
  /// A number in [0, 1) that depends on integers in no visible way.
  static func scramble(_ numbers: Int...) -> Double {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for number in numbers {
      hash = (hash ^ UInt64(bitPattern: Int64(number))) &* 0xD6E8_FEB8_6659_FD93
      hash ^= hash >> 29
    }
    return Double(hash >> 11) * 0x1p-53
  }

  /// The largest |Σ w(i) P(i → j) − w(j)| over all points j of 0 ..< count, outside of which everything diverges.
  static func largestDefect(
    count: Int, maxDepth: Int, logWeight: @escaping (Int) -> Double,
    turns: @escaping (ClosedRange<Int>, ClosedRange<Int>) -> Bool, diverges: @escaping (Int) -> Bool
  ) -> Double {
    let points = (0..<count).filter { !diverges($0) }
    var after = [Double](repeating: 0, count: count)
    for initial in points {
      let trajectory = ScriptedTrajectory(
        logWeight: logWeight, turns: turns, diverges: { $0 < 0 || $0 >= count || diverges($0) }, initial: initial)
      for (selected, probability) in selectionProbabilities(of: trajectory, maxDepth: maxDepth) {
        after[selected] += exp(logWeight(initial)) * probability
      }
    }
    return points.map { (after[$0] - exp(logWeight($0))).magnitude }.max() ?? 0
  }

  @Test(arguments: 0..<12)
  func `the weights are invariant under the tree, for arbitrary turns and divergences`(script: Int) {
    let turnRate = [0, 0.1, 0.3, 0.6][script % 4]
    let divergenceRate = script < 6 ? 0 : 0.15
    let defect = Self.largestDefect(
      count: 11, maxDepth: 3, logWeight: { 3 * Self.scramble(1, script, $0) },
      turns: { early, late in
        Self.scramble(2, script, early.lowerBound, early.upperBound, late.upperBound) < turnRate
      }, diverges: { Self.scramble(3, script, $0) < divergenceRate })
    #expect(defect < 1e-12)
  }

  @Test func `the check finds a criterion that depends on how a span was reached`() {
    // A broken law: whether it turns depends on where the trajectory began.
    var after = [Double](repeating: 0, count: 9)
    for initial in 0..<9 {
      let trajectory = ScriptedTrajectory(
        turns: { early, late in late.upperBound - early.lowerBound > 1 && late.contains(initial) },
        diverges: { $0 < 0 || $0 >= 9 }, initial: initial)
      for (selected, probability) in selectionProbabilities(of: trajectory, maxDepth: 3) {
        after[selected] += probability
      }
    }
    #expect(after.contains { ($0 - 1).magnitude > 1e-3 })
  }
}
