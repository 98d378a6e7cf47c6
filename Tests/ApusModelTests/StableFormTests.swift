// One point, one answer: values and gradients in tails, by native code, interpreter and replay, against mpmath.

import ApusExtension
import ApusTestSupport
import Testing

/// The numbers of Scripts/reference/stable-forms.py.
struct StableFormRow: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let x, value, gradient: Double

  var testDescription: String { "\(name) at \(x)" }

  static let all: [StableFormRow] = (try? Reference.load("stable-forms")) ?? []
}

@Suite struct StableFormTests {
  private static let root2 = 2.0.squareRoot()

  /// The expressions by the names of the reference.
  static let forms: [String: @Sendable (Tensor) -> Tensor] = logarithms.merging(densities) { first, _ in first }

  private static let logarithms: [String: @Sendable (Tensor) -> Tensor] = [
    "log Φ(x)": { log(normalCDF($0)) },
    "log(1 − Φ(x))": { log(1 - normalCDF($0)) },
    "log erfc x": { log(erfc($0)) },
    "log(½ erfc(−x/√2))": { log(0.5 * erfc(-$0 / root2)) },
    "log(½ (1 + erf(x/√2)))": { log(0.5 * (1 + erf($0 / root2))) },
    "log(½ + ½ erf(x/√2))": { log(0.5 + 0.5 * erf($0 / root2)) },
    "log(½ − ½ erf(x/√2))": { log(0.5 - 0.5 * erf($0 / root2)) },
    "log(1 − ½ erfc(x/√2))": { log(1 - 0.5 * erfc($0 / root2)) },
    "log σ(x)": { log(sigmoid($0)) },
    "log(1 − σ(x))": { log(1 - sigmoid($0)) },
    "log1p(−σ(x))": { log1p(-sigmoid($0)) },
    "log1p(exp x)": { log1p(exp($0)) },
    "log(1 + exp x)": { log(1 + exp($0)) },
    "log(3 + exp x)": { log(3 + exp($0)) },
    "log(exp x + exp 2x)": { log(exp($0) + exp(2 * $0)) },
    "log(exp x − exp(−x))": { log(exp($0) - exp(-$0)) },
    "log(1 − exp(−exp x))": { log(1 - exp(-exp($0))) },
    "log(1 − exp x)": { log(1 - exp($0)) },
    "log cosh x": { log(cosh($0)) },
    "log sinh x": { log(sinh($0)) },
    "log(1 + tanh x)": { log(1 + tanh($0)) },
    "log(1 − tanh x)": { log(1 - tanh($0)) },
    "log1p(−tanh x)": { log1p(-tanh($0)) },
    "log(σ(x) σ(2x))": { log(sigmoid($0) * sigmoid(2 * $0)) },
    "log(1 − σ(x) σ(2x))": { log(1 - sigmoid($0) * sigmoid(2 * $0)) },
    "log(exp x/(1 + exp x))": { log(exp($0) / (1 + exp($0))) },
    "log(Φ(x + 1) − Φ(x))": { log(normalCDF($0 + 1) - normalCDF($0)) },
    "log(σ(x + 1) − σ(x))": { log(sigmoid($0 + 1) - sigmoid($0)) },
    "log(erf(x + 1) − erf x)": { log(erf($0 + 1) - erf($0)) },
    "log(0.3 exp x + 0.7 exp(−x))": { log(0.3 * exp($0) + 0.7 * exp(-$0)) },
    "log(σ(x) exp x + (1 − σ(x)) exp 2x)": { log(sigmoid($0) * exp($0) + (1 - sigmoid($0)) * exp(2 * $0)) },
    "log softplus x": { log(softplus($0)) },
    "log(exp x − 1)": { log(exp($0) - 1) },
    "log √Φ(x)": { log(sqrt(normalCDF($0))) },
    "log Φ(x)³": { log(pow(normalCDF($0), 3)) },
    "log₁₀ Φ(x)": { log10(normalCDF($0)) },
    "log₂ σ(x)": { log2(sigmoid($0)) },
    "3 log Φ(x)": { xlogy(3, normalCDF($0)) },
    "4 log(1 − σ(x))": { xlog1py(4, -sigmoid($0)) },
    "log Σ exp": { log(sum(exp($0 * Tensor([1.0, 2, 3])))) },
    "log1p Σ exp": { log1p(sum(exp($0 * Tensor([1.0, 2, 3])))) },
    "log softmax": { x in
      let weights = exp(x * Tensor([1.0, 2, 3]))
      return log(weights / sum(weights))[0]
    },
    "log of a choice": { x in
      let chosen = select(Tensor([true, false]), normalCDF(x), sigmoid(x))
      return sum(log(chosen))
    },
    "log of a part": { log(sigmoid($0 * Tensor([1.0, 2]))[Tensor([1])])[0] },
    "log in a loop": { x in
      scan([0], over: [Tensor([1.0, 1, 1])]) { carry, one in ([carry[0] + log(normalCDF(x * one[0]))], []) }.carry[0]
    },
    "log(w exp x)": { log(Tensor(2.0) * exp($0)) },
    "log(2/exp x)": { log(2 / exp($0)) },
  ]

