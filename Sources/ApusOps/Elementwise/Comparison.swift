// Comparisons and logic: truth values, through which no gradient flows. Operators are spelt as SIMD's.

internal import CReturnAddress
public import ApusGraph

/// A comparison of two numbers, elementwise with broadcasting: truth values.
public struct Compare: Op {
  /// Which comparison.
  public enum Relation: String, Sendable {
    /// x < y.
    case less = "<"
    /// x ≤ y.
    case lessOrEqual = "<="
    /// x > y.
    case greater = ">"
    /// x ≥ y.
    case greaterOrEqual = ">="
    /// x = y.
    case equal = "=="
    /// x ≠ y.
    case notEqual = "!="
  }

  /// Which comparison.
  public let relation: Relation

  /// A comparison.
  public init(_ relation: Relation) { self.relation = relation }

  /// Truth values of the operands' broadcast shape.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 2 else { throw .operandCount(operands.count, expected: 2) }
    guard operands[0].elementType == operands[1].elementType else {
      throw TypeError(.elementType, "\(operands[0]) and \(operands[1]) have different elements")
    }
    guard operands[0].elementType != .bool || relation == .equal || relation == .notEqual else {
      throw TypeError(.elementType, "truth values have no order")
    }
    return [.bool(try Shape.broadcast(operands.map(\.shape)))]
  }

  /// Compares each pair of broadcast elements; comparisons with NaN are false, but ≠.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    switch operands[0].type.elementType {
    case .float64: compare(operands, operands[0].float64, operands[1].float64, results[0])
    case .int64: compare(operands, operands[0].int64, operands[1].int64, results[0])
    case .bool:
      let isEqual = relation == .equal
      mapElements(
        operands[0].bool, operands[0].shape, operands[1].bool, operands[1].shape, into: results[0].bool,
        results[0].shape
      ) { ($0 == $1) == isEqual }
    }
  }

  @inline(__always)
  private func compare<Number: Comparable>(
    _ operands: [TensorView], _ a: UnsafeBufferPointer<Number>, _ b: UnsafeBufferPointer<Number>,
    _ result: MutableTensorView
  ) {
    let (s, t, z, shape) = (operands[0].shape, operands[1].shape, result.bool, result.shape)
    switch relation {
    case .less: mapElements(a, s, b, t, into: z, shape) { $0 < $1 }
    case .lessOrEqual: mapElements(a, s, b, t, into: z, shape) { $0 <= $1 }
    case .greater: mapElements(a, s, b, t, into: z, shape) { $0 > $1 }
    case .greaterOrEqual: mapElements(a, s, b, t, into: z, shape) { $0 >= $1 }
    case .equal: mapElements(a, s, b, t, into: z, shape) { $0 == $1 }
    case .notEqual: mapElements(a, s, b, t, into: z, shape) { $0 != $1 }
    }
  }

  /// Disconnected.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected, .disconnected] }
  /// The sign of the relation.
  public var name: String { "Compare \(relation.rawValue)" }
}

/// And, or: truth values of two truth values, elementwise with broadcasting.
public struct Logical: Op {
  /// Which connective.
  public enum Connective: String, Sendable {
    /// Both.
    case and
    /// At least one.
    case or
  }

  /// Which connective.
  public let connective: Connective

  /// A connective.
  public init(_ connective: Connective) { self.connective = connective }

  /// Truth values of the operands' broadcast shape.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 2 else { throw .operandCount(operands.count, expected: 2) }
    for operand in operands where operand.elementType != .bool {
      throw TypeError(.elementType, "\(operand) has no truth values")
    }
    return [.bool(try Shape.broadcast(operands.map(\.shape)))]
  }

  /// Connects each pair of broadcast elements.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, b, z) = (operands[0], operands[1], results[0])
    let both = connective == .and
    mapElements(a.bool, a.shape, b.bool, b.shape, into: z.bool, z.shape) { both ? $0 && $1 : $0 || $1 }
  }

  /// Disconnected.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected, .disconnected] }
  /// The connective.
  public var name: String { "Logical \(connective.rawValue)" }
}

