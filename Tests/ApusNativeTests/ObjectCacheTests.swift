// Damaged files of the code cache: each is compiled again and replaced, and no run has other numbers. 300 always, 2,000 where
// APUS_SLOW_TESTS is set.

import ApusGraph
import ApusInterpreter
import ApusNative
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct ObjectCacheTests {
  static let count = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] == nil ? 300 : 2000

  /// A program with a point, and the numbers that the interpreter gives there.
  private struct Subject {
    let outputs: [Tensor]
    let argument: Tensor
    let point: NDArray
    let expected: [Double]

    init(_ seed: Int) throws {
      let n = 5 + 3 * seed
      let x = Tensor.argument("x", .float64([n]))
      let y = exp(x * Double(seed + 1)) / (1 + Double(seed)) + sin(x)
      argument = x
      outputs = [sum(y), y, logSumExp(x * y)]
      point = NDArray((0..<n).map { Double(($0 * 37 + seed * 11) % 17) / 17 - 0.5 }, shape: [n])
      expected = try evaluate(outputs, [x: point]).flatMap(\.doubles)
    }

    /// The numbers, where their code came from, and its key, in a process that knows no code yet.
    func run(_ cache: ObjectCache) throws -> (numbers: [Double], source: String, key: ObjectCache.Key) {
      let library = try #require(LLVMLibrary.shared)
      let store = try CodeStore(library, cache: cache)
      let program = try NativeProgram(
        outputs, varying: [argument], level: 0, firstApart: false, verifying: false, processor: nil, store: store)
      let evaluator = NativeEvaluator(program, try program.bind([:]))
      evaluator.load(0, point)
      evaluator.run()
      return (outputs.indices.flatMap { evaluator.value($0).doubles }, program.codeSource, program.cacheKey(in: store))
    }
  }

  /// Random numbers (SplitMix64).
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }

  /// What can happen to a file.
  private enum Damage: CaseIterable {
    case flippedBit, flippedBits, cutOff, empty, lengthened, garbage, garbageOfTheSameSize, zeroedBlock, movedBlock
    case damagedHeader, anotherProgram, earlierVersion, noPermission, missing, folder, pipe, brokenLink

    /// Does it to the file at `path`, which `bytes` are the content of; `other` is the content of another program's file.
    func apply(_ path: String, _ bytes: [UInt8], other: [UInt8], using generator: inout Generator) throws {
      var bytes = bytes
      let files = FileManager.default
      switch self {
      case .flippedBit:
        bytes[.random(in: bytes.indices, using: &generator)] ^= UInt8(1) << Int.random(in: 0..<8, using: &generator)
      case .flippedBits:
        for _ in 0..<5 {
          bytes[.random(in: bytes.indices, using: &generator)] ^= .random(in: 1...255, using: &generator)
        }
      case .cutOff: bytes.removeLast(.random(in: 1..<bytes.count, using: &generator))
      case .empty: bytes = []
      case .lengthened: bytes += (0..<Int.random(in: 1...64, using: &generator)).map { _ in 0 }
      case .garbage:
        bytes = (0..<Int.random(in: 1...4096, using: &generator)).map { _ in .random(in: 0...255, using: &generator) }
      case .garbageOfTheSameSize: bytes = bytes.map { _ in .random(in: 0...255, using: &generator) }
      case .zeroedBlock:
        let start = Int.random(in: 0..<bytes.count, using: &generator)
        for place in start..<min(start + 512, bytes.count) { bytes[place] = 0 }
        bytes[start] ^= bytes[start] == 0 ? 1 : 0
        bytes[0] = 0
      case .movedBlock: bytes = Array(bytes.dropFirst(16) + bytes.prefix(16))
      case .damagedHeader: bytes[.random(in: 0..<54, using: &generator)] ^= .random(in: 1...255, using: &generator)
      case .anotherProgram: bytes = other
      case .earlierVersion: bytes = Array(bytes.dropFirst(54)) + Array("apus object 1\n".utf8)
      case .noPermission, .missing, .folder, .pipe, .brokenLink: break
      }
      try? files.removeItem(atPath: path)
      switch self {
      case .missing: return
      case .folder: try files.createDirectory(atPath: path, withIntermediateDirectories: false)
      case .pipe: #expect(mkfifo(path, 0o600) == 0)
      case .brokenLink: try files.createSymbolicLink(atPath: path, withDestinationPath: "/no/such/file")
      default: try Data(bytes).write(to: URL(filePath: path))
      }
      if self == .noPermission { #expect(chmod(path, 0) == 0) }
    }
  }

  @Test func `no damaged file is executed, and each is replaced`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus cache \(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = ObjectCache(folder: folder.path)
    let subjects = try (0..<6).map(Subject.init)
    var files: [(path: String, bytes: [UInt8], object: [UInt8], key: ObjectCache.Key, numbers: [Double])] = []
    for subject in subjects {
      let first = try subject.run(cache)
      #expect(first.source == "compiled")
      for (found, expected) in try paired(first.numbers, subject.expected) {
        #expect(abs(found - expected) <= 1e-13 * max(1, abs(expected)))
      }
      let path = folder.appending(path: first.key.name).path
      let object = try #require(cache.object(first.key))
      files.append((path, [UInt8](try Data(contentsOf: URL(filePath: path))), object, first.key, first.numbers))
      #expect(try subject.run(cache).source == "file")
    }
    var generator = Generator(state: 14)
    for trial in 0..<Self.count {
      let damage = Damage.allCases[trial % Damage.allCases.count]
      let index = Int.random(in: subjects.indices, using: &generator)
      let file = files[index]
      try damage.apply(
        file.path, file.bytes, other: files[(index + 1) % files.count].bytes, using: &generator)
      let run = try subjects[index].run(cache)
      #expect(run.numbers.map(\.bitPattern) == file.numbers.map(\.bitPattern), "trial \(trial): \(damage)")
      // The superuser reads what nobody may read.
      let isReadable = damage == .noPermission && geteuid() == 0
      #expect(run.source == (isReadable ? "file" : "compiled"), "trial \(trial): \(damage)")
      if damage == .folder {
        try FileManager.default.removeItem(atPath: file.path)
      } else {
        #expect(cache.object(file.key) == file.object, "trial \(trial): \(damage)")
      }
      if damage == .folder || isReadable { try Data(file.bytes).write(to: URL(filePath: file.path)) }
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.count == subjects.count, "\(left)")
  }

  @Test func `a folder that cannot be written to is no folder, and no error`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try Data("a file".utf8).write(to: place)
    defer { try? FileManager.default.removeItem(at: place) }
    let subject = try Subject(1)
    for _ in 0..<2 {
      let run = try subject.run(ObjectCache(folder: place.path))
      #expect(run.source == "compiled" && run.numbers.count == subject.expected.count)
    }
    #expect(try String(contentsOf: place, encoding: .utf8) == "a file")
  }

  @Test func `files that are not the cache's own stay`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for index in 0..<400 { try Data().write(to: folder.appending(path: "main\(index).o")) }
    let old = String(repeating: "0", count: 29)
    for index in 100..<500 { try Data().write(to: folder.appending(path: "\(old)\(index)-1.o")) }
    _ = try Subject(2).run(ObjectCache(folder: folder.path))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.count { $0.hasPrefix("main") } == 400 && left.count { !$0.hasPrefix("main") } == 256)
  }

  @Test(
    arguments: [
      ([:], nil), (["HOME": "", "XDG_CACHE_HOME": ""], nil), (["HOME": ""], nil), (["XDG_CACHE_HOME": ""], nil),
      (["HOME": "/h", "XDG_CACHE_HOME": ""], "/h/.cache/apus"), (["HOME": "/h"], "/h/.cache/apus"),
      (["HOME": "h"], nil), (["HOME": "/h", "XDG_CACHE_HOME": "x"], "/h/.cache/apus"),
      (["HOME": "/h", "XDG_CACHE_HOME": "/x"], "/x/apus"), (["HOME": "/h", "APUS_CACHE": ""], nil),
      (["HOME": "/h", "XDG_CACHE_HOME": "/x", "APUS_CACHE": "own"], "own"),
    ] as [([String: String], String?)])
  func `the folder is never the current one unless it is asked for`(environment: [String: String], folder: String?) {
    #expect(ObjectCache.folder { environment[$0] } == folder)
  }
}
