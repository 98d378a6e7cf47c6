// The Ops that call a routine of the user's: how the routine is written in messages, and what its derivative writes.

package import ApusGraph

/// An Op that is the call of a routine.
package protocol RoutineCall: Op {
  /// The routine as code, as far as it can be told.
  var routineText: String { get }
  var routineContract: Any { get }
}

extension BlackBox: RoutineCall {
  package var routineText: String { "\(function)" }
  package var routineContract: Any { function }
}

/// An Op that calls a routine's vector-Jacobian product, which writes cotangents.
package protocol ArrayPullback: RoutinePullback {}

/// An Op that calls a routine's own derivative and leaves what that writes in its results.
package protocol RoutinePullback: Op {
  /// The user's function, such as `Orbit.pullback`.
  var routine: String { get }
  /// The routine's operand whose cotangent, or partial derivative, each result is.
  var writtenOperands: [Int] { get }
}
