// Elementwise Ops in Python: arithmetic, powers, exponentials, angles, choices.
//
// An expression stands where JAX's derivative is Apus's; a function with Apus's rule where that is better: at the ends of
// domains, where JAX's overflows or gives NaN, and where it cancels. Helper functions are those of which XLA's values have
// lost digits: its log1p 2.7e-14, and sinh, cosh, exp2 and atanh as many.

internal import ApusGraph
internal import ApusOps

extension Translation {
  static let arithmetic: [Translation] = [
    .sum(Add.self, "+", opposite: "-"),
    .sum(Subtract.self, "-", opposite: "+"),
    .binary(Multiply.self, "*", .product),
    .binary(Divide.self, "/", .product),
    .expression(Negate.self) { _, site in .prefix("-", site.operands[0]) },
    .helper(Modulus.self, "x", "y") { _ in "mod" },
    .call(Square.self, "jnp.square"),
    .call(Sqrt.self, "jnp.sqrt"),
    .call(CubeRoot.self, "jnp.cbrt"),
    .elementwise(Power.self, "power", "x", "y") { .call("jnp.power", $0) },
  ]

  static let exponential: [Translation] = [
    .call(Exp.self, "jnp.exp"),
    .helper(Exp2.self, "x") { _ in "exp2" },
    .call(Expm1.self, "jnp.expm1"),
    .call(Log.self, "jnp.log"),
    .call(Log2.self, "jnp.log2"),
    .call(Log10.self, "jnp.log10"),
    .helper(Log1p.self, "x") { _ in "log1p" },
    .helper(LogOnePlusSquare.self, "x") { _ in "log_one_plus_square" },
    .elementwise(Sigmoid.self, "sigmoid", "x") { .call("jax.nn.sigmoid", $0) },
    .elementwise(Softplus.self, "softplus", "x") { .call("jax.nn.softplus", $0) },
    .elementwise(LogSigmoid.self, "log_sigmoid", "x") { .call("jax.nn.log_sigmoid", $0) },
    .helper(Log1mExp.self, "x") { _ in "log1mexp" },
    .elementwise(LogAddExp.self, "logaddexp", "x", "y") { .call("jnp.logaddexp", $0) },
    .helper(LogSubtractExp.self, "x", "y") { _ in "log_subtract_exp" },
    .elementwise(XLogY.self, "xlogy", "x", "y") { .call("jax.scipy.special.xlogy", $0) },
    .helper(XLog1pY.self, "x", "y") { _ in "xlog1py" },
    .helper(PoissonDeviance.self, "k", "d") { _ in "poisson_deviance" },
    .helper(PoissonExcess.self, "k", "d") { _ in "poisson_excess" },
    .helper(NegativeBinomialDeviance.self, "k", "phi", "d") { _ in "negative_binomial_deviance" },
    .helper(LogMeanRatio.self, "k", "phi", "d") { _ in "log_mean_ratio" },
    .helper(MeanExcessShare.self, "k", "phi", "d") { _ in "mean_excess_share" },
  ]

  static let trigonometric: [Translation] = [
    .call(Sine.self, "jnp.sin"),
    .call(Cosine.self, "jnp.cos"),
    .call(Tangent.self, "jnp.tan"),
    .elementwise(Arcsine.self, "arcsin", "x") { .call("jnp.arcsin", $0) },
    .elementwise(Arccosine.self, "arccos", "x") { .call("jnp.arccos", $0) },
    .call(Arctangent.self, "jnp.arctan"),
    .elementwise(Arctangent2.self, "arctan2", "y", "x") { .call("jnp.arctan2", $0) },
    .elementwise(Hypotenuse.self, "hypot", "x", "y") { .call("jnp.hypot", $0) },
    .helper(HyperbolicSine.self, "x") { _ in "sinh" },
    .helper(HyperbolicCosine.self, "x") { _ in "cosh" },
    .elementwise(HyperbolicTangent.self, "tanh", "x") { .call("jnp.tanh", $0) },
    .elementwise(InverseHyperbolicSine.self, "arcsinh", "x") { .call("jnp.arcsinh", $0) },
    .elementwise(InverseHyperbolicCosine.self, "arccosh", "x") { .call("jnp.arccosh", $0) },
    .helper(InverseHyperbolicTangent.self, "x") { _ in "atanh" },
  ]

  static let choice: [Translation] = [
    .expression(Compare.self) { op, site in
      let operands = site.broadcastOperands
      return .binary(op.relation.rawValue, .comparison, operands[0], operands[1])
    },
    .expression(Logical.self) { op, site in
      let sides = site.broadcastOperands.map { $0.text(atLeast: .atom) }
      return PythonExpression("\(sides[0]) \(op.connective == .and ? "&" : "|") \(sides[1])", .disjunction)
    },
    .expression(LogicalNot.self) { _, site in
      PythonExpression("~" + site.operands[0].text(atLeast: .atom), .sign)
    },
    .call(Select.self, "jnp.where"),
    .call(IsNaN.self, "jnp.isnan"),
    .call(IsFinite.self, "jnp.isfinite"),
    .call(Maximum.self, "jnp.maximum"),
    .call(Minimum.self, "jnp.minimum"),
    .elementwise(AbsoluteValue.self, "absolute", "x") { .call("jnp.abs", $0) },
    .call(Sign.self, "jnp.sign"),
    .rounding(Floor.self, "jnp.floor"),
    .rounding(Ceiling.self, "jnp.ceil"),
    .rounding(Round.self, "jnp.round"),
    .rounding(Truncate.self, "jnp.trunc"),
    .expression(Cast.self) { op, site in
      switch (site.type(0).elementType, op.elementType) {
      case (.float64, .int64):
        site.contents.use("to_integer")
        return .call("to_integer", site.operands)
      case (_, .bool): return .binary("!=", .comparison, site.operands[0], PythonExpression("0"))
      default: return .call("jnp.asarray", site.operands, "dtype=jnp.\(PythonLiteral.numpyName(op.elementType))")
      }
    },
  ]

  /// A sum or a difference; `x - -3` is written as `x + 3`, which is the same.
  private static func sum<Operation: Op>(_ type: Operation.Type, _ symbol: String, opposite: String) -> Translation {
    .expression(type) { _, site in
      let operands = site.broadcastOperands
      if operands[1].precedence == .sign, let number = Double(operands[1].text), number < 0,
        operands[1].text != "\(Int.min)"
      {
        let positive = PythonExpression(String(operands[1].text.dropFirst()))
        return .binary(opposite, .sum, operands[0], positive)
      }
      return .binary(symbol, .sum, operands[0], operands[1])
    }
  }

  /// A rounding, which leaves integers as they are.
  private static func rounding<Operation: Op>(_ type: Operation.Type, _ function: String) -> Translation {
    .expression(type) { _, site in
      site.resultType.elementType == .int64 ? site.operands[0] : .call(function, site.operands)
    }
  }
}
