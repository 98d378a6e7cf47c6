// A run into a store that is killed at random times goes on to the draws of a run without a stop, bit for bit: 20 kills always, 200
// where APUS_SLOW_TESTS is set.

import ApusData
import ApusStore
import ApusTestSupport
import Foundation
import Testing

@Suite(.serialized) struct StoreKillTests {
  private static let killCount = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] == nil ? 20 : 200
  private static let settings = ["--draws", "40000", "--warmup", "25000", "--seed", "11"]

  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func sample(
    _ store: String, threads: Int, _ options: [String] = settings, killedAfter pause: Duration? = nil
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram("EightSchools").run(
      ["sample", "--store", store, "--threads", "\(threads)"] + options,
      signals: pause.map { .init([SIGKILL], after: "", pause: $0) })
  }

  /// Whether the arrays of a dataset are the first draws of another's; the number of draws.
  private func expectPrefix(_ part: Dataset, of whole: Dataset) throws -> Int {
    for group in part.groups {
      let other = try #require(whole[group.name])
      for array in group.arrays {
        let full = try #require(other[array.name])
        #expect(full.dims == array.dims && full.elementType == array.elementType)
        guard array.dims.first == "chain" else {
          #expect(array.values == full.values)
          continue
        }
        let first = try #require(full.selecting("draw", positions: 0..<array.shape[1]))
        #expect(first.values == array.values, "\(group.name)/\(array.name)")
      }
    }
    return part[.sampleStats]?.drawCount ?? 0
  }

  @Test func `killed runs go on, bit for bit, on any number of threads`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = path("whole.zarr")
    let outcome = try sample(whole, threads: 1)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let reference = try RunStore(whole).dataset()
    #expect(reference[.posterior]?.drawCount == 40000 && reference[.warmupPosterior]?.drawCount == 25000)

    var generator = TestNumbers(seed: 5)
    var kills = 0
    var (inWarmup, inDraws, run) = (0, 0, 0)
    while kills < Self.killCount {
      run += 1
      let store = path("killed-\(run).zarr")
      while true {
        let pause = Duration.milliseconds(Int.random(in: 20...900, using: &generator))
        let outcome = try sample(store, threads: Int.random(in: 1...4, using: &generator), killedAfter: pause)
        if outcome.status == 0 { break }
        #expect(outcome.status == -SIGKILL, "\(outcome.errors)")
        kills += 1
        guard FileManager.default.fileExists(atPath: store) else { continue }
        let count = try expectPrefix(try RunStore(store).dataset(), of: reference)
        if count == 0 { inWarmup += 1 } else { inDraws += 1 }
        if kills % 7 == 0 { #expect(try sample(store, threads: 2).status == 0) }
      }
      let ended = try RunStore(store).dataset()
      #expect(try expectPrefix(ended, of: reference) == 40000)
      try FileManager.default.removeItem(atPath: store)
    }
    #expect(inWarmup > 0 && inDraws > 0, "\(inWarmup) kills in the warm-up, \(inDraws) in the draws")
  }

  @Test func `a finished run is extended`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (short, long) = (path("short.zarr"), path("long.zarr"))
    let options = ["--warmup", "300", "--seed", "3"]
    #expect(try sample(long, threads: 2, options + ["--draws", "2500"]).status == 0)
    for draws in ["500", "1700", "2500"] {
      #expect(try sample(short, threads: 1, options + ["--draws", draws]).status == 0)
      #expect(try RunStore(short).dataset()[.posterior]?.drawCount == Int(draws))
    }
    #expect(try expectPrefix(try RunStore(short).dataset(), of: try RunStore(long).dataset()) == 2500)
    // Fewer than there are take nothing away.
    let outcome = try sample(short, threads: 1, options + ["--draws", "100"])
    #expect(outcome.output.hasSuffix("\(short): 2500 draws of each of 4 chains\n"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `Ctrl-C keeps everything and says how to go on`(signal: Int32) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = path("fit.zarr")
    let outcome = try BuiltProgram("EightSchools").run(
      ["sample", "--store", store, "--draws", "100000000", "--warmup", "200", "--chains", "2", "--seed", "4"],
      signals: .init([signal], after: "chain 1", pause: .seconds(1)))
    #expect(outcome.status == 128 + signal, "\(outcome.errors)")
    let count = try #require(try RunStore(store).dataset()[.posterior]?.drawCount)
    #expect(count > 100)
    let name = signal == SIGINT ? "Ctrl-C" : "SIGTERM"
    let line = try #require(outcome.errors.split(separator: "\n").last)
    #expect(
      line
        == "EightSchools: interrupted by \(name): \(store): stopped after \(count) of 100000000 draws of each chain: "
        + "sampling into \(store) again, with the same settings, goes on")
  }

  @Test func `two processes do not write one store`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = path("fit.zarr")
    let options = ["--draws", "100000000", "--warmup", "200", "--seed", "4"]
    let first = Process()
    first.executableURL = try #require(BuiltProgram.products).appendingPathComponent("EightSchools")
    first.arguments = ["sample", "--store", store] + options
    first.standardOutput = FileHandle.nullDevice
    first.standardError = FileHandle.nullDevice
    try first.run()
    defer {
      kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
    }
    for _ in 0..<200 where !FileManager.default.fileExists(atPath: store) { usleep(50_000) }
    let outcome = try sample(store, threads: 1, options)
    #expect(outcome.status == 73)
    #expect(outcome.errors.contains("\(store): another run writes to the store now"), "\(outcome.errors)")
    // Readers are free.
    #expect(try RunStore(store).dataset()[.posterior] != nil)
  }

  @Test func `a full disk stops the run and keeps the published draws`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = path("fit.zarr")
    // Files of at most 1000 blocks of 512 bytes stand for a disk that is full: a chunk of draws is larger, one of the warm-up is not.
    let limited = "trap '' XFSZ; ulimit -f 1000; exec \"$0\" \"$@\""
    let program = try #require(BuiltProgram.products).appendingPathComponent("EightSchools").path
    let arguments = ["sample", "--store", store, "--draws", "20000", "--warmup", "100", "--seed", "6", "--chains", "1"]
    let outcome = try BuiltProgram(tool: "sh").run(["-c", limited, program] + arguments)
    #expect(outcome.status == 73, "\(outcome.errors)")
    #expect(outcome.errors.contains("cannot be written: File too large"), "\(outcome.errors)")
    let kept = try RunStore(store).dataset()
    // With room the run goes on.
    #expect(try BuiltProgram("EightSchools").run(arguments).status == 0)
    let whole = try RunStore(store).dataset()
    #expect(try expectPrefix(kept, of: whole) < 20000)
    #expect(kept[.warmupPosterior]?.drawCount == 100)
    #expect(whole[.posterior]?.drawCount == 20000)
  }
}
