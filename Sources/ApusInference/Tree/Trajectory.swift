// What the No-U-Turn tree needs to know of a trajectory, so that its logic can be tested exactly, on integers.

/// A line of points that can be followed in both directions of time, seen in spans of consecutive points.
///
/// A span knows its first and last point, what the turning criterion needs of the points between, and one selected point.
/// Spans are values that are used up: after ``join(_:_:selecting:)`` the two that went in are not used again.
///
/// Law: a point is the same whichever way it is reached, and ``isTurning(_:_:)`` depends only on which points the two spans
/// have, not on the way they were built. Then the tree leaves the weights invariant.
package protocol Trajectory {
  /// Consecutive points, one of them selected.
  associatedtype Span

  /// The point next to the end of a span that lies in a direction, as a span of its own.
  mutating func step(beyond span: Span, _ direction: TimeDirection) -> TrajectoryLeaf<Span>

  /// Whether the points of two adjacent spans make a U-turn, `early` being before `late` in time.
  mutating func isTurning(_ early: Span, _ late: Span) -> Bool

  /// The points of two adjacent spans, with the selected point of one of them.
  mutating func join(_ early: Span, _ late: Span, selecting part: TrajectoryHalf) -> Span
}

package enum TimeDirection: Hashable, Sendable { case backward, forward }

package enum TrajectoryHalf: Hashable, Sendable { case early, late }

/// A point that was just reached.
package struct TrajectoryLeaf<Span> {
  package let span: Span
  /// The logarithm of its weight over that of the initial point: H(initial) − H(point).
  ///
  /// −∞ is for divergent points alone.
  package let logWeight: Double
  /// Whether the trajectory is of no use from here on.
  package let isDivergent: Bool

  package init(span: Span, logWeight: Double, isDivergent: Bool) {
    self.span = span
    self.logWeight = logWeight
    self.isDivergent = isDivergent
  }
}
