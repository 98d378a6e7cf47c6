// Runs into a store: the draws of runs in memory, gone on with after stops, refused where they are others.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

/// A path in a folder that is removed at the end.
func withStorePath(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.appendingPathComponent("fit.zarr").path)
}

@Suite struct StoreTests {
  /// A model with numbers, vectors, integers, labels, and an array without elements.
  static func model(_ y: [Double] = [0.5, -1, 2], prior: Double = 1, label: String = "c") throws -> Model {
    try Model(coords: ["site": ["a", "b", label], "ü/ö": ["x", "y"]]) { m in
      let x = m.parameter("x", Normal(0, prior))
      let v = m.parameter("v", HalfNormal(1), dims: ["site"])
      m.deterministic("above", sum((v .> 1).cast(to: .int64)))
      m.deterministic("a/b", stack([x, 2 * x]), dims: ["ü/ö"])
      m.deterministic("none", Tensor(NDArray([Double](), shape: [0])))
      let y = m.data("y", y)
      m.observe("obs", Normal(x + sum(v), 1), y, dims: ["site"])
    }
  }

  /// The groups of draws without their attributes, which have times.
  private func plain(_ dataset: Dataset) throws -> [DataGroup.Name: [DataArray]] {
    Dictionary(uniqueKeysWithValues: dataset.groups.map { ($0.name, $0.arrays) })
  }

