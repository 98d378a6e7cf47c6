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
  /// Whether it is a quotient, which becomes a product where the divisor is the same in the whole loop.
  var isQuotient = false
  /// Emits it.
  let emit: @Sendable (inout IRBuilder, [IRValue]) -> IRValue

  init(
    _ name: String, cost: Int = 1, _ type: ElementType = .float64,
    _ emit: @escaping @Sendable (inout IRBuilder, [IRValue]) -> IRValue
  ) {
    self.name = name
    self.cost = cost
    self.type = type
    self.emit = emit
  }

  /// The element itself.
  static func copy(_ type: ElementType) -> ElementFunction { ElementFunction("copy", cost: 0, type) { $1[0] } }
}

extension ElementType {
  var irType: IRType {
    switch self {
    case .float64: .float64
    case .int64: .int64
    case .bool: .bool
    }
  }
}
