// Distributions of expressions and of transforms, against mpmath and against the families that they are.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

/// An expression of the reference file as a function of its parameters.
struct ExpressionRow: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable ([Tensor]) -> Tensor
  var testDescription: String { name }

  static let all: [ExpressionRow] = [
    ExpressionRow(name: "exp") { exp($0[0] + $0[1] * .drawn(from: Normal(0, 1))) },
    ExpressionRow(name: "sigmoid") { sigmoid($0[0] + $0[1] * .drawn(from: Normal(0, 1))) },
    ExpressionRow(name: "gumbel") { $0[0] - $0[1] * log(.drawn(from: Exponential(rate: 1))) },
    ExpressionRow(name: "reciprocal") { 1 / ($0[0] * .drawn(from: Exponential(rate: 1))) },
    ExpressionRow(name: "power") { $0[1] * pow(.drawn(from: Exponential(rate: 1)), 1 / $0[0]) },
    ExpressionRow(name: "sinh") { sinh((.drawn(from: Logistic(0, 1)) - $0[0]) / $0[1]) },
    ExpressionRow(name: "asinh") { asinh(.drawn(from: Logistic(0, 1)) * $0[1] + $0[0]) },
    ExpressionRow(name: "tanh") { tanh(.drawn(from: Normal(0, 1)) * $0[0]) },
    ExpressionRow(name: "square") { ($0[0] * .drawn(from: Weibull(shape: 2, scale: 1))).squared() },
    ExpressionRow(name: "sqrt") { sqrt($0[0] * .drawn(from: Weibull(shape: 2, scale: 1))) },
    ExpressionRow(name: "expm1") { expm1($0[0] + .drawn(from: Laplace(0, 1)) * $0[1]) },
    ExpressionRow(name: "log1p") { log1p($0[0] * .drawn(from: Exponential(rate: 1))) },
    ExpressionRow(name: "softplus") { softplus($0[0] + $0[1] * .drawn(from: Normal(0, 1))) },
    ExpressionRow(name: "falling") { $0[0] - $0[1] * .drawn(from: Weibull(shape: 2, scale: 1)) },
  ]
}