  @Test func `a store has the draws, statistics and data of a run in memory`() throws {
    try withStorePath { path in
      let model = try Self.model()
      let posterior = try model.sample(draws: 300, warmup: 150, chains: 3, seed: 7, showsProgress: false)
      let store = RunStore(path, keepsUnconstrained: true)
      let run = try model.sample(into: store, draws: 300, warmup: 150, chains: 3, seed: 7, showsProgress: false)
      #expect(run.isComplete && run.drawCount == 300 && run.divergenceCount == posterior.divergenceCount)
      let dataset = try run.dataset()
      let expected = posterior.dataset
      for group in expected.groups {
        #expect(dataset[group.name]?.arrays == group.arrays, "\(group.name)")
      }
      #expect(dataset[.unconstrainedPosterior]?["position"]?.doubles == posterior.chains.positions)
      #expect(dataset[.warmupPosterior]?.drawCount == 150 && dataset[.warmupPosterior]?.names == posterior.draws.names)
      #expect(dataset[.warmupSampleStats]?.drawCount == 150)
      #expect(
        try run.summary().rows.map(\.mean).map(\.bitPattern) == posterior.summary().rows.map(\.mean).map(\.bitPattern))
      #expect(try store.array("v")?.values == posterior["v"]?.values)
      #expect(try store.array("w") == nil)
    }
  }

  @Test func `runs of every sampler that were stopped anywhere go on bit for bit`() throws {
    let model = try Self.model()
    func check(_ sampler: some ChainSampler) throws {
      try withStorePath { path in
        let whole = RunStore(path + "-whole")
        try model.sample(
          into: whole, using: sampler, draws: 120, warmup: 90, chains: 2, seed: 5, threads: 1, showsProgress: false)
        // Stops after so many progress readings: at the beginning, in the warm-up, in the draws.
        for stop in [1, 5, 40, 89, 90, 91, 150] {
          try model.sample(
            into: RunStore(path), using: SlowSampler(sampler), draws: 120, warmup: 90, chains: 2, seed: 5,
            threads: 2, progress: { $0.allSatisfy { $0.iteration < stop } })
        }
        let run = try model.sample(
          into: RunStore(path), using: SlowSampler(sampler), draws: 120, warmup: 90, chains: 2, seed: 5,
          threads: 2, showsProgress: false)
        #expect(run.isComplete)
        let (there, here) = (try plain(whole.dataset()), try plain(run.dataset()))
        #expect(there == here, "\(sampler.traits.name)")
      }
    }
    try check(NUTS())
    try check(NUTS(metric: .dense))
    try check(HMC())
    try check(MALA())
    try check(RandomWalk())
    try check(Slice())
  }

  @Test func `the run of another model, other data or other settings is refused with what differs`() throws {
    try withStorePath { path in
      let store = RunStore(path)
      let model = try Self.model()
      try model.sample(into: store, draws: 50, warmup: 50, chains: 2, seed: 5, showsProgress: false)
      let before = try store.dataset()
      func expectRefusal(_ difference: String, _ run: () throws -> Void) {
        let error = #expect(throws: ModelError.self, performing: run)
        guard case .store(.otherRun(_, let differences))? = error else {
          Issue.record("\(difference): \(String(describing: error))")
          return
        }
        #expect(differences.count == 1 && differences[0].contains(difference), "\(differences)")
      }
      func sample(
        _ model: Model, _ sampler: NUTS = NUTS(), warmup: Int = 50, chains: Int = 2, seed: UInt64 = 5,
        start: Start? = nil,
        backend: Backend = .automatic, keeps: Bool = false
      ) throws {
        try model.sample(
          into: RunStore(path, keepsUnconstrained: keeps), using: sampler, draws: 50, warmup: warmup, chains: chains,
          seed: seed, start: start, backend: backend, showsProgress: false)
      }
      expectRefusal("the model differs in line ") { try sample(Self.model(prior: 2)) }
      expectRefusal("the model differs in line ") { try sample(Self.model(label: "d")) }
      expectRefusal("the data 'y' is float64(3,) sha256:") { try sample(Self.model([0.5, -1, 2.5])) }
      expectRefusal("the sampler is NUTS(maxTreeDepth: 10, ") { try sample(model, NUTS(maxTreeDepth: 9)) }
      expectRefusal("the warm-up's length is 50 in the store and 60 here") { try sample(model, warmup: 60) }
      expectRefusal("the number of chains is 2 in the store and 3 here") { try sample(model, chains: 3) }
      expectRefusal("the seed is 5 in the store and 6 here") { try sample(model, seed: 6) }
      expectRefusal("the start is the model's own in the store") { try sample(model, start: .jittered(width: 2)) }
      if Backend.available == .native {
        expectRefusal("what evaluates the density is native in the store and interpreter here") {
          try sample(model, backend: .interpreter)
        }
      }
      expectRefusal("whether unconstrained draws are kept is no in the store and yes here") {
        try sample(model, keeps: true)
      }
      #expect(try store.dataset() == before)
      // Without a seed, the store's is taken.
      let run = try model.sample(into: store, draws: 60, warmup: 50, chains: 2, showsProgress: false)
      #expect(run.seed == 5 && run.drawCount == 60)
    }
  }

  @Test func `what is no store is refused and stays`() throws {
    try withStorePath { path in
      let model = try Self.model()
      func refusal(_ path: String) -> String {
        var text = ""
        do throws(ModelError) {
          try model.sample(into: RunStore(path), draws: 10, warmup: 10, seed: 1, showsProgress: false)
        } catch {
          text = error.description
        }
        return text
      }
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/other"))
      #expect(refusal(path) == "\(path): this is no run store: the folder holds other files")
      #expect(refusal(path + "/other") == "\(path)/other: this is no run store: it is a file, and a store is a folder")
      #expect(
        refusal(path + ".csv") == "\(path).csv: this is no run store: its name is that of a csv file, which "
          + "sample(into: .file(…)) writes; let it end in .zarr")
      #expect(refusal("/proc/none/fit.zarr").hasPrefix("/proc/none/fit.zarr"))
      #expect(throws: StoreError.self) { try RunStore(path).dataset() }
      #expect(throws: StoreError.self) { try RunStore(path + "-missing").dataset() }
      // An empty folder becomes a store; a slash at the end of the name changes nothing.
      let empty = path + "-empty"
      try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
      try model.sample(into: RunStore(empty + "/"), draws: 10, warmup: 10, seed: 1, showsProgress: false)
      #expect(try RunStore(empty).dataset()[.posterior]?.drawCount == 10)
    }
  }

  @Test func `a variable with the name of a dim is refused`() throws {
    try withStorePath { path in
      let model = try Model(coords: ["x": ["a", "b"]]) { m in
        m.observe("y", Normal(m.parameter("x", Normal(0, 1), dims: ["x"]), 1), [1, 2])
      }
      let error = #expect(throws: ModelError.self) {
        try model.sample(into: RunStore(path), draws: 10, warmup: 10, seed: 1, showsProgress: false)
      }
      #expect(error?.description.contains("the name 'x' is that of a variable and of a dim") == true)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `a sampler's state that is not that of the draws is refused`() throws {
    try withStorePath { path in
      let model = try Self.model()
      func sample(_ path: String, draws: Int) throws {
        try model.sample(into: RunStore(path), draws: draws, warmup: 20, chains: 1, seed: 1, showsProgress: false)
      }
      try sample(path, draws: 20)
      let longer = path + "-longer"
      try FileManager.default.copyItem(atPath: path, toPath: longer)
      try sample(longer, draws: 30)
      // The counts and checksums of one, the state of the other, under a checksum that is right.
      func parts(_ path: String) throws -> (header: Data, rest: Data) {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/.apus/chain-0"))
        let end = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
        return (bytes[...end], bytes[(end + 1)...].dropLast("\nAPUS-CRC32 12345678\n".utf8.count))
      }
      let content = try parts(path).header + parts(longer).rest
      let sum = ~content.reduce(~UInt32(0)) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in (sum >> 1) ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
      let digits = String(sum, radix: 16)
      let seal = "\nAPUS-CRC32 \(String(repeating: "0", count: 8 - digits.count))\(digits)\n"
      try (content + Data(seal.utf8)).write(to: URL(fileURLWithPath: path + "/.apus/chain-0"))
      let error = #expect(throws: ModelError.self) { try sample(path, draws: 40) }
      #expect(
        error?.description.contains("\(path)/.apus/chain-0") == true
          && error?.description.contains("its sampler made 50 iterations, and 40 are kept") == true, "\(error as Any)")
    }
  }

  @Test func `a cancelled task keeps everything and goes on later`() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString).zarr").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = try Self.model()
    // Ten million draws take a minute: a run that does not hear of its end fails, and does not hang.
    let run = try await cancelledFromWithin { cancel in
      try await model.sample(
        into: RunStore(path), draws: 10_000_000, warmup: 100, chains: 2, seed: 3,
        progress: { progress in
          if progress.allSatisfy({ $0.iteration > 200 }) { cancel() }
          return true
        }, showsProgress: false)
    }
    #expect(!run.isComplete && run.drawCount > 10)
    #expect(
      run.description
        == "\(path): stopped after \(run.drawCount) of 10000000 draws of each chain: sampling into \(path) "
        + "again, with the same settings, goes on")
    let more = try await model.sample(
      into: RunStore(path), draws: run.drawCount + 10, warmup: 100, chains: 2, seed: 3, showsProgress: false)
    #expect(more.isComplete && more.drawCount >= run.drawCount + 10)
  }
}

