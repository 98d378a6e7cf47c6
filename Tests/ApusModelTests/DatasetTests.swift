// A posterior as a dataset: groups, labels, sinks while chains run, log likelihoods, quantities made of draws.

import ApusExtension
import Foundation
import Testing

@Suite struct DatasetTests {
  private static let counts = [3, 0, 5, 2]

  /// Rates of counts by star and telescope, with a missing-free observation that has named axes.
  private static let model = Result {
    try Model(coords: ["star": ["tau", "eps"], "telescope": ["Keck", "HARPS"]]) { m in
      let rate = m.parameter("rate", Gamma(shape: 2, rate: 0.5), dims: ["star", "telescope"])
      let scale = m.parameter("scale", HalfNormal(1), shape: [3])
      let exposure = m.data("exposure", [1.0, 2.0], dims: ["telescope"])
      m.deterministic("total", sum(rate, axes: [1]), dims: ["star"])
      m.observe("n", Poisson(rate: rate * exposure), NDArray(counts, shape: [2, 2]), dims: ["star", "telescope"])
      m.observe("x", Normal(0, scale), [0.5, -1, 2])
    }
  }

  private static let fit = Result {
    try model.get().sample(draws: 60, warmup: 150, chains: 3, seed: 5, showsProgress: false)
  }

  @Test func `a dataset has draws, statistics and data with dims, labels and types`() throws {
    let posterior = try Self.fit.get()
    let dataset = posterior.dataset
    #expect(dataset.groups.map(\.name) == [.posterior, .sampleStats, .observedData, .constantData])
    let draws = try #require(dataset[.posterior])
    #expect(draws.names == ["rate", "scale", "total"])
    #expect(draws["rate"]?.dims == ["chain", "draw", "star", "telescope"] && draws["rate"]?.shape == [3, 60, 2, 2])
    #expect(draws["scale"]?.dims == ["chain", "draw", "scale_dim_0"])
    #expect(draws.coords["telescope"] == .text(["Keck", "HARPS"]))
    let statistics = try #require(dataset[.sampleStats])
    #expect(statistics["diverging"]?.elementType == .bool && statistics["tree_depth"]?.elementType == .int64)
    #expect(statistics["lp"]?.shape == [3, 60])
    #expect(statistics["lp"]?.doubles == posterior.chains.statistic(\.logDensity).flatMap { $0 })
    #expect(dataset[.observedData]?["n", "eps", "HARPS"]?.integers == [2])
    #expect(dataset[.constantData]?["exposure", "HARPS"]?.doubles == [2])
    #expect(dataset.attributes["seed"] == "5" && dataset.attributes["tuning_steps"] == 150)
    #expect("\(dataset)".contains("rate (chain 3, draw 60, star 2, telescope 2) float64"))
  }

  @Test func `labels, positions and names of elements choose the same draws`() throws {
    let posterior = try Self.fit.get()
    let keck = try #require(posterior["rate", "eps", "Keck"])
    #expect(keck.shape == [3, 60] && keck.doubles == posterior["rate", 1, 0]?.doubles)
    #expect(keck.doubles == posterior["rate[eps, Keck]"]?.doubles && keck.doubles == posterior["rate[1, 0]"]?.doubles)
    #expect(posterior["rate", "sirius"] == nil && posterior["rho"] == nil)
    let summary = posterior.summary(["rate[1, 0]", "total"])
    #expect(summary.rows.map(\.name) == ["rate[eps, Keck]", "total[tau]", "total[eps]"])
    #expect(!summary.concerns.contains { if case .unknownNames = $0 { true } else { false } })
    #expect(posterior.dataset.summary(["rate"]).rows == posterior.summary(["rate"]).rows)
  }

