// Rounding and sign: piecewise constant, so their gradients are zero, and are not missing.

public import ApusGraph

/// The largest whole number not above x. Its gradient is zero.
public struct Floor: UnaryElementwise {
  /// The Op.
  public init() {}
  /// ⌊x⌋.
  public func value(_ x: Double) -> Double { x.rounded(.down) }
  /// 0.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { .zeros(x.type) }
}

/// The smallest whole number not below x. Its gradient is zero.
public struct Ceiling: UnaryElementwise {
  /// The Op.
  public init() {}
  /// ⌈x⌉.
  public func value(_ x: Double) -> Double { x.rounded(.up) }
  /// 0.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { .zeros(x.type) }
}

/// The nearest whole number, the even one of two. Its gradient is zero.
public struct Round: UnaryElementwise {
  /// The Op.
  public init() {}
  /// The nearest whole number.
  public func value(_ x: Double) -> Double { x.rounded(.toNearestOrEven) }
  /// 0.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { .zeros(x.type) }
}

/// The whole part of x, toward zero. Its gradient is zero.
public struct Truncate: UnaryElementwise {
  /// The Op.
  public init() {}
  /// x without its fraction.
  public func value(_ x: Double) -> Double { x.rounded(.towardZero) }
  /// 0.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { .zeros(x.type) }
}

/// −1, 0 or 1; NaN for NaN. Its gradient is zero.
public struct Sign: UnaryElementwise {
  /// The Op.
  public init() {}
  /// −1, 0 or 1.
  public func value(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x }
  /// 0.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { .zeros(x.type) }
}

/// The largest whole number not above x, elementwise. Its gradient is zero.
public func floor(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Floor(), x, file, line)
}

/// The smallest whole number not below x, elementwise. Its gradient is zero.
public func ceil(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Ceiling(), x, file, line)
}

/// The nearest whole number, the even one of two, elementwise. Its gradient is zero.
public func round(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Round(), x, file, line)
}

/// The whole part of x, toward zero, elementwise. Its gradient is zero.
public func trunc(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Truncate(), x, file, line)
}

/// −1, 0 or 1; NaN for NaN, elementwise. Its gradient is zero.
public func sign(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Sign(), x, file, line)
}
