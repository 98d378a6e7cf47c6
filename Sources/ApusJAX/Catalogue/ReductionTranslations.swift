// Reductions along axes in Python.

internal import ApusGraph
internal import ApusOps

extension Translation {
  static let reductions: [Translation] = [
    .expression(Sum.self) { op, site in .reduction("jnp.sum", site, op.axes) },
    .arrays(Product.self, "product", "x") { op, types, operands in
      .call("jnp.prod", operands, PythonExpression.axis(op.axes, types[0].shape))
    },
    .expression(Extremum.self) { op, site in
      .reduction(op.kind == .largest ? "jnp.max" : "jnp.min", site, op.axes)
    },
    .expression(Quantifier.self) { op, site in .reduction(op.kind == .all ? "jnp.all" : "jnp.any", site, op.axes) },
    .expression(ArgExtremum.self) { op, site in
      .call(op.kind == .largest ? "jnp.argmax" : "jnp.argmin", site.operands, "axis=\(op.axis)")
    },
    .expression(CumulativeSum.self) { op, site in
      op.isReversed
        ? .call("jax.lax.cumsum", site.operands, "axis=\(op.axis)", "reverse=True")
        : .call("jnp.cumsum", site.operands, "axis=\(op.axis)")
    },
    .arrays(LogSumExp.self, "logsumexp", "x") { op, types, operands in
      .call("jax.nn.logsumexp", operands, PythonExpression.axis(op.axes, types[0].shape))
    },
  ]
}

extension PythonExpression {
  /// A reduction along axes; along none, the operand itself.
  fileprivate static func reduction(_ function: String, _ site: TranslationSite, _ axes: [Int]?) -> PythonExpression {
    guard let axes else { return .call(function, site.operands) }
    return axes.isEmpty ? site.operands[0] : .call(function, site.operands, axis(axes, site.type(0).shape))
  }

  /// The option that names the axes of a reduction.
  fileprivate static func axis(_ axes: [Int]?, _ shape: Shape) -> String {
    guard let axes else { return "axis=None" }
    let fromFront = axes.map { $0 < 0 ? $0 + shape.rank : $0 }.sorted()
    return fromFront.count == 1 ? "axis=\(fromFront[0])" : "axis=\(PythonLiteral.tuple(fromFront.map(String.init)))"
  }
}
