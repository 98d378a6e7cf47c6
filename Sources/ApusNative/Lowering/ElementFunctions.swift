// The catalogue of elementwise Ops with native code. All others are evaluated by the Op itself.

internal import ApusGraph
internal import ApusOps

enum ElementFunctions {
  /// The function of an elementwise Op on operands of the given element types, or nil.
  static func function(_ op: any Op, _ types: [ElementType]) -> ElementFunction? {
    let known = ObjectIdentifier(type(of: op))
    if types.allSatisfy({ $0 == .float64 }), let function = numbers[known] { return function }
    if types.allSatisfy({ $0 == .int64 }), let function = integers[known] { return function }
    return switch op {
    case let op as Compare: comparison(op.relation, types[0])
    case let op as Logical:
      ElementFunction(op.connective.rawValue, .bool) {
        op.connective == .and ? $0.and($1[0], $1[1]) : $0.or($1[0], $1[1])
      }
    case is LogicalNot: ElementFunction("not", .bool) { $0.not($1[0]) }
    case is IsNaN: ElementFunction("isNaN", .bool) { $0.compare(FloatComparison.unordered, $1[0], $1[0]) }
    case is IsFinite:
      ElementFunction("isFinite", .bool) { b, x in
        let size = b.magnitude(x[0])
        return b.compare(FloatComparison.less, size, b.constant(.infinity))
      }
    case is Select: ElementFunction("select", types[1]) { $0.select($1[0], $1[1], $1[2]) }
    case let op as Cast: cast(types[0], to: op.elementType)
    case let op as Polygamma where op.order == 0 && types == [.float64]: digamma
    case let op as Polygamma where op.order == 1 && types == [.float64]: trigamma
    default: nil
    }
  }

  /// The larger or smaller of two; NaN where either is.
  private static func extremum(_ b: inout IRBuilder, _ x: [IRValue], _ comparison: FloatComparison) -> IRValue {
    // Where the second one is a number, a NaN first one is taken as it is.
    if let limit = x[1].number, !limit.isNaN {
      return b.select(b.compare(comparison, x[1], x[0]), x[1], x[0])
    }
    let chosen = b.select(b.compare(comparison, x[1], x[0]), x[1], x[0])
    return b.select(b.compare(FloatComparison.unordered, x[0], x[1]), b.constant(.nan), chosen)
  }

  /// The product of two numbers.
  static let product = ElementFunction("Multiply", role: .product) { $0.multiply($1[0], $1[1]) }

  /// The sum of two numbers.
  static let sum = ElementFunction("Add", role: .sum) { $0.add($1[0], $1[1]) }

  /// Functions of numbers, by the Op's type.
  private static let numbers: [ObjectIdentifier: ElementFunction] = Dictionary(
    uniqueKeysWithValues: arithmetic + elementary)

  private static func entry(
    _ op: (some Op).Type, cost: Int = 1, role: ElementFunction.Role = .other,
    _ emit: @escaping @Sendable (inout IRBuilder, [IRValue]) -> IRValue
  ) -> (ObjectIdentifier, ElementFunction) {
    (ObjectIdentifier(op), ElementFunction("\(op)", cost: cost, role: role, emit))
  }

  private static let arithmetic: [(ObjectIdentifier, ElementFunction)] = [
    (ObjectIdentifier(Add.self), sum),
    entry(Subtract.self, role: .difference) { $0.subtract($1[0], $1[1]) },
    (ObjectIdentifier(Multiply.self), product),
    entry(Divide.self, cost: 4, role: .quotient) { $0.divide($1[0], $1[1]) },
    entry(Negate.self, role: .negation) { $0.negate($1[0]) },
    entry(Square.self, role: .square) { $0.multiply($1[0], $1[0]) },
    entry(Sqrt.self, cost: 4) { $0.squareRoot($1[0]) },
    entry(AbsoluteValue.self) { $0.magnitude($1[0]) },
    entry(Maximum.self, cost: 3) { extremum(&$0, $1, .greater) },
    entry(Minimum.self, cost: 3) { extremum(&$0, $1, .less) },
    entry(Floor.self) { $0.floor($1[0]) },
    entry(Ceiling.self) { $0.ceiling($1[0]) },
    entry(Round.self) { $0.roundedToEven($1[0]) },
    entry(Truncate.self) { $0.truncated($1[0]) },
    entry(Sign.self, cost: 3) { b, x in
      let zero = b.constant(0)
      let negative = b.select(b.compare(FloatComparison.less, x[0], zero), b.constant(-1), x[0])
      return b.select(b.compare(FloatComparison.greater, x[0], zero), b.constant(1), negative)
    },
  ]

