// A trajectory on the integers, whose weights, turns and divergences are written down.

import ApusInference

/// The integers in order of time.
///
/// A span is a range of them with one selected.
struct ScriptedTrajectory: Trajectory {
  struct Span: Hashable {
    let points: ClosedRange<Int>
    let selected: Int
  }

  /// The logarithm of each integer's weight.
  var logWeight: (Int) -> Double = { _ in 0 }
  /// Whether two neighbouring ranges turn.
  var turns: (ClosedRange<Int>, ClosedRange<Int>) -> Bool = { _, _ in false }
  /// Whether the trajectory diverges at an integer.
  var diverges: (Int) -> Bool = { _ in false }
  /// Where the trajectory begins: it has weight 1.
  var initial = 0
  /// The integers that were computed, in this order.
  private(set) var visited: [Int] = []
  /// The pairs of ranges for which the criterion was asked, in this order.
  private(set) var asked: [[ClosedRange<Int>]] = []

  var root: Span { Span(points: initial...initial, selected: initial) }

  mutating func step(beyond span: Span, _ direction: Direction) -> Leaf<Span> {
    let point = direction == .forward ? span.points.upperBound + 1 : span.points.lowerBound - 1
    visited.append(point)
    let isDivergent = diverges(point)
    return Leaf(
      span: Span(points: point...point, selected: point),
      logWeight: isDivergent ? -.infinity : logWeight(point) - logWeight(initial), isDivergent: isDivergent)
  }

  mutating func isTurning(_ early: Span, _ late: Span) -> Bool {
    precondition(early.points.upperBound + 1 == late.points.lowerBound, "the spans are not neighbours in time")
    asked.append([early.points, late.points])
    return turns(early.points, late.points)
  }

  mutating func join(_ early: Span, _ late: Span, selecting part: Part) -> Span {
    precondition(early.points.upperBound + 1 == late.points.lowerBound, "the spans are not neighbours in time")
    return Span(
      points: early.points.lowerBound...late.points.upperBound,
      selected: part == .early ? early.selected : late.selected)
  }
}