  private static let densities: [String: @Sendable (Tensor) -> Tensor] = [
    "Bernoulli(σ(x)) 1": { Bernoulli(probability: sigmoid($0)).logDensity(1) },
    "Bernoulli(σ(x)) 0": { Bernoulli(probability: sigmoid($0)).logDensity(0) },
    "Bernoulli(Φ(x)) 1": { Bernoulli(probability: normalCDF($0)).logDensity(1) },
    "Bernoulli(Φ(x)) 0": { Bernoulli(probability: normalCDF($0)).logDensity(0) },
    "Bernoulli(1 − exp(−exp x)) 1": { Bernoulli(probability: 1 - exp(-exp($0))).logDensity(1) },
    "Bernoulli(1 − exp(−exp x)) 0": { Bernoulli(probability: 1 - exp(-exp($0))).logDensity(0) },
    "Binomial(10, σ(x)) 3": { Binomial(trials: 10, probability: sigmoid($0)).logDensity(3) },
    "Binomial(10, σ(x)) 0": { Binomial(trials: 10, probability: sigmoid($0)).logDensity(0) },
    "Binomial(10, σ(x)) 10": { Binomial(trials: 10, probability: sigmoid($0)).logDensity(10) },
    "Binomial(10, Φ(x)) 3": { Binomial(trials: 10, probability: normalCDF($0)).logDensity(3) },
    "Poisson(exp x) 3": { Poisson(rate: exp($0)).logDensity(3) },
    "Poisson(exp x) 0": { Poisson(rate: exp($0)).logDensity(0) },
    "Poisson(2.5 exp x) 4": { Poisson(rate: 2.5 * exp($0)).logDensity(4) },
    "NegativeBinomial(exp x, 2) 3": { NegativeBinomial(mean: exp($0), dispersion: 2).logDensity(3) },
    "Geometric(σ(x)) 4": { Geometric(probability: sigmoid($0)).logDensity(4) },
    "Categorical(softmax) 0": { Categorical(probabilities: softmax($0 * Tensor([1.0, 0, -1]))).logDensity(0) },
    "Exponential(exp x) 2": { Exponential(rate: exp($0)).logDensity(2) },
  ]

  private func isClose(_ found: Double, _ expected: Double) -> Bool {
    found == expected || abs(found - expected) <= 1e-12 * abs(expected) || abs(expected) < 1e-300 && abs(found) < 1e-300
  }

