// The Pólya-gamma distribution: its density, its tails, and the derivatives of both.

internal import RealModule

extension Special {
  /// The logarithm of the density of the Pólya-gamma distribution with shape h > 0 and tilt z at x > 0.
  ///
  /// The Laplace transform of x f(x) is h/2 · (tanh √w/√w) (cosh a/cosh √w)^h with w = a² + s/2, a = z/2, whose inverse is taken along
  /// ``PolyaGammaContour``. Where x is so small that the first term of the alternating series of f is all of it, that is taken.
  ///
  /// Edges: NaN for h ≤ 0, x ≤ 0 and NaN.
  /// Accuracy: 1e-13 of the density, besides what a rounding of x, h and z makes of it.
  /// Checked against: mpmath.
  package static func logPolyaGamma(_ x: Double, shape h: Double, tilt z: Double) -> Double {
    guard h > 0, x > 0, z.isFinite else { return .nan }
    if isFirstTerm(x, h) {
      let a = 0.5 * z.magnitude
      let distance = h - 4 * a * x
      // Neither x² nor h² is in range for all of them.
      let square = 0.125 * distance * distance
      let exponent = square.isFinite ? square / x : distance * (0.125 * distance / x)
      // log 2√(2π).
      return Double.log(h) - 1.612_085_713_764_618_5 - 1.5 * Double.log(x) - exponent
        + h * Double.log(onePlus: Double.exp(-2 * a))
    }
    let contour = PolyaGammaContour(x, shape: h, tilt: z)
    var sum = 0.0
    contour.forEach { sum += contour.weight($0).real }
    // log 2π.
    return Double.log(h) - 2 * Double.log(x) - 1.837_877_066_409_345_3 + contour.exponent
      + Double.log(PolyaGammaContour.step * sum)
  }

  /// Means along the path, of which the derivatives of log f are made.
  ///
  /// Of orders (1, 0) it is X = the mean of w − a², of (0, 1) Y = that of log cosh a − log cosh √w. Then ∂ log f/∂x = 2X − 1/x and
  /// ∂ log f/∂h = Y + 1/h. Of higher orders it is the mean of (w − w̄)ⁱ (log cosh √w − its mean)ʲ (−1)ʲ.
  package static func polyaGammaMoment(
    _ x: Double, shape h: Double, tilt z: Double, orders: (place: Int, shape: Int)
  ) -> Double {
    guard h > 0, x > 0, z.isFinite else { return .nan }
    if isFirstTerm(x, h), let moment = firstTermMoment(x, h, z, orders) { return moment }
    let contour = PolyaGammaContour(x, shape: h, tilt: z)
    var (total, byPlace, byShape) = (0.0, 0.0, 0.0)
    contour.forEach { node in
      let weight = contour.weight(node)
      total += weight.real
      byPlace += (weight * node.shift).real
      byShape -= (weight * node.logRatio).real
    }
    let (meanPlace, meanShape) = (byPlace / total, byShape / total)
    if orders == (1, 0) { return contour.displacement + 0.5 / x * meanPlace }
    if orders == (0, 1) { return meanShape - contour.logRatio }
    var moment = 0.0
    contour.forEach { node in
      var term = contour.weight(node)
      let place = ComplexNumber(node.shift.real - meanPlace, node.shift.imaginary)
      let rest = ComplexNumber(-node.logRatio.real - meanShape, -node.logRatio.imaginary)
      for _ in 0..<orders.place { term = term * (0.5 / x * place) }
      for _ in 0..<orders.shape { term = term * rest }
      moment += term.real
    }
    return moment / total
  }

  /// log F and log(1 − F) of the Pólya-gamma distribution.
  ///
  /// The Laplace transform of F has a pole at s = 0, whose part in the error of the midpoint rule is known. Where the smaller tail has a
  /// factor h it is the integral without the pole.
  ///
  /// Edges: −∞ and 0 for x ≤ 0, 0 and −∞ for x = ∞, NaN for h ≤ 0 and NaN.
  /// Accuracy: 1e-12 of the smaller tail, besides what a rounding of x, h and z makes of it. Checked against: mpmath.
  package static func logPolyaGammaTails(_ x: Double, shape h: Double, tilt z: Double) -> (lower: Double, upper: Double)
  {
    guard h > 0, !x.isNaN, z.isFinite else { return (.nan, .nan) }
    if x <= 0 { return (-.infinity, 0) }
    if x == .infinity { return (0, -.infinity) }
    let (a, u) = (0.5 * z.magnitude, h / (4 * x))
    if isFirstTerm(x, h), u >= a {
      let width = (2 * x).squareRoot()
      let sides = erfcx(width * (u - a)) + erfcx(width * (u + a))
      let lower =
        h * Double.log(onePlus: Double.exp(-2 * a)) - 2 * x * (u - a) * (u - a)
        + Double.log(0.5 * sides)
      // The rest of what is nearly all has few digits.
      if lower < -0.6931471805599453 { return (lower, complement(lower)) }
    }
    let contour = PolyaGammaContour(x, shape: h, tilt: z)
    if !contour.isAtSaddle, (h * contour.logRatio).magnitude < 3 {
      let upper = contour.upperTailWithoutPole
      if upper < 0.5 { return (Double.log(onePlus: -upper), Double.log(upper)) }
    }
    let (logTail, isLower) = contour.tail
    return isLower ? (logTail, complement(logTail)) : (complement(logTail), logTail)
  }

