// A value of the emitted code: a register or a constant, with its element type.

/// The element type of a value in the emitted code.
package enum IRType: UInt8 {
  case float64
  case int64
  case bool
}

/// A register or a constant of the emitted code. Its width is the builder's at the time of its making.
package struct IRValue: Hashable {
  /// The number of the register, or, negative, the place −1 − i of a constant.
  package let id: Int32
  /// The type of the elements.
  package let type: IRType

  package var isConstant: Bool { id < 0 }
}

/// How numbers are compared; NaN makes `notEqual` and the unordered ones true, all others false.
package enum FloatComparison: String {
  case equal = "oeq"
  case notEqual = "une"
  case less = "olt"
  case lessOrEqual = "ole"
  case greater = "ogt"
  case greaterOrEqual = "oge"
  case lessOrUnordered = "ult"
  case greaterOrUnordered = "ugt"
  case unordered = "uno"
}

/// How integers are compared.
package enum IntegerComparison: String {
  case equal = "eq"
  case notEqual = "ne"
  case less = "slt"
  case lessOrEqual = "sle"
  case greater = "sgt"
  case greaterOrEqual = "sge"
  case below = "ult"
}
