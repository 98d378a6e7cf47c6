// Rows of the rule table for logarithms that are taken into expressions.

import ApusFunctions
import ApusGraph
import ApusOps

enum KnownLogarithmRows {
  static let all: [RuleCase] = logarithms + comparisons + tails + ratios

  private static let logarithms: [RuleCase] = [
    RuleCase(
      "log f", .stabilized, "Log(Multiply(AbsoluteValue(x), Sigmoid(y)))", "Add(LogSigmoid(y), Log(AbsoluteValue(x)))"
    ) {
      log(abs($0.x) * sigmoid($0.y))
    },
    RuleCase("log f", .stabilized, "Log(Divide(Exp(x), AbsoluteValue(y)))", "Subtract(x, Log(AbsoluteValue(y)))") {
      log(exp($0.x) / abs($0.y))
    },
    RuleCase("log f", .stabilized, "Log(Add(3.0, Exp(x)))", "LogAddExp(1.0986122886681098, x)") {
      log(3 + exp($0.x))
    },
    RuleCase("log f", .stabilized, "Log(Sum(Multiply(2.0, Exp(x))))", "LogSumExp(Add(0.6931471805599453, x))") {
      log(sum(2 * exp($0.x)))
    },
    RuleCase("log f", .stabilized, "Log(Square(Exp(x)))", "Multiply(2.0, x)") { log(exp($0.x).squared()) },
    RuleCase("log f", .stabilized, "Log(Select(b, Sigmoid(x), 1.0))", "Select(b, LogSigmoid(x), 0.0)") {
      log(select($0.b, sigmoid($0.x), 1))
    },
    RuleCase("log f", .stabilized, "Log(Broadcast to (2, 12)(Exp(x)))", "Broadcast to (2, 12)(x)") {
      log(exp($0.x).broadcast(to: [2, 12]))
    },
    RuleCase("log f", .stabilized, "Log(Expm1(x))", "Add(x, Log1mExp(Negate(x)))") { log(expm1($0.x)) },
    RuleCase("log f", .stabilized, "Log(HyperbolicCosine(x))", "Add(LogAddExp(x, Negate(x)), -0.6931471805599453)") {
      log(cosh($0.x))
    },
    RuleCase(
      "log f", .stabilized, "Log(Subtract(Sigmoid(x), Sigmoid(y)))",
      "Add(Add(LogSigmoid(x), LogSigmoid(Negate(y))), Log1mExp(Select(Compare ==(y, x), 0.0, Subtract(y, x))))"
    ) { log(sigmoid($0.x) - sigmoid($0.y)) },
    RuleCase("log(1 + f²)", .stabilized, "LogOnePlusSquare(Exp(x))", "Softplus(Multiply(2.0, x))") {
      logOnePlusSquare(exp($0.x))
    },
    RuleCase("log₂ f", .stabilized, "Log2(Exp(x))", "Multiply(1.4426950408889634, x)") { log2(exp($0.x)) },
    RuleCase("log₁₀ f", .stabilized, "Log10(Exp(x))", "Multiply(0.4342944819032518, x)") { log10(exp($0.x)) },
    RuleCase("log1p f", .stabilized, "Log1p(Sum(Exp(x)))", "Softplus(LogSumExp(x))") { log1p(sum(exp($0.x))) },
    RuleCase(
      "x log f", .stabilized, "XLogY(x, Sigmoid(y))",
      "Multiply(x, Select(Logical and(Compare ==(x, 0.0), Compare ==(AbsoluteValue(LogSigmoid(y)), inf)), 0.0, LogSigmoid(y)))"
    ) { xlogy($0.x, sigmoid($0.y)) },
    RuleCase(
      "x log1p f", .stabilized, "XLog1pY(x, Negate(Sigmoid(y)))",
      "Multiply(x, Select(Logical and(Compare ==(x, 0.0), Compare ==(AbsoluteValue(LogSigmoid(Negate(y))), inf)), 0.0, "
        + "LogSigmoid(Negate(y))))"
    ) { xlog1py($0.x, -sigmoid($0.y)) },
    RuleCase(
      "log1mexp(−exp x)", .stabilized, "Log1mExp(Negate(Exp(x)))",
      "Select(Compare <(x, -37.5), x, Log1mExp(Negate(Exp(Select(Compare <(x, -37.5), -37.5, x)))))"
    ) { log1mexp(-exp($0.x)) },
  ]

  private static let comparisons: [RuleCase] = [
    RuleCase("f > 0", .stabilized, "Compare >(Exp(x), 0.0)", "Compare >(x, -inf)") { exp($0.x) .> 0 },
    RuleCase("f > 0", .stabilized, "Compare <(0.0, Sigmoid(x))", "Compare >(x, -inf)") { 0 .< sigmoid($0.x) },
    RuleCase("f > 0", .bits, "Compare >=(Sigmoid(x), 0.0)", "Compare ==(x, x)") { sigmoid($0.x) .>= 0 },
    RuleCase("f < 1", .stabilized, "Compare <(NormalCDF(x), 1.0)", "Compare <(x, inf)") { normalCDF($0.x) .< 1 },
    RuleCase("f < 1", .bits, "Compare <=(Sigmoid(x), 1.0)", "Compare ==(x, x)") { sigmoid($0.x) .<= 1 },
  ]

  private static let tails: [RuleCase] = [
    RuleCase("1 + erf x", .stabilized, "Add(1.0, ErrorFunction(x))", "ComplementaryErrorFunction(Negate(x))") {
      1 + erf($0.x)
    },
    RuleCase(
      "½ + ½ erf x", .stabilized, "Add(0.5, Multiply(0.5, ErrorFunction(x)))",
      "Multiply(0.5, ComplementaryErrorFunction(Negate(x)))"
    ) { 0.5 + 0.5 * erf($0.x) },
    RuleCase(
      "½ − ½ erf x", .stabilized, "Subtract(0.5, Multiply(0.5, ErrorFunction(x)))",
      "Multiply(0.5, ComplementaryErrorFunction(x))"
    ) { 0.5 - 0.5 * erf($0.x) },
    RuleCase(
      "1 − ½ erfc x", .stabilized, "Subtract(1.0, Multiply(0.5, ComplementaryErrorFunction(x)))",
      "Multiply(0.5, ComplementaryErrorFunction(Negate(x)))"
    ) { 1 - 0.5 * erfc($0.x) },
    RuleCase(
      "1 + tanh x", .stabilized, "Add(HyperbolicTangent(x), 1.0)", "Multiply(2.0, Sigmoid(Multiply(2.0, x)))"
    ) { tanh($0.x) + 1 },
    RuleCase(
      "1 − tanh x", .stabilized, "Subtract(1.0, HyperbolicTangent(x))", "Multiply(2.0, Sigmoid(Multiply(-2.0, x)))"
    ) { 1 - tanh($0.x) },
  ]

  private static let ratios: [RuleCase] = [
    RuleCase(
      "exp x / (exp x + exp y)", .stabilized, "Divide(Exp(x), Add(Exp(x), Exp(y)))", "Sigmoid(Subtract(x, y))"
    ) { exp($0.x) / (exp($0.x) + exp($0.y)) },
    RuleCase(
      "exp x / Σ exp x", .stabilized, "Divide(Exp(x), Sum(Exp(x)))", "Exp(Subtract(x, LogSumExp(x)))"
    ) { exp($0.x) / sum(exp($0.x)) },
  ]
}