  @Test(arguments: StableFormRow.all)
  func `sampler, interpreter and replay have the value and the gradient of mpmath`(row: StableFormRow) throws {
    let form = try #require(Self.forms[row.name])
    let model = try Model { m in m.potential("form", form(m.parameter("x", Flat()))) }
    for backend in Set([Backend.interpreter, .available]) {
      let density = try model.logDensityFunction(backend: backend)
      let evaluator = try density.makeEvaluator()
      var gradient = [Double.nan]
      let value = [row.x].withUnsafeBufferPointer { position in
        gradient.withUnsafeMutableBufferPointer { evaluator.valueAndGradient(at: position, gradient: $0) }
      }
      #expect(isClose(value, row.value), "\(backend): value \(value), not \(row.value)")
      #expect(isClose(gradient[0], row.gradient), "\(backend): gradient \(gradient[0]), not \(row.gradient)")
    }
    let replay = try model.explain(at: [row.x])
    #expect(isClose(replay.logDensity, row.value), "replay: value \(replay.logDensity), not \(row.value)")
    #expect(isClose(replay.gradient[0], row.gradient), "replay: gradient \(replay.gradient[0]), not \(row.gradient)")
  }

  @Test(arguments: StableFormRow.all.filter { logarithms[$0.name] != nil && $0.name != "log in a loop" })
  func `the gradient of a plain graph is that of mpmath`(row: StableFormRow) throws {
    let x = Tensor.argument("x")
    let form = try #require(Self.forms[row.name])
    let slope = try gradient(of: form(x), withRespectTo: x)
    let found = try evaluate(slope, [x: NDArray(row.x)]).scalar
    #expect(isClose(found, row.gradient), "\(found), not \(row.gradient)")
  }

  @Test func `a path to an input between a logarithm and the arguments stays`() throws {
    let x = Tensor.argument("x")
    let p = sigmoid(x)
    #expect(try evaluate(gradient(of: log(p), withRespectTo: p), [x: NDArray(0.0)]).scalar == 2)
  }

  @Test func `the reference has points for every form, and nothing else`() {
    #expect(StableFormRow.all.count > 130)
    #expect(Set(StableFormRow.all.map(\.name)) == Set(Self.forms.keys))
  }

  @Test func `a probability that is a parameter has both tails`() throws {
    let model = try Model { m in
      let p = m.parameter("p", Beta(1, 1))
      m.observe("successes", Binomial(trials: 10, probability: p), 3)
      m.observe("success", Bernoulli(probability: p), 1)
    }
    // By mpmath: log C(10, 3) + 5 log p + 8 log(1 − p), the transform's log-Jacobian included.
    for (u, expected, slope) in [(-800.0, -3995.212508257218, 5.0), (800, -6395.212508257218, -8)] {
      let found = try model.explain(at: [u])
      #expect(abs(found.logDensity - expected) <= 1e-12 * abs(expected))
      #expect(abs(found.gradient[0] - slope) <= 1e-12)
      #expect(try abs(model.compile([model.logDensity()])([u])[0].scalar - expected) <= 1e-12 * abs(expected))
    }
  }

  @Test func `a body of a user's function is stable in the replay too, and its rule is the user's`() throws {
    let function = CustomFunction("own log Φ") { x in
      [log(normalCDF(x[0]))]
    } pullback: { site in
      [.value(site.cotangent() * 100)]
    }
    let model = try Model { m in m.potential("form", function(m.parameter("x", Flat()))) }
    let replay = try model.explain(at: [-40])
    let compiled = try model.compile([model.logDensity()] + model.gradient())([-40]).map(\.scalar)
    for values in [[replay.logDensity, replay.gradient[0]], compiled] {
      #expect(isClose(values[0], -804.6084420137538))
      #expect(values[1] == 100)
    }
  }

  @Test func `a modifier inside keeps its gradient`() throws {
    let model = try Model { m in m.potential("form", log(1 - stopGradient(sigmoid(m.parameter("x", Flat()))))) }
    #expect(try model.compile(model.gradient())([1])[0].scalar == 0)
  }

  @Test func `the replay names the user's line of a stable form`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Flat())
      m.potential("form", log(1 - exp(x)))  // the line that is named
    }
    let line = #line - 2
    let bad = try #require(try model.explain(at: [1]).firstBadNode)
    #expect(bad.line == "ApusModelTests/StableFormTests.swift:\(line)")
  }

  @Test func `the export has the stable forms`() throws {
    let model = try Model { m in m.potential("form", log(normalCDF(m.parameter("x", Flat())))) }
    let text = try JAXModule(model, name: "stable").text
    #expect(text.contains("log_normal_cdf"))
  }
}
