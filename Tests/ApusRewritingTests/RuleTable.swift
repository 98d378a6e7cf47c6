// The table of rules: every rule of the standard sets has a row, with the graph it makes as text.

import ApusFunctions
import ApusGraph
import ApusOps

extension RuleCase {
  static let table: [RuleCase] =
    folding + arithmetic + signs + factors + powers + shapes + movements + selections + sums + logarithms
    + distributions + KnownLogarithmRows.all
    + afterDifferentiation

  private static let folding: [RuleCase] = [
    RuleCase("elementwise of fills", .bits, "Add(fill 2.0, 3.0)", "fill 5.0") { _ in Tensor.filled(2, [4]) + 3 },
    RuleCase("elementwise of fills", .bits, "Divide(fill 2.0, fill -0.0)", "fill -inf") { _ in
      Tensor.filled(2, [4]) / Tensor.filled(-0.0, [4])
    },
    RuleCase("elementwise of fills", .bits, "Reshape to (2, 2)(fill 2.0)", "fill 2.0") { _ in
      Tensor.filled(2, [4]).reshaped(to: [2, 2])
    },
    RuleCase("elementwise of fills", .bits, "Compare <(fill 2.0, 3.0)", "fill true") { _ in
      Tensor.filled(2, [10, 10]) .< 3
    },
    RuleCase("constants", .bits, "Multiply(constant, constant)", "constant") { _ in
      Tensor([1.0, 2.0]) * Tensor([3.0, 4.0])
    },
    RuleCase("constants", .bits, "Subtract(constant, constant)", "fill 1.0") { _ in
      Tensor([3.0, 2.0]) - Tensor([2.0, 1.0])
    },
    RuleCase("constants", .bits, "Exp(0.0)", "1.0") { _ in exp(Tensor(0.0)) },
  ]

  private static let arithmetic: [RuleCase] = [
    RuleCase("x + 0", .zeroSign, "Add(x, 0.0)", "x") { $0.x + 0 },
    RuleCase("x + 0", .zeroSign, "Add(fill 0.0, x)", "Broadcast to (2, 12)(x)") { Tensor.filled(0, [2, 12]) + $0.x },
    RuleCase("x + 0", .bits, "Add(k, constant)", "k") { $0.k + Tensor([0]) },
    RuleCase("x − 0", .zeroSign, "Subtract(x, 0.0)", "x") { $0.x - 0 },
    RuleCase("0 − x", .zeroSign, "Subtract(0.0, x)", "Negate(x)") { 0 - $0.x },
    RuleCase("0 − x", .bits, "Subtract(constant, k)", "Negate(k)") { Tensor([0]) - $0.k },
    RuleCase("x · 1", .bits, "Multiply(x, 1.0)", "x") { $0.x * 1 },
    RuleCase("x · 1", .bits, "Multiply(fill 1.0, x)", "x") { Tensor.ones([12]) * $0.x },
    RuleCase("x · 1", .bits, "Multiply(fill 1.0, s)", "Broadcast to (3,)(s)") { Tensor.ones([3]) * $0.s },
    RuleCase("x · −1", .bits, "Multiply(-1.0, x)", "Negate(x)") { -1 * $0.x },
    RuleCase("x / 1", .bits, "Divide(x, 1.0)", "x") { $0.x / 1 },
    RuleCase("x / power of two", .bits, "Divide(x, 8.0)", "Multiply(x, 0.125)") { $0.x / 8 },
    RuleCase("x / power of two", .bits, "Divide(x, -0.25)", "Multiply(x, -4.0)") { $0.x / -0.25 },
    RuleCase("−(−x)", .bits, "Negate(Negate(x))", "x") { -(-$0.x) },
    RuleCase("x + (−y)", .bits, "Add(x, Negate(y))", "Subtract(x, y)") { $0.x + (-$0.y) },
    RuleCase("x + (−y)", .bits, "Add(Negate(x), y)", "Subtract(y, x)") { -$0.x + $0.y },
    RuleCase("x − (−y)", .bits, "Subtract(x, Negate(y))", "Add(x, y)") { $0.x - (-$0.y) },
    RuleCase("(−x) · (−y)", .bits, "Multiply(Negate(x), Negate(y))", "Multiply(x, y)") { (-$0.x) * (-$0.y) },
    RuleCase("(−x) / (−y)", .bits, "Divide(Negate(x), Negate(y))", "Divide(x, y)") { (-$0.x) / (-$0.y) },
  ]

