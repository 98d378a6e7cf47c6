// Comparisons: truth values, through which no gradient flows.

public import ApusGraph

package struct Compare: DiscreteOp, PointwiseOp, BuiltInOp {
  package enum Relation: String, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
  }

  package let relation: Relation

  package init(_ relation: Relation) { self.relation = relation }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(2)
    guard operands[0].elementType == operands[1].elementType else {
      throw TypeError(.elementType, "\(operands[0]) and \(operands[1]) have different elements")
    }
    guard operands[0].elementType != .bool || relation == .equal || relation == .notEqual else {
      throw TypeError(.elementType, "truth values have no order")
    }
    return [.bool(try Shape.broadcast(operands.map(\.shape)))]
  }

  /// Compares each pair of broadcast elements; comparisons with NaN are false, but ≠.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
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

  package var name: String { "Compare \(relation.rawValue)" }
}

package struct IsNaN: DiscreteOp, PointwiseOp, BuiltInOp {
  package init() {}
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try TensorType.truthValues(ofFloat64: operands)
  }
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    mapElements(operands[0].float64, into: results[0].bool) { $0.isNaN }
  }
}

package struct IsFinite: DiscreteOp, PointwiseOp, BuiltInOp {
  package init() {}
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try TensorType.truthValues(ofFloat64: operands)
  }
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    mapElements(operands[0].float64, into: results[0].bool) { $0.isFinite }
  }
}

extension TensorType {
  fileprivate static func truthValues(ofFloat64 operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireFloat64(count: 1)
    return [.bool(operands[0].shape)]
  }
}

/// Whether each element is NaN; integers and truth values never are.
public func isNaN(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(IsNaN(), x, file, line)
}

/// Whether each element is neither infinite nor NaN; integers and truth values always are.
public func isFinite(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(IsFinite(), x, file, line)
}
