// Reshaping, broadcasting, joining and transposing in Python, as one writes them by hand.

internal import ApusGraph
internal import ApusOps

extension Translation {
  static let shape: [Translation] = [
    .expression(Reshape.self) { op, site in .reshaped(op.shape, site) },
    .expression(Broadcast.self) { op, site in .call("jnp.broadcast_to", site.operands, "\(op.shape)") },
    .expression(Transpose.self) { op, site in
      let order = op.permutation
      if order == Array(order.indices) { return site.operands[0] }
      if order == order.indices.reversed() { return site.operands[0].member("T") }
      return .call("jnp.transpose", site.operands, PythonLiteral.tuple(order.map(String.init)))
    },
    .expression(Concatenate.self) { op, site in
      let list = "[\(site.operands.map(\.text).joined(separator: ", "))]"
      return op.axis == 0
        ? PythonExpression("jnp.concatenate(\(list))") : PythonExpression("jnp.concatenate(\(list), axis=\(op.axis))")
    },
    .expression(Fill.self) { op, _ in .filled(op.value, op.shape) },
  ]
}

extension PythonExpression {
  /// An array of one number.
  static func filled(_ value: NDArray, _ shape: Shape) -> PythonExpression {
    switch value.elements {
    case .float64(let values) where values[0] == 0 && values[0].sign == .plus:
      PythonExpression("jnp.zeros(\(shape))")
    case .float64(let values) where values[0] == 1: PythonExpression("jnp.ones(\(shape))")
    case .float64: .call("jnp.full", [PythonExpression("\(shape)"), PythonLiteral.scalar(value)])
    case .int64, .bool:
      .call(
        "jnp.full", [PythonExpression("\(shape)"), PythonLiteral.scalar(value)],
        "dtype=jnp.\(PythonLiteral.numpyName(value.type.elementType))")
    }
  }

  /// The operand in another shape: with new axes of extent 1 as a subscript.
  fileprivate static func reshaped(_ shape: Shape, _ site: TranslationSite) -> PythonExpression {
    let (old, new) = (site.type(0).shape.dimensions, shape.dimensions)
    if old.count == 1, new == old + [1] { return site.operands[0].subscripted(":, None") }
    if old.count == 1, new == [1] + old { return site.operands[0].subscripted("None, :") }
    return .call("jnp.reshape", site.operands, "\(shape)")
  }
}
