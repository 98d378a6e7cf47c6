// Modified Bessel functions, scaled by exp(−|x|).

internal import ApusNumerics
public import ApusGraph

/// exp(−|x|) I₀(x).
public struct BesselI0e: UnaryElementwise {
  /// The Op.
  public init() {}
  /// exp(−|x|) I₀(x).
  public func value(_ x: Double) -> Double { Special.besselI0e(x) }
  /// exp(−|x|) I₁(x) − sign(x) y.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { besselI1e(x) - sign(x) * y }
}

/// exp(−|x|) I₁(x).
public struct BesselI1e: UnaryElementwise {
  /// The Op.
  public init() {}
  /// exp(−|x|) I₁(x).
  public func value(_ x: Double) -> Double { Special.besselI1e(x) }
  /// exp(−|x|) I₀(x) − y (sign(x) + 1/x); ½ at 0.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isZero = x .== 0
    return besselI0e(x) - select(isZero, Tensor(0.5), y * (sign(x) + 1 / select(isZero, Tensor(1.0), x)))
  }
}

/// log I₀(x), also where I₀ overflows.
public struct LogBesselI0: UnaryElementwise {
  /// The Op.
  public init() {}
  /// log I₀(x).
  public func value(_ x: Double) -> Double { Special.logBesselI0(x) }
  /// I₁(x)/I₀(x).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { besselI1e(x) / besselI0e(x) }
}

/// exp(−|x|) I₀(x), elementwise.
public func besselI0e(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(BesselI0e(), x, file, line)
}
/// exp(−|x|) I₁(x), elementwise.
public func besselI1e(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(BesselI1e(), x, file, line)
}
/// log I₀(x), elementwise, also where I₀ overflows.
public func logBesselI0(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogBesselI0(), x, file, line)
}