/// A sampler that is another one, under its name, so that a store takes both for the same.
private struct SlowSampler<Sampler: ChainSampler>: ChainSampler, CustomStringConvertible {
  let sampler: Sampler
  init(_ sampler: Sampler) { self.sampler = sampler }
  var description: String { "\(sampler)" }
  var traits: SamplerTraits { sampler.traits }
  func validate(dimension: Int) throws(SamplingError) { try sampler.validate(dimension: dimension) }
  func scaled(by sizes: [Double]) -> Self { Self(sampler.scaled(by: sizes)) }
  func makeWalker(_ setup: ChainSetup, using generator: inout Philox4x64) throws(SamplingError) -> any ChainWalker {
    // Each transition takes time, so that the run is stopped near where the progress says.
    SlowWalker(try sampler.makeWalker(setup, using: &generator))
  }
}

private final class SlowWalker: ChainWalker {
  let walker: any ChainWalker
  init(_ walker: any ChainWalker) { self.walker = walker }
  var positionBuffer: UnsafeBufferPointer<Double> { walker.positionBuffer }
  var reading: WalkerReading { walker.reading }
  var inverseMetric: [Double] { walker.inverseMetric }
  func stored() throws -> StoredState { try walker.stored() }
  func advance(_ phase: ChainPhase, using generator: inout Philox4x64) throws(SamplingError) -> Transition {
    usleep(1500)
    return try walker.advance(phase, using: &generator)
  }
}
