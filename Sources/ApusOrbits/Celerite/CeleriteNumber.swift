// The numbers that the celerite filter and its adjoint run on: doubles, and doubles with a tangent for second derivatives.

internal import RealModule

/// A number with what the filter needs of arithmetic, and the chain rule for functions of up to three numbers.
///
/// **Law.** `chained` is the function's value, and to first order its change along the operands' tangents.
protocol CeleriteNumber: AdditiveArithmetic {
  init(_ value: Double)
  /// The number without its tangent.
  var value: Double { get }
  static func * (left: Self, right: Self) -> Self
  /// A function's value at operands, with its partial derivatives there.
  static func chained(
    _ value: Double, _ partials: (Double, Double, Double), of operands: (Self, Self, Self)
  ) -> Self
}

extension CeleriteNumber {
  @inline(__always) static prefix func - (x: Self) -> Self { zero - x }

  @inline(__always) var reciprocal: Self {
    let inverse = 1 / value
    return .chained(inverse, (-inverse * inverse, 0, 0), of: (self, self, self))
  }

  @inline(__always) var logarithm: Self { .chained(.log(value), (1 / value, 0, 0), of: (self, self, self)) }
}

extension Double: CeleriteNumber {
  @inline(__always) var value: Double { self }

  @inline(__always) static func chained(
    _ value: Double, _ partials: (Double, Double, Double), of operands: (Double, Double, Double)
  ) -> Double { value }
}
