// The path in the complex plane along which the density and the tails of a Pólya-gamma distribution are integrals.

internal import RealModule

/// The path of the inverse Laplace transform of (cosh a/cosh √w)^h, a = z/2, in w = a² + s/2 for the argument s of the transform.
///
/// Its singular points are w = −π²/4, −9π²/4, …. With ζ² = w + π²/4 they lie on the imaginary axis, and e^{sx} is a Gaussian function
/// along lines ζ = c + iv, with width 1/√(2x) = r. The path is such a line, through the saddle point, where √w tanh √w = 4xw/h, or at
/// 2.1 r where that is nearer to the imaginary axis. The midpoint rule with the step 0.22 r then has errors near e⁻³⁸, for every x, h and
/// z: those of the neighbouring singular points, and of the Gaussian function. Along the line ζ = r(κ + it).
///
/// Reference: Trefethen and Weideman (2014), The Exponentially Convergent Trapezoidal Rule; Polson, Scott and Windle (2013), Bayesian
/// Inference for Logistic Models Using Pólya–Gamma Latent Variables.
struct PolyaGammaContour {
  private static let least = 2.1
  static let step = 0.22
  private static let nodeCount = 32

  let x: Double
  let shape: Double
  /// z/2.
  let a: Double
  /// c/r.
  let kappa: Double
  /// Whether the line goes through the saddle point.
  let isAtSaddle: Bool
  /// √w_c where w_c ≥ 0, √−w_c elsewhere, w_c the point at which the path crosses the real axis.
  private let root: Double
  /// Whether w_c < 0.
  private let isNegative: Bool
  /// tanh √w_c, or tan √−w_c.
  private let tangent: Double
  /// w_c − a².
  let displacement: Double
  /// log cosh √w_c − log cosh a.
  let logRatio: Double

  /// A point of the path.
  struct Node {
    /// (w − w_c)/r².
    let shift: ComplexNumber
    /// log cosh √w − log cosh √w_c.
    let logRatio: ComplexNumber
    /// tanh √w/√w.
    let slope: ComplexNumber
    /// ζ/r.
    let direction: ComplexNumber
  }

  init(_ x: Double, shape h: Double, tilt z: Double) {
    self.x = x
    shape = h
    a = 0.5 * z.magnitude
    let saddle = Self.saddle(4 * x / h)
    let width = (2 * x).squareRoot()
    let quarter = 0.5 * Double.pi
    isAtSaddle = saddle.distance * width >= Self.least
    var angle: Double
    if isAtSaddle {
      kappa = saddle.distance * width
      (root, isNegative, angle) = (saddle.root, saddle.isNegative, saddle.angle)
    } else {
      kappa = Self.least
      let distance = Self.least / width
      let square = (distance - quarter) * (distance + quarter)
      isNegative = square < 0
      root = square.magnitude.squareRoot()
      angle = isNegative ? distance * distance / (quarter + root) : 0
    }
    if isNegative {
      tangent = root < 0.7 ? Double.tan(root) : 1 / Double.tan(angle)
      displacement = -(root * root + a * a)
      let sine = Double.sin(root)
      let logCosine = root < 0.7 ? 0.5 * Double.log(onePlus: -sine * sine) : Double.log(Double.sin(angle))
      logRatio = logCosine - Self.logCosh(a)
    } else {
      tangent = Double.tanh(root)
      displacement = (root - a) * (root + a)
      logRatio = Self.logCoshRatio(root, a)
    }
  }

  /// The exponent s x − h log(cosh √w/cosh a) where the path crosses the real axis.
  var exponent: Double { 2 * x * displacement - shape * logRatio }

