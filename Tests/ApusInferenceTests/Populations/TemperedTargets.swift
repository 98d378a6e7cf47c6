// Targets with prior and likelihood apart, whose evidence is known.

import ApusInference
import ApusRandom
import ApusTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Independent normal priors and a likelihood from a closure.
struct NormalPriorTarget: TemperedTarget {
  let scales: [Double]
  let likelihood: @Sendable (UnsafeBufferPointer<Double>) -> Double

  var dimension: Int { scales.count }

  func makeValueEvaluator() -> any ValueEvaluator { Evaluator(target: self) }
  func makeTemperedEvaluator() -> any TemperedEvaluator { Evaluator(target: self) }

  func drawPrior(count: Int, seed: UInt64, stream: UInt64) -> [Double] {
    var generator = Philox4x64(seed: seed, stream: stream)
    return (0..<count).flatMap { _ in scales.map { $0 * generator.standardNormal() } }
  }

  func diagnose(at position: UnsafeBufferPointer<Double>) -> String? { "the likelihood of 'y' is nan" }

  private final class Evaluator: ValueEvaluator, TemperedEvaluator {
    let target: NormalPriorTarget

    init(target: NormalPriorTarget) { self.target = target }

    func parts(at position: UnsafeBufferPointer<Double>) -> (prior: Double, likelihood: Double) {
      var prior = 0.0
      for (index, scale) in target.scales.enumerated() {
        let z = position[index] / scale
        prior -= 0.5 * z * z + log(scale) + 0.918_938_533_204_672_7
      }
      return (prior, target.likelihood(position))
    }

    func value(at position: UnsafeBufferPointer<Double>) -> Double {
      let (prior, likelihood) = parts(at: position)
      return prior + likelihood
    }
  }
}

/// A linear regression with known noise: a row of the reference file.
struct ConjugateRegression: Decodable, Sendable {
  let name: String
  let x: [[Double]]
  let y: [Double]
  let noise: Double
  let scales: [Double]
  let logEvidence: Double
  let mean: [Double]
  let covariance: [[Double]]

  static func load() throws -> [ConjugateRegression] { try Reference.load("evidence") }

  /// The log likelihood of coefficients.
  func likelihood(_ b: UnsafeBufferPointer<Double>) -> Double {
    var sum = 0.0
    for (row, y) in zip(x, y) {
      var residual = y
      for (index, value) in row.enumerated() { residual -= value * b[index] }
      sum -= 0.5 * residual * residual / (noise * noise) + log(noise) + 0.918_938_533_204_672_7
    }
    return sum
  }

  var target: NormalPriorTarget { NormalPriorTarget(scales: scales) { likelihood($0) } }

  /// The log density with its gradient.
  var density: ClosureLogDensity {
    ClosureLogDensity(dimension: scales.count) { b, gradient in
      var sum = likelihood(b)
      for (index, scale) in scales.enumerated() {
        let z = b[index] / scale
        sum -= 0.5 * z * z + log(scale) + 0.918_938_533_204_672_7
        gradient[index] = -z / scale
      }
      for (row, y) in zip(x, y) {
        var residual = y
        for (index, value) in row.enumerated() { residual -= value * b[index] }
        for (index, value) in row.enumerated() { gradient[index] += value * residual / (noise * noise) }
      }
      return sum
    }
  }
}
