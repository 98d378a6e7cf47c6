// Models as parts of models: equal to what is written by hand, to the last bit; and what is refused.

import ApusExtension
import Testing

@Suite struct PartTests {
  private static let y = [1.2, 0.4, 2.5, 1.9]

  /// Declares a regression; its slope.
  private static func declare(_ m: inout ModelBuilder) -> Tensor {
    let slope = m.parameter("slope", Normal(0, 3))
    let noise = m.parameter("noise", HalfNormal(2))
    let x = m.data("x", [1.0, 2, 3, 4], dims: ["row"])
    let line = m.deterministic("line", slope * x, dims: ["row"])
    m.observe("y", Normal(line, noise), Self.y, dims: ["row"])
    m.potential("pull", -slope.squared())
    return slope
  }

  private static func regression() throws -> Model {
    try Model(coords: ["row": ["a", "b", "c", "d"]]) { m in _ = declare(&m) }
  }

  private static let positions = [[0.3, -0.4, 1.1], [-2, 0.5, 0], [10, 1, -3.0]]

  private func expectSame(_ first: Model, _ second: Model) throws {
    let (a, b) = (try first.logDensityFunction().makeEvaluator(), try second.logDensityFunction().makeEvaluator())
    for position in Self.positions {
      let place = Array(position.prefix(first.dimension))
      func value(_ evaluator: any LogDensityEvaluator) -> [UInt64] {
        var gradient = [Double](repeating: 0, count: place.count)
        let value = place.withUnsafeBufferPointer { place in
          gradient.withUnsafeMutableBufferPointer { evaluator.valueAndGradient(at: place, gradient: $0) }
        }
        return ([value] + gradient).map(\.bitPattern)
      }
      #expect(value(a) == value(b))
    }
  }

  @Test func `a model under a prefix has the same density and the same draws`() throws {
    let (plain, prefixed) = (try Self.regression(), try Self.regression().prefixed("A"))
    try expectSame(plain, prefixed)
    #expect(prefixed.sites.map(\.name) == plain.sites.map { "A." + $0.name })
    let (first, second) = (
      try plain.sample(draws: 50, warmup: 50, seed: 1), try prefixed.sample(draws: 50, warmup: 50, seed: 1)
    )
    #expect(first.chains.positions == second.chains.positions)
    #expect(second.draws.names == ["A.slope", "A.noise", "A.line"])
    #expect(try prefixed.prefixed("star").sites.first?.name == "star.A.slope")
  }

  @Test func `an included model is what is written by hand`() throws {
    let regression = try Self.regression()
    let included = try Model { m in
      let part = m.include(regression, as: "left")
      let shift = m.parameter("shift", Normal(0, 1))
      m.observe("z", Normal(part["slope"] + shift, part["noise"]), [0.5, 0.7])
    }
    let written = try Model(coords: ["row": ["a", "b", "c", "d"]]) { m in
      let slope = m.parameter("left.slope", Normal(0, 3))
      let noise = m.parameter("left.noise", HalfNormal(2))
      let x = m.data("left.x", [1.0, 2, 3, 4], dims: ["row"])
      let line = m.deterministic("left.line", slope * x, dims: ["row"])
      m.observe("left.y", Normal(line, noise), Self.y, dims: ["row"])
      m.potential("left.pull", -slope.squared())
      let shift = m.parameter("shift", Normal(0, 1))
      m.observe("z", Normal(slope + shift, noise), [0.5, 0.7])
    }
    try expectSame(included, written)
    #expect(included.sites.map(\.name) == written.sites.map(\.name))
    #expect(included.coords == written.coords)
    // Other roles, in a part as anywhere.
    let known = ["left.slope": NDArray(0.5)]
    try expectSame(included.conditioned(on: known), written.conditioned(on: known))
    try expectSame(included.intervened(on: known), written.intervened(on: known))
  }

