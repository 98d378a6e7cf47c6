// Conversion between element types.

public import ApusGraph

/// The operand's elements converted to another element type.
///
/// Truth values become 0 and 1; numbers become true where they are not 0. Doubles become integers toward zero. NaN gives 0,
/// values out of range the nearest integer; a model refuses constants and data that have no integer. Only float64 to float64 passes a gradient.
package struct Cast: PointwiseOp, ExactOp, IntegerPartial, BuiltInOp {
  package let elementType: ElementType

  package init(to elementType: ElementType) { self.elementType = elementType }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    return [TensorType(elementType, operands[0].shape)]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0], results[0])
    switch (x.type.elementType, elementType) {
    case (.float64, .float64): mapElements(x.float64, into: y.float64) { $0 }
    case (.int64, .float64): mapElements(x.int64, into: y.float64) { Double($0) }
    case (.bool, .float64): mapElements(x.bool, into: y.float64) { $0 ? 1 : 0 }
    case (.float64, .int64): mapElements(x.float64, into: y.int64) { Self.integer($0) }
    case (.int64, .int64): mapElements(x.int64, into: y.int64) { $0 }
    case (.bool, .int64): mapElements(x.bool, into: y.int64) { $0 ? 1 : 0 }
    case (.float64, .bool): mapElements(x.float64, into: y.bool) { $0 != 0 }
    case (.int64, .bool): mapElements(x.int64, into: y.bool) { $0 != 0 }
    case (.bool, .bool): mapElements(x.bool, into: y.bool) { $0 }
    }
  }

  /// The cotangent for float64 to float64; otherwise disconnected.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    site.operands[0].type.isDifferentiable && elementType == .float64 ? [.value(site.cotangent())] : [.disconnected]
  }

  package func integerFault(_ operands: [TensorView], _ results: [TensorView]) -> IntegerFault? {
    guard elementType == .int64, operands[0].type.elementType == .float64 else { return nil }
    for (element, x) in operands[0].float64.enumerated() where !(x >= -0x1p63 && x < 0x1p63) {
      return IntegerFault("\(x) is no integer of 64 bits", element: element)
    }
    return nil
  }

  package var name: String { "Cast to \(elementType)" }

  private static func integer(_ x: Double) -> Int {
    if x.isNaN { return 0 }
    return x >= 0x1p63 ? .max : x <= -0x1p63 ? .min : Int(x)
  }
}

extension Tensor {
  /// The tensor with its elements converted; see ``Cast``.
  public func cast(to elementType: ElementType) -> Tensor {
    self.elementType == elementType ? self : .apply(Cast(to: elementType), self, at: node?.location)
  }

  /// The tensor itself where it is float64, else converted.
  package var asFloat64: Tensor { cast(to: .float64) }
}
