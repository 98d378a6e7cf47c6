// The log density of a model against one that is written in plain Swift, on both backends, with finite gradients.

import ApusExtension
import Foundation
import Testing

/// Log densities of a few families as formulas.
enum Plain {
  static func normal(_ x: Double, _ mu: Double, _ sigma: Double) -> Double {
    -0.5 * pow((x - mu) / sigma, 2) - log(sigma) - 0.5 * log(2 * Double.pi)
  }
  static func halfNormal(_ x: Double, _ sigma: Double) -> Double { log(2) + normal(x, 0, sigma) }
  static func beta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    (a - 1) * log(x) + (b - 1) * log(1 - x) + lgamma(a + b) - lgamma(a) - lgamma(b)
  }
  static func poisson(_ k: Int, _ rate: Double) -> Double { Double(k) * log(rate) - rate - lgamma(Double(k) + 1) }
  static func binomial(_ k: Int, _ n: Int, _ p: Double) -> Double {
    lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1) + Double(k) * log(p)
      + Double(n - k) * log(1 - p)
  }
  static func logSum(_ terms: [Double]) -> Double {
    let peak = terms.max() ?? 0
    return peak + log(terms.reduce(0) { $0 + exp($1 - peak) })
  }
}

enum EnumeratedDensity {
  /// Compares at a few points: to 1e-12 with the formula of the constrained values, and native code with the interpreter.
  static func expect(
    _ model: Model, at location: Testing.SourceLocation = #_sourceLocation,
    _ formula: ([String: [Double]]) -> Double
  ) throws {
    let outputs =
      [model.logDensity(jacobian: false), model.logDensity()] + (try model.gradient()) + model.parameters.map(\.value)
    let functions = try [Backend.interpreter, .automatic].map { try model.compile(outputs, backend: $0) }
    for seed in 0..<4 {
      let position = (0..<model.dimension).map { 0.35 * Double(($0 + 1) * (seed + 2) % 7) - 0.9 }
      let results = try functions.map { try $0(position) }
      let values = results[0].suffix(model.parameters.count)
      let named = Dictionary(uniqueKeysWithValues: zip(model.parameters.map(\.name), values.map(\.doubles)))
      let due = formula(named)
      #expect(abs(results[0][0].scalar - due) <= 1e-12 * max(1, abs(due)), sourceLocation: location)
      for (slow, fast) in zip(results[0].flatMap(\.doubles), results[1].flatMap(\.doubles)) {
        #expect(slow.isFinite, sourceLocation: location)
        #expect(abs(slow - fast) <= 1e-12 * max(1, abs(slow)), sourceLocation: location)
      }
      try expectSlopes(functions[0], results[0], position, model.parameters.count, location)
    }
  }

  /// The gradient against central differences.
  private static func expectSlopes(
    _ function: CompiledFunction, _ results: [NDArray], _ position: [Double], _ count: Int,
    _ location: Testing.SourceLocation
  ) throws {
    let slopes = results[2..<(2 + count)].flatMap(\.doubles)
    for (place, slope) in slopes.enumerated() {
      let ends = try [-1e-4, 1e-4].map { step in
        var moved = position
        moved[place] += step
        return try function(moved)[1].scalar
      }
      #expect(abs((ends[1] - ends[0]) / 2e-4 - slope) <= 1e-5 * max(1, abs(slope)), sourceLocation: location)
    }
  }
}