  @Test func `a model that is included twice is two sets of variables`() throws {
    let part = try Self.regression()
    let bounded = try Model { m in
      let top = m.parameter("top", HalfNormal(1))
      m.observe(
        "w", Mixture(weights: [0.5, 0.5], [Normal(m.parameter("share", Uniform(0, top)), 1), Normal(0, 1)]), 0.2)
    }
    let twice = try Model { m in
      let (a, b) = (m.include(part, as: "A"), m.include(part, as: "B"))
      m.include(bounded, as: "C")
      m.include(bounded, as: "D")
      m.potential("apart", -(a["slope"] - b["slope"]).squared())
    }
    func declareBounded(_ m: inout ModelBuilder) {
      let top = m.parameter("top", HalfNormal(1))
      m.observe(
        "w", Mixture(weights: [0.5, 0.5], [Normal(m.parameter("share", Uniform(0, top)), 1), Normal(0, 1)]), 0.2)
    }
    let written = try Model(coords: ["row": ["a", "b", "c", "d"]]) { m in
      let (a, b) = (m.prefixed("A") { Self.declare(&$0) }, m.prefixed("B") { Self.declare(&$0) })
      m.prefixed("C") { declareBounded(&$0) }
      m.prefixed("D") { declareBounded(&$0) }
      m.potential("apart", -(a - b).squared())
    }
    #expect(twice.sites.map(\.name) == written.sites.map(\.name) && twice.dimension == 8)
    let compiled = try [twice, written].map { try $0.compile([$0.logDensity()] + $0.gradient()) }
    for seed in 0..<4 {
      let position = (0..<8).map { 0.4 * Double(($0 + 2) * (seed + 1) % 7) - 1 }
      let values = try compiled.map { try $0(position).flatMap(\.doubles).map(\.bitPattern) }
      #expect(values[0] == values[1])
    }
    // Data of one part are not the other's.
    var other = twice
    try other.replaceData("B.x", with: [4, 3, 2, 1])
    #expect(other.data.first { $0.name == "A.x" }?.value == NDArray([1.0, 2, 3, 4]))
    let (before, after) = (try twice.compile([twice.logDensity()]), try other.compile([other.logDensity()]))
    let position = [Double](repeating: 0.3, count: 8)
    #expect(try before(position) != after(position))
  }

  @Test func `parts lie in parts, and without a prefix names stay`() throws {
    let inner = try Self.regression()
    let model = try Model { m in
      m.prefixed("outer") { m in _ = m.include(inner, as: "inner") }
    }
    #expect(model.parameters.map(\.name) == ["outer.inner.slope", "outer.inner.noise"])
    let same = try Model { m in m.include(inner) }
    #expect(same.sites.map(\.name) == inner.sites.map(\.name))
    try expectSame(same, inner)
  }

  private func message(_ declare: @escaping (inout ModelBuilder) -> Void) -> String {
    let error = #expect(throws: ModelError.self) { try Model(declare) }
    return error?.description ?? ""
  }

  @Test func `what cannot be included is an error`() throws {
    let part = try Self.regression()
    #expect(
      message { m in
        m.include(part, as: "a")
        m.include(part, as: "a")
      }.contains("the name 'a.slope' is taken"))
    let bounded = try Model { m in
      let top = m.parameter("top", HalfNormal(1))
      m.parameter("share", Uniform(0, top), transform: IntervalTransform(0, top))
    }
    #expect(
      message { m in
        m.include(bounded, as: "a")
        m.include(bounded, as: "b")
      }.contains("a transform of your own cannot be put on other values"))
    #expect(
      message { m in
        m.parameter("slope", Normal(0, 1))
        m.include(part)
      }.contains("slope"))
    #expect(
      message { m in
        m.coords("row", ["a", "b"])
        m.include(part)
      }.contains("'row': the included model has other labels along this dimension"))
    #expect(
      message { m in
        let values = m.include(part)
        m.observe("z", Normal(values["slop"], 1), 1.0)
      }.contains("it has no such variable; it has line, noise, pull, slope, x, y"))
    #expect(throws: ModelError.self) { try part.prefixed("") }
  }
}
