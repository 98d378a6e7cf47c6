// Gradient modifiers in Python: each does to JAX's gradient what it does to Apus's.

internal import ApusGraph
internal import ApusOps

extension Translation {
  static let modifiers: [Translation] = [
    .call(StopGradient.self, "jax.lax.stop_gradient"),
    .call(ZeroGradient.self, "zero_gradient"),
    .expression(ScaleGradient.self) { op, site in
      site.contents.use("scale_gradient")
      return .call("scale_gradient", site.operands, PythonLiteral.text(op.factor))
    },
    .expression(ClipGradient.self) { op, site in
      site.contents.use("clip_gradient")
      return .call("clip_gradient", site.operands, PythonLiteral.text(op.lower), PythonLiteral.text(op.upper))
    },
  ]
}
