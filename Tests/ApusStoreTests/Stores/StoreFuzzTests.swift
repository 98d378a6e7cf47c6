// Damaged stores and files: an error or a dataset, never a trap, never a hang. More of them where APUS_SLOW_TESTS is set.

import ApusData
import ApusStore
import ApusTestSupport
import Foundation
import Testing

@Suite struct StoreFuzzTests {
  private static let factor = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] == nil ? 1 : 10

  /// Bytes with a few of them changed, cut off, filled or moved.
  private static func damaged(_ bytes: Data, _ generator: inout TestNumbers) -> Data {
    var bytes = Data(bytes)
    guard !bytes.isEmpty else { return Data([UInt8(truncatingIfNeeded: generator.next())]) }
    switch generator.integer(below: 7) {
    case 0: return bytes.prefix(generator.integer(below: bytes.count))
    case 1:
      return bytes + Data((0..<generator.integer(below: 20)).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    case 2:
      let begin = generator.integer(below: bytes.count)
      for place in begin..<min(bytes.count, begin + 1 + generator.integer(below: 64)) { bytes[place] = 0xFF }
    case 3:
      let (a, b) = (generator.integer(below: bytes.count), generator.integer(below: bytes.count))
      bytes.swapAt(a, b)
    case 4:
      // A digit or a sign: numbers of metadata become other numbers.
      let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
      if digits.isEmpty { return Data() }
      bytes[generator.element(of: digits)] = generator.element(of: Array("0123456789-e.".utf8))
    default:
      for _ in 0...generator.integer(below: 4) {
        bytes[generator.integer(below: bytes.count)] ^= 1 << UInt8(generator.integer(below: 8))
      }
    }
    return bytes
  }

  /// What reading came to: an error, which names the file, or a dataset.
  private static func read(_ path: String) -> Bool {
    do throws(TableError) {
      let dataset = try Dataset(contentsOf: path)
      #expect(dataset.groups.allSatisfy { $0.arrays.allSatisfy { $0.values.fault == nil } })
      return true
    } catch {
      #expect(error.description.contains(path) && !error.description.contains("\n"), "\(error)")
      return false
    }
  }

  private static func isReadable(_ name: String) -> Bool { !name.contains("blosc") || FileLibrary.blosc.path != nil }

  @Test(arguments: StoreReference.names.filter { $0.hasSuffix(".zarr") && isReadable($0) })
  func `damaged stores are an error or a dataset`(name: String) throws {
    let store = try #require(try StoreReference.shared.get().stores[name])
    var generator = TestNumbers(seed: UInt64(name.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xFFFF))
    try withTemporaryFolder { folder in
      let path = try store.write(name, into: folder)
      let files = store.files.keys.sorted()
      var outcomes: [Bool: Int] = [:]
      for _ in 0..<(200 * Self.factor) {
        let file = URL(fileURLWithPath: "\(folder)/\(generator.element(of: files))")
        let whole = try Data(contentsOf: file)
        switch generator.integer(below: 8) {
        case 0:
          // The content of another file of the store, or none.
          let other = URL(fileURLWithPath: "\(folder)/\(generator.element(of: files))")
          try Data(contentsOf: other).write(to: file)
        case 1: try FileManager.default.removeItem(at: file)
        default: try Self.damaged(whole, &generator).write(to: file)
        }
        outcomes[Self.read(path), default: 0] += 1
        try whole.write(to: file)
      }
      #expect(outcomes[false, default: 0] > 10 && outcomes[true, default: 0] > 10, "\(outcomes)")
      #expect(Self.read(path))
    }
  }

  @Test(arguments: ["plain.npz", "packed.npz"])
  func `damaged archives are an error or a dataset`(name: String) throws {
    try fuzz(name, rounds: 3000)
  }

  @Test(arguments: ["netcdf4.nc", "h5netcdf.nc", "classic.nc", "packed.nc"])
  func `damaged NetCDF files are an error or a dataset`(name: String) throws {
    guard try NetCDFTests.isThere() else { return }
    try fuzz(name, rounds: 60)
  }

  private func fuzz(_ name: String, rounds: Int) throws {
    let store = try #require(try StoreReference.shared.get().stores[name])
    var generator = TestNumbers(seed: 15)
    try withTemporaryFolder { folder in
      let path = try store.write(name, into: folder)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      var errors = 0
      for _ in 0..<(rounds * Self.factor) {
        try Self.damaged(whole, &generator).write(to: URL(fileURLWithPath: path))
        if !Self.read(path) { errors += 1 }
      }
      #expect(errors > rounds * Self.factor / 10)
    }
  }

  @Test func `damaged tables of CmdStan are an error or a dataset`() throws {
    let text = """
      # stan_version_major = 2
      #     num_warmup = 2
      #     save_warmup = true
      lp__,divergent__,treedepth__,mu,theta.1.1,theta.2.1,theta.1.2,theta.2.2
      -1,0,3,0.5,1,2,3,4
      # Adaptation terminated
      -1.5,1,3,0.25,1,2,3,4
      -2e300,0,2,nan,1,2,3,4
      #

      """
    var generator = TestNumbers(seed: 16)
    try withTemporaryFolder { folder in
      let path = "\(folder)/chain.csv"
      var errors = 0
      for _ in 0..<(3000 * Self.factor) {
        try Self.damaged(Data(text.utf8), &generator).write(to: URL(fileURLWithPath: path))
        if !Self.read(path) { errors += 1 }
      }
      #expect(errors > 1000 * Self.factor)
    }
  }

  @Test func `a file under another name is read for what it is`() throws {
    let stores = try StoreReference.shared.get().stores
    try withTemporaryFolder { folder in
      for (name, end) in [("plain.npz", "nc"), ("plain.3.zarr", "npz"), ("classic.nc", "csv")] {
        if name.hasSuffix("nc"), !(try NetCDFTests.isThere()) { continue }
        let path = try #require(stores[name]).write(name, into: folder)
        try FileManager.default.moveItem(atPath: path, toPath: "\(folder)/renamed.\(end)")
        #expect(try Dataset(contentsOf: "\(folder)/renamed.\(end)")[.posterior]?["x"]?.shape == [2, 7, 5])
      }
    }
  }
}
