// One strictly monotone function on the way from a random value to what is made of it: inverse, slope, and what it does to ends.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom

/// An elementwise function y = g(x, c) that rises or falls strictly in x.
struct MonotoneStep: Sendable {
  /// Whether y rises or falls with x.
  enum Direction: Sendable {
    case rising
    case falling
    /// By the sign of the operand.
    case bySign
    /// Falling where a condition holds.
    case fallingWhere(Tensor)
  }

  /// The name of the Op.
  let name: String
  /// c, where the function has one.
  var operand: Tensor?
  var direction = Direction.rising
  /// The x that it is monotone on.
  var domain = -Double.infinity...Double.infinity
  /// The y between which it takes values, both excluded.
  var range = -Double.infinity...Double.infinity
  /// A y in the range.
  var inside = 0.0
  let value: @Sendable (Tensor, Tensor) -> Tensor
  let inverse: @Sendable (Tensor, Tensor) -> Tensor
  /// log |dy/dx| of x, y and c; nil for 0.
  var logSlope: (@Sendable (Tensor, Tensor, Tensor) -> Tensor)?
  /// The function of numbers.
  let number: @Sendable (Double, Double) -> Double

  /// The transform that the function is, where it is one.
  private(set) var map: TransformMap?

  /// Whether the function multiplies by c, or divides by it.
  var isFactor: Bool { if case .bySign = direction { name != "Power" } else { false } }

  /// c, or a number that nothing looks at.
  var c: Tensor { operand ?? 0 }
  /// What the function depends on beside x.
  var operands: [Tensor] { map?.operands ?? [operand].compactMap { $0 } }

  /// The same function with other operands.
  func rebuilt(on operands: [Tensor]) -> MonotoneStep {
    if let map { return MonotoneStep(map.rebuilt(on: operands)) }
    var other = self
    other.operand = operand.map { operands.first ?? $0 }
    return other
  }

  /// A transform of numbers.
  init(_ map: TransformMap) {
    self.init(
      "\(type(of: map.transform))", nil, map.direction, value: { x, _ in map.constrain(x) },
      inverse: { y, _ in map.unconstrain(y) }, number: { _, _ in .nan }, logSlope: { x, _, _ in map.logJacobian(x) })
    self.map = map
  }

  /// A function of x alone, by its Op.
  private init(
    _ op: any UnaryElementwise, domain: ClosedRange<Double> = -.infinity ... .infinity,
    range: ClosedRange<Double> = -.infinity ... .infinity, inside: Double = 0,
    inverse: @escaping @Sendable (Tensor) -> Tensor, logSlope: @escaping @Sendable (_ x: Tensor, _ y: Tensor) -> Tensor
  ) {
    name = op.name
    self.domain = domain
    self.range = range
    self.inside = inside
    value = { x, _ in Tensor.apply(op, [x])[0] }
    self.inverse = { y, _ in inverse(y) }
    self.logSlope = { x, y, _ in logSlope(x, y) }
    number = { x, _ in op.value(x) }
  }

  private init(
    _ name: String, _ operand: Tensor?, _ direction: Direction = .rising,
    domain: ClosedRange<Double> = -.infinity ... .infinity,
    range: ClosedRange<Double> = -.infinity ... .infinity, inside: Double = 0,
    value: @escaping @Sendable (Tensor, Tensor) -> Tensor, inverse: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    number: @escaping @Sendable (Double, Double) -> Double,
    logSlope: (@Sendable (_ x: Tensor, _ y: Tensor, _ c: Tensor) -> Tensor)? = nil
  ) {
    self.name = name
    self.operand = operand
    self.direction = direction
    self.domain = domain
    self.range = range
    self.inside = inside
    self.value = value
    self.inverse = inverse
    self.number = number
    self.logSlope = logSlope
  }

  /// log(1 − tanh²(x)), which does not cancel.
  private static func logSlopeOfTanh(_ x: Tensor) -> Tensor { 1.3862943611198906 + (2 * x - 2 * softplus(2 * x)) }