  /// The derivative of log F, or of log(1 − F), in h or in z.
  ///
  /// Edges: 0 where the tail is 0 or 1; NaN where the tails are. Checked against: mpmath.
  package static func logPolyaGammaTailSlope(
    _ x: Double, shape h: Double, tilt z: Double, isUpper: Bool, isByTilt: Bool
  ) -> Double {
    let tails = logPolyaGammaTails(x, shape: h, tilt: z)
    let logTail = isUpper ? tails.upper : tails.lower
    if logTail.isNaN || logTail == 0 || logTail == -.infinity { return logTail.isNaN ? .nan : 0 }
    if isFirstTerm(x, h), h / (4 * x) >= 0.5 * z.magnitude {
      let slope = firstTermSlope(x, h, z, isByTilt)
      return isUpper ? -slope * Double.exp(tails.lower - tails.upper) : slope
    }
    let contour = PolyaGammaContour(x, shape: h, tilt: z)
    let slope = contour.a > 0 ? Double.tanh(contour.a) / contour.a : 1
    var sum = 0.0
    contour.forEach { node in
      let change =
        isByTilt
        ? (0.25 * z * h) * ComplexNumber(slope - node.slope.real, -node.slope.imaginary)
        : ComplexNumber(-contour.logRatio - node.logRatio.real, -node.logRatio.imaginary)
      sum += (contour.tailWeight(node) * change).real
    }
    let scale = (isUpper ? -2 : 2) / Double.pi * PolyaGammaContour.step
    return scale * sum * Double.exp(contour.exponent - logTail)
  }

  private static func complement(_ logTail: Double) -> Double {
    logTail >= 0
      ? -.infinity
      : logTail > -0.6931471805599453
        ? Double.log(-Double.expMinusOne(logTail)) : Double.log(onePlus: -Double.exp(logTail))
  }

  // MARK: The first term of the alternating series

  /// Whether the second term of Σ (−1)ⁿ Γ(n + h)/(Γ(h) n!) (2n + h) exp(−(2n + h)²/(8x)) is below 1e-16 of the first.
  private static func isFirstTerm(_ x: Double, _ h: Double) -> Bool { 0.5 * (h + 1) / x > 37 + Double.log(h + 2) }

  /// F is (1 + e^−2a)^h e^−p² (erfcx p + erfcx q)/2 with p = √(2x) (u − a), q = √(2x) (u + a), u = h/(4x).
  private static func firstTermSlope(_ x: Double, _ h: Double, _ z: Double, _ isByTilt: Bool) -> Double {
    let (a, u, width) = (0.5 * z.magnitude, h / (4 * x), (2 * x).squareRoot())
    let (near, far) = (erfcx(width * (u - a)), erfcx(width * (u + a)))
    if isByTilt {
      let slope = 0.5 * h * (Double.tanh(a) - (near - far) / (near + far))
      return z < 0 ? -slope : slope
    }
    // 2/√π.
    let across = 1.128_379_167_095_512_6 / width
    return Double.log(onePlus: Double.exp(-2 * a)) + (2 * a * far - across) / (near + far)
  }

  private static func firstTermMoment(_ x: Double, _ h: Double, _ z: Double, _ orders: (Int, Int)) -> Double? {
    let (a, u) = (0.5 * z.magnitude, h / (4 * x))
    switch orders {
    case (1, 0): return (u - a) * (u + a) - 0.25 / x
    case (0, 1): return Double.log(onePlus: Double.exp(-2 * a)) - (u - a)
    case (2, 0): return (0.125 / x - u * u) / x
    case (1, 1): return 0.5 * u / x
    case (0, 2): return -0.25 / x
    default: return nil
    }
  }
}

extension PolyaGammaContour {
  /// e^{s x} (cosh a/cosh √w)^h at a node, as a factor of that where the path crosses the real axis.
  private func rise(_ node: Node) -> ComplexNumber { (node.shift - shape * node.logRatio).exponential }

  /// The weight of a node in the integral for x f(x).
  fileprivate func weight(_ node: Node) -> ComplexNumber { rise(node) * node.direction * node.slope }

  /// 2x (w_c − a²).
  private var place: Double { 2 * x * displacement }

  private func pole(_ node: Node) -> ComplexNumber { ComplexNumber(place + node.shift.real, node.shift.imaginary) }

  /// The weight of a node in the integral for F.
  fileprivate func tailWeight(_ node: Node) -> ComplexNumber { rise(node) * (node.direction / pole(node)) }

  /// The logarithm of F, or of 1 − F where the path is on the left of the pole.
  fileprivate var tail: (logarithm: Double, isLower: Bool) {
    var sum = 0.0
    forEach { sum += tailWeight($0).real }
    sum *= 2 / Double.pi * Self.step
    // The distance of the path from the pole, in steps of the rule.
    let quarter = 0.5 * Double.pi
    let steps = place / (kappa + (2 * x * (a * a + quarter * quarter)).squareRoot()) / Self.step
    let isLower = place >= 0
    let size = isLower ? sum : -sum
    let correction =
      steps.magnitude < 8 ? Double.exp(-exponent) / (1 + Double.exp(2 * Double.pi * steps.magnitude)) : 0
    return (exponent + Double.log(size + correction), isLower)
  }

  /// 1 − F, as the integral of (M(s) − 1)/s, which has no pole.
  fileprivate var upperTailWithoutPole: Double {
    var sum = 0.0
    forEach { node in
      let change = -shape * ComplexNumber(logRatio + node.logRatio.real, node.logRatio.imaginary)
      let scale = pole(node).exponential
      sum += (scale * change.exponentialMinusOne * (node.direction / pole(node))).real
    }
    return -2 / Double.pi * Self.step * sum
  }
}
