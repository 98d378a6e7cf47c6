// A double with a tangent: the filter and its adjoint on such numbers give the Hessian's products.

/// A number x + ε ẋ with ε² = 0.
struct DualNumber: CeleriteNumber {
  var value: Double
  var tangent: Double

  @inline(__always) init(_ value: Double, _ tangent: Double) {
    self.value = value
    self.tangent = tangent
  }

  @inline(__always) init(_ value: Double) { self.init(value, 0) }

  @inline(__always) static var zero: DualNumber { DualNumber(0, 0) }

  @inline(__always) static func + (a: DualNumber, b: DualNumber) -> DualNumber {
    DualNumber(a.value + b.value, a.tangent + b.tangent)
  }

  @inline(__always) static func - (a: DualNumber, b: DualNumber) -> DualNumber {
    DualNumber(a.value - b.value, a.tangent - b.tangent)
  }

  @inline(__always) static func * (a: DualNumber, b: DualNumber) -> DualNumber {
    DualNumber(a.value * b.value, a.value * b.tangent + a.tangent * b.value)
  }

  @inline(__always) static func chained(
    _ value: Double, _ partials: (Double, Double, Double), of x: (DualNumber, DualNumber, DualNumber)
  ) -> DualNumber {
    DualNumber(value, partials.0 * x.0.tangent + partials.1 * x.1.tangent + partials.2 * x.2.tangent)
  }
}