  private static let sums: [RuleCase] = [
    RuleCase("Σ (−x)", .zeroSign, "Sum(Negate(x))", "Negate(Sum(x))") { sum(-$0.x) },
    RuleCase("Σ (−x)", .zeroSign, "Sum along [0](Negate(m))", "Negate(Sum along [0](m))") { sum(-$0.m, axes: [0]) },
    RuleCase("Σ c · x", .stabilized, "Sum(Multiply(0.5, x))", "Multiply(0.5, Sum(x))") { sum(0.5 * $0.x) },
    RuleCase("Σ c · x", .stabilized, "Sum(Multiply(3.0, m))", "Multiply(3.0, Sum(m))") { sum(3 * $0.m) },
    RuleCase("Σ (x + c)", .stabilized, "Sum(Add(x, s))", "Add(Sum(x), Multiply(12.0, s))") { sum($0.x + $0.s) },
    RuleCase("Σ (x − c)", .stabilized, "Sum(Subtract(x, s))", "Subtract(Sum(x), Multiply(12.0, s))") {
      sum($0.x - $0.s)
    },
  ]

  private static let signs: [RuleCase] = [
    RuleCase("(−x) · y", .bits, "Multiply(Negate(x), y)", "Negate(Multiply(x, y))") { -$0.x * $0.y },
    RuleCase("(−x) · y", .bits, "Multiply(x, Negate(y))", "Negate(Multiply(x, y))") { $0.x * -$0.y },
    RuleCase("(−x) / y", .bits, "Divide(Negate(x), y)", "Negate(Divide(x, y))") { -$0.x / $0.y },
    RuleCase("−((−x) · y)", .bits, "Negate(Multiply(Negate(x), y))", "Multiply(x, y)") { -(-$0.x * $0.y) },
    RuleCase("−((−x) · y)", .bits, "Negate(Multiply(x, Negate(y)))", "Multiply(x, y)") { -($0.x * -$0.y) },
    RuleCase("−((−x) / y)", .bits, "Negate(Divide(Negate(x), y))", "Divide(x, y)") { -(-$0.x / $0.y) },
    RuleCase("−((−x) / y)", .bits, "Negate(Divide(x, Negate(y)))", "Divide(x, y)") { -($0.x / -$0.y) },
  ]

  private static let factors: [RuleCase] = [
    RuleCase("fill in an elementwise operation", .bits, "Multiply(fill 3.0, x)", "Multiply(3.0, x)") {
      Tensor.filled(3, [12]) * $0.x
    },
    RuleCase("fill in an elementwise operation", .bits, "Add(k, constant)", "Add(k, 3)") { $0.k + Tensor([3]) },
    RuleCase("fill in an elementwise operation", .bits, "Select(b, x, fill 0.0)", "Select(b, x, 0.0)") {
      select($0.b, $0.x, Tensor.filled(0, [12]))
    },
    RuleCase("constant factor first", .bits, "Multiply(x, 3.0)", "Multiply(3.0, x)") { $0.x * 3 },
    RuleCase("constant addend first", .bits, "Add(k, 3)", "Add(3, k)") { $0.k + Tensor(NDArray(3 as Int)) },
    RuleCase("x + x", .bits, "Add(x, x)", "Multiply(2.0, x)") { $0.x + $0.x },
    RuleCase("x + x", .bits, "Add(k, k)", "Multiply(2, k)") { $0.k + $0.k },
    RuleCase("−(c · x)", .bits, "Negate(Multiply(3.0, x))", "Multiply(-3.0, x)") { -(3 * $0.x) },
    RuleCase("c · (−x)", .bits, "Multiply(3.0, Negate(x))", "Multiply(-3.0, x)") { 3 * -$0.x },
    RuleCase("c · (d · x)", .stabilized, "Multiply(-0.5, Multiply(3.0, x))", "Multiply(-1.5, x)") {
      -0.5 * (3 * $0.x)
    },
    RuleCase("c · (d · x)", .stabilized, "Multiply(3.0, Multiply(4.0, x))", "Multiply(12.0, x)") { 3 * (4 * $0.x) },
  ]

