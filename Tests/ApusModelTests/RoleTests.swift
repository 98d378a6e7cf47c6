// Models made from models: conditioned, intervened on, and of parts with names of their own.

import ApusExtension
import Foundation
import Testing

@Suite struct RoleTests {
  private static let y = [1.2, -0.3, 0.8, 2.5]

  /// A small hierarchy with every kind of site.
  private func hierarchy() throws -> Model {
    try Model(coords: ["school": ["a", "b", "c", "d"]]) { m in
      let x = m.data("x", [0.5, 1, -1, 2], dims: ["school"])
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfNormal(2))
      let theta = m.parameter("theta", Normal(mu, tau), dims: ["school"])
      let mean = m.deterministic("mean", theta + mu * x, dims: ["school"])
      m.observe("y", Normal(mean, 1), Self.y, dims: ["school"])
      m.potential("nudge", -0.01 * mu.squared())
    }
  }

  /// The log density and gradient at a few points, as bits.
  private func bits(_ model: Model) throws -> [[UInt64]] {
    var rows: [[UInt64]] = []
    let compiled = try model.compile([model.logDensity()] + model.gradient())
    for seed in 0..<4 {
      let position = (0..<model.dimension).map { 0.3 * Double(($0 + 1) * (seed + 1) % 7) - 0.8 }
      rows.append(try compiled(position).flatMap(\.doubles).map(\.bitPattern))
    }
    return rows
  }

  @Test func `a parameter that is conditioned on is observed, to the last bit`() throws {
    let model = try hierarchy().conditioned(on: ["tau": 1.5])
    let byHand = try Model(coords: ["school": ["a", "b", "c", "d"]]) { m in
      let x = m.data("x", [0.5, 1, -1, 2], dims: ["school"])
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.observe("tau", HalfNormal(2), 1.5)
      let theta = m.parameter("theta", Normal(mu, tau), dims: ["school"])
      let mean = m.deterministic("mean", theta + mu * x, dims: ["school"])
      m.observe("y", Normal(mean, 1), Self.y, dims: ["school"])
      m.potential("nudge", -0.01 * mu.squared())
    }
    #expect(model.parameters.map(\.name) == ["mu", "theta"] && model.observations.map(\.name) == ["tau", "y"])
    #expect(model.sites.map(\.name) == byHand.sites.map(\.name))
    #expect(try bits(model) == bits(byHand))
    let (first, second) = (
      try model.sample(draws: 50, warmup: 100, seed: 8, showsProgress: false),
      try byHand.sample(draws: 50, warmup: 100, seed: 8, showsProgress: false)
    )
    #expect(first.draws["theta"]?.doubles == second.draws["theta"]?.doubles)
  }

  @Test func `a model with every parameter observed has the joint density`() throws {
    let model = try hierarchy().conditioned(on: ["mu": 0.5, "tau": 2, "theta": [1, 0, -1, 0.25]])
    #expect(model.dimension == 0)
    // Σ log N(θ; μ, τ) + …, summed by hand from the densities at the values.
    func normal(_ x: Double, _ mean: Double, _ deviation: Double) -> Double {
      let z = (x - mean) / deviation
      return -0.5 * z * z - 0.9189385332046727 - log(deviation)
    }
    let theta = [1, 0, -1, 0.25]
    var expected = normal(0.5, 0, 5) + 0.6931471805599453 + normal(2, 0, 2) - 0.01 * 0.25
    for (index, x) in [0.5, 1, -1, 2].enumerated() {
      expected += normal(theta[index], 0.5, 2) + normal(Self.y[index], theta[index] + 0.5 * x, 1)
    }
    let found = try model.compile([model.logDensity()])([])[0].scalar
    #expect(abs(found - expected) < 1e-12 * abs(expected))
  }

  @Test func `a variable that is intervened on has no density of its own`() throws {
    let model = try hierarchy().intervened(on: ["tau": 1.5])
    let byHand = try Model(coords: ["school": ["a", "b", "c", "d"]]) { m in
      let x = m.data("x", [0.5, 1, -1, 2], dims: ["school"])
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.data("tau", 1.5)
      let theta = m.parameter("theta", Normal(mu, tau), dims: ["school"])
      let mean = m.deterministic("mean", theta + mu * x, dims: ["school"])
      m.observe("y", Normal(mean, 1), Self.y, dims: ["school"])
      m.potential("nudge", -0.01 * mu.squared())
    }
    #expect(model.observations.map(\.name) == ["y"] && model.data.map(\.name) == ["x", "tau", "y"])
    #expect(try bits(model) == bits(byHand))
    // What is set can be set again; nothing is learnt of what it depends on from an observation that is set.
    var again = model
    try again.replaceData("tau", with: 0.5)
    #expect(try bits(again) != bits(model))
    let blind = try hierarchy().intervened(on: ["y": [9, 9, 9, 9], "x": [0, 0, 0, 1]])
    #expect(blind.observations.isEmpty && blind.data.map(\.name) == ["x", "y"])
    #expect(blind.data.map { $0.value.doubles } == [[0, 0, 0, 1], [9, 9, 9, 9]])
  }

  /// Rain and a sprinkler: seeing the wet grass says something of rain, making it wet does not.
  @Test func `a computed value that is set is data in all that was made of it`() throws {
    func declare(_ isSet: Bool) throws -> Model {
      try Model { m in
        let (a, b) = (m.parameter("a", Normal(0, 1)), m.parameter("b", HalfNormal(1)))
        // The bound of a support, an operand of a mixture's component, and the same expression written twice.
        let early = a + exp(b)
        let top = isSet ? m.data("top", 2.5) : m.deterministic("top", exp(b) + 1)
        let c = m.parameter("c", Uniform(0, top))
        let part = Truncated(Normal(isSet ? top : exp(b) + 1, 1), lower: 0)
        m.deterministic("double", 2 * top)
        m.observe("y", Mixture(weights: [0.3, 0.7], [part, Exponential(rate: top)]), [0.4, 1.7])
        m.observe("z", Ordered(Normal(early, 1 + c), count: 2), [0.1, 0.9])
        m.potential("pull", -top.squared() * a)
      }
    }
    let set = try declare(false).intervened(on: ["top": 2.5])
    let byHand = try declare(true)
    #expect(try bits(set) == bits(byHand))
    #expect(set.sites.map(\.name) == byHand.sites.map(\.name) && set.data.map(\.name).contains("top"))
    var other = set
    try other.replaceData("top", with: 4)
    #expect(try bits(other) != bits(set))
    let (first, second) = (
      try set.sample(draws: 30, warmup: 60, seed: 3, showsProgress: false),
      try byHand.sample(draws: 30, warmup: 60, seed: 3, showsProgress: false)
    )
    #expect(first.draws["double"]?.doubles == second.draws["double"]?.doubles)
    #expect(first.draws["c"]?.doubles == second.draws["c"]?.doubles)
    // A second name of a parameter is no value of its own.
    let named = try Model { m in m.deterministic("again", m.parameter("a", Normal(0, 1))) }
    #expect(throws: ModelError.self) { try named.intervened(on: ["again": 1]) }
  }

  @Test func `seeing is not doing`() throws {
    let model = try Model { m in
      let cause = m.parameter("cause", Normal(0, 1))
      let effect = m.parameter("effect", Normal(2 * cause, 1))
      m.observe("report", Normal(effect, 0.5), 1.0)
    }
    func mean(_ model: Model) throws -> Double {
      try model.sample(draws: 2000, warmup: 500, seed: 4, showsProgress: false).summary()["cause"]?.mean ?? .nan
    }
    // By normal algebra: E[cause | effect = 3] = 2 · 3 / 5; E[cause | do(effect = 3)] = 0.
    #expect(abs(try mean(model.conditioned(on: ["effect": 3])) - 1.2) < 0.05)
    #expect(abs(try mean(model.intervened(on: ["effect": 3]))) < 0.08)
  }

  @Test func `what cannot have another role is an error in words`() throws {
    let model = try hierarchy()
    func message(_ body: () throws(ModelError) -> Model) -> String {
      do { return "no error: \(try body().sites.count) sites" } catch { return error.description }
    }
    #expect(
      message { () throws(ModelError) in try model.conditioned(on: ["sigma": 1]) }
        == "the model has no 'sigma': it has x, mu, tau, theta, mean, y, nudge")
    #expect(
      message { () throws(ModelError) in try model.conditioned(on: ["theta": [1, 2, 3]]) }
        .hasPrefix("'theta' has type float64(4,) and was given"))
    let negative = message { () throws(ModelError) in try model.conditioned(on: ["tau": -1]) }
    #expect(negative.contains("'tau': the observed value is -1.0; the support of HalfNormal is"), "\(negative)")
    let observed = message { () throws(ModelError) in try model.conditioned(on: ["y": [1, 2, 3, 4]]) }
    #expect(observed.hasSuffix("'y': only a parameter can be conditioned on, and it is data"), "\(observed)")
    let computed = message { () throws(ModelError) in try model.intervened(on: ["nudge": 1]) }
    #expect(computed.contains("'nudge': it is computed from other variables"), "\(computed)")
    let short = message { () throws(ModelError) in try model.intervened(on: ["mean": [1, 2]]) }
    #expect(short.hasPrefix("'mean' has type float64(4,) and was given"), "\(short)")
    let missing = message { () throws(ModelError) in try model.intervened(on: ["theta": [1, .nan, 3, 4]]) }
    #expect(missing.contains("'theta' has 1 missing values"), "\(missing)")
  }

  @Test func `a discrete parameter that is conditioned on leaves a gradient`() throws {
    let model = try Model { m in
      let k = m.parameter("k", Poisson(rate: 4))
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(x * k, 1), 2.0)
    }
    #expect(throws: ModelError.self) { try model.gradient() }
    let known = try model.conditioned(on: ["k": NDArray([3][...].map { $0 }, shape: [])])
    #expect(try known.sample(draws: 10, warmup: 10, seed: 1, showsProgress: false).draws.columnNames == ["x"])
  }

  @Test func `parts of a model have names of their own`() throws {
    func star(_ m: inout ModelBuilder, _ y: [Double]) -> Tensor {
      let mass = m.parameter("mass", LogNormal(0, 0.5))
      let spread = m.prefixed("noise") { $0.parameter("spread", HalfNormal(1)) }
      m.observe("y", Normal(mass, spread), y)
      return m.deterministic("double", 2 * mass)
    }
    let model = try Model { m in
      let doubles = [("A", [1.0, 2]), ("B", [3.0])].map { name, y in m.prefixed(name) { star(&$0, y) } }
      m.deterministic("sum", doubles[0] + doubles[1])
    }
    #expect(model.parameters.map(\.name) == ["A.mass", "A.noise.spread", "B.mass", "B.noise.spread"])
    #expect(model.observations.map(\.name) == ["A.y", "B.y"])
    let byHand = try Model { m in
      let (a, s) = (m.parameter("a", LogNormal(0, 0.5)), m.parameter("s", HalfNormal(1)))
      m.observe("first", Normal(a, s), [1.0, 2])
      let (b, t) = (m.parameter("b", LogNormal(0, 0.5)), m.parameter("t", HalfNormal(1)))
      m.observe("second", Normal(b, t), [3.0])
    }
    #expect(try bits(model) == bits(byHand))
    let posterior = try model.sample(draws: 20, warmup: 20, seed: 1, showsProgress: false)
    #expect(posterior.draws.columnNames.contains("A.double") && posterior.draws.columnNames.contains("sum"))
    // One name twice is an error still.
    #expect(throws: ModelError.self) {
      try Model { m in
        m.prefixed("A") { _ = $0.parameter("x", Normal(0, 1)) }
        m.parameter("A.x", Normal(0, 1))
      }
    }
  }
}