  private static let positive = 0...Double.infinity

  /// The functions of one operand, by their Ops.
  private static let unary: [MonotoneStep] = [
    MonotoneStep(Exp(), range: positive, inside: 1, inverse: { log($0) }, logSlope: { x, _ in x }),
    MonotoneStep(Expm1(), range: -1 ... .infinity, inverse: { log1p($0) }, logSlope: { x, _ in x }),
    MonotoneStep(Log(), domain: positive, inverse: { exp($0) }, logSlope: { _, y in -y }),
    MonotoneStep(Log1p(), domain: -1 ... .infinity, inverse: { expm1($0) }, logSlope: { _, y in -y }),
    MonotoneStep(
      Sqrt(), domain: positive, range: positive, inside: 1, inverse: { $0.squared() },
      logSlope: { _, y in -0.6931471805599453 - log(y) }),
    MonotoneStep(
      Square(), domain: positive, range: positive, inside: 1, inverse: { sqrt($0) },
      logSlope: { x, _ in 0.6931471805599453 + log(x) }),
    MonotoneStep(HyperbolicSine(), inverse: { asinh($0) }, logSlope: { _, y in 0.5 * logOnePlusSquare(y) }),
    MonotoneStep(InverseHyperbolicSine(), inverse: { sinh($0) }, logSlope: { x, _ in -0.5 * logOnePlusSquare(x) }),
    MonotoneStep(
      HyperbolicTangent(), range: -1...1, inverse: { atanh($0) }, logSlope: { x, _ in logSlopeOfTanh(x) }),
    MonotoneStep(
      InverseHyperbolicTangent(), domain: -1...1, inverse: { tanh($0) }, logSlope: { _, y in -logSlopeOfTanh(y) }),
    MonotoneStep(
      Sigmoid(), range: 0...1, inside: 0.5, inverse: { log($0) - log1p(-$0) },
      logSlope: { x, _ in x - 2 * softplus(x) }),
    MonotoneStep(
      Softplus(), range: positive, inside: 1, inverse: { $0 + log1mexp(-$0) }, logSlope: { x, _ in -softplus(-x) }),
    MonotoneStep(
      Arctangent(), range: -0.5 * .pi...0.5 * .pi, inverse: { tan($0) }, logSlope: { x, _ in -logOnePlusSquare(x) }),
  ]

  /// −x.
  private static let negated = MonotoneStep(
    "Negate", nil, .falling, value: { x, _ in -x }, inverse: { y, _ in -y }, number: { x, _ in -x })
  /// 1/x of positive numbers.
  private static let inverted = MonotoneStep(
    "Divide", nil, .falling, domain: positive, range: positive, inside: 1, value: { x, _ in 1 / x },
    inverse: { y, _ in 1 / y }, number: { x, _ in 1 / x }, logSlope: { x, _, _ in -2 * log(x) })

  private static func plus(_ c: Tensor) -> MonotoneStep {
    MonotoneStep("Add", c, value: { $0 + $1 }, inverse: { $0 - $1 }, number: { $0 + $1 })
  }
  private static func minus(_ c: Tensor) -> MonotoneStep {
    MonotoneStep("Subtract", c, value: { $0 - $1 }, inverse: { $0 + $1 }, number: { $0 - $1 })
  }
  private static func times(_ c: Tensor) -> MonotoneStep {
    MonotoneStep(
      "Multiply", c, .bySign, value: { $0 * $1 }, inverse: { $0 / $1 }, number: { $0 * $1 },
      logSlope: { _, _, c in log(abs(c)) })
  }
  private static func over(_ c: Tensor) -> MonotoneStep {
    MonotoneStep(
      "Divide", c, .bySign, value: { $0 / $1 }, inverse: { $0 * $1 }, number: { $0 / $1 },
      logSlope: { _, _, c in -log(abs(c)) })
  }
  private static func power(_ c: Tensor) -> MonotoneStep {
    MonotoneStep(
      "Power", c, .bySign, domain: positive, range: positive, inside: 1, value: { pow($0, $1) },
      inverse: { pow($0, 1 / $1) }, number: { Power().value($0, $1) },
      logSlope: { x, _, c in log(abs(c)) + (c - 1) * log(x) })
  }

