// Models sampled by populations: evidence and moments, Ops without gradients, stops, and what is refused.

import ApusExtension
import ApusTestSupport
import Foundation
import Synchronization
import Testing

/// Light in water: a routine without any derivative.
private struct Attenuation: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (z, k) = (operands[0].float64, operands[1].float64[0])
    for i in 0..<z.count { results[0].float64[i] = exp(-k * z[i]) }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {}

  func derivative(forOperand index: Int) -> BlackBoxDerivative { .notImplemented("nobody has written it") }
}

/// A row of the reference file of evidence.
struct EvidenceRow: Decodable {
  let name: String
  let x: [[Double]]
  let y: [Double]
  let noise: Double
  let scales: [Double]
  let logEvidence: Double
  let mean: [Double]
  let covariance: [[Double]]

  static func load() throws -> [EvidenceRow] { try Reference.load("evidence") }

  func model() throws -> Model {
    try Model { m in
      let b = m.parameter("b", Normal(0, scales), shape: [scales.count])
      m.observe("y", Normal(matmul(Tensor(NDArray(rows: x)), b), noise), y)
    }
  }
}

@Suite struct PopulationPosteriorTests {
  private static func schools(_ reference: ReferencePosterior) throws -> Model {
    try Model { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), shape: [8])
      let theta = m.deterministic("theta", mu + tau * z)
      m.observe("y", Normal(theta, reference.numbers("sigma")), reference.numbers("y"))
    }
  }

  @Test func `evidence and moments of conjugate regressions, by name`() throws {
    for row in try EvidenceRow.load() {
      let posterior = try row.model().sampleSMC(seed: 6)
      #expect(posterior.logEvidenceError > 0.001 && posterior.logEvidenceError < 0.2)
      #expect(abs(posterior.logEvidence - row.logEvidence) < 3 * posterior.logEvidenceError, "\(row.name)")
      let summary = posterior.summary()
      for index in row.mean.indices {
        let line = try #require(summary["b[\(index)]"])
        let truth = row.covariance[index][index].squareRoot()
        #expect(abs(line.mean - row.mean[index]) < 0.08 * truth && abs(line.standardDeviation / truth - 1) < 0.08)
      }
    }
  }

  @Test func `evidence of counts with conjugate priors, on constrained spaces`() throws {
    struct Counts: Decodable {
      struct Binomial: Decodable { let count: Int, successes: Int, a: Double, b: Double, logEvidence: Double }
      struct Poisson: Decodable { let count: Int, shape: Double, rate: Double, logEvidence: Double }
      struct Categories: Decodable { let values: [Int], alpha: [Double], logEvidence: Double }
      let binomial: Binomial
      let poisson: Poisson
      let categories: Categories
    }
    let counts: Counts = try Reference.load("conjugate-evidence")
    let models = [
      (
        try Model { m in
          let p = m.parameter("p", Beta(counts.binomial.a, counts.binomial.b))
          m.observe("k", Binomial(trials: counts.binomial.count, probability: p), counts.binomial.successes)
        }, counts.binomial.logEvidence
      ),
      (
        try Model { m in
          let rate = m.parameter("rate", Gamma(shape: counts.poisson.shape, rate: counts.poisson.rate))
          m.observe("k", Poisson(rate: rate), counts.poisson.count)
        }, counts.poisson.logEvidence
      ),
      (
        try Model { m in
          let p = m.parameter("p", Dirichlet(counts.categories.alpha))
          m.observe("k", Categorical(probabilities: p), counts.categories.values)
        }, counts.categories.logEvidence
      ),
    ]
    for (model, truth) in models {
      let posterior = try model.sampleSMC(seed: 3)
      #expect(abs(posterior.logEvidence - truth) < 3 * posterior.logEvidenceError)
      #expect(posterior.logEvidenceError < 0.1)
    }
  }

  @Test func `a model without parameters`() throws {
    let model = try Model { m in m.observe("y", Normal(0, 1), [1.0]) }
    let truth = -0.5 - 0.5 * log(2 * Double.pi)
    let posterior = try model.sampleSMC(particles: 10, seed: 1)
    #expect(abs(posterior.logEvidence - truth) < 1e-14 && posterior.summary().rows.isEmpty)
    #expect(abs(try model.laplace(draws: 3, seed: 1).logEvidence - truth) < 1e-14)
    #expect(try model.maximumAPosteriori().isConverged)
  }

  @Test func `eight schools have the reference's moments`() throws {
    let reference = try ReferencePosterior("eight_schools-eight_schools_noncentered")
    let posterior = try Self.schools(reference).sampleSMC(particles: 4000, seed: 2)
    let summary = posterior.summary(["mu", "tau", "theta"])
    #expect(summary.rows.count == 10)
    for (name, truth) in reference.moments {
      let parts = name.split(separator: "[")
      let here = parts.count == 1 ? name : "\(parts[0])[\(Int(parts[1].dropLast())! - 1)]"
      let row = try #require(summary[here], "\(name)")
      #expect(abs(row.mean - truth.mean) < 0.08 * truth.sd, "\(name): \(row.mean), not \(truth.mean)")
      #expect(abs(row.standardDeviation / truth.sd - 1) < 0.08, "\(name): \(row.standardDeviation), not \(truth.sd)")
    }
    #expect(posterior.draws["theta"]?.shape == [4, 4000, 8])
    #expect(posterior.stages.count == 4 && posterior.stages.allSatisfy { $0.last?.inverseTemperature == 1 })
  }

  @Test func `particles are the same on 1 and 2 threads, and after a stop`() throws {
    let reference = try ReferencePosterior("eight_schools-eight_schools_noncentered")
    let model = try Self.schools(reference)
    let states = Mutex<[PopulationSnapshot]>([])
    let one = try model.sampleSMC(
      particles: 200, runs: 2, seed: 9, threads: 1, observe: { state in states.withLock { $0.append(state) } })
    let two = try model.sampleSMC(particles: 200, runs: 2, seed: 9, threads: 2)
    #expect(one.draws["tau"] == two.draws["tau"] && one.logEvidence == two.logEvidence)
    let middle = states.withLock { $0.filter { $0.stages.count == 2 } }
    #expect(middle.count == 2)
    let bytes = try JSONEncoder().encode(middle)
    let resumed = try model.resumeSMC(
      from: JSONDecoder().decode([PopulationSnapshot].self, from: bytes), plan: one.populations.plan)
    #expect(resumed.draws["tau"] == one.draws["tau"] && resumed.logEvidence == one.logEvidence)
    #expect(throws: ModelError.self) {
      try Model { m in m.observe("y", Normal(m.parameter("a", Normal(0, 1)), 1), [1.0]) }
        .resumeSMC(from: middle, plan: one.populations.plan)
    }
  }

  @Test func `an Op without any derivative may be in the model`() throws {
    let model = try Model { m in
      let k = m.parameter("k", HalfNormal(1))
      m.observe("light", Normal(Attenuation()([1.0, 2, 3], k), 0.05), [0.61, 0.37, 0.22])
    }
    #expect(throws: ModelError.self) { try model.sample(seed: 1) }
    let posterior = try model.sampleSMC(particles: 1000, seed: 1)
    // The posterior by quadrature on a grid of k.
    var sums = (weight: 0.0, mean: 0.0)
    for step in 1..<200_000 {
      let k = Double(step) * 2e-5
      var log = -0.5 * k * k + 0.5 * Foundation.log(2 / Double.pi)
      for (z, y) in [(1.0, 0.61), (2, 0.37), (3, 0.22)] {
        let residual = (y - exp(-k * z)) / 0.05
        log -= 0.5 * residual * residual + Foundation.log(0.05) + 0.5 * Foundation.log(2 * Double.pi)
      }
      sums.weight += exp(log) * 2e-5
      sums.mean += k * exp(log) * 2e-5
    }
    #expect(abs(posterior.logEvidence - log(sums.weight)) < 3 * posterior.logEvidenceError)
    let row = try #require(posterior.summary()["k"])
    #expect(abs(row.mean - sums.mean / sums.weight) < 0.1 * row.standardDeviation)
    // On the interpreter as well.
    let interpreted = try model.sampleSMC(particles: 200, runs: 2, seed: 1, backend: .interpreter)
    #expect(abs(interpreted.logEvidence - log(sums.weight)) < 0.5)
  }

  @Test func `potentials belong to the likelihood, and a model without data has the evidence 1`() throws {
    let prior = try Model { m in m.parameter("a", Gamma(shape: 3, rate: 2)) }.sampleSMC(particles: 500, seed: 1)
    #expect(prior.logEvidence == 0 && prior.stages[0].count == 1)
    let shifted = try Model { m in
      m.parameter("a", Normal(0, 1))
      m.potential("constant", -2.5)
    }.sampleSMC(particles: 500, seed: 1)
    #expect(shifted.logEvidence == -2.5)
  }

  @Test func `discrete parameters, improper priors, dead priors and bad settings are refused`() throws {
    func message(_ model: Model, particles: Int = 100, runs: Int = 2) -> String {
      let error = #expect(throws: ModelError.self) { try model.sampleSMC(particles: particles, runs: runs, seed: 1) }
      return error?.description ?? ""
    }
    let discrete = try Model { m in
      let k = m.parameter("k", Poisson(rate: 3))
      m.observe("y", Normal(k.asFloat64, 1), [1.0])
    }
    #expect(message(discrete).contains("the parameter 'k' takes discrete values"))
    let improper = try Model { m in m.observe("y", Normal(m.parameter("a", Flat()), 1), [1.0]) }
    #expect(message(improper).contains("'a' has an improper prior"))
    let dead = try Model { m in
      let a = m.parameter("a", Normal(0, 1))
      m.potential("edge", log(-1 - a.squared()))
    }
    #expect(message(dead).contains("none of 100 draws from the prior has a finite likelihood"))
    #expect(message(dead).contains("edge"))
    let plain = try Model { m in m.parameter("a", Normal(0, 1)) }
    #expect(message(plain, particles: 1).contains("particles is 1"))
    #expect(message(plain, runs: 0).contains("runs is 0"))
  }

  @Test func `a stopped run has no draws, and its stages`() throws {
    let reference = try ReferencePosterior("eight_schools-eight_schools_noncentered")
    let stopped = try Self.schools(reference).sampleSMC(particles: 20_000, seed: 1, progress: { _ in false })
    #expect(!stopped.isComplete && stopped.logEvidence.isNaN && stopped.draws.drawCount == 0)
    #expect(stopped.summary().rows.count == 18)
  }

  @Test func `the asynchronous form gives the same particles, and ends where its task is cancelled`() async throws {
    let reference = try ReferencePosterior("eight_schools-eight_schools_noncentered")
    let model = try Self.schools(reference)
    let blocking = { () throws in try model.sampleSMC(particles: 200, runs: 2, seed: 9) }
    let waiting = try await model.sampleSMC(particles: 200, runs: 2, seed: 9)
    #expect(try blocking().draws["tau"] == waiting.draws["tau"])
    let task = Task { try await model.sampleSMC(particles: 100_000, seed: 1) }
    task.cancel()
    let stopped = try await task.value
    #expect(!stopped.isComplete && stopped.draws.drawCount == 0)
  }
}
