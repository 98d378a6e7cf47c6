// Densities of data that repeat are those of the model, for the data that they were compiled for and for others that take their place.

import ApusExtension
import ApusTestSupport
import Testing

@Suite struct RepeatedDataTests {
  /// Counts with one dispersion.
  private func model(_ counts: [Int]) throws -> Model {
    try Model { m in
      let rate = m.parameter("rate", LogNormal(0, 1))
      let dispersion = m.parameter("dispersion", Exponential(rate: 1))
      let x = m.data("x", counts.indices.map { Double($0) / 100 })
      m.observe("y", NegativeBinomial(mean: exp(0.3 * x) * rate, dispersion: dispersion), counts)
    }
  }

  /// Counts from 0 to below a limit, each of them.
  private func counts(below limit: Int) -> [Int] { (0..<400).map { $0 * 7 % limit } }

  private func value(_ density: ModelLogDensity, _ position: [Double]) throws -> (value: Double, gradient: [Double]) {
    let evaluator = try density.makeEvaluator()
    var gradient = [Double](repeating: 0, count: position.count)
    let value = position.withUnsafeBufferPointer { position in
      gradient.withUnsafeMutableBufferPointer { evaluator.valueAndGradient(at: position, gradient: $0) }
    }
    return (value, gradient)
  }

  /// The log density and gradient of a model by its graph as it was declared.
  private func declared(_ model: Model, _ position: [Double]) throws -> (value: Double, gradient: [Double]) {
    let outputs = [model.logDensity()] + (try model.gradient())
    var bindings = model.dataBindings
    for (argument, value) in zip(model.unconstrainedArguments, position) { bindings[argument] = NDArray(value) }
    let values = try evaluate(outputs, bindings).map(\.scalar)
    return (values[0], Array(values.dropFirst()))
  }

  @Test(arguments: [Backend.native, .interpreter])
  func `other data take the place of the first, with as many distinct values or with more`(backend: Backend) throws {
    let first = try model(counts(below: 5))
    let density = try first.logDensityFunction(backend: backend)
    for limit in [5, 9, 200, 400] {
      let other = try model(counts(below: limit))
      var replaced = first
      try replaced.replaceData(["y": NDArray(counts(below: limit))])
      let rebound = try density.rebound(to: replaced, backend: backend)
      for position in [[0.2, -0.5], [1.5, 1], [-1, 3]] {
        let (found, expected) = (try value(rebound, position), try declared(other, position))
        #expect((found.value - expected.value).magnitude <= 1e-12 * expected.value.magnitude)
        for (a, b) in zip(found.gradient, expected.gradient) {
          #expect((a - b).magnitude <= 1e-9 * max(1, b.magnitude))
        }
      }
    }
  }
}
