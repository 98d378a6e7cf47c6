// Damaged stores: truncated, flipped, removed, swapped files give an error that names a file, or the right draws. 1,000 always,
// 10,000 where APUS_SLOW_TESTS is set.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct StoreFuzzTests {
  private static let count = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] == nil ? 1_000 : 10_000

  @Test func `damaged stores give an error that names a file, or the right draws`() throws {
    try withStorePath { path in
      let model = try StoreTests.model()
      try model.sample(into: RunStore(path), draws: 40, warmup: 20, chains: 2, seed: 5, showsProgress: false)
      let right = try RunStore(path).dataset()
      let folder = URL(fileURLWithPath: path)
      let names = try #require(FileManager.default.subpaths(atPath: path)).sorted().filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path, isDirectory: &isFolder)
          && !isFolder.boolValue
      }
      let files = try names.map { ($0, try Data(contentsOf: folder.appendingPathComponent($0))) }
      var numbers = TestNumbers(seed: 20)
      var (refused, read) = (0, 0)
      for round in 0..<Self.count {
        // Files of our own are damaged more often than one of sixty would be.
        let own = files.filter { $0.0.hasPrefix(".apus") && !$0.0.hasSuffix("lock") }
        let (name, bytes) = numbers.element(of: numbers.integer(below: 2) == 0 ? own : files)
        let url = folder.appendingPathComponent(name)
        var touched = [(url, bytes)]
        switch numbers.integer(below: 5) {
        case 0: try bytes.prefix(numbers.integer(below: bytes.count + 1)).write(to: url)
        case 1:
          var flipped = bytes
          for _ in 0..<(1 + numbers.integer(below: 3)) where !flipped.isEmpty {
            flipped[numbers.integer(below: flipped.count)] ^= 1 << UInt8(numbers.integer(below: 8))
          }
          try flipped.write(to: url)
        case 2: try FileManager.default.removeItem(at: url)
        case 3:
          let (other, otherBytes) = numbers.element(of: files)
          touched.append((folder.appendingPathComponent(other), otherBytes))
          try otherBytes.write(to: url)
          try bytes.write(to: folder.appendingPathComponent(other))
        default:
          try (bytes + Data((0..<numbers.integer(below: 40)).map { _ in UInt8(numbers.integer(below: 256)) })).write(
            to: url)
        }
        do throws(StoreError) {
          let found = try RunStore(path).dataset()
          #expect(found == right, "\(name) in round \(round)")
          read += 1
        } catch {
          refused += 1
          #expect(error.description.contains(path), "\(error)")
        }
        // Going on with it, now and then.
        if round % 10 == 0 {
          let outcome = Result { () throws(ModelError) in
            try model.sample(into: RunStore(path), draws: 45, warmup: 20, chains: 2, seed: 5, showsProgress: false)
          }
          switch outcome {
          case .failure(let error): #expect(error.description.contains(path), "\(error)")
          case .success(let run):
            // Draws are checked before a run goes on with them, data and labels when they are read.
            do throws(StoreError) {
              let arrays = try run.dataset()[.posterior]?.arrays.map { $0.selecting("draw", positions: 0..<40) }
              #expect(arrays == right[.posterior]?.arrays, "\(name) in round \(round)")
            } catch { #expect(error.description.contains(path), "\(error)") }
          }
          for (name, bytes) in files { try bytes.write(to: folder.appendingPathComponent(name)) }
        } else {
          for (url, bytes) in touched { try bytes.write(to: url) }
        }
      }
      #expect(refused > Self.count / 4 && read > Self.count / 10, "\(refused) refused, \(read) read")
    }
  }
}