  /// Calls `body` for the points of the upper half of the path.
  func forEach(_ body: (Node) -> Void) {
    let (center, reach) = (isNegative ? -root * root : root * root, 0.5 / x)
    let start = isNegative ? ComplexNumber(0, root) : ComplexNumber(root, 0)
    let slope = isNegative ? ComplexNumber(0, tangent) : ComplexNumber(tangent, 0)
    for k in 0..<Self.nodeCount {
      let t = Self.step * (Double(k) + 0.5)
      let shift = ComplexNumber(-t * t, 2 * kappa * t)
      let move = reach * shift
      let b = ComplexNumber(center + move.real, move.imaginary).squareRoot
      let distance = move / (b + start)
      let half = (0.5 * distance).hyperbolicSine
      let sine = distance.hyperbolicSine
      let cosineLess = 2 * (half * half)
      // cosh √w/cosh √w_c − 1.
      let change = cosineLess + slope * sine
      let quotient = ComplexNumber(1 + change.real, change.imaginary)
      let ratio = (slope + slope * cosineLess + sine) / quotient
      body(
        Node(
          shift: shift, logRatio: Self.logarithm(onePlus: change, at: b),
          slope: ratio / b, direction: ComplexNumber(kappa, t)))
    }
  }

  /// log(1 + change), on the sheet that is continuous along the path to √w = b.
  private static func logarithm(onePlus change: ComplexNumber, at b: ComplexNumber)
    -> ComplexNumber
  {
    let growth = 2 * change.real + change.real * change.real + change.imaginary * change.imaginary
    let principal = Double.atan2(y: change.imaginary, x: 1 + change.real)
    // The argument of cosh b = ½ e^b (1 + e^−2b): nothing turns about 0 in the right half plane.
    let fall = ComplexNumber(-2 * b.real, -2 * b.imaginary).exponential
    let whole = b.imaginary + Double.atan2(y: fall.imaginary, x: 1 + fall.real)
    let turns = ((whole - principal) / (2 * Double.pi)).rounded()
    return ComplexNumber(0.5 * Double.log(onePlus: growth), principal + 2 * Double.pi * turns)
  }

  // MARK: The saddle point

  /// √±w where tanh √w/√w = y; for w < 0 also π/2 − √−w, and √(w + π²/4).
  private static func saddle(_ y: Double) -> (root: Double, isNegative: Bool, angle: Double, distance: Double) {
    let quarter = 0.5 * Double.pi
    if y <= 1 {
      // Newton's steps on a concave function from above.
      var b = y > 0 ? 1 / y : 1e300
      for _ in 0..<80 where b < 20 {
        let tangent = Double.tanh(b)
        let next = b - (tangent - y * b) / (1 - tangent * tangent - y)
        if !(next < b) || next < 0 { break }
        b = next
      }
      return (b, false, 0, Double.hypot(b, quarter))
    }
    var angle = 0.0
    for _ in 0..<80 {
      let (sine, cosine) = (Double.sin(angle), Double.cos(angle))
      let value = cosine - y * (quarter - angle) * sine
      let next = angle + value / (sine - y * sine + y * (quarter - angle) * cosine)
      if !(next > angle) || next >= quarter { break }
      angle = next
    }
    return (quarter - angle, true, angle, (angle * (Double.pi - angle)).squareRoot())
  }

  // MARK: Logarithms of hyperbolic cosines

  static func logCosh(_ x: Double) -> Double {
    if x < 0.7 {
      let sine = Double.sinh(x)
      return 0.5 * Double.log(onePlus: sine * sine)
    }
    return x + Double.log(onePlus: Double.exp(-2 * x)) - 0.6931471805599453
  }

  /// log cosh x − log cosh y of numbers that are not negative.
  private static func logCoshRatio(_ x: Double, _ y: Double) -> Double {
    let (low, distance) = (min(x, y), (x - y).magnitude)
    let half = Double.sinh(0.5 * min(distance, 1))
    let size =
      distance > 1
      ? distance + Double.log(onePlus: Double.exp(-2 * max(x, y))) - Double.log(onePlus: Double.exp(-2 * low))
      : Double.log(onePlus: 2 * half * half + Double.tanh(low) * Double.sinh(distance))
    return x >= y ? size : -size
  }
}
