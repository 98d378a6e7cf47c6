// Complex numbers, for integrals along contours in the plane.

internal import RealModule

/// A complex number.
struct ComplexNumber {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double) { (self.real, self.imaginary) = (real, imaginary) }

  static func + (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real + b.real, a.imaginary + b.imaginary)
  }

  static func - (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real - b.real, a.imaginary - b.imaginary)
  }

  static func * (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }

  static func * (a: Double, b: ComplexNumber) -> ComplexNumber { ComplexNumber(a * b.real, a * b.imaginary) }

  /// Smith's quotient, which does not overflow before its result does.
  static func / (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    if b.real.magnitude >= b.imaginary.magnitude {
      let ratio = b.imaginary / b.real
      let scale = b.real + b.imaginary * ratio
      return ComplexNumber((a.real + a.imaginary * ratio) / scale, (a.imaginary - a.real * ratio) / scale)
    }
    let ratio = b.real / b.imaginary
    let scale = b.real * ratio + b.imaginary
    return ComplexNumber((a.real * ratio + a.imaginary) / scale, (a.imaginary * ratio - a.real) / scale)
  }

  /// The square root with a real part that is not negative.
  var squareRoot: ComplexNumber {
    let size = Double.hypot(real, imaginary)
    if size == 0 { return ComplexNumber(0, 0) }
    let root = (0.5 * (size + real.magnitude)).squareRoot()
    let other = 0.5 * imaginary.magnitude / root
    let (along, across) = real >= 0 ? (root, other) : (other, root)
    return ComplexNumber(along, imaginary < 0 ? -across : across)
  }

  var exponential: ComplexNumber {
    let size = Double.exp(real)
    return ComplexNumber(size * Double.cos(imaginary), size * Double.sin(imaginary))
  }

  /// e^z − 1, with its digits near 0.
  var exponentialMinusOne: ComplexNumber {
    let half = Double.sin(0.5 * imaginary)
    let rise = Double.expMinusOne(real)
    return ComplexNumber(
      rise * Double.cos(imaginary) - 2 * half * half, (rise + 1) * Double.sin(imaginary))
  }

  var hyperbolicSine: ComplexNumber {
    ComplexNumber(
      Double.sinh(real) * Double.cos(imaginary), Double.cosh(real) * Double.sin(imaginary))
  }
}