  @Test func `quantities are made of draws by labels and by expressions of the model`() throws {
    let (model, posterior) = (try Self.model.get(), try Self.fit.get())
    let rate = try #require(posterior["rate"])
    let byLabels = try #require(rate["tau"]?.named("share"))
    let share = try byLabels / #require(posterior["total", "tau"])
    #expect(share.dims == ["chain", "draw", "telescope"])
    for pair in stride(from: 0, to: share.count, by: 2) {
      #expect(abs(share.doubles[pair] + share.doubles[pair + 1] - 1) < 1e-14)
    }
    let expression = try #require(model["rate"]) * #require(model["exposure"])
    let expected = try model.draws(of: expression, named: "expected", dims: ["star", "telescope"], at: posterior.draws)
    let byHand = try rate * #require(posterior.dataset[.constantData]?["exposure"])
    #expect(expected.doubles == byHand.doubles && expected.labels == byHand.labels)
    let total = try #require(model["total"])
    #expect(try model.draws(of: total, named: "t", at: posterior.draws).doubles == posterior["total"]?.doubles)
    #expect(throws: ModelError.self) {
      try model.draws(of: Tensor.argument("other", .float64([])), named: "x", at: posterior.draws)
    }
    #expect(throws: ModelError.self) {
      try model.draws(of: total, named: "t", dims: ["telescope", "x"], at: posterior.draws)
    }
  }

  @Test func `log likelihoods are those of the formulas, and cross-validation uses them`() throws {
    let (model, posterior) = (try Self.model.get(), try Self.fit.get())
    let group = try model.logLikelihood(at: posterior.draws)
    #expect(group.name == .logLikelihood && group["n"]?.dims == ["chain", "draw", "star", "telescope"])
    let (rate, scale) = (try #require(posterior["rate"]).doubles, try #require(posterior["scale"]).doubles)
    let (n, x) = (try #require(group["n"]).doubles, try #require(group["x"]).doubles)
    for place in n.indices {
      let (count, mean) = (Double(Self.counts[place % 4]), rate[place] * (place % 2 == 0 ? 1 : 2))
      let expected = count * Foundation.log(mean) - mean - lgamma(count + 1)
      #expect(abs(n[place] - expected) <= 1e-13 * max(1, abs(expected)))
    }
    for (place, deviation) in scale.enumerated() {
      let z = [0.5, -1, 2][place % 3] / deviation
      let expected = -0.5 * z * z - Foundation.log(deviation) - 0.5 * Foundation.log(2 * Double.pi)
      #expect(abs(x[place] - expected) <= 1e-13 * max(1, abs(expected)))
    }
    let loo = try model.leaveOneOut(posterior, observation: "x")
    #expect(loo.observations.count == 3 && loo.sampleCount == 180)
    let byHand = LeaveOneOut(
      logLikelihoods: (0..<3).map { element in
        ScalarDraws(values: stride(from: element, to: x.count, by: 3).map { x[$0] }, chainCount: 3)
      }, relativeEfficiency: ScalarDraws.relativeEfficiency(of: posterior.draws.arrays.flatMap(\.scalarDraws)))
    #expect(loo.observations == byHand.observations)
    #expect(throws: ModelError.self) { try model.leaveOneOut(posterior) }
    #expect(throws: ModelError.self) { try model.leaveOneOut(posterior, observation: "rate") }
  }

  @Test(arguments: [1, 3]) func `a sink gets during the run what the posterior has after it`(threads: Int) throws {
    let sink = MemorySink()
    let posterior = try Self.model.get().sample(
      into: sink, draws: 60, warmup: 150, chains: 3, seed: 5, threads: threads, showsProgress: false)
    let kept = try sink.dataset()
    #expect(posterior.draws == (try Self.fit.get()).draws)
    #expect(kept[.posterior] == posterior.draws)
    #expect(kept[.sampleStats] == posterior.dataset[.sampleStats])
    #expect(kept[.observedData] == posterior.dataset[.observedData])
    let warmup = try #require(kept[.warmupSampleStats])
    #expect(warmup.drawCount == 150)
    #expect(
      warmup["step_size"]?.doubles == posterior.chains.chains.flatMap { $0.warmupStatistics.map(\.stepSize) })
    #expect(kept.attributes == posterior.dataset.attributes)
  }

  @Test func `a stopped run leaves its draws in the sink`() throws {
    let sink = MemorySink()
    let seen = Counter()
    let posterior = try Self.model.get().sample(
      into: sink, draws: 100_000_000, warmup: 20, chains: 2, seed: 1, progress: { _ in seen.next() < 3 })
    let kept = try #require(try sink.dataset()[.posterior])
    #expect(!posterior.chains.isComplete && kept.drawCount == posterior.draws.drawCount)
    #expect(kept["rate"]?.doubles == posterior["rate"]?.doubles)
  }

  @Test func `a table grows while the chains run, and has the draws of the posterior`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("fit.csv").path
    let model = try Self.model.get()
    try model.sample(into: .file(path), draws: 60, warmup: 150, chains: 3, seed: 5, threads: 3, showsProgress: false)
    let (read, draws) = (try DataGroup(csv: path), try Self.fit.get().draws)
    #expect(read.columnNames == draws.columnNames && read.columnNames.count == 9)
    for name in draws.names { #expect(read[name]?.values == draws[name]?.values, "\(name)") }
    // The run ends as soon as another reader finds rows of it, in the middle of its draws.
    let stopped = try model.sample(
      into: .file(path), draws: 100_000_000, warmup: 20, chains: 2, seed: 1,
      progress: { _ in (try? DataGroup(csv: path, droppingTornLine: true)).map { $0.drawCount <= 60 } ?? true })
    #expect(!stopped.chains.isComplete && stopped.draws.drawCount > 0)
    let rows = try DataGroup(csv: path)
    for chain in 0..<2 {
      let count = stopped.draws.drawCount
      let first = { (group: DataGroup) in
        (group["scale"]?.doubles ?? []).dropFirst(chain * group.drawCount * 3).prefix(count * 3)
      }
      #expect(Array(first(rows)).map(\.bitPattern) == Array(first(stopped.draws)).map(\.bitPattern))
    }
  }

  @Test func `a sink that fails stops the run with its own words`() throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let error = #expect(throws: ModelError.self) {
      try Self.model.get().sample(
        into: FullDisk(room: 2500), draws: 50_000_000, warmup: 50, chains: 2, seed: 1, showsProgress: false)
    }
    #expect("\(try #require(error))" == "fit.disk: no space left")
    #expect(clock.now - begin < .seconds(60))
    let early = #expect(throws: ModelError.self) {
      try Self.model.get().sample(into: .file("/nowhere/fit.csv"), draws: 5, warmup: 5, showsProgress: false)
    }
    #expect("\(try #require(early))".contains("/nowhere/fit.csv"))
  }

  @Test func `asynchronous sampling fills a sink too`() async throws {
    let sink = MemorySink()
    let posterior = try await Self.model.get().sample(
      into: sink, draws: 60, warmup: 150, chains: 3, seed: 5, showsProgress: false)
    #expect(try sink.dataset()[.posterior] == posterior.draws)
  }

  @Test func `predictions are datasets with the observations' dims`() throws {
    let (model, posterior) = (try Self.model.get(), try Self.fit.get())
    let predicted = try model.posteriorPredictive(posterior, seed: 2)
    #expect(predicted.dataset.groups.map(\.name) == [.posteriorPredictive, .observedData, .constantData])
    #expect(predicted["n", "tau", "Keck"]?.shape == [3, 60] && predicted["n"]?.elementType == .int64)
    let prior = try model.priorPredictive(draws: 7, seed: 2)
    #expect(prior.dataset[.prior]?.names == ["rate", "scale", "total"])
    #expect(prior.dataset[.priorPredictive]?["n"]?.dims == ["chain", "draw", "star", "telescope"])
    let all = posterior.dataset.adding(try #require(predicted.dataset[.posteriorPredictive]))
    #expect(all[.posteriorPredictive]?["x"]?.shape == [3, 60, 3])
  }

  @Test func `populations and approximations give datasets as well`() throws {
    let model = try Self.model.get()
    let particles = try model.sampleSMC(particles: 200, runs: 2, seed: 1)
    #expect(particles["rate", "eps", "Keck"]?.shape == [2, 200])
    #expect(particles.dataset.attributes["log_evidence"] == .number(particles.logEvidence))
    let laplace = try model.laplace(draws: 20, seed: 1)
    #expect(
      laplace["total", "tau"]?.shape == [4, 20] && laplace.dataset[.observedData]?["x"]?.doubles == [0.5, -1, 2])
  }
}

/// Counts calls.
private final class Counter: @unchecked Sendable {
  private var count = 0
  private let lock = NSLock()
  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}

/// A sink with room for some draws.
private struct FullDisk: DatasetSink {
  let room: Int
  func open(_ schema: DatasetSchema) {}
  func append(_ block: DrawBlock) throws(DataError) {
    if block.firstDraw + block.count > room { throw .unwritable(reason: "fit.disk: no space left") }
  }
  func close() {}
}
