// The models that `make jax` exports: what the issue of gradients is about, what people sample, and one with everything.

import ApusExtension
import ApusOrbits
import ApusVelocities
import ApusTestSupport
import Foundation

/// The models by name; those with draws of Apus's own are sampled by NumPyro and BlackJAX too.
enum Models {
  static let effects: [Double] = [28, 8, -3, 7, -1, 1, 18, 12]
  static let errors: [Double] = [15, 10, 16, 11, 9, 11, 10, 18]

  static func schools() throws -> Model {
    try Model(coords: ["school": ["A", "B", "C", "D", "E", "F", "G", "H"]]) { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), dims: ["school"])
      let theta = m.deterministic("theta", mu + tau * z, dims: ["school"])
      m.observe("y", Normal(theta, errors), effects)
    }
  }

  /// A logistic regression with an array of data that does not fit the module's text.
  static func regression() throws -> Model {
    var numbers = TestNumbers(seed: 5)
    let (rows, columns) = (2000, 25)
    let x = (0..<(rows * columns)).map { _ in numbers.uniform(-1, 1) }
    let y = (0..<rows).map { row in
      let logit = 0.3 + 0.8 * x[row * columns] - 0.5 * x[row * columns + 1]
      return numbers.uniform() < 1 / (1 + exponential(-logit)) ? 1 : 0
    }
    return try Model { m in
      let alpha = m.parameter("alpha", Normal(0, 2.5))
      let beta = m.parameter("beta", Normal(0, 1), shape: [columns])
      let X = m.data("X", NDArray(x, shape: [rows, columns]))
      m.observe("y", Bernoulli(logit: alpha + matmul(X, beta)), y)
    }
  }

  /// GARCH(1, 1): the variance of each step from the square of the last value and the last variance, in a loop.
  static func loop() throws -> Model {
    var numbers = TestNumbers(seed: 11)
    var (variance, values) = (1.0, [Double]())
    for _ in 0..<200 {
      let normal = (0..<12).reduce(-6.0) { total, _ in total + numbers.uniform() }
      values.append(0.2 + normal * variance.squareRoot())
      variance = 0.3 + 0.25 * (values[values.count - 1] - 0.2) * (values[values.count - 1] - 0.2) + 0.5 * variance
    }
    return try Model { m in
      let mu = m.parameter("mu", Normal(0, 1))
      let base = m.parameter("base", HalfNormal(1))
      let shock = m.parameter("shock", Uniform(0, 1))
      let memory = m.parameter("memory", Uniform(0, 1 - shock))
      let y = m.data("returns", values)
      let path = scan([Tensor(1.0)], over: [y]) { carry, elements in
        let next = base + shock * (elements[0] - mu).squared() + memory * carry[0]
        return ([next], [carry[0]])
      }
      m.observe("y", Normal(mu, sqrt(path.outputs[0])), values)
    }
  }

  /// Two planets, or one, in the radial velocities of HD 164922.
  static func star(planets: Int) throws -> Model {
    let file = Reference.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Examples/Data/hd164922.csv")
    let table = try VelocityTable(contentsOf: file.path)
    var search = PlanetSearch.Settings()
    search.planetCount = planets
    search.trend = Trend.none
    search.starts = [1201.1, 75.765].prefix(planets).map { PlanetSearch.Start(period: $0, tolerance: 0) }
    return try RadialVelocityModel(table, PlanetSearch(table, search)).model
  }

  /// x² with a rule that is not its derivative: 100 times the cotangent.
  static func deliberatelyWrong() throws -> Model {
    let square = CustomFunction("Hundredfold") { x in
      [x[0] * x[0]]
    } pullback: { site in
      [.value(100 * site.cotangent())]
    }
    return try Model { m in
      let x = m.parameter("x", Flat(), initial: 2, allowsZeroGradient: true)
      m.potential("square", square(x))
    }
  }

  /// A function with two rules that are neither its derivative nor each other's adjoint: twice it, and three times it.
  static func twoRules() throws -> Model {
    let sine = CustomFunction("TwoRules") { x in
      [sin(x[0]) * x[1]]
    } pullback: { site in
      let (x, y) = (site.operands[0], site.operands[1])
      return [.value(3 * cos(x) * y * site.cotangent()), .value(3 * sin(x) * site.cotangent())]
    } pushforward: { site in
      let (x, y) = (site.operands[0], site.operands[1])
      return [2 * cos(x) * y * site.tangent(0) + 2 * sin(x) * site.tangent(1)]
    }
    return try Model { m in
      let x = m.parameter("x", Flat(), initial: 0.7)
      let y = m.parameter("y", Flat(), initial: 1.3)
      m.potential("sine", sine(x, y))
    }
  }

  /// What broke exports once: names that Python takes for one, a rule without any value, results that nothing uses and whose
  /// cotangents would make 0 · ∞, constants that Python would compute itself, refusals behind stopped gradients, a parameter
  /// without elements.
  static func oddities() throws -> Model {
    let silent = CustomFunction("Draws") {
      [$0[0] * 3 + $0[1]]
    } pullback: { _ in
      [.disconnected, .undefined("it is never asked for")]
    }
    let pair = CustomFunction("enumerate") {
      [$0[0] * $0[0], log($0[0])]
    } pullback: { site in
      [.value(2 * site.operands[0] * site.cotangent(0) + site.cotangent(1) / (site.operands[0] - site.operands[0]))]
    }
    let constant = CustomFunction("constant \"\"\" \\x") {
      [$0[0] * (Tensor(1.0) / ($0[1] - 1.0)).squared()]
    } pullback: {
      site in
      [.value(site.cotangent() * 0.25), .disconnected]
    }
    return try Model { m in
      let micro = m.parameter("\u{B5}", Normal(0, 1), initial: 0.3)
      let mu = m.parameter("\u{3BC}", Normal(1, 2), initial: 0.7)
      let x = m.parameter("x, \"quoted\"\\", HalfNormal(1))
      m.parameter("none", Normal(0, 1), shape: [0])
      m.potential("silent", silent(micro, stopGradient(mu)) + micro)
      m.potential("pair", pair(x))
      m.potential("constant", constant(mu, 3.0))
      m.potential("minimum", sum((m.data("i", [0, 1]) + Tensor(NDArray(Int.min))).cast(to: .float64) * 1e-19 * micro))
    }
  }

  /// Rules that are not derivatives, in a loop: differentiated twice, JAX must not forget them.
  static func rulesInLoop() throws -> Model {
    let both = CustomFunction("Both") {
      [$0[0] * $0[0]]
    } pullback: { site in
      [.value(7 * site.operands[0] * site.cotangent())]
    } pushforward: { site in
      [7 * site.operands[0] * site.tangent(0)]
    }
    return try Model { m in
      let x = m.parameter("x", Flat(), initial: 0.5)
      let loop = scan([x], length: 2) { carry, _ in ([both(carry[0]) + scaleGradient(carry[0], by: 3)], []) }
      m.potential("last", loop.carry[0])
    }
  }

  /// The gradient modifiers, whose gradient is changed on purpose.
  static func modifiers() throws -> Model {
    try Model { m in
      let x = m.parameter("x", Flat(), shape: [3], initial: [0.5, 2, -1])
      m.potential("stopped", stopGradient(x) * x)
      m.potential("zero", zeroGradient(x) * x.squared())
      m.potential("scaled", scaleGradient(x.squared(), by: -0.25))
      m.potential("clipped", 5 * clipGradient(x * x * x, -1.5, 2))
    }
  }

  /// All distributions and transforms, names that Python does not know, and data by index.
  static func everything() throws -> Model {
    try Model(coords: ["the kind": ["one", "two \"quoted\"", "three"]]) { m in
      let kind = m.parameter("per kind", Normal(0, 1), dims: ["the kind"])
      let lambda = m.parameter("lambda", HalfNormal(1))
      let size = m.parameter("log s", LogNormal(0, 0.5))
      let nu = m.parameter("nu", Gamma(shape: 3, rate: 1))
      let t = m.parameter("t", StudentT(degreesOfFreedom: nu + 1, location: 0, scale: size))
      let cauchy = m.parameter("cauchy", Cauchy(0, 1))
      let rate = m.parameter("rate", Exponential(rate: 2))
      let scale = m.parameter("scale", InverseGamma(shape: 3, scale: 2))
      let p = m.parameter("p", Beta(2, 3))
      let inside = m.parameter("inside", Uniform(-1, lambda))
      let laplace = m.parameter("laplace", Laplace(0, scale))
      let logistic = m.parameter("logistic", Logistic(laplace, 1))
      let angle = m.parameter("angle", VonMises(0.5, 2), transform: CircularTransform())
      let weights = m.parameter("weights", Dirichlet([1.0, 2, 3]))
      let factor = m.parameter("L", LKJCholesky(3, eta: 2))
      let cuts = m.parameter("cuts", Flat(shape: [3]), transform: OrderedTransform())
      m.potential("prior of cuts", Normal(0, 2).logDensity(cuts))
      let below = m.parameter("below", Flat(), transform: UpperBoundTransform(2.0))
      m.potential("prior of below", Normal(0, 1).logDensity(below))
      let field = m.parameter("field", MvNormal(NDArray([0.0, 1, 2]), choleskyFactor: factor))
      let covariance = NDArray(rows: [[2, 0.5, 0], [0.5, 1, 0.2], [0, 0.2, 1]]).tensor * scale
      m.observe("multivariate", MvNormal(kind, covariance: covariance), [0.2, -0.3, 1.1])
      let group = m.data("group", [0, 2, 1, 1, 0])
      m.observe("grouped", Normal(gather(kind, group) + gather(cuts, group), 1), [0.3, 1.2, -0.5, 0.1, 0.8])
      m.observe("counts", Poisson(rate: rate), [0, 2, 1])
      m.observe("logCounts", Poisson(logRate: t), [1, 3])
      m.observe("spread", NegativeBinomial(mean: rate + 1, dispersion: nu), [4, 0])
      m.observe("heads", Binomial(trials: 10, probability: p), [3])
      m.observe("tries", Geometric(probability: p), [2, 1])
      m.observe("truths", Bernoulli(probability: p), [1, 0])
      m.observe("category", Categorical(probabilities: weights), [2, 0, 1])
      m.observe("ordered", Categorical(logits: cuts), [1])
      m.observe(
        "mixed", Mixture(weights: weights, [Normal(0, 1), Cauchy(t, 1), Laplace(below, size)]), [0.3, 2.5])
      m.observe("above", Truncated(Normal(t, size), lower: -3, upper: 30), [0.5, 1.5])
      m.observe("few", Truncated(Poisson(rate: rate), lower: 1, upper: 6), [1, 3])
      m.observe(
        "capped", Censored(StudentT(degreesOfFreedom: nu, location: t, scale: 1), lower: -2, upper: 1), [1, -2, 0.3])
      let steps = m.parameter("steps", Ordered(Gamma(shape: 2, rate: rate), count: 3))
      m.observe("in order", Ordered(Logistic(t, size), count: 2), [0.25, 1])
      m.observe(
        "peaks", Truncated(Mixture(weights: [0.25, 0.75], [Normal(t, 1), Normal(3, size)]), lower: 0), [0.5, 4])
      m.potential("later", -sum(steps.squared()))
      m.potential("rest", tanh(cauchy) + inside + logistic + cos(angle) + sum(field))
      m.potential(
        "censored",
        StudentT(degreesOfFreedom: nu, location: 0, scale: 1).logCDF(t)
          + Gamma(shape: nu, rate: 1).logCDF(scale) + Beta(nu, 2).logCDF(p))
      m.deterministic("a value", kind * 2 + below, dims: ["the kind"])
    }
  }

  /// e^x.
  private static func exponential(_ x: Double) -> Double { Foundation.exp(x) }
}
