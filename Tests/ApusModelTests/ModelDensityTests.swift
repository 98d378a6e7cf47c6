// Densities, gradients and Hessians of a model against mpmath, the way between points and positions, data.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

/// The numbers of Scripts/reference/model.py.
private struct ModelReference: Decodable {
  struct Case: Decodable {
    let position, prior, jacobian, likelihood, gradient, hessian: [Double]
    let logDensity: Double
  }
  let x, y: [Double]
  let cases: [Case]
}

@Suite struct ModelDensityTests {
  private let reference: ModelReference
  private let model: Model

  init() throws {
    let reference: ModelReference = try Reference.load("model")
    self.reference = reference
    model = try Model { m in
      let mu = m.parameter("mu", Normal(1, 2))
      let tau = m.parameter("tau", HalfCauchy(5))
      let w = m.parameter("w", Beta(2, 3))
      let x = m.data("x", reference.x)
      m.deterministic("mean", mu + w * x)
      m.observe("y", Normal(mu + w * x, tau), reference.y)
    }
  }

  private func expectClose(_ found: [Double], _ expected: [Double], within tolerance: Double = 1e-13) {
    #expect(found.count == expected.count && !expected.isEmpty)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= tolerance * max(1, abs(b)), "\(a), not \(b)") }
  }

  @Test func `terms, their sum and its derivatives are those of mpmath`() throws {
    let terms = model.logDensityTerms()
    #expect(terms.map(\.source) == [.prior, .jacobian, .prior, .jacobian, .prior, .jacobian, .likelihood])
    #expect(terms.map(\.name) == ["mu", "mu", "tau", "tau", "w", "w", "y"])
    let density = try model.compile(terms.map(\.value) + [model.logDensity(), model.logDensity(jacobian: false)])
    let gradient = try model.compile(model.gradient())
    let (position, hessian) = try model.hessian()
    for row in reference.cases {
      let values = try density(row.position).map(\.doubles)
      expectClose([values[0], values[2], values[4]].flatMap { $0 }, row.prior)
      expectClose([values[1], values[3], values[5]].flatMap { $0 }, row.jacobian)
      expectClose(values[6], row.likelihood)
      expectClose(values[7], [row.logDensity])
      expectClose(values[8], [row.logDensity - row.jacobian.reduce(0, +)])
      expectClose(try gradient(row.position).flatMap(\.doubles), row.gradient, within: 1e-12)
      var bindings = Dictionary(uniqueKeysWithValues: model.data.map { ($0.argument, $0.value) })
      bindings[position] = NDArray(row.position)
      expectClose(try evaluate(hessian, bindings).doubles, row.hessian, within: 1e-11)
    }
  }

  @Test func `a density that is not summed has one tensor for each term`() throws {
    let parts = try model.compile(model.logDensity(sum: false))(reference.cases[0].position)
    #expect(parts.count == 7)
    #expect(parts[6].shape == [4])
    let whole = try model.compile(model.logDensity(sum: true))(reference.cases[0].position)
    expectClose([parts.flatMap(\.doubles).reduce(0, +)], whole[0].doubles)
  }

  @Test func `points and positions are inverse to each other`() throws {
    let values = try model.constrain([0.3, -0.2, 0.5])
    #expect(abs(values["tau"]!.scalar - Foundation.exp(-0.2)) < 1e-15)
    #expect(abs(values["w"]!.scalar - 1 / (1 + Foundation.exp(-0.5))) < 1e-15)
    expectClose(try model.unconstrain(values), [0.3, -0.2, 0.5], within: 1e-15)
    #expect(model.dimension == 3)
  }

  @Test func `the initial point is what the user says, else the prior's mean, else the middle of the support`() throws {
    let model = try Model { m in
      m.parameter("said", Normal(0, 1), shape: [2], initial: NDArray([3, -1]))
      let rate = m.parameter("mean", Gamma(shape: 3, rate: 2))
      m.parameter("given", Exponential(rate: 1 / rate))
      m.parameter("heavy", HalfCauchy(2))
      m.parameter("flat", Flat(), shape: [2])
      // With one degree of freedom there is no mean.
      m.parameter("no mean", StudentT(degreesOfFreedom: 1, location: 3))
    }
    let point = try model.initialPoint()
    #expect(point["said"] == NDArray([3.0, -1]))
    #expect(point["mean"]!.scalar == 1.5 && abs(point["given"]!.scalar - 1.5) < 1e-15)
    #expect(point["heavy"]!.scalar == 1 && point["flat"] == NDArray([0.0, 0]))
    #expect(point["no mean"]?.scalar == 0)
    #expect(try model.initialPosition().allSatisfy { $0.isFinite })
  }

