// Shapes and names that are refused where a model is built, and branches that a select does not take.

import ApusExtension
import Foundation
import Testing

/// A user's distribution whose log density has a shape of its own.
private struct OwnDensityShape: Distribution {
  let answer: @Sendable (Tensor) -> Tensor
  var parameters: [DistributionParameter] { [] }
  func rebuilt(on operands: [Tensor]) -> OwnDensityShape { self }
  var support: Support { .real }
  func logDensity(_ value: Tensor) -> Tensor { answer(value) }
  func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    NDArray([Double](repeating: 0, count: shape.elementCount), shape: shape)
  }
}

@Suite struct ModelShapeTests {
  /// Answers of a shape that is not the value's, or of no numbers.
  static let answers: [@Sendable (Tensor) -> Tensor] = [
    { sum($0) }, { $0.broadcast(to: [2, 3]) }, { $0[0..<2] }, { $0.reshaped(to: [3, 1]) }, { $0 .> 0 }, { _ in 0 },
  ]

  @Test(arguments: answers.indices) func `a log density of a wrong shape is refused, not summed`(index: Int) throws {
    let own = OwnDensityShape(answer: Self.answers[index])
    let prior = #expect(throws: ModelError.self) { _ = try Model { m in m.parameter("x", own, shape: [3]) } }
    let likelihood = #expect(throws: ModelError.self) { _ = try Model { m in m.observe("y", own, [1, 2, 3]) } }
    for (error, name) in [(prior, "'x'"), (likelihood, "'y'")] {
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains(name) && text.contains("OwnDensityShape") && text.contains("float64(3,)"), "\(text)")
      #expect(text.contains("ModelShapeTests.swift:"))
    }
    _ = try Model { m in m.parameter("x", OwnDensityShape { -$0.squared() }, shape: [3]) }
  }

  @Test func `dims of an observed expression are looked at`() throws {
    func build(_ dims: [String]) throws {
      _ = try Model(coords: ["row": ["a", "b", "c"]]) { m in
        let x = m.data("x", [1, 2, 3])
        m.observe("y", Normal(0, 1), x * 2, dims: dims)
      }
    }
    try build(["row"])
    #expect(throws: ModelError.self) { try build(["column"]) }
    #expect(throws: ModelError.self) { try build(["row", "row"]) }
  }

  @Test func `a column of numbers labels a dimension`() throws {
    let model = try Model { m in
      m.coords("year", [1911, 1912])
      m.coords("depth", [0.5, 10, 250])
      m.parameter("level", Normal(0, 1), dims: ["year", "depth"])
    }
    #expect(model.coords == ["year": ["1911", "1912"], "depth": ["0.5", "10.0", "250.0"]])
    let repeated = #expect(throws: ModelError.self) { _ = try Model { m in m.coords("year", [1911, 1911]) } }
    #expect(repeated.map { "\($0)".contains("'year' have the label '1911' twice, at 0 and 1") } ?? false)
  }

  @Test func `a label that two positions have is refused`() throws {
    let first = #expect(throws: ModelError.self) { _ = try Model(coords: ["row": ["a", "b", "a"]]) { _ in } }
    let second = #expect(throws: ModelError.self) { _ = try Model { m in m.coords("row", ["b", "b"]) } }
    #expect(first.map { "\($0)".contains("'row' have the label 'a' twice, at 0 and 2") } ?? false)
    #expect(second.map { "\($0)".contains("ModelShapeTests.swift:") } ?? false)
  }

  @Test func `an empty simplex, and other shapes that no value has, are refused`() throws {
    let builds: [(inout ModelBuilder) -> Void] = [
      { m in m.parameter("p", Dirichlet(Tensor([Double]()))) }, { m in m.parameter("x", Normal(0, 1), shape: [-1]) },
      { m in m.parameter("x", Normal(0, 1), shape: [1 << 40, 1 << 40]) },
      { m in m.parameter("x", Normal(0, 1), shape: [1 << 30]) }, { m in m.parameter("L", LKJCholesky(0, eta: 1)) },
      { m in m.parameter("L", LKJCholesky(1 << 40, eta: 1)) },
      { m in m.parameter("x", Mixture(weights: Tensor([1.0]), [])) },
      { m in m.observe("y", Normal(0, 1), NDArray([1.0, 2], shape: [3])) },
      { m in m.data("y", NDArray([1.0, 2], shape: [3])) },
    ]
    for (index, build) in builds.enumerated() {
      #expect(throws: ModelError.self, "model \(index)") { _ = try Model { m in build(&m) } }
    }
  }

  @Test func `the error of sample names the branch that a select does not take, and what helps`() throws {
    let data = [0.0, 1, 2]
    let broken = try Model { m in
      let scale = m.parameter("scale", Normal(2, 0.1))
      let y = scale * Tensor(data)
      m.potential("likelihood", sum(select(Tensor(data) .> 0, log(y), 0)))
    }
    let line = #line - 2
    let error = #expect(throws: ModelError.self) { _ = try broken.sample(draws: 1, warmup: 1, chains: 1, seed: 1) }
    let text = "\(try #require(error))"
    #expect(text.contains("ModelShapeTests.swift:\(line)"), "\(text)")
    #expect(text.contains("Log") && text.contains("'scale'") && text.contains("select(y .> 0"), "\(text)")
    let replay = try broken.explain(at: [0.1])
    #expect(replay.firstBadNode?.isChosenAway == true)
    #expect(replay.description.contains("select(y .> 0"))
    // The idiom helps.
    let mended = try Model { m in
      let scale = m.parameter("scale", Normal(2, 0.1))
      let isPositive = Tensor(data) .> 0
      let y = select(isPositive, scale * Tensor(data), 1)
      m.potential("likelihood", sum(select(isPositive, log(y), 0)))
    }
    _ = try mended.sample(draws: 1, warmup: 1, chains: 1, seed: 1)
  }
}
