// Tests of stable forms against exact values where the written expressions cancel, overflow or underflow.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRewriting
import Testing

/// An expression, a point, and the exact value there.
struct UnstableCase: Sendable, CustomTestStringConvertible {
  let name: String
  let point: Double
  let exact: Double
  let build: @Sendable (Tensor) -> Tensor

  init(_ name: String, _ point: Double, _ exact: Double, _ build: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.point = point
    self.exact = exact
    self.build = build
  }

  var testDescription: String { "\(name) at \(point)" }

  /// The exact values are mpmath's with 100 digits, rounded to double.
  static let all: [UnstableCase] = [
    UnstableCase("log(1 + x)", 1e-20, 1e-20) { log(1 + $0) },
    UnstableCase("log(1 − x)", 1e-20, -1e-20) { log(1 - $0) },
    UnstableCase("exp x − 1", 1e-20, 1e-20) { exp($0) - 1 },
    UnstableCase("1 − exp x", -1e-18, 1e-18) { 1 - exp($0) },
    UnstableCase("log(1 + exp x)", 800, 800) { log(1 + exp($0)) },
    UnstableCase("log(1 + exp x)", -60, 8.75651076269652e-27) { log(1 + exp($0)) },
    UnstableCase("log(1 − exp x)", -1e-20, -46.051701859880914) { log(1 - exp($0)) },
    UnstableCase("log(1 − exp x)", -50, -1.9287498479639178e-22) { log(1 - exp($0)) },
    UnstableCase("log(sigmoid x)", -800, -800) { log(sigmoid($0)) },
    UnstableCase("log(1/(1 + exp(−x)))", -800, -800) { log(1 / (1 + exp(-$0))) },
    UnstableCase("log(1 − sigmoid x)", 800, -800) { log(1 - sigmoid($0)) },
    UnstableCase("1 − sigmoid x", 60, 8.75651076269652e-27) { 1 - sigmoid($0) },
    UnstableCase("exp x/(1 + exp x)", 1000, 1) { exp($0) / (1 + exp($0)) },
    UnstableCase("log(exp x)", 1000, 1000) { log(exp($0)) },
    UnstableCase("log(exp x + exp(−x))", 1000, 1000) { log(exp($0) + exp(-$0)) },
    UnstableCase("log Σ exp x", 1000, 1000.6931471805599) { log(sum(exp($0.broadcast(to: [2]) * 1))) },
    UnstableCase("log of the mean of exp x", -1000, -1000) { log(mean(exp($0 * Tensor([1.0, 1.0, 1.0])))) },
    UnstableCase("1 − erf x", 8, 1.1224297172982926e-29) { 1 - erf($0) },
    UnstableCase("log(1 − erf x)", 30, -903.9741171106439) { log(1 - erf($0)) },
    UnstableCase("log(1 − Φ(x))", 40, -804.6084420137538) { log(1 - normalCDF($0)) },
    UnstableCase("√(x²)", -1e200, 1e200) { sqrt($0.squared()) },
    UnstableCase("√(x x)", -1e-200, 1e-200) { sqrt($0 * $0) },
  ]
}

@Suite struct StabilizationTests {
  @Test(arguments: UnstableCase.all) func `a stable form has the exact value where the written one has not`(
    row: UnstableCase
  ) throws {
    let x = Tensor.argument("x")
    let written = row.build(x)
    let stable = try rewrite(written, with: .simplify + .stabilize)
    let (before, after) = (
      try evaluate(written, [x: NDArray(row.point)]).scalar, try evaluate(stable, [x: NDArray(row.point)]).scalar
    )
    #expect(!((before - row.exact).magnitude <= 1e-3 * row.exact.magnitude))
    #expect((after - row.exact).magnitude <= 4 * row.exact.ulp)
  }

  @Test func `stable forms have stable gradients, and the written one is differentiated in its stable form`() throws {
    let x = Tensor.argument("x")
    let written = log(1 + exp(x))
    let stable = try rewrite(written, with: .simplify + .stabilize)
    let values = try evaluate(
      [gradient(of: written, withRespectTo: x), gradient(of: stable, withRespectTo: x)], [x: NDArray(800.0)])
    #expect(values.map(\.scalar) == [1, 1])
    // With respect to a value in between, what is written is differentiated.
    let between = exp(x)
    let slope = try evaluate(gradient(of: log(1 + between), withRespectTo: between), [x: NDArray(0.0)])
    #expect(slope.scalar == 0.5)
  }

  @Test func `a domain is kept: NaN outside it, before and after`() throws {
    let x = Tensor.argument("x")
    for output in [log(1 + x), log(1 - exp(-x)), exp(log(x)), log(1 - 2 * x * x)] {
      let stable = try rewrite(output, with: .simplify + .stabilize)
      #expect(try evaluate(stable, [x: NDArray(-3.0)]).scalar.isNaN)
      #expect(try evaluate(stable, [x: NDArray(Double.nan)]).scalar.isNaN)
    }
  }
}