  private static let elementary: [(ObjectIdentifier, ElementFunction)] = [
    entry(Exp.self, cost: 20) { $0.exponential($1[0]) },
    entry(Exp2.self, cost: 20) { $0.exponentialBaseTwo($1[0]) },
    entry(Expm1.self, cost: 25) { $0.exponentialMinusOne($1[0]) },
    entry(Log.self, cost: 25) { $0.logarithm($1[0]) },
    entry(Log2.self, cost: 25) { $0.logarithmBaseTwo($1[0]) },
    entry(Log10.self, cost: 25) { $0.logarithmBaseTen($1[0]) },
    entry(Log1p.self, cost: 30) { $0.logarithmOfOnePlus($1[0]) },
    entry(LogOnePlusSquare.self, cost: 33) { $0.logarithmOfOnePlusSquare($1[0]) },
    entry(Softplus.self, cost: 35) { $0.softplus($1[0]) },
    entry(Sigmoid.self, cost: 30) { $0.sigmoid($1[0]) },
    entry(LogSigmoid.self, cost: 35) { $0.logSigmoid($1[0]) },
    entry(Log1mExp.self, cost: 50) { $0.logarithmOfOneMinusExponential($1[0]) },
    entry(LogAddExp.self, cost: 50) { $0.logAddExponential($1[0], $1[1]) },
    entry(LogSubtractExp.self, cost: 60) { $0.logSubtractExponential($1[0], $1[1]) },
    entry(XLogY.self, cost: 28) { $0.xTimesLogY($1[0], $1[1]) },
    entry(XLog1pY.self, cost: 32) { $0.xTimesLogOfOnePlusY($1[0], $1[1]) },
    entry(PoissonDeviance.self, cost: 35) { $0.poissonDeviance($1[0], $1[1]) },
    entry(PoissonExcess.self, cost: 30) { $0.poissonExcess($1[0], $1[1]) },
    entry(NegativeBinomialDeviance.self, cost: 80) { $0.negativeBinomialDeviance($1[0], $1[1], $1[2]) },
    entry(MeanExcessShare.self, cost: 75) { $0.meanExcessShare($1[0], $1[1], $1[2]) },
    entry(LogMeanRatio.self, cost: 75) { $0.logMeanRatio($1[0], $1[1], $1[2]) },
    entry(Sine.self, cost: 40) { $0.sine($1[0]) },
    entry(Cosine.self, cost: 40) { $0.cosine($1[0]) },
    entry(Tangent.self, cost: 45) { $0.tangent($1[0]) },
    entry(Arcsine.self, cost: 35) { $0.arcsine($1[0]) },
    entry(Arccosine.self, cost: 35) { $0.arccosine($1[0]) },
    entry(Arctangent.self, cost: 35) { $0.arctangent($1[0]) },
    entry(Arctangent2.self, cost: 50) { $0.arctangent2($1[0], $1[1]) },
    entry(HyperbolicSine.self, cost: 35) { $0.hyperbolicSine($1[0]) },
    entry(HyperbolicCosine.self, cost: 35) { $0.hyperbolicCosine($1[0]) },
    entry(HyperbolicTangent.self, cost: 35) { $0.hyperbolicTangent($1[0]) },
    entry(InverseHyperbolicSine.self, cost: 50) { $0.inverseHyperbolicSine($1[0]) },
    entry(InverseHyperbolicCosine.self, cost: 50) { $0.inverseHyperbolicCosine($1[0]) },
    entry(InverseHyperbolicTangent.self, cost: 45) { $0.inverseHyperbolicTangent($1[0]) },
    entry(Power.self, cost: 80) { $0.power($1[0], $1[1]) },
    entry(CubeRoot.self, cost: 25) { $0.cubeRoot($1[0]) },
    entry(Hypotenuse.self, cost: 20) { $0.hypotenuse($1[0], $1[1]) },
    entry(ErrorFunction.self, cost: 60) { $0.errorFunction($1[0]) },
    entry(ComplementaryErrorFunction.self, cost: 70) { $0.complementaryErrorFunction($1[0]) },
    entry(ScaledComplementaryErrorFunction.self, cost: 70) { $0.scaledComplementaryErrorFunction($1[0]) },
    entry(LogComplementaryErrorFunction.self, cost: 80) { $0.logComplementaryErrorFunction($1[0]) },
    entry(NormalCDF.self, cost: 70) { $0.normalCDF($1[0]) },
    entry(LogNormalCDF.self, cost: 80) { $0.logNormalCDF($1[0]) },
    entry(LogGamma.self, cost: 90) { $0.logGamma($1[0]) },
    entry(LogBeta.self, cost: 150) { $0.logBeta($1[0], $1[1]) },
    entry(BesselI0e.self, cost: 60) { $0.besselI0e($1[0]) },
    entry(BesselI1e.self, cost: 60) { $0.besselI1e($1[0]) },
    entry(LogBesselI0.self, cost: 80) { $0.logBesselI0($1[0]) },
  ]