  private static let powers: [RuleCase] = [
    RuleCase("x · x", .bits, "Multiply(x, x)", "Square(x)") { $0.x * $0.x },
    RuleCase("x · x", .bits, "Multiply(k, k)", "Square(k)") { $0.k * $0.k },
    RuleCase("x^0", .bits, "Power(x, 0.0)", "fill 1.0") { pow($0.x, 0.0) },
    RuleCase("x^1", .bits, "Power(x, 1.0)", "x") { pow($0.x, 1.0) },
    RuleCase("x^2", .rounding, "Power(x, 2.0)", "Square(x)") { .apply(Power(), $0.x, Tensor(2.0)) },
    RuleCase("x^−1", .rounding, "Power(x, -1.0)", "Divide(1.0, x)") { pow($0.x, -1.0) },
    RuleCase("x^½", .rounding, "Power(AbsoluteValue(x), 0.5)", "Sqrt(AbsoluteValue(x))") { pow(abs($0.x), 0.5) },
    RuleCase("(−x)²", .bits, "Square(Negate(x))", "Square(x)") { (-$0.x).squared() },
    RuleCase("|x|²", .bits, "Square(AbsoluteValue(x))", "Square(x)") { abs($0.x).squared() },
    RuleCase("|−x|", .bits, "AbsoluteValue(Negate(x))", "AbsoluteValue(x)") { abs(-$0.x) },
    RuleCase("||x||", .bits, "AbsoluteValue(AbsoluteValue(x))", "AbsoluteValue(x)") { abs(abs($0.x)) },
  ]

  private static let shapes: [RuleCase] = [
    RuleCase("reshape to own shape", .bits, "Reshape to (12,)(x)", "x") { .apply(Reshape(to: [12]), $0.x) },
    RuleCase("reshape of reshape", .bits, "Reshape to (4, 3)(Reshape to (3, 4)(x))", "Reshape to (4, 3)(x)") {
      $0.x.reshaped(to: [3, 4]).reshaped(to: [4, 3])
    },
    RuleCase("broadcast to own shape", .bits, "Broadcast to (12,)(x)", "x") { .apply(Broadcast(to: [12]), $0.x) },
    RuleCase(
      "broadcast of broadcast", .bits, "Broadcast to (2, 4, 12)(Broadcast to (4, 12)(x))", "Broadcast to (2, 4, 12)(x)"
    ) { $0.x.broadcast(to: [4, 12]).broadcast(to: [2, 4, 12]) },
    RuleCase(
      "broadcast of new unit axes", .bits, "Broadcast to (2, 3)(Reshape to (1, 1)(s))", "Broadcast to (2, 3)(s)"
    ) { $0.s.reshaped(to: [1, 1]).broadcast(to: [2, 3]) },
    RuleCase(
      "broadcast in an elementwise operation", .bits, "Multiply(Broadcast to (12,)(s), x)", "Multiply(s, x)"
    ) { $0.s.broadcast(to: [12]) * $0.x },
    RuleCase(
      "broadcast in an elementwise operation", .bits, "Select(b, x, Broadcast to (12,)(s))", "Select(b, x, s)"
    ) { select($0.b, $0.x, $0.s.broadcast(to: [12])) },
    RuleCase("sum over no axes", .zeroSign, "Sum along [](x)", "x") { .apply(Sum(axes: []), $0.x) },
    RuleCase("sum over no axes", .zeroSign, "Sum(s)", "s") { sum($0.s) },
    RuleCase("sum over all axes", .bits, "Sum along [-1, 0](m)", "Sum(m)") { sum($0.m, axes: [-1, 0]) },
    RuleCase(
      "sum over unit axes", .zeroSign, "Sum along [1](Reshape to (2, 1, 3)(m))",
      "Reshape to (2, 3)(Reshape to (2, 1, 3)(m))"
    ) { sum($0.m.reshaped(to: [2, 1, 3]), axes: [1]) },
    RuleCase("sum over all of a reshape", .bits, "Sum(Reshape to (3, 2)(m))", "Sum(m)") {
      sum($0.m.reshaped(to: [3, 2]))
    },
    RuleCase("sum of a fill", .rounding, "Sum(fill 0.1)", "4.0") { _ in sum(Tensor.filled(0.1, [40])) },
    RuleCase("sum of a fill", .bits, "Sum along [0](fill 3)", "fill 6") { _ in
      sum(.filled(NDArray(3 as Int), [2, 3]), axes: [0])
    },
    RuleCase("sum over repetitions", .rounding, "Sum(Broadcast to (5,)(s))", "Multiply(s, 5.0)") {
      sum($0.s.broadcast(to: [5]))
    },
    RuleCase("sum over repetitions", .rounding, "Sum(Broadcast to (2, 12)(x))", "Multiply(Sum along [0](x), 2.0)") {
      sum($0.x.broadcast(to: [2, 12]))
    },
    RuleCase(
      "sum over repetitions", .rounding, "Sum along [0](Broadcast to (2, 3)(Reshape to (1, 1)(s)))",
      "Broadcast to (3,)(Multiply(Sum along [0](Reshape to (1, 1)(s)), 2.0))"
    ) { sum($0.s.reshaped(to: [1, 1]).broadcast(to: [2, 3]), axes: [0]) },
    RuleCase("sum over repetitions", .bits, "Sum along [0](Broadcast to (4, 12)(k))", "Multiply(k, 4)") {
      sum($0.k.broadcast(to: [4, 12]), axes: [0])
    },
  ]

