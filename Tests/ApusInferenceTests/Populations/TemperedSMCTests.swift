// Tempered sequential Monte Carlo on posteriors that are known: evidence, moments, weights of modes, and bad likelihoods.

import ApusInference
import ApusTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct TemperedSMCTests {
  @Test(arguments: try ConjugateRegression.load())
  func `evidence and moments of conjugate regressions`(regression: ConjugateRegression) throws {
    let result = try samplePopulations(of: regression.target, seed: 1)
    #expect(result.isComplete && result.populations.count == 4)
    let error = result.logEvidenceError
    #expect(error > 0.001 && error < 0.2, "\(regression.name): \(error)")
    #expect(abs(result.logEvidence - regression.logEvidence) < 3 * error, "\(regression.name)")
    // 8,000 particles, which are not independent.
    let positions = result.populations.flatMap(\.positions)
    let dimension = result.dimension
    for j in 0..<dimension {
      let column = stride(from: j, to: positions.count, by: dimension).map { positions[$0] }
      let truth = (mean: regression.mean[j], sd: regression.covariance[j][j].squareRoot())
      let mean = column.reduce(0, +) / Double(column.count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
      #expect(abs(mean - truth.mean) < 0.08 * truth.sd, "\(regression.name): mean \(j)")
      #expect(abs(variance.squareRoot() / truth.sd - 1) < 0.08, "\(regression.name): deviation \(j)")
    }
  }

  @Test func `errors that runs estimate of themselves are those that their spread shows`() throws {
    let regression = try #require(try ConjugateRegression.load().last)
    let result = try samplePopulations(of: regression.target, sampler: TemperedSMC(particles: 500), runs: 60, seed: 5)
    let logs = result.populations.map(\.logEvidence)
    let mean = logs.reduce(0, +) / 60
    let spread = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 59).squareRoot()
    let own = result.populations.map { $0.stages.last!.evidenceVariance.squareRoot() }.reduce(0, +) / 60
    #expect(own / spread > 0.75 && own / spread < 1.5, "\(own) and \(spread)")
  }

  @Test func `the evidence in many dimensions has no bias`() throws {
    // Prior N(0, 1) and likelihood N(q; 1, 0.1) in each of 20 coordinates.
    let target = NormalPriorTarget(scales: [Double](repeating: 1, count: 20)) { q in
      var sum = 0.0
      for x in q { sum -= 50 * (x - 1) * (x - 1) - log(10) + 0.918_938_533_204_672_7 }
      return sum
    }
    let truth = 20 * (-0.5 * log(1.01) - 0.918_938_533_204_672_7 - 0.5 / 1.01)
    let result = try samplePopulations(of: target, sampler: TemperedSMC(particles: 400), runs: 12, seed: 1)
    #expect(abs(result.logEvidence - truth) < 3 * result.logEvidenceError, "\(result.logEvidence - truth)")
    #expect(result.logEvidenceError < 0.12, "\(result.logEvidenceError)")
  }

  @Test func `both modes of a density have their weights`() throws {
    // Likelihood 0.3 N(x; −4, 0.3) + 0.7 N(x; 4, 0.3) under the prior N(0, 3): symmetric, so the weights stay.
    let target = NormalPriorTarget(scales: [3, 1]) { q in
      let low = exp(-0.5 * (q[0] + 4) * (q[0] + 4) / 0.09)
      let high = exp(-0.5 * (q[0] - 4) * (q[0] - 4) / 0.09)
      return log((0.3 * low + 0.7 * high) / 0.3) - 0.918_938_533_204_672_7
    }
    let result = try samplePopulations(of: target, runs: 8, seed: 2)
    let first = result.populations.flatMap { population in (0..<2000).map { population[$0].first! } }
    let share = Double(first.count { $0 > 0 }) / Double(first.count)
    #expect(abs(share - 0.7) < 0.05)
    #expect(first.allSatisfy { abs(abs($0) - 4) < 2 })
    // The convolution of prior and likelihood: N(4; 0, √(9 + 0.09)).
    let truth = -0.5 * 16 / 9.09 - 0.5 * log(9.09) - 0.918_938_533_204_672_7
    #expect(abs(result.logEvidence - truth) < 3 * result.logEvidenceError)
    #expect(result.logEvidenceError < 0.1)
  }

  @Test func `particles without a usable likelihood have no weight`() throws {
    // Half of the prior has NaN, an eighth each −∞ and +∞; on the rest the likelihood is 1, so the evidence is 1/4.
    let target = NormalPriorTarget(scales: [1, 1, 1]) { q in
      q[0] < 0 ? .nan : q[1] < 0 ? q[2] < 0 ? -.infinity : .infinity : 0
    }
    let result = try samplePopulations(of: target, seed: 4)
    #expect(abs(result.logEvidence - log(0.25)) < 3 * result.logEvidenceError)
    for population in result.populations {
      #expect((0..<2000).allSatisfy { population[$0].prefix(2).allSatisfy { $0 >= 0 } })
    }
  }

  @Test func `few live particles become a population`() throws {
    // Some five of 2000 prior draws are alive.
    let target = NormalPriorTarget(scales: [1, 1]) { q in q[0] < 2.8 ? -.infinity : 0 }
    let result = try samplePopulations(of: target, seed: 4)
    let truth = log(0.002_555_130_330_427_93)
    #expect(abs(result.logEvidence - truth) < 3 * result.logEvidenceError)
    let second = result.populations.flatMap { population in (0..<2000).map { population[$0].last! } }
    let variance = second.reduce(0) { $0 + $1 * $1 } / Double(second.count)
    #expect(abs(variance - 1) < 0.15)
  }

  @Test func `a population without a live particle is an error`() {
    for value in [-Double.infinity, .nan, .infinity] {
      let target = NormalPriorTarget(scales: [1]) { _ in value }
      let error = #expect(throws: SamplingError.self) { try samplePopulations(of: target, seed: 1) }
      #expect(
        error?.description
          == "run 0 cannot start: none of 2000 draws from the prior has a finite likelihood; at one of them the likelihood "
          + "of 'y' is nan")
    }
  }

  @Test func `no coordinates, and a likelihood that says nothing`() throws {
    let empty = try samplePopulations(of: NormalPriorTarget(scales: []) { _ in -3.5 }, seed: 1)
    #expect(empty.logEvidence == -3.5 && empty.logEvidenceError == 0 && empty.populations[0].positions.isEmpty)
    let vague = try samplePopulations(of: NormalPriorTarget(scales: [2]) { _ in 7 }, seed: 1)
    #expect(vague.logEvidence == 7 && vague.populations.allSatisfy { $0.stages.count == 1 })
  }

  @Test func `log likelihoods of any size`() throws {
    for size in [1e-300, 1e-3, 1e3, 1e12] {
      let target = NormalPriorTarget(scales: [1]) { q in -size * q[0] * q[0] }
      let result = try samplePopulations(of: target, sampler: TemperedSMC(particles: 1000), seed: 8)
      #expect(result.isComplete)
      let truth = -0.5 * log(1 + 2 * size)
      #expect(abs(result.logEvidence - truth) <= 3 * result.logEvidenceError, "\(size)")
    }
  }

  @Test func `stages go up in β with the effective sample size that was asked`() throws {
    let regression = try #require(try ConjugateRegression.load().first { $0.name.hasPrefix("an intercept") })
    let result = try samplePopulations(
      of: regression.target, sampler: TemperedSMC(effectiveShare: 0.8), runs: 1, seed: 3)
    let stages = result.populations[0].stages
    #expect(stages.count > 5 && stages.last?.inverseTemperature == 1)
    for (before, after) in try neighbours(stages) { #expect(before.inverseTemperature < after.inverseTemperature) }
    for stage in stages.dropLast() { #expect(abs(stage.effectiveSampleSize - 1600) < 1) }
    for stage in stages.suffix(4) { #expect(abs(stage.acceptanceRate - 0.234) < 0.1) }
    for stage in stages { #expect(stage.correlation <= 0.1 && stage.stepCount < 200) }
    #expect(result.logEvidenceError > 0)
  }
}
