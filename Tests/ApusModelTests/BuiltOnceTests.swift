// The density's graph, its gradient and the starting point of a model are built once, whoever asks for them.

import ApusExtension
import Synchronization
import Testing

/// How often a user's distribution and Op are asked, by what they are asked for.
private enum Asked {
  static let counts = Mutex<[String: Int]>([:])
  static func note(_ what: String) { counts.withLock { $0[what, default: 0] += 1 } }
  static func count(_ what: String) -> Int { counts.withLock { $0[what] ?? 0 } }
}

/// N(0, 1) that counts.
private struct CountedNormal: DistributionWithMoments {
  let label: String
  var parameters: [DistributionParameter] { [] }
  func rebuilt(on operands: [Tensor]) -> CountedNormal { self }
  var support: Support { .real }
  var mean: Tensor {
    Asked.note("\(label): mean")
    return 0
  }
  var variance: Tensor { 1 }
  func logDensity(_ value: Tensor) -> Tensor {
    Asked.note("\(label): density")
    return -0.5 * value.squared() - 0.918938533204672742
  }
  func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    NDArray((0..<shape.elementCount).map { _ in generator.standardNormal() }, shape: shape)
  }
}

/// 2 x, whose rule counts how often it is asked in the model; the verifier asks it with operands of its own.
private struct CountedTwice: Op {
  let label: String
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for index in operands[0].float64.indices { results[0].float64[index] = 2 * operands[0].float64[index] }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    if site.operands[0].argument?.label.hasPrefix("x") == true { Asked.note("\(label): pullback") }
    return [.value(2 * site.cotangent())]
  }
}

@Suite struct BuiltOnceTests {
  private func model(_ label: String) throws -> Model {
    try Model { m in
      let x = m.parameter("x", CountedNormal(label: label))
      let tau = m.parameter("tau", HalfNormal(1))
      m.observe("y", Normal(Tensor.apply(CountedTwice(label: label), x), tau), [1.0, 2.5, 0.5])
    }
  }

  @Test func `sampling, explaining, verifying and maximising one model build its density and gradient once`() throws {
    let label = "one after another"
    let model = try model(label)
    let densities = Asked.count("\(label): density")
    #expect(densities == 2, "as a function of the constrained and of the unconstrained values")
    for _ in 0..<2 {
      _ = try model.sample(draws: 20, warmup: 30, chains: 2, seed: 1, showsProgress: false)
      _ = try model.explain(at: [0.5, 0.1])
      _ = try model.verify()
      _ = try model.gradientReport()
      _ = try model.maximumAPosteriori(jacobian: true)
      _ = try model.laplace(draws: 10, seed: 1)
      _ = try model.sample(using: .slice(), draws: 10, warmup: 10, chains: 1, seed: 1, showsProgress: false)
      _ = try model.sampleSMC(particles: 50, runs: 1, seed: 1)
      _ = try model.logDensityFunction()
      #expect(Asked.count("\(label): density") == densities)
      #expect(Asked.count("\(label): pullback") == 1)
      #expect(Asked.count("\(label): mean") == 1)
    }
    // The density of the constrained values is another function: its gradient is built once, too.
    for _ in 0..<2 { _ = try model.maximumAPosteriori() }
    #expect(Asked.count("\(label): density") == densities)
    #expect(Asked.count("\(label): pullback") == 2)
    // Copies share what was built.
    let copy = model
    _ = try copy.gradient()
    #expect(Asked.count("\(label): pullback") == 2)
  }

  @Test func `threads that ask at once get what is built once`() async throws {
    let label = "at once"
    let model = try model(label)
    let densities = try await withThrowingTaskGroup(of: Double.self) { group in
      for task in 0..<8 {
        group.addTask {
          let gradient = try model.gradient()
          _ = try model.initialPosition()
          return try model.compile([model.logDensity()] + gradient)([0.1 * Double(task), 0.2])[0].scalar
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(densities).count == 8)
    #expect(Asked.count("\(label): pullback") == 1 && Asked.count("\(label): mean") == 1)
  }

  @Test func `other data have another starting point, and the same graph`() throws {
    let label = "other data"
    var model = try Model { m in
      let center = m.data("center", 3)
      m.parameter("x", CountedNormal(label: label))
      let z = m.parameter("z", Normal(center, 1))
      m.observe("y", Normal(z, 1), 2.0)
    }
    let density = model.logDensity()
    #expect(try model.initialPoint()["z"]?.scalar == 3)
    try model.replaceData("center", with: 5)
    #expect(try model.initialPoint()["z"]?.scalar == 5 && model.logDensity() == density)
    #expect(Asked.count("\(label): density") == 2)
  }

  @Test func `a model that goes takes its graphs with it`() throws {
    weak var node: Node?
    do {
      let model = try model("released")
      node = try #require(try model.gradient()[0].node)
      #expect(node != nil)
    }
    #expect(node == nil)
  }
}