  private static let movements: [RuleCase] = [
    RuleCase("transpose in order", .bits, "Transpose [0, 1](m)", "m") { $0.m.transposed([0, 1]) },
    RuleCase("transpose of transpose", .bits, "Transpose [1, 0](Transpose [1, 0](m))", "Transpose [0, 1](m)") {
      $0.m.transposed().transposed()
    },
    RuleCase(
      "transpose of transpose", .bits,
      "Transpose [1, 2, 0](Transpose [0, 2, 1](Reshape to (2, 3, 2)(x)))",
      "Transpose [2, 1, 0](Reshape to (2, 3, 2)(x))"
    ) { $0.x.reshaped(to: [2, 3, 2]).transposed([0, 2, 1]).transposed([1, 2, 0]) },
    RuleCase("product with a transpose", .rounding, "MatMul(Transpose [1, 0](m), m)", "MatMul ᵀ·(m, m)") {
      matmul($0.m.transposed(), $0.m)
    },
    RuleCase("product with a transpose", .rounding, "MatMul(m, Transpose [1, 0](m))", "MatMul ·ᵀ(m, m)") {
      matmul($0.m, $0.m.transposed())
    },
    RuleCase(
      "product with a transpose", .rounding, "MatMul ᵀ·(Transpose [1, 0](m), Transpose [1, 0](m))", "MatMul ·ᵀ(m, m)"
    ) { .apply(MatMul(transposesFirst: true), $0.m.transposed(), $0.m.transposed()) },
    RuleCase("slice of everything", .bits, "Slice [0+2, 0+3](m)", "m") { $0.m[0..<2] },
    RuleCase("slice of slice", .bits, "Slice [1+3](Slice [2+5·2](x))", "Slice [4+3·2](x)") {
      $0.x.sliced(axis: 0, 2..<12, step: 2)[1..<4]
    },
    RuleCase("slice of what was put there", .bits, "Slice [2+3](SliceScatter(Slice [0+3](x)))", "Slice [0+3](x)") {
      let ranges = [SliceRange(start: 2, count: 3)]
      return .apply(Slice(ranges), .apply(SliceScatter(ranges, shape: [7]), $0.x[0..<3]))
    },
    RuleCase("put everywhere", .bits, "SliceScatter(x)", "x") {
      .apply(SliceScatter([SliceRange(start: 0, count: 12)], shape: [12]), $0.x)
    },
    RuleCase("concatenation of one", .bits, "Concatenate along 0(x)", "x") { concatenate([$0.x]) },
    RuleCase("elementwise of fills", .bits, "Transpose [1, 0](fill 2.0)", "fill 2.0") { _ in
      Tensor.filled(2, [4, 5]).transposed()
    },
    RuleCase("elementwise of fills", .bits, "Slice [1+2](fill true)", "fill true") { _ in
      Tensor.filled(NDArray(true), [4])[1..<3]
    },
  ]