  private static let digamma = ElementFunction("digamma", cost: 60, .float64) { $0.digamma($1[0]) }
  private static let trigamma = ElementFunction("trigamma", cost: 60, .float64) { $0.trigamma($1[0]) }

  private static let integers: [ObjectIdentifier: ElementFunction] = Dictionary(uniqueKeysWithValues: [
    integer(Add.self) { $0.integerAdd($1[0], $1[1]) },
    integer(Subtract.self) { $0.integerSubtract($1[0], $1[1]) },
    integer(Multiply.self) { $0.integerMultiply($1[0], $1[1]) },
    integer(Negate.self) { $0.integerSubtract($0.integer(0), $1[0]) },
    integer(Square.self) { $0.integerMultiply($1[0], $1[0]) },
    integer(AbsoluteValue.self) { b, x in
      let zero = b.integer(0)
      return b.select(b.compare(IntegerComparison.less, x[0], zero), b.integerSubtract(zero, x[0]), x[0])
    },
    integer(Maximum.self) { $0.select($0.compare(IntegerComparison.greater, $1[0], $1[1]), $1[0], $1[1]) },
    integer(Minimum.self) { $0.select($0.compare(IntegerComparison.less, $1[0], $1[1]), $1[0], $1[1]) },
    integer(Floor.self) { $1[0] },
    integer(Ceiling.self) { $1[0] },
    integer(Round.self) { $1[0] },
    integer(Truncate.self) { $1[0] },
  ])

  private static func integer(
    _ op: (some Op).Type, _ emit: @escaping @Sendable (inout IRBuilder, [IRValue]) -> IRValue
  ) -> (ObjectIdentifier, ElementFunction) {
    (ObjectIdentifier(op), ElementFunction("\(op)", .int64, emit))
  }

  private static func comparison(_ relation: Compare.Relation, _ type: ElementType) -> ElementFunction {
    ElementFunction("Compare \(relation.rawValue)", .bool) { b, x in
      if type == .float64 {
        let comparison: FloatComparison =
          switch relation {
          case .less: .less
          case .lessOrEqual: .lessOrEqual
          case .greater: .greater
          case .greaterOrEqual: .greaterOrEqual
          case .equal: .equal
          case .notEqual: .notEqual
          }
        return b.compare(comparison, x[0], x[1])
      }
      let comparison: IntegerComparison =
        switch relation {
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .equal: .equal
        case .notEqual: .notEqual
        }
      return b.compare(comparison, x[0], x[1])
    }
  }

  private static func cast(_ source: ElementType, to target: ElementType) -> ElementFunction {
    ElementFunction("Cast to \(target)", target) { b, x in
      switch (source, target) {
      case (.float64, .float64), (.int64, .int64), (.bool, .bool): x[0]
      case (.int64, .float64), (.bool, .float64): b.number(x[0])
      case (.bool, .int64): b.integer(fromTruth: x[0])
      case (.float64, .bool): b.compare(FloatComparison.notEqual, x[0], b.constant(0))
      case (.int64, .bool): b.compare(IntegerComparison.notEqual, x[0], b.integer(0))
      case (.float64, .int64): saturated(&b, x[0])
      }
    }
  }

  /// A number as the nearest integer towards zero: 0 for NaN, the ends of the range beyond them.
  private static func saturated(_ b: inout IRBuilder, _ x: IRValue) -> IRValue {
    let isTooLarge = b.compare(FloatComparison.greaterOrEqual, x, b.constant(0x1p63))
    let isTooSmall = b.compare(FloatComparison.lessOrEqual, x, b.constant(-0x1p63))
    let isNaN = b.compare(FloatComparison.unordered, x, x)
    let isOutside = b.or(b.or(isTooLarge, isTooSmall), isNaN)
    let inside = b.truncatedToInteger(b.select(isOutside, b.constant(0), x))
    let low = b.select(isTooSmall, b.integer(.min), inside)
    return b.select(isTooLarge, b.integer(.max), low)
  }
}
