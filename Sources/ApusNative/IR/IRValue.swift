// Values of the emitted code, typed: elements of numbers, integers, truth values, bytes or pointers, in one lane or eight.

/// The type of a value in the emitted code.
package struct IRType: Hashable {
  package enum Element: UInt8 {
    case float64
    case int64
    case bool
    case byte
    case pointer
  }

  /// The type of each lane.
  package let element: Element
  /// The lanes: 1 in a scalar, ``IRBuilder/lanes`` in a vector; 0 in a constant that has as many as what it is used with.
  package let lanes: Int

  package init(_ element: Element, lanes: Int = 1) {
    self.element = element
    self.lanes = lanes
  }

  package static func vector(_ element: Element) -> IRType { IRType(element, lanes: IRBuilder.lanes) }

  package var isVector: Bool { lanes > 1 }
}

extension IRType.Element {
  /// The name in LLVM's text, that of a vector, and what ends the names of intrinsics on vectors.
  fileprivate var names: (scalar: StaticString, vector: StaticString, suffix: StaticString) {
    switch self {
    case .float64: ("double", "<8 x double>", "v8f64")
    case .int64: ("i64", "<8 x i64>", "v8i64")
    case .bool: ("i1", "<8 x i1>", "v8i1")
    case .byte: ("i8", "<8 x i8>", "v8i8")
    case .pointer: ("ptr", "<8 x ptr>", "v8p0")
    }
  }
  /// What ends the names of intrinsics on vectors of such elements.
  package var suffix: StaticString { names.suffix }
  /// The bytes of an element in memory.
  package var byteCount: Int { self == .bool || self == .byte ? 1 : 8 }
}

/// A register or a constant of the emitted code.
package struct IRValue: Hashable {
  enum Content: Hashable {
    case register(Int32)
    /// The same bits in each lane; `splat` tells whether the library reads the keyword.
    case bits(UInt64, splat: Bool)
    /// The numbers of the lanes times a factor.
    case laneNumbers(factor: Int)
  }

  let content: Content
  package let type: IRType

  package var isConstant: Bool { if case .register = content { false } else { true } }

  /// The number that a constant is.
  package var number: Double? {
    guard case .bits(let bits, _) = content, type.element == .float64 else { return nil }
    return Double(bitPattern: bits)
  }

  /// A constant in as many lanes as what it is used with; other values as they are.
  package func fitted(to lanes: Int) -> IRValue {
    isConstant ? IRValue(content: content, type: IRType(type.element, lanes: max(lanes, 1))) : self
  }
}

extension IRText {
  /// Appends the name of a type.
  mutating func put(_ type: IRType) { put(type.isVector ? type.element.names.vector : type.element.names.scalar) }

  /// Appends a value without its type.
  mutating func put(_ value: IRValue) {
    switch value.content {
    case .register(let number):
      put("%v")
      put(Int(number))
    case .bits(let bits, splat: _) where !value.type.isVector: put(bits, value.type.element)
    case .bits(let bits, splat: true):
      put("splat (")
      put(IRType(value.type.element))
      put(" ")
      put(bits, value.type.element)
      put(")")
    case .bits(let bits, splat: false): putLanes(value.type.element) { text, _ in text.put(bits, value.type.element) }
    case .laneNumbers(let factor): putLanes(.int64) { text, lane in text.put(lane * factor) }
    }
  }

  private mutating func put(_ bits: UInt64, _ element: IRType.Element) {
    switch element {
    case .float64: putBits(Double(bitPattern: bits))
    case .bool: put(bits == 1 ? "true" : "false")
    case .int64, .byte, .pointer: put(Int(Int64(bitPattern: bits)))
    }
  }

  private mutating func putLanes(_ element: IRType.Element, _ put: (inout IRText, Int) -> Void) {
    for lane in 0..<IRBuilder.lanes {
      self.put(lane == 0 ? "<" : ", ")
      self.put(IRType(element))
      self.put(" ")
      put(&self, lane)
    }
    self.put(">")
  }
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