/// Not: the opposite truth values.
public struct LogicalNot: Op {
  /// The Op.
  public init() {}
  /// The operand's type.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    guard operands[0].elementType == .bool else { throw TypeError(.elementType, "\(operands[0]) has no truth values") }
    return operands
  }
  /// The opposite of each element.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    mapElements(operands[0].bool, into: results[0].bool) { !$0 }
  }
  /// Disconnected.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected] }
}

infix operator .& : LogicalConjunctionPrecedence
infix operator .| : LogicalDisjunctionPrecedence
prefix operator .!

extension Tensor {
  private static func comparison(
    _ relation: Compare.Relation, _ x: Tensor, _ y: Tensor, _ addresses: apus_return_addresses
  ) -> Tensor {
    let location = SourceLocation(addresses)
    let areAlike = x.elementType == y.elementType
    return .apply(Compare(relation), areAlike ? x : x.asFloat64, areAlike ? y : y.asFloat64, at: location)
  }

  /// Less, elementwise with broadcasting.
  @inline(never)
  public static func .< (x: Tensor, y: Tensor) -> Tensor {
    comparison(.less, x, y, apus_return_address_of_caller())
  }
  /// Less, against a constant.
  @inline(never)
  @_disfavoredOverload
  public static func .< (x: Tensor, y: Double) -> Tensor {
    comparison(.less, x, Tensor(y), apus_return_address_of_caller())
  }

  /// Less or equal, elementwise with broadcasting.
  @inline(never)
  public static func .<= (x: Tensor, y: Tensor) -> Tensor {
    comparison(.lessOrEqual, x, y, apus_return_address_of_caller())
  }
  /// Less or equal, against a constant.
  @inline(never)
  @_disfavoredOverload
  public static func .<= (x: Tensor, y: Double) -> Tensor {
    comparison(.lessOrEqual, x, Tensor(y), apus_return_address_of_caller())
  }

  /// Greater, elementwise with broadcasting.
  @inline(never)
  public static func .> (x: Tensor, y: Tensor) -> Tensor {
    comparison(.greater, x, y, apus_return_address_of_caller())
  }
  /// Greater, against a constant.
  @inline(never)
  @_disfavoredOverload
  public static func .> (x: Tensor, y: Double) -> Tensor {
    comparison(.greater, x, Tensor(y), apus_return_address_of_caller())
  }

  /// Greater or equal, elementwise with broadcasting.
  @inline(never)
  public static func .>= (x: Tensor, y: Tensor) -> Tensor {
    comparison(.greaterOrEqual, x, y, apus_return_address_of_caller())
  }
  /// Greater or equal, against a constant.
  @inline(never)
  @_disfavoredOverload
  public static func .>= (x: Tensor, y: Double) -> Tensor {
    comparison(.greaterOrEqual, x, Tensor(y), apus_return_address_of_caller())
  }

  /// Equal, elementwise with broadcasting.
  @inline(never)
  public static func .== (x: Tensor, y: Tensor) -> Tensor {
    comparison(.equal, x, y, apus_return_address_of_caller())
  }
  /// Equal, against a constant.
  @inline(never)
  @_disfavoredOverload
  public static func .== (x: Tensor, y: Double) -> Tensor {
    comparison(.equal, x, Tensor(y), apus_return_address_of_caller())
  }

  /// Not equal, elementwise with broadcasting.
  @inline(never)
  public static func .!= (x: Tensor, y: Tensor) -> Tensor {
    comparison(.notEqual, x, y, apus_return_address_of_caller())
  }
  /// Not equal, against a constant.
  @inline(never)
  @_disfavoredOverload
  public static func .!= (x: Tensor, y: Double) -> Tensor {
    comparison(.notEqual, x, Tensor(y), apus_return_address_of_caller())
  }

  /// Both, elementwise.
  @inline(never)
  public static func .& (x: Tensor, y: Tensor) -> Tensor {
    .apply(Logical(.and), x, y, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// At least one, elementwise.
  @inline(never)
  public static func .| (x: Tensor, y: Tensor) -> Tensor {
    .apply(Logical(.or), x, y, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// The opposite, elementwise.
  @inline(never)
  public static prefix func .! (x: Tensor) -> Tensor {
    .apply(LogicalNot(), x, at: SourceLocation(apus_return_address_of_caller()))
  }
}