  /// What an Op does to the operand at a place, the first step first; nil where it is not known to be monotone.
  static func steps(of op: any Op, _ operands: [Tensor], at place: Int) -> [MonotoneStep]? {
    if operands.count == 1 {
      if op is Negate { return [negated] }
      if let cast = op as? Cast { return cast.elementType == .float64 ? [] : nil }
      return unary.first { $0.name == op.name }.map { [$0] }
    }
    guard operands.count == 2 else { return nil }
    let c = operands[1 - place].asFloat64
    switch op {
    case is Add: return [plus(c)]
    case is Subtract: return place == 0 ? [minus(c)] : [negated, plus(c)]
    case is Multiply: return [times(c)]
    case is Divide: return place == 0 ? [over(c)] : c.constantValue?.doubles == [1] ? [inverted] : [inverted, times(c)]
    case is Power where place == 0: return [power(c)]
    case is Power: return [times(log(c)), MonotoneStep.unary[0]]
    default: return nil
    }
  }

  /// Whether y falls with x: where a condition holds, if it is not known for all elements.
  var falling: Falling {
    switch direction {
    case .rising: return .never
    case .falling: return .always
    case .fallingWhere(let condition): return .of(condition)
    case .bySign:
      if operand?.node?.op is any NonnegativeOp { return .never }
      if let signs = operand?.constantValue?.doubles {
        if signs.allSatisfy({ $0 > 0 }) { return .never }
        if signs.allSatisfy({ $0 < 0 }) { return .always }
      }
      return .of(c .< 0)
    }
  }

  /// The x of a y, with where y is below and above all values; there it is that of another y, which is given as well.
  func undo(_ y: Tensor) -> (x: Tensor, y: Tensor, isBelow: Tensor?, isAbove: Tensor?) {
    if let map { return map.undo(y) }
    let isBelow = range.lowerBound > -.infinity ? y .<= range.lowerBound : nil
    let isAbove = range.upperBound < .infinity ? y .>= range.upperBound : nil
    let inner = Tensor.either(isBelow, isAbove).map { y.replacing($0, with: inside) } ?? y
    return (inverse(inner, c), inner, isBelow, isAbove)
  }
}

/// Where a function falls.
enum Falling {
  case never
  case always
  case of(Tensor)

  /// Where exactly one of two falls: where their composition does.
  func composed(with other: Falling) -> Falling {
    switch (self, other) {
    case (.never, _): other
    case (_, .never): self
    case (.always, .always): .never
    case (.always, .of(let condition)), (.of(let condition), .always): .of(.!condition)
    case (.of(let a), .of(let b)): .of((a .& .!b) .| (.!a .& b))
    }
  }

  /// One tensor where the function rises, another where it falls.
  func select(rising: Tensor, falling: Tensor) -> Tensor {
    switch self {
    case .never: rising
    case .always: falling
    case .of(let condition): ApusOps.select(condition, falling, rising)
    }
  }

  /// Two sides in the order of the operand for those in the order of the result.
  func swapped(_ below: Tensor?, _ above: Tensor?) -> (below: Tensor?, above: Tensor?) {
    switch self {
    case .never: return (below, above)
    case .always: return (above, below)
    case .of(let falls):
      func mixed(_ rising: Tensor?, _ falling: Tensor?) -> Tensor? {
        Tensor.either(falling.map { $0 .& falls }, rising.map { $0 .& .!falls })
      }
      return (mixed(below, above), mixed(above, below))
    }
  }
}

extension Tensor {
  /// Where one of two conditions holds; nil where there is none.
  static func either(_ a: Tensor?, _ b: Tensor?) -> Tensor? {
    guard let a, let b else { return a ?? b }
    return a .| b
  }
}
