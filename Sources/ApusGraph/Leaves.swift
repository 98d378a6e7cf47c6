// The leaves of the graph: constants, filled tensors, and arguments that are bound when the graph is evaluated.

/// A constant array.
public struct Constant: Op, BuiltInOp {
  /// The elements.
  public let value: NDArray
  /// Where the constant is the number of elements that a sum adds up, less this: by this mark the divisor of a mean is told from a
  /// number that somebody wrote. Nothing that evaluates looks at it.
  package let countMinus: Int?

  /// A constant.
  public init(_ value: NDArray) { self.init(value, countMinus: nil) }

  package init(_ value: NDArray, countMinus: Int?) {
    self.value = value
    self.countMinus = countMinus
  }

  /// The array's type.
  ///
  /// - Throws: the array's fault, where it has one.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.isEmpty else { throw .operandCount(operands.count, expected: 0) }
    if let fault = value.fault { throw fault }
    return [value.type]
  }
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) { results[0].copy(from: value) }
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] { [] }
  public var name: String { value.shape.isScalar ? "\(value)" : "constant" }
}

/// A tensor whose elements are all the same constant.
public struct Fill: Op, BuiltInOp {
  /// The scalar.
  public let value: NDArray
  /// The shape.
  public let shape: Shape

  /// A tensor of `shape` filled with the scalar `value`.
  public init(_ value: NDArray, _ shape: Shape) {
    self.value = value
    self.shape = shape
  }

  /// The value's element type with the shape.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.isEmpty else { throw .operandCount(operands.count, expected: 0) }
    if let fault = value.fault { throw fault }
    guard value.shape.isScalar else { throw TypeError(.shape, "a value of shape \(value.shape) is no scalar") }
    return [TensorType(value.type.elementType, shape)]
  }
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    switch value.elements {
    case .float64(let values): results[0].float64.update(repeating: values[0])
    case .int64(let values): results[0].int64.update(repeating: values[0])
    case .bool(let values): results[0].bool.update(repeating: values[0])
    }
  }
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] { [] }
  /// Such as `fill 0.0`.
  public var name: String { "fill \(value)" }
}

/// A value that is bound when the graph is evaluated: a parameter, data, or the operand of a function's body.
public struct Argument: Op, BuiltInOp {
  /// The name, for people: two arguments of one name are still two.
  public let label: String
  /// The type.
  public let type: TensorType
  /// What tells arguments apart.
  public let identity: UInt64

  /// The first identity of arguments that are equal to no others. Those below are told apart by their positions in a function.
  package static let firstUnique: UInt64 = 1 << 32

  /// An argument equal to those with the same label, type and identity.
  public init(_ label: String, _ type: TensorType, identity: UInt64) {
    self.label = label
    self.type = type
    self.identity = identity
  }

  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.isEmpty else { throw .operandCount(operands.count, expected: 0) }
    return [type]
  }
  /// Does nothing: an evaluator binds arguments to buffers and never evaluates them.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    preconditionFailure("the argument '\(label)' was not bound")
  }
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] { [] }
  public var name: String { label }
}

extension Tensor {
  /// A constant.
  public init(_ value: NDArray) { self = .apply(Constant(value)) }
  /// A float64 scalar constant.
  public init(_ value: Double) { self.init(NDArray(value)) }
  /// A float64 vector constant.
  public init(_ values: [Double]) { self.init(NDArray(values)) }
  /// An int64 vector constant, such as indices.
  public init(_ values: [Int]) { self.init(NDArray(values)) }
  /// A bool vector constant, such as a mask.
  public init(_ values: [Bool]) { self.init(NDArray(values)) }

  /// The number of elements that a sum adds up, less a correction, as the divisor of a mean or a variance: a constant with a mark,
  /// so that it follows data of other shapes.
  package static func elementCount(_ count: Int, minus correction: Int = 0) -> Tensor {
    .apply(Constant(NDArray(Double(count) - Double(correction)), countMinus: correction))
  }

  /// A tensor of `shape` filled with a constant.
  public static func filled(_ value: NDArray, _ shape: Shape) -> Tensor {
    shape.isScalar && value.shape.isScalar ? Tensor(value) : .apply(Fill(value, shape))
  }

  /// Zeros of a type.
  public static func zeros(_ type: TensorType) -> Tensor {
    switch type.elementType {
    case .float64: filled(NDArray(0.0), type.shape)
    case .int64: filled(NDArray(0 as Int), type.shape)
    case .bool: filled(NDArray(false), type.shape)
    }
  }

  /// Float64 ones of a shape.
  public static func ones(_ shape: Shape) -> Tensor { filled(NDArray(1.0), shape) }

  /// A new argument, different from all others.
  public static func argument(
    _ label: String, _ type: TensorType = .float64(), file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    newArgument(label, type, at: .line(file: file, line: line))
  }

  /// A new argument, different from all others, made at a known place.
  package static func newArgument(_ label: String, _ type: TensorType, at location: SourceLocation?) -> Tensor {
    .apply(Argument(label, type, identity: ArgumentCounter.next()), at: location)
  }

  /// The array of a constant or filled scalar tensor; nil for anything else.
  public var constantValue: NDArray? { node?.leaf(Constant.self)?.value }
  /// The argument, where the tensor is one.
  public var argument: Argument? { node?.leaf(Argument.self) }
}

extension Node {
  /// Whether the node is an argument.
  package var isArgument: Bool { operands.isEmpty && type(of: op) == Argument.self }

  /// The Op of a node without operands, where it is of this type.
  package func leaf<Leaf: Op>(_ type: Leaf.Type) -> Leaf? { operands.isEmpty ? op.typed(type) : nil }
}

extension Tensor: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A float64 scalar constant.
  public init(floatLiteral value: Double) { self.init(value) }
  /// A float64 scalar constant.
  public init(integerLiteral value: Int) { self.init(Double(value)) }
}