@Suite struct TransformedTests {
  @Test(arguments: ExpressionRow.all) func `densities, tails and derivatives of an expression agree`(
    row: ExpressionRow
  ) throws {
    let rows = try #require(try WrapperReference.table("transformed")[row.name])
    let count = (rows[0].count - 5) / 2
    let arguments = (0...count).map { Tensor.argument("p\($0)", .float64([rows.count])) }
    let law = Transformed(row.make(Array(arguments[..<count])))
    let (density, y) = (law.logDensity(arguments[count]), arguments[count])
    try #require(density.error == nil, "\(String(describing: density.error))")
    let bindings = try paired(arguments, (0...count).map { index in NDArray(rows.map { $0[index] }) })
    for backend in try Backend.present {
      let given = try backend.values(
        of: [density, law.logCDF(y), law.logSurvival(y)] + gradients(of: density, arguments), bindings)
      for (place, row) in rows.enumerated() {
        let here = "\(self) \(row[...count]) by \(backend)"
        #expect(WrapperReference.agree(given[0][place], row[count + 1], 1e-12), "\(here): \(given[0][place])")
        for tail in [1, 2] {
          let expected = row[count + 1 + tail]
          #expect(
            WrapperReference.agree(given[tail][place], expected, 1e-10), "\(here), \(tail): \(given[tail][place])")
        }
        for index in 0...count {
          let (slope, expected) = (given[3 + index][place], row[count + 4 + index])
          #expect(abs(slope - expected) <= 1e-9 * max(1, abs(expected)), "\(here), \(index): \(slope), \(expected)")
        }
      }
    }
  }

  /// Expressions, and the families that they have the distribution of, with places inside.
  private static let families: [(Transformed, any UnivariateDistribution, [Double])] = [
    (Transformed(exp(0.5 + 2 * .drawn(from: Normal(0, 1)))), LogNormal(0.5, 2), [1e-9, 0.3, 2, 1e7]),
    (Transformed(3 * .drawn(from: HalfNormal(1))), HalfNormal(3), [1e-9, 0.3, 2, 70]),
    (Transformed(-.drawn(from: Normal(1, 2))), Normal(-1, 2), [-60, -1, 0.5, 90]),
    (Transformed(2 + .drawn(from: Normal(1, 2)) / -4), Normal(1.75, 0.5), [-9, 1.75, 4]),
    (Transformed(5 * pow(.drawn(from: Exponential(rate: 1)), 1 / 1.5)), Weibull(shape: 1.5, scale: 5), [1e-9, 2, 60]),
    (Transformed(1 / .drawn(from: Gamma(shape: 3, rate: 2))), InverseGamma(shape: 3, scale: 2), [0.01, 0.5, 1e4]),
    (Transformed(1 - .drawn(from: Beta(2, 5))), Beta(5, 2), [1e-6, 0.4, 0.9]),
    (Transformed(sigmoid(.drawn(from: Logistic(0, 1)))), Uniform(0, 1), [1e-9, 0.5, 0.9]),
    (Transformed(Normal(0.5, 2), LogTransform()), LogNormal(0.5, 2), [1e-9, 0.3, 2, 1e7]),
    (
      Transformed(Normal(0.5, 2), UpperBoundTransform(3)), Transformed(3 - exp(.drawn(from: Normal(0.5, 2)))),
      [-1e9, 2, 2.9]
    ),
    (Transformed(Normal(0.5, 2), IntervalTransform.logit), LogitNormal(0.5, 2), [1e-6, 0.3, 0.999]),
    (
      Transformed(Logistic(0, 1), IntervalTransform(Tensor(2.0), Tensor(6.0))), Uniform(2, 6), [2.001, 3, 5.99]
    ),
  ]

  @Test func `known families are what their expressions say: densities, tails, quantiles, draws, supports`() throws {
    func agree(_ one: Tensor, _ other: Tensor, _ name: String) throws {
      for (a, b) in try paired(numbers(one), numbers(other)) {
        #expect(WrapperReference.agree(a, b, 1e-11), "\(name): \(a), \(b)")
      }
    }
    for (law, family, places) in Self.families {
      let y = Tensor(places)
      try agree(law.logDensity(y), family.logDensity(y), "\(family.name) density")
      try agree(law.logCDF(y), family.logCDF(y), "\(family.name) below")
      try agree(law.logSurvival(y), family.logSurvival(y), "\(family.name) above")
      let logits = Tensor([-30.0, -2, 0, 1, 20])
      try agree(law.quantile(logit: logits), family.quantile(logit: logits), "\(family.name) quantile")
      for end in [-Double.infinity, .infinity] {
        #expect(try number(law.logCDF(Tensor(end))) == (end < 0 ? -.infinity : 0), "\(family.name) \(end)")
        #expect(try number(law.logSurvival(Tensor(end))) == (end < 0 ? 0 : -.infinity), "\(family.name) \(end)")
      }
      #expect(try number(law.logDensity(Tensor(Double.nan))).isNaN && number(law.logCDF(Tensor(Double.nan))).isNaN)
      let range = try #require(law.support.ends)
      let expected = try #require(family.support.ends)
      #expect(try number(range.lower) == number(expected.lower) && number(range.upper) == number(expected.upper))
      var generator = Philox4x64(seed: 8)
      let parameters = try law.parameters.map { try evaluate($0.value) }
      let draws = law.draw(shape: [4000], parameters: parameters, using: &generator).doubles
      let mean = try numbers(family.logCDF(Tensor(draws))).map { exponential($0) }.reduce(0, +) / 4000
      #expect(abs(mean - 0.5) < 0.025, "\(family.name): \(mean)")
    }
  }

  @Test func `outside of what the function gives there is no density, and no gradient is spoiled`() throws {
    let (m, s) = (Tensor.argument("m"), Tensor.argument("s"))
    let law = Transformed(exp(m + s * .drawn(from: Normal(0, 1))))
    #expect(law.support.words == "the numbers from 0 up")
    let density = law.logDensity(Tensor([-1.0, 0, 2]))
    let bindings = [(m, NDArray(0.5)), (s, NDArray(2.0))]
    for backend in try Backend.present {
      let given = try backend.values(
        of: [density] + gradients(of: law.logDensity(Tensor([-1.0, 2])), [m, s]), bindings)
      #expect(given[0][..<2] == [-.infinity, -.infinity] && given[1][0].isFinite && given[2][0].isFinite, "\(given)")
    }
    // A factor whose sign is not known.
    let share = Transformed(s * .drawn(from: Exponential(rate: 1)))
    #expect(share.support.words == "the real numbers")
    for (sign, inside, outside) in [(2.0, 3.0, -3.0), (-2, -3, 3)] {
      let values = try Backend.interpreter.values(
        of: [share.logDensity(Tensor([inside, outside])), share.logCDF(Tensor([inside, outside]))], [(s, NDArray(sign))]
      )
      #expect(abs(values[0][0] + 1.5 + logarithm(2)) < 1e-15 && values[0][1] == -.infinity)
      #expect(values[1][1] == (sign > 0 ? -.infinity : 0), "\(values)")
    }
    // A factor that is an exponential is positive.
    #expect(Transformed(exp(s) * .drawn(from: Exponential(rate: 1))).support.words == "the numbers from 0 up")
    #expect(Transformed(m + .drawn(from: HalfNormal(1))).support.words.hasPrefix("the numbers from m"))
  }

  @Test func `what cannot be inverted is named, with its line`() throws {
    let z = Tensor.drawn(from: Normal(0, 1))
    let rows: [(Tensor, String)] = [
      (z * z, "2 operands"), (exp(z) + z, "2 operands"), (sin(z), "Sine"), (sqrt(z), "Sqrt"), (z.squared(), "Square"),
      (1 / z, "Divide"), (log(z), "Log"), (z + .drawn(from: Normal(0, 1)), "second random value"),
      (Tensor(1.0) + 2, "no random value"), (abs(z), "AbsoluteValue"), (sum(z), "Sum"),
      (2 * .drawn(from: Poisson(rate: 2)), "no distribution of numbers with a density"),
      (2 * .drawn(from: Dirichlet([1, 1])), "no distribution of numbers with a density"),
    ]
    for (expression, words) in rows {
      let law = Transformed(expression)
      for tensor in [law.logDensity(1), law.logCDF(1), law.quantile(0.5), law.parameters[0].value] {
        let text = try #require(tensor.error).description
        #expect(text.contains(words), "\(text)")
      }
    }
    let located = try #require(Transformed(sin(z)).logDensity(1).error).description
    #expect(located.contains("TransformedTests.swift:"), "\(located)")
    #expect(try number(Transformed(exp(z)).logDensity(1)) == number(Normal(0, 1).logDensity(0)))
    for law in [Transformed(Poisson(rate: 1), LogTransform()), Transformed(Normal(0, 1), OrderedTransform())] {
      #expect(law.logDensity(1).error?.description.contains("Transformed") == true)
    }
    let untailed = CustomDistribution([Tensor(2.0)], support: .positive) { x, p in log(p[0]) - p[0] * x }
    let tail = Transformed(exp(.drawn(from: untailed))).logCDF(1)
    #expect(tail.error?.description.contains("CustomDistribution") == true, "\(String(describing: tail.error))")
  }

  @Test func `a value that is drawn has no number of its own, and says what it is for`() throws {
    #expect(throws: (any Error).self) { try number(exp(.drawn(from: Normal(0, 1)))) }
    let mean = Tensor.argument("mean")
    let z = Tensor.drawn(from: Normal(mean, 1))
    #expect(throws: (any Error).self) { try gradients(of: exp(z), [mean]) }
    #expect(Tensor.drawn(from: Normal(0, 1)) != Tensor.drawn(from: Normal(0, 1)) && z == z)
  }

  @Test func `rebuilt on other operands it is the expression of these, its transform's tensors too`() throws {
    let given: [Tensor] = [0, 1, 0.5, 2]
    let law = Transformed(exp(Tensor(0.25) + Tensor(3.0) * .drawn(from: Normal(1, 2))))
    #expect(law.parameters.count == 4 && Set(law.parameters.map(\.name)).count == 4)
    // Operands stand in the order of the base's parameters, and then of the way from the drawn value out.
    let other = law.rebuilt(on: given)
    #expect(
      try number(other.logDensity(1.5))
        == number(Transformed(exp(2 + 0.5 * .drawn(from: Normal(0, 1)))).logDensity(1.5)))
    let (low, high) = (Tensor.argument("low"), Tensor.argument("high"))
    let bounded = Transformed(Normal(0, 1), IntervalTransform(low, high))
    let values: [Tensor: NDArray] = [low: 2, high: 6]
    let operands = try bounded.parameters.map { Tensor(try evaluate($0.value, values)) }
    let known = Transformed(Normal(0, 1), IntervalTransform(2, 6))
    for y in [2.5, 5.0, 7] {
      #expect(
        try number(bounded.rebuilt(on: operands).logDensity(Tensor(y))) == number(known.logDensity(Tensor(y))), "\(y)")
    }
  }

  @Test func `tails outside the range of nested functions are those of the outermost`() throws {
    // exp(−exp(−X)) of Gumbel's X is uniform on (0, 1).
    let uniform = Transformed(exp(-exp(-.drawn(from: Gumbel(0, 1)))))
    #expect(try evaluate(uniform.logCDF(Tensor([-1.0, 0, 1, 2]))).doubles == [-.infinity, -.infinity, 0, 0])
    #expect(try evaluate(uniform.logSurvival(Tensor([-1.0, 0, 1, 2]))).doubles == [0, 0, -.infinity, -.infinity])
    #expect(try abs(evaluate(uniform.logCDF(Tensor(0.25))).scalar + 1.386_294_361_119_890_6) < 1e-14)
    #expect(try evaluate(Truncated(uniform, lower: 0, upper: 0.5).logDensity(Tensor(0.25))).scalar.isFinite)
  }

  @Test func `ends that are arrays are moved element by element`() throws {
    let sigma = Tensor.argument("sigma", .float64())
    let moved = Transformed(sigma * .drawn(from: Uniform([0.0, 1], [1.0, 2])))
    switch moved.support {
    // Where the sign of a factor is not known, nor are the ends.
    case .real: break
    case .interval(let lower, let upper): #expect(lower.shape == [2] && upper.shape == [2])
    default: Issue.record("\(moved.support)")
    }
  }

  @Test func `what is no bijection of numbers is refused`() {
    #expect(Transformed(Normal(0, 3), CircularTransform()).logDensity(1).error != nil)
    #expect(Transformed(Tensor.drawn(from: Normal(0, 1)).cast(to: .int64)).logDensity(1).error != nil)
  }
}
