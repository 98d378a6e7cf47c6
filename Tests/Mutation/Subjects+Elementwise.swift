// Correct scalar routines of one, two and three numbers, with their partial derivatives.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom
internal import Foundation

func tenToThe(_ exponent: Double) -> Double { pow(10, exponent) }

/// Routines of one number.
struct UnaryRoutine: UnaryElementwiseOp {
  enum Function: String, CaseIterable {
    case sineOfSquare, hyperbolicTangent, logarithm, rootOfSquare, cubeTimesExponential, lorentzian, softplus
  }
  let function: Function
  let scale: Double
  var name: String { function.rawValue }

  func evaluate(_ x: Double) -> Double {
    switch function {
    case .sineOfSquare: scale * sin(x * x)
    case .hyperbolicTangent: scale * tanh(x)
    case .logarithm: scale * log(x)
    case .rootOfSquare: scale * (1 + x * x).squareRoot()
    case .cubeTimesExponential: scale * x * x * x * exp(-x)
    case .lorentzian: scale / (1 + x * x)
    case .softplus: scale * log1p(exp(x))
    }
  }

  func partials(_ x: Double, result: Double) -> Double {
    switch function {
    case .sineOfSquare: scale * 2 * x * cos(x * x)
    case .hyperbolicTangent: scale / (cosh(x) * cosh(x))
    case .logarithm: scale / x
    case .rootOfSquare: scale * x / (1 + x * x).squareRoot()
    case .cubeTimesExponential: scale * (3 - x) * x * x * exp(-x)
    case .lorentzian: -scale * 2 * x / ((1 + x * x) * (1 + x * x))
    case .softplus: scale / (1 + exp(-x))
    }
  }

  /// A number of the domain.
  static func operand(_ function: Function, _ random: inout Philox4x64) -> Double {
    switch function {
    case .sineOfSquare: random.signed(-3...1.3)
    case .hyperbolicTangent: random.signed(-4...0.7)
    case .logarithm: random.positive(-6...6)
    case .rootOfSquare, .lorentzian: random.signed(-3...3)
    case .cubeTimesExponential: random.signed(-2...1)
    case .softplus: random.signed(-3...1)
    }
  }
}

/// Routines of two numbers.
struct BinaryRoutine: BinaryElementwiseOp {
  enum Function: String, CaseIterable {
    case kepler, power, angle, hypotenuse, decay, normalLogDensity
  }
  let function: Function
  let scale: Double
  var name: String { function.rawValue }

  func evaluate(_ x: Double, _ y: Double) -> Double {
    switch function {
    case .kepler: scale * Self.eccentricAnomaly(x, y)
    case .power: scale * pow(x, y)
    case .angle: scale * atan2(x, y)
    case .hypotenuse: scale * (x * x + y * y).squareRoot()
    case .decay: scale * x * exp(-y * x)
    case .normalLogDensity: scale * (-0.5 * (x / y) * (x / y) - log(y))
    }
  }

  func partials(_ x: Double, _ y: Double, result: Double) -> (Double, Double) {
    switch function {
    case .kepler:
      let (E, slope) = (result / scale, scale / (1 - y * cos(result / scale)))
      return (slope, sin(E) * slope)
    case .power: return (y * result / x, result * log(x))
    case .angle: return (scale * y / (x * x + y * y), -scale * x / (x * x + y * y))
    case .hypotenuse: return (scale * scale * x / result, scale * scale * y / result)
    case .decay: return (scale * (1 - x * y) * exp(-y * x), -scale * x * x * exp(-y * x))
    case .normalLogDensity: return (-scale * x / (y * y), scale * ((x / y) * (x / y) - 1) / y)
    }
  }

  /// The solution of E − e sin E = M, by Newton's method.
  static func eccentricAnomaly(_ M: Double, _ e: Double) -> Double {
    let turns = 2 * Double.pi * (M / (2 * Double.pi)).rounded()
    let m = M - turns
    var E = m + 0.85 * (m < 0 ? -e : e)
    for _ in 0..<12 { E -= (E - e * sin(E) - m) / (1 - e * cos(E)) }
    return E + turns
  }

  static func operands(_ function: Function, _ random: inout Philox4x64) -> (Double, Double) {
    switch function {
    case .kepler: (random.signed(-2...2), random.number(0...0.95))
    case .power: (random.positive(-2...2), random.number(-3...3))
    case .angle, .hypotenuse: (random.signed(-2...2), random.signed(-2...2))
    case .decay: (random.positive(-2...1), random.positive(-2...0.3))
    case .normalLogDensity: (random.signed(-2...1), random.positive(-0.5...2))
    }
  }
}

/// Routines of three numbers.
struct TernaryRoutine: TernaryElementwiseOp {
  enum Function: String, CaseIterable { case gaussian, oscillation, growth }
  let function: Function
  let scale: Double
  var name: String { function.rawValue }

  func evaluate(_ x: Double, _ y: Double, _ z: Double) -> Double {
    switch function {
    case .gaussian: scale * (-0.5 * (x - y) * (x - y) / (z * z) - log(z))
    case .oscillation: scale * x * exp(-y) * sin(z)
    case .growth: scale * x / (1 + exp(-y * z))
    }
  }

  func partials(_ x: Double, _ y: Double, _ z: Double, result: Double) -> (Double, Double, Double) {
    switch function {
    case .gaussian:
      let pull = (x - y) / (z * z)
      return (-scale * pull, scale * pull, scale * (pull * (x - y) - 1) / z)
    case .oscillation: return (scale * exp(-y) * sin(z), -result, scale * x * exp(-y) * cos(z))
    case .growth:
      let share = 1 / (1 + exp(-y * z))
      let slope = scale * x * share * (1 / (1 + exp(y * z)))
      return (scale * share, slope * z, slope * y)
    }
  }

  static func operands(_ function: Function, _ random: inout Philox4x64) -> (Double, Double, Double) {
    switch function {
    case .gaussian: (random.signed(-2...1), random.signed(-2...1), random.positive(-0.5...2))
    case .oscillation: (random.signed(-2...3), random.number(-3...3), random.signed(-2...1.5))
    case .growth: (random.positive(-2...3), random.signed(-1...0.3), random.signed(-1...0.5))
    }
  }
}

extension Subject {
  static let unary = UnaryRoutine.Function.allCases.map { function in
    Subject(name: function.rawValue, op: { UnaryRoutine(function: function, scale: $0) }) { random, _ in
      [random.array([3]) { UnaryRoutine.operand(function, &$0) }]
    }
  }

  static let binary = BinaryRoutine.Function.allCases.map { function in
    Subject(name: function.rawValue, op: { BinaryRoutine(function: function, scale: $0) }) { random, broadcasts in
      let pairs = (0..<3).map { _ in BinaryRoutine.operands(function, &random) }
      return [NDArray(pairs.map(\.0)), broadcasts ? NDArray(pairs[0].1) : NDArray(pairs.map(\.1))]
    }
  }

  static let ternary = TernaryRoutine.Function.allCases.map { function in
    Subject(name: function.rawValue, op: { TernaryRoutine(function: function, scale: $0) }) { random, broadcasts in
      let triples = (0..<3).map { _ in TernaryRoutine.operands(function, &random) }
      let (x, y, z) = (triples.map(\.0), triples.map(\.1), triples.map(\.2))
      return broadcasts ? [NDArray(x), NDArray(y[0]), NDArray(z[0])] : [NDArray(x), NDArray(y), NDArray(z)]
    }
  }
}