  @Test func `starts are jittered by the prior's size, at most 1, and by 1 without a proper prior`() throws {
    let proper = try Model { m in
      m.parameter("tight", Normal(5, 1e-3))
      m.parameter("wide", Normal(0, 50))
      m.parameter("positive", LogNormal(3, 0.1))
    }
    // Of 32 draws a standard deviation has an error of 13 %.
    let scales = try proper.startScales(seed: 1)
    #expect(scales.count == 3 && scales[1] == 1)
    #expect(abs(scales[0] / 1e-3 - 1) < 0.5 && abs(scales[2] / 0.1 - 1) < 0.5, "\(scales)")
    let improper = try Model { m in
      m.parameter("tight", Normal(5, 1e-3))
      m.parameter("flat", Flat())
    }
    #expect(try improper.startScales(seed: 1) == [1, 1])
  }

  @Test func `data are replaced without building the model again`() throws {
    var other = model
    try other.replaceData("x", with: NDArray([0.0, 0, 0, 0]))
    try other.replaceData("y", with: NDArray([1.0, 1, 1, 1]))
    let value = try other.compile([other.logDensity(jacobian: false)])([1, 0, 0])[0].scalar
    let (cauchy, beta) = (Foundation.log(2 / (.pi * 5 * 1.04)), Foundation.log(12 * 0.5 * 0.25))
    let normal = -0.5 * Foundation.log(2 * .pi)
    expectClose([value], [normal - Foundation.log(2) + cauchy + beta + 4 * normal])
    // The first model is as it was.
    let row = reference.cases[0]
    expectClose(try model.compile([model.logDensity()])(row.position)[0].doubles, [row.logDensity])
  }

  @Test func `a compiled function can be called from several threads`() async throws {
    let function = try model.compile(model.gradient())
    let rows = reference.cases
    let results = try await withThrowingTaskGroup(of: [(Int, [Double])].self) { group in
      for task in 0..<4 {
        group.addTask {
          try (0..<50).map { ((task + $0) % 2, try function(rows[(task + $0) % 2].position).flatMap(\.doubles)) }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(results.count == 200)
    for (row, gradient) in results { expectClose(gradient, rows[row].gradient, within: 1e-12) }
  }

  @Test func `coords give dimensions, and columns their names`() throws {
    let model = try Model(coords: ["school": ["a", "b", "c"]]) { m in
      m.coords("side", ["left", "right"])
      let z = m.parameter("z", Normal(0, 1), dims: ["school", "side"])
      m.observe("y", Normal(z, 1), NDArray([1, 2, 3, 4, 5, 6], shape: [3, 2]), dims: ["school", "side"])
    }
    #expect(model.parameters[0].value.shape == [3, 2])
    let draws = try model.priorPredictive(draws: 5, seed: 1)
    #expect(draws["z"]?.dims == ["chain", "draw", "school", "side"])
    #expect(draws["z"]?.elementNames.last == "z[c, right]")
    #expect(draws["z"]?.shape == [1, 5, 3, 2])
  }

  @Test func `potentials add all their elements`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Flat(), shape: [3])
      m.potential("well", -0.5 * x * x)
    }
    #expect(try model.compile([model.logDensity()])([1, 2, 3])[0].scalar == -7)
    #expect(try model.compile(model.gradient())([1, 2, 3])[0] == NDArray([-1.0, -2, -3]))
  }

  @Test func `bounds may depend on parameters declared before`() throws {
    let model = try Model { m in
      let shock = m.parameter("shock", Uniform(0, 1))
      let memory = m.parameter("memory", Uniform(0, 1 - shock))
      m.parameter("rest", Uniform(memory, 1 - shock))
    }
    // Each density times its Jacobian is that of a standard logistic variable: the bounds cancel.
    let position = [0.4, -1.2, 2.0]
    let logistic = position.map { 1 / (1 + exp(-$0)) }
    let values = try model.compile([model.logDensity()] + model.gradient(), backend: .interpreter)(position)
    let expected = logistic.reduce(0) { $0 + log($1 * (1 - $1)) }
    #expect(abs(values[0].scalar - expected) < 1e-14)
    for (found, p) in try paired(values.dropFirst(), logistic) { #expect(abs(found.scalar - (1 - 2 * p)) < 1e-14) }
    let point = try model.constrain(position)
    let memory = (1 - logistic[0]) * logistic[1]
    #expect(abs((point["memory"]?.scalar ?? 0) - memory) < 1e-15)
    #expect(abs((point["rest"]?.scalar ?? 0) - (memory + (1 - logistic[0] - memory) * logistic[2])) < 1e-15)
    #expect(try paired(model.unconstrain(point), position).allSatisfy { abs($0 - $1) < 1e-13 })
  }

  @Test func `a parameter may have no elements`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.parameter("none", Normal(x, 1), shape: [0])
    }
    for backend in [Backend.interpreter, .automatic] {
      let values = try model.compile([model.logDensity()] + model.gradient(), backend: backend)([2])
      #expect(abs(values[0].scalar - (-2 - 0.918938533204672742)) < 1e-15 && values[1].scalar == -2)
      #expect(values[2].shape == [0])
    }
  }
}