  private static let selections: [RuleCase] = [
    RuleCase("select by a constant", .bits, "Select(fill true, x, y)", "x") {
      select(.filled(NDArray(true), [12]), $0.x, $0.y)
    },
    RuleCase("select by a constant", .bits, "Select(false, x, s)", "Broadcast to (12,)(s)") {
      select(Tensor(NDArray(false)), $0.x, $0.s)
    },
    RuleCase("select of equal branches", .bits, "Select(b, s, s)", "Broadcast to (12,)(s)") {
      select($0.b, $0.s, $0.s)
    },
    RuleCase("select by a negation", .bits, "Select(LogicalNot(b), x, y)", "Select(b, y, x)") {
      select(.!$0.b, $0.x, $0.y)
    },
    RuleCase("below 0", .bits, "Compare <(Exp(x), 0.0)", "fill false") { exp($0.x) .< 0 },
    RuleCase("below 0", .bits, "Compare >(0.0, Square(x))", "fill false") { Tensor(0.0) .> $0.x.squared() },
    RuleCase("not not", .bits, "LogicalNot(LogicalNot(b))", "b") { .!(.!$0.b) },
    RuleCase("and, or with a constant", .bits, "Logical and(b, true)", "b") { $0.b .& Tensor(NDArray(true)) },
    RuleCase("and, or with a constant", .bits, "Logical and(false, b)", "Broadcast to (12,)(false)") {
      Tensor(NDArray(false)) .& $0.b
    },
    RuleCase("and, or with a constant", .bits, "Logical or(b, fill true)", "fill true") {
      $0.b .| .filled(NDArray(true), [12])
    },
    RuleCase("convert to own type", .bits, "Cast to int64(k)", "k") { .apply(Cast(to: .int64), $0.k) },
    RuleCase("convert a converted truth value", .bits, "Cast to float64(Cast to int64(b))", "Cast to float64(b)") {
      $0.b.cast(to: .int64).cast(to: .float64)
    },
    RuleCase("convert a converted truth value", .bits, "Cast to bool(Cast to float64(b))", "b") {
      $0.b.cast(to: .float64).cast(to: .bool)
    },
  ]

  private static let logarithms: [RuleCase] = [
    RuleCase("log f", .stabilized, "Log(Exp(x))", "x") { log(exp($0.x)) },
    RuleCase("log(1 + x)", .stabilized, "Log(Add(x, 1.0))", "Log1p(x)") { log($0.x + 1) },
    RuleCase("log(1 + x)", .stabilized, "Log(Add(fill 1.0, s))", "Broadcast to (3,)(Log1p(s))") {
      log(Tensor.ones([3]) + $0.s)
    },
    RuleCase("log(1 − x)", .stabilized, "Log(Subtract(1.0, x))", "Log1p(Negate(x))") { log(1 - $0.x) },
    RuleCase("log1p f", .stabilized, "Log1p(Exp(x))", "Softplus(x)") { log1p(exp($0.x)) },
    RuleCase("log1p f", .stabilized, "Log1p(Negate(Exp(x)))", "Log1mExp(x)") { log1p(-exp($0.x)) },
    RuleCase("log1p(expm1 x)", .stabilized, "Log1p(Expm1(x))", "x") { log1p(expm1($0.x)) },
    RuleCase("log f", .stabilized, "Log(Negate(Expm1(x)))", "Log1mExp(x)") { log(-expm1($0.x)) },
    RuleCase("log f", .stabilized, "Log(Add(Exp(x), Exp(y)))", "LogAddExp(x, y)") {
      log(exp($0.x) + exp($0.y))
    },
    RuleCase("log f", .stabilized, "Log(Subtract(Exp(x), Exp(y)))", "LogSubtractExp(x, y)") {
      log(exp($0.x) - exp($0.y))
    },
    RuleCase("exp(log x)", .stabilized, "Exp(Log(Square(x)))", "Square(x)") { exp(log($0.x.squared())) },
    RuleCase("exp x − 1", .stabilized, "Subtract(Exp(x), 1.0)", "Expm1(x)") { exp($0.x) - 1 },
    RuleCase("exp x + (−1)", .stabilized, "Add(-1.0, Exp(x))", "Expm1(x)") { -1 + exp($0.x) },
    RuleCase("1 − exp x", .stabilized, "Subtract(1.0, Exp(x))", "Negate(Expm1(x))") { 1 - exp($0.x) },
    RuleCase("√(x²)", .stabilized, "Sqrt(Square(x))", "AbsoluteValue(x)") { sqrt($0.x.squared()) },
    RuleCase("1 / (1 + exp(−x))", .stabilized, "Divide(1.0, Add(1.0, Exp(Negate(x))))", "Sigmoid(x)") {
      1 / (1 + exp(-$0.x))
    },
    RuleCase("1 / (1 + exp(−x))", .stabilized, "Divide(1.0, Add(Exp(x), 1.0))", "Sigmoid(Negate(x))") {
      1 / (exp($0.x) + 1)
    },
    RuleCase("exp x / (1 + exp x)", .stabilized, "Divide(Exp(x), Add(1.0, Exp(x)))", "Sigmoid(x)") {
      exp($0.x) / (1 + exp($0.x))
    },
    RuleCase("1 − sigmoid x", .stabilized, "Subtract(1.0, Sigmoid(x))", "Sigmoid(Negate(x))") { 1 - sigmoid($0.x) },
    RuleCase("log f", .stabilized, "Log(Sigmoid(x))", "LogSigmoid(x)") { log(sigmoid($0.x)) },
    RuleCase("log1p f", .stabilized, "Log1p(Negate(Sigmoid(x)))", "LogSigmoid(Negate(x))") {
      log1p(-sigmoid($0.x))
    },
  ]

