// The functions of elements that loops can apply, and how each is emitted.

internal import ApusGraph
internal import ApusOps

/// A function of some elements of the same index.
struct ElementFunction: Sendable {
  /// Its name in explanations.
  let name: String
  /// The number of cheap instructions that it costs about as much as.
  let cost: Int
  /// The type of its result.
  let type: ElementType
  /// What the emission may join it with.
  let role: Role
  let emit: @Sendable (inout IRBuilder, [IRValue]) -> IRValue

  /// The kinds of arithmetic of which two are one instruction.
  enum Role {
    /// a / b: a product where the divisor is the same in the whole loop.
    case quotient
    /// a b
    case product
    /// a²
    case square
    /// −a
    case negation
    /// a + b: one instruction with a product
    case sum
    /// a − b: one instruction with a product
    case difference
    case other
  }

  init(
    _ name: String, cost: Int = 1, _ type: ElementType = .float64, role: Role = .other,
    _ emit: @escaping @Sendable (inout IRBuilder, [IRValue]) -> IRValue
  ) {
    self.name = name
    self.cost = cost
    self.type = type
    self.role = role
    self.emit = emit
  }

  /// The element itself.
  static func copy(_ type: ElementType) -> ElementFunction { ElementFunction("copy", cost: 0, type) { $1[0] } }
}

extension ElementType {
  var irElement: IRType.Element {
    switch self {
    case .float64: .float64
    case .int64: .int64
    case .bool: .bool
    }
  }
}
