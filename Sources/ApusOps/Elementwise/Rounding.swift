// Rounding and sign: piecewise constant, so their gradients are zero, and are not missing.

public import ApusGraph

/// An elementwise Op that is constant but for jumps: its gradient is a value of zeros, not a missing one.
package protocol PiecewiseConstant: UnaryElementwise, ExactOp {}

extension PiecewiseConstant {
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { .zeros(x.type) }
  /// Zeros, also for an infinite cotangent.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(.zeros(site.operands[0].type))] }
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { .zeros($0.type) }] }
}

package struct Floor: PiecewiseConstant, IntegerUnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { x.rounded(.down) }
  func value(_ x: Int) -> Int { x }
}

package struct Ceiling: PiecewiseConstant, IntegerUnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { x.rounded(.up) }
  func value(_ x: Int) -> Int { x }
}

package struct Round: PiecewiseConstant, IntegerUnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { x.rounded(.toNearestOrEven) }
  func value(_ x: Int) -> Int { x }
}

package struct Truncate: PiecewiseConstant, IntegerUnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { x.rounded(.towardZero) }
  func value(_ x: Int) -> Int { x }
}

package struct Sign: PiecewiseConstant, IntegerUnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x }
  func value(_ x: Int) -> Int { x.signum() }
}

/// The largest whole number not above x, elementwise.
///
/// Its gradient is zero. Integers give integers.
public func floor(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Floor(), x, file, line)
}

/// The smallest whole number not below x, elementwise.
///
/// Its gradient is zero. Integers give integers.
public func ceil(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Ceiling(), x, file, line)
}

/// The nearest whole number, the even one of two, elementwise.
///
/// Its gradient is zero. Integers give integers.
public func round(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Round(), x, file, line)
}

/// The whole part of x, toward zero, elementwise.
///
/// Its gradient is zero. Integers give integers.
public func trunc(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Truncate(), x, file, line)
}

/// −1, 0 or 1; NaN for NaN, elementwise.
///
/// Its gradient is zero. Integers give integers.
public func sign(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Sign(), x, file, line)
}
