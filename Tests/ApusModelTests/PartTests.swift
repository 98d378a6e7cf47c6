// Models as parts of models: equal to what is written by hand, to the last bit; and what is refused.

import ApusExtension
import Testing

@Suite struct PartTests {
  private static let y = [1.2, 0.4, 2.5, 1.9]

  private static func regression() throws -> Model {
    try Model(coords: ["row": ["a", "b", "c", "d"]]) { m in
      let slope = m.parameter("slope", Normal(0, 3))
      let noise = m.parameter("noise", HalfNormal(2))
      let x = m.data("x", [1.0, 2, 3, 4], dims: ["row"])
      let line = m.deterministic("line", slope * x, dims: ["row"])
      m.observe("y", Normal(line, noise), Self.y, dims: ["row"])
      m.potential("pull", -slope.squared())
    }
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
        m.include(part, as: "b")
      }.contains("'b.slope': it is the variable 'a.slope' already: a model is included once"))
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
