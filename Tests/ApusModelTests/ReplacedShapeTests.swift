// Data replaced by others of another shape: the graph is built anew, and is that of a model which is written with these data.

import ApusExtension
import Testing

@Suite struct ReplacedShapeTests {
  /// The log density and gradient at a few points, as bits; those of the values at the start, too.
  private func bits(_ model: Model) throws -> [[UInt64]] {
    var rows: [[UInt64]] = []
    let compiled = try model.compile([model.logDensity()] + model.gradient() + model.deterministics.map(\.value))
    for seed in 0..<4 {
      let position = (0..<model.dimension).map { 0.3 * Double(($0 + 1) * (seed + 1) % 7) - 0.8 }
      rows.append(try compiled(position).flatMap(\.doubles).map(\.bitPattern))
    }
    return rows + [try model.initialPosition().map(\.bitPattern)]
  }

  private func expectSame(_ model: Model, _ byHand: Model, _ comment: Comment) throws {
    #expect(model.dimension == byHand.dimension && model.sites.map(\.name) == byHand.sites.map(\.name), comment)
    #expect(model.data.map(\.value.type) == byHand.data.map(\.value.type), comment)
    #expect(try bits(model) == bits(byHand), comment)
    let (first, second) = (
      try model.sample(draws: 30, warmup: 60, chains: 2, seed: 8, showsProgress: false),
      try byHand.sample(draws: 30, warmup: 60, chains: 2, seed: 8, showsProgress: false)
    )
    #expect(first.draws == second.draws, comment)
    #expect(
      try model.posteriorPredictive(first, seed: 1).dataset.groups
        == byHand.posteriorPredictive(second, seed: 1).dataset.groups,
      comment)
    #expect(
      try model.priorPredictive(draws: 5, seed: 1, ignoringPotentials: true).dataset.groups
        == byHand.priorPredictive(draws: 5, seed: 1, ignoringPotentials: true).dataset.groups, comment)
  }

  private typealias Declare = @Sendable (inout ModelBuilder, [Double], [Double]) -> Void

  /// Models of x and y, and whether x alone may be replaced.
  private static let models: [(name: String, declare: Declare)] = [
    (
      "a line",
      { m, x, y in
        let (a, b, s) = (
          m.parameter("a", Normal(0, 5)), m.parameter("b", Normal(0, 5)), m.parameter("s", HalfNormal(2))
        )
        m.observe("y", Normal(a + b * m.data("x", x), s), y)
      }
    ),
    (
      "a centred predictor",
      { m, x, y in
        let b = m.parameter("b", Normal(0, 5))
        let x = m.data("x", x)
        let z = m.deterministic("z", (x - mean(x)) / standardDeviation(x, correction: 1))
        m.deterministic("spread", variance(z))
        m.observe("y", StudentT(degreesOfFreedom: 4, location: b * z + mean(b * z), scale: 1), y)
      }
    ),
    (
      "a design matrix",
      { m, x, y in
        let beta = m.parameter("beta", Normal(0, 1), shape: [3])
        let x = m.data("x", x)
        let design = stack([x - x + 1, x, x.squared()], axis: 1)
        m.observe("y", Normal(matmul(design, beta), 1), y)
        m.potential("size", -0.01 * sum((x.expandedDimensions(axis: 0) - x.expandedDimensions(axis: 1)).squared()))
      }
    ),
    (
      "a custom function and a loop",
      { m, x, y in
        let phi = m.parameter("phi", Uniform(-1, 1))
        let x = m.data("x", x)
        let square = CustomFunction("square") { x in
          [x[0] * x[0]]
        } pullback: { site in
          [.value(2 * site.operands[0] * site.cotangent())]
        }
        let states = scan([Tensor(0.0)], over: [x]) { carry, elements in
          let next = phi * carry[0] + elements[0]
          return ([next], [next])
        }
        m.observe("y", Normal(states.outputs[0] + 0.1 * square(x), 1), y)
      }
    ),
    (
      "a mixture with truncation",
      { m, x, y in
        let mu = m.parameter("mu", Normal(0, 2))
        let x = m.data("x", x)
        m.observe("y", Mixture(weights: [0.4, 0.6], [Normal(mu + x, 1), Normal(mu - x, 2)]), y)
        m.potential("bound", Truncated(Normal(mu, 1), upper: 50).logDensity(sum(x)))
      }
    ),
    (
      "a whole part, backwards and in another shape",
      { m, x, y in
        let b = m.parameter("b", Normal(0, 1))
        let x = m.data("x", x)
        m.potential("roughness", -0.1 * b * sum(differences(x).squared()))
        let back = x.flipped(axis: 0).reshaped(to: [x.shape[0], 1]).reshaped(to: [x.shape[0]])
        m.observe("y", Normal(b * back + logSumExp(x), 1), y)
      }
    ),
  ]

  private static func made(_ declare: @escaping Declare, _ count: Int) throws -> Model {
    let x = (0..<count).map { 0.4 * Double($0 * $0 % 7) - 0.9 }
    let y = (0..<count).map { 0.3 * Double($0 * 5 % 11) - 1.1 }
    return try Model { m in declare(&m, x, y) }
  }

  @Test func `a model on data of other lengths is the model that is written with them, to the last bit`() throws {
    for (name, declare) in Self.models {
      for (before, after) in [(5, 8), (8, 5), (6, 6), (4, 9)] {
        var model = try Self.made(declare, before)
        let byHand = try Self.made(declare, after)
        let data = Dictionary(uniqueKeysWithValues: byHand.data.map { ($0.name, $0.value) })
        try model.replaceData(data)
        try expectSame(model, byHand, "\(name): \(before) to \(after)")
        // And back again.
        let original = try Self.made(declare, before)
        try model.replaceData(Dictionary(uniqueKeysWithValues: original.data.map { ($0.name, $0.value) }))
        #expect(try bits(model) == bits(original), "\(name): back to \(before)")
      }
    }
  }

  private func schools(_ names: [String], _ y: [Double], _ sigma: [Double]) throws -> Model {
    try Model(coords: ["school": names]) { m in
      let (mu, tau) = (m.parameter("mu", Normal(0, 5)), m.parameter("tau", HalfCauchy(5)))
      let z = m.parameter("z", Normal(0, 1), dims: ["school"])
      let theta = m.deterministic("theta", mu + tau * z, dims: ["school"])
      m.observe("y", Normal(theta, m.data("sigma", sigma, dims: ["school"])), y, dims: ["school"])
    }
  }

  @Test func `labels give parameters their lengths`() throws {
    var model = try schools(["a", "b", "c"], [28, 8, -3], [15, 10, 16])
    let byHand = try schools(["k", "l", "m", "n"], [7, -1, 1, 18], [11, 9, 11, 10])
    try model.replaceData(
      ["y": [7, -1, 1, 18], "sigma": [11, 9, 11, 10]], coords: ["school": ["k", "l", "m", "n"]])
    #expect(model.coords == byHand.coords && model.dimension == 6)
    try expectSame(model, byHand, "schools")
    #expect(try model.sample(draws: 5, warmup: 20, chains: 1, seed: 1)["theta", "n"]?.count == 5)
    // Conditioned, and as a part of another model.
    let condition: [String: NDArray] = ["tau": 2]
    try expectSame(model.conditioned(on: condition), byHand.conditioned(on: condition), "conditioned")
    let small = try schools(["a", "b", "c"], [28, 8, -3], [15, 10, 16])
    var whole = try Model { m in m.include(small, as: "part") }
    let wholeByHand = try Model { m in m.include(byHand, as: "part") }
    try whole.replaceData(
      ["part.y": [7, -1, 1, 18], "part.sigma": [11, 9, 11, 10]], coords: ["school": ["k", "l", "m", "n"]])
    try expectSame(whole, wholeByHand, "a part")
    let set = try small.intervened(on: ["sigma": [1, 2, 3]])
    #expect(set.data.first { $0.name == "sigma" }?.value.doubles == [1, 2, 3])
  }

  @Test func `what does not fit is an error with both lengths, and the data are the old ones`() throws {
    let model = try schools(["a", "b", "c"], [28, 8, -3], [15, 10, 16])
    let unlabelled = try Self.made(Self.models[0].declare, 5)
    let constant = try Model { m in
      let b = m.parameter("b", Normal(0, 1))
      m.observe("y", Normal(b * m.data("x", [1.0, 2, 3]), Tensor([1.0, 2, 3])), [1, 2, 3])
    }
    let started = try Model { m in
      let z = m.parameter("z", Normal(m.data("x", [1.0, 2, 3]), 1), initial: [1, 1, 1])
      m.potential("p", -sum(z.squared()))
    }
    let cut = try Model { m in
      let b = m.parameter("b", Normal(0, 1))
      let x = m.data("x", [1.0, 2, 3, 4])
      m.potential("p", -sum((x[1...] - b * x[..<(-1)]).squared()))
    }
    let rows: [(model: Model, values: [String: NDArray], coords: [String: [String]], says: [String])] = [
      (model, ["y": [1, 2]], [:], ["'y'", "(2,)", "(3,)", "coords:"]),
      (model, ["y": [1, 2]], ["school": ["a", "b"]], ["'sigma'", "(3,)", "(2,)"]),
      (model, ["y": [1, 2], "sigma": [1, 2]], ["school": ["a"]], ["(2,)", "(1,)"]),
      (model, ["y": [1, 2], "sigma": [1, 2]], ["town": ["a"]], ["'town'", "school"]),
      (unlabelled, ["x": [1, 2, 3]], [:], ["'y'", "(5,)", "(3,)"]),
      (unlabelled, ["y": [1, 2, 3, 4]], [:], ["'y'", "(4,)", "(5,)"]),
      (unlabelled, ["x": [1, 2, 3], "y": [1, 2, 3, 4]], [:], ["(3,)", "(4,)"]),
      (unlabelled, ["x": NDArray([true, false])], [:], ["'x'", "bool"]),
      (unlabelled, ["x": [1, 2], "y": [1, .nan]], [:], ["'y'", "missing"]),
      (constant, ["x": [1, 2], "y": [1, 2]], [:], ["(2,)", "(3,)"]),
      (started, ["x": [1, 2]], [:], ["'z'", "(2,)", "(3,)", "initial"]),
      (cut, ["x": [1, 2, 3]], [:], ["(4,)", "(3,)", "declare the model again"]),
    ]
    for (before, values, coords, says) in rows {
      var changed = before
      do {
        try changed.replaceData(values, coords: coords)
        Issue.record("\(values) were taken")
      } catch {
        for part in says { #expect("\(error)".contains(part), "\(error) has no \(part)") }
      }
      #expect(changed.data.map(\.value) == before.data.map(\.value) && changed.coords == before.coords)
      #expect(try bits(changed) == bits(before))
    }
  }

  @Test func `integers are taken for numbers, in the same shape too`() throws {
    var model = try Self.made(Self.models[0].declare, 3)
    try model.replaceData("x", with: NDArray([4, 5, 6]))
    #expect(model.data.first { $0.name == "x" }?.value == NDArray([4.0, 5, 6]))
  }

  @Test func `whole numbers are taken for integers, others are not`() throws {
    var model = try Model { m in
      let rate = m.parameter("rate", LogNormal(0, 2))
      m.observe("count", Poisson(rate: rate), [3, 1, 4] as [Int])
    }
    try model.replaceData(["count": [7]])
    #expect(model.data.first { $0.name == "count" }?.value == NDArray([7]))
    for bad in [[7.5], [.nan], [.infinity], [1e300]] as [[Double]] {
      #expect(throws: ModelError.self) { try model.replaceData(["count": NDArray(bad)]) }
    }
    let discrete = try Model { m in
      let k = m.parameter("k", Poisson(rate: 3), shape: [2])
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(x * k, 1), [2.5, 3.5])
    }
    let whole = try discrete.conditioned(on: ["k": [2, 3]])
    #expect(try bits(whole) == bits(discrete.conditioned(on: ["k": NDArray([2, 3] as [Int])])))
    #expect(throws: ModelError.self) { try discrete.conditioned(on: ["k": [2, 3.5]]) }
  }

  @Test func `a prediction elsewhere has the shape of the new data`() throws {
    var model = try Self.made(Self.models[0].declare, 6)
    let posterior = try model.sample(draws: 40, warmup: 60, chains: 2, seed: 4, showsProgress: false)
    try model.replaceData(["x": [10, 20], "y": [0, 0]])
    let y = try #require(try model.posteriorPredictive(posterior, seed: 1)["y"])
    #expect(y.shape == [2, 40, 2])
  }
}