  private static let distributions: [RuleCase] = [
    RuleCase("log f", .stabilized, "Log(Sum(Exp(x)))", "LogSumExp(x)") { log(sum(exp($0.x))) },
    RuleCase("log f", .stabilized, "Log(Sum along [-1](Exp(m)))", "LogSumExp along [-1](m)") {
      log(sum(exp($0.m), axes: [-1]))
    },
    RuleCase("log f", .stabilized, "Log(Multiply(0.25, Sum(Exp(m))))", "Add(-1.3862943611198906, LogSumExp(m))") {
      log(0.25 * sum(exp($0.m)))
    },
    RuleCase("log f", .stabilized, "Log(Divide(Sum(Exp(m)), 6.0))", "Subtract(LogSumExp(m), 1.791759469228055)") {
      log(mean(exp($0.m)))
    },
    RuleCase("1 − erf x", .stabilized, "Subtract(1.0, ErrorFunction(x))", "ComplementaryErrorFunction(x)") {
      1 - erf($0.x)
    },
    RuleCase("1 − erfc x", .stabilized, "Subtract(1.0, ComplementaryErrorFunction(x))", "ErrorFunction(x)") {
      1 - erfc($0.x)
    },
    RuleCase("1 − Φ(x)", .stabilized, "Subtract(1.0, NormalCDF(x))", "NormalCDF(Negate(x))") { 1 - normalCDF($0.x) },
    RuleCase(
      "log f", .stabilized, "Log(ComplementaryErrorFunction(x))", "LogComplementaryErrorFunction(x)"
    ) { log(erfc($0.x)) },
    RuleCase("log f", .stabilized, "Log(NormalCDF(x))", "LogNormalCDF(x)") { log(normalCDF($0.x)) },
    RuleCase(
      "log1p f", .stabilized, "Log1p(Negate(ErrorFunction(Multiply(0.125, x))))",
      "LogComplementaryErrorFunction(Multiply(0.125, x))"
    ) { log1p(-erf(0.125 * $0.x)) },
    RuleCase("log1p f", .stabilized, "Log1p(Negate(NormalCDF(x)))", "LogNormalCDF(Negate(x))") {
      log1p(-normalCDF($0.x))
    },
  ]

  private static let afterDifferentiation: [RuleCase] = [
    RuleCase("gradient modifier", .bits, "StopGradient(x)", "x") { stopGradient($0.x) },
    RuleCase("gradient modifier", .bits, "ZeroGradient(x)", "x") { zeroGradient($0.x) },
    RuleCase("gradient modifier", .bits, "ScaleGradient by 3.0(x)", "x") { scaleGradient($0.x, by: 3) },
    RuleCase("gradient modifier", .bits, "ClipGradient to [-1.0, 1.0](x)", "x") { clipGradient($0.x, -1, 1) },
    RuleCase("inline custom function", .bits, "double and one(x)", "Add(Multiply(x, 2.0), 1.0)") { v in
      let function = CustomFunction("double and one") { x in
        [x[0] * 2 + 1]
      } pullback: { site in
        [.value(site.cotangent() * 100)]
      }
      return function(v.x)
    },
    RuleCase("stable loop body", .stabilized, "Scan of 12 steps(0.0, x).1", "Scan of 12 steps(0.0, x).1") { v in
      scan([0], over: [v.x]) { carry, x in ([carry[0] + x[0]], [log(sigmoid(x[0]))]) }.outputs[0]
    },
    RuleCase("loop body", .bits, "Scan of 12 steps(0.0, x).1", "Scan of 12 steps(0.0, x).1") { v in
      scan([0], over: [v.x]) { carry, x in ([carry[0] + x[0] * 1], [-(-x[0]) * carry[0]]) }.outputs[0]
    },
  ]
}
