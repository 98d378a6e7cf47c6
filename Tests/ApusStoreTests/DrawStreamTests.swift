// A table that grows while the chains run: what was appended is on the disk, and read back bit for bit.

import ApusData
import ApusGraph
import ApusStore
import ApusTestSupport
import Foundation
import Testing

@Suite struct DrawStreamTests {
  private static let schema = DatasetSchema(
    [
      .init("x", .float64([2]), dims: ["star"]), .init("k", .int64([])), .init("flag", .bool([])),
      .init("diverging", .bool([]), group: .sampleStats),
    ], chainCount: 3, drawCount: 100, coords: ["star": .text(["tau", "eps, \"Eri\""])])

  /// Values of all kinds of bits, the same for a chain and draw whenever they are asked for.
  private func numbers(_ chain: Int, _ draw: Int) -> [Double] {
    var generator = TestNumbers(seed: UInt64(truncatingIfNeeded: chain * 1000 + draw))
    return (0..<2).map { _ in
      let number = Double(bitPattern: generator.next())
      return number.isNaN ? .nan : number
    }
  }

  private func block(_ chain: Int, _ draws: Range<Int>) -> DrawBlock {
    DrawBlock(
      chain: chain, firstDraw: draws.lowerBound, count: draws.count,
      values: [
        NDArray(draws.flatMap { numbers(chain, $0) }, shape: [draws.count, 2]), NDArray(draws.map { 7 * $0 - chain }),
        NDArray(draws.map { ($0 + chain).isMultiple(of: 2) }),
      ])
  }

  /// What differs between a file and the first draws of each chain.
  private func differences(_ path: String, _ counts: [Int], droppingTornLine: Bool = false) throws -> [String] {
    let table = try DrawsTable(contentsOf: path, droppingTornLine: droppingTornLine)
    var found: [String] = []
    let names = ["x[tau]", "x[eps, \"Eri\"]", "k", "flag"]
    if table.names != names { found.append("the names are \(table.names)") }
    let known = counts.enumerated().last { $0.element > 0 }.map { $0.offset + 1 } ?? 0
    if table.chainCount != known { found.append("there are \(table.chainCount) chains for \(known)") }
    for chain in 0..<min(known, table.chainCount) {
      let rows = (0..<counts[chain]).map { draw in
        numbers(chain, draw) + [Double(7 * draw - chain), (draw + chain).isMultiple(of: 2) ? 1 : 0]
      }
      for (place, name) in names.enumerated() {
        let read = table[name]?[chain].map { $0.isNaN ? 0 : $0.bitPattern }
        if read != rows.map({ $0[place].isNaN ? 0 : $0[place].bitPattern }) {
          found.append("chain \(chain) of \(name) differs: \(read?.count ?? -1) draws for \(rows.count)")
        }
      }
    }
    return found
  }

  @Test(arguments: 0..<20) func `what was appended is on the disk, whatever the order of the chains`(seed: Int) throws {
    try withTemporaryFolder { folder in
      var generator = TestNumbers(seed: UInt64(seed))
      let sink = FileSink("\(folder)/run.csv")
      try sink.open(Self.schema)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty, "no draws, no file")
      var next = [0, 0, 0]
      for round in 0..<12 {
        let chain = Int.random(in: 0..<3, using: &generator)
        let end = next[chain] + Int.random(in: (round == 0 ? 1 : 0)...9, using: &generator)
        try sink.append(block(chain, next[chain]..<end))
        next[chain] = end
        // In the middle of the run, and with nothing beside it.
        #expect(try differences(sink.path, next) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["run.csv"])
      }
      try sink.close()
      #expect(try differences(sink.path, next) == [])
      let group = try DataGroup(csv: sink.path)
      #expect(group.chainCount == (next.lastIndex { $0 > 0 } ?? -1) + 1 && group.drawCount == next.max())
    }
  }

  @Test func `a file of one chain has the bytes that the dataset writes`() throws {
    try withTemporaryFolder { folder in
      let schema = DatasetSchema(Self.schema.variables, chainCount: 1, drawCount: 9, coords: Self.schema.coords)
      let (stream, memory) = (FileSink("\(folder)/run.csv"), MemorySink())
      for sink in [stream, memory] as [any DatasetSink] {
        try sink.open(schema)
        for draws in [0..<4, 4..<5, 5..<9] {
          try sink.append(block(0, draws))
          try sink.append(
            DrawBlock(
              group: .sampleStats, chain: 0, firstDraw: draws.lowerBound, count: draws.count,
              values: [NDArray(draws.map { _ in false })]))
        }
        try sink.close()
      }
      try memory.dataset().write("\(folder)/whole.csv")
      #expect(
        try Data(contentsOf: URL(filePath: stream.path)) == Data(contentsOf: URL(filePath: "\(folder)/whole.csv")))
    }
  }

  @Test func `every beginning of the file is read back as its whole rows, or said to be torn`() throws {
    try withTemporaryFolder { folder in
      let sink = FileSink("\(folder)/run.csv")
      try sink.open(Self.schema)
      var ends: [Int: [Int]] = [:]
      var next = [0, 0, 0]
      for (chain, count) in [(1, 1), (0, 1), (1, 1), (2, 1), (0, 1), (0, 1)] {
        try sink.append(block(chain, next[chain]..<(next[chain] + count)))
        next[chain] += count
        ends[try Data(contentsOf: URL(filePath: sink.path)).count] = next
      }
      let bytes = try Data(contentsOf: URL(filePath: sink.path))
      let first = try #require(ends.keys.min())
      var whole = try #require(ends[first])
      let cut = "\(folder)/cut.csv"
      for end in first...bytes.count {
        try bytes.prefix(end).write(to: URL(filePath: cut))
        if let counts = ends[end] {
          whole = counts
          #expect(try differences(cut, whole) == [])
        } else {
          let error = #expect(throws: TableError.self) { try DataGroup(csv: cut) }
          #expect(error?.description.contains("droppingTornLine: true") == true)
          #expect(try differences(cut, whole, droppingTornLine: true) == [], "\(end) bytes")
          #expect(try DataGroup(csv: cut, droppingTornLine: true).drawCount == whole.max())
        }
      }
    }
  }

  @Test func `chains append at the same time`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let schema = DatasetSchema(Self.schema.variables, chainCount: 8, drawCount: 400, coords: Self.schema.coords)
    let sink = FileSink("\(folder)/run.csv")
    try sink.open(schema)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for chain in 0..<8 {
        group.addTask {
          for begin in stride(from: 0, to: 400, by: 5) { try sink.append(block(chain, begin..<(begin + 5))) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try differences(sink.path, [Int](repeating: 400, count: 8)) == [])
    try sink.close()
  }

  @Test func `what does not follow is refused, and nothing of it is written`() throws {
    try withTemporaryFolder { folder in
      let sink = FileSink("\(folder)/run.csv")
      #expect(throws: DataError.self) { try sink.append(block(0, 0..<1)) }
      try sink.open(Self.schema)
      try sink.append(block(0, 0..<2))
      for wrong in [
        block(0, 3..<4), block(0, 0..<1), block(3, 0..<1), block(-1, 0..<1),
        DrawBlock(chain: 0, firstDraw: 2, count: 1, values: []),
        DrawBlock(group: .prior, chain: 0, firstDraw: 0, count: 1, values: []),
        DrawBlock(chain: 0, firstDraw: 2, count: 1, values: [NDArray([1.0, 2]), NDArray([1]), NDArray([true])]),
      ] {
        #expect(throws: DataError.self) { try sink.append(wrong) }
      }
      #expect(try differences(sink.path, [2, 0, 0]) == [])
      try sink.close()
      #expect(throws: DataError.self) { try sink.append(block(0, 2..<3)) }
      let twice = DatasetSchema([.init("x", .float64()), .init("x", .float64())], chainCount: 1, drawCount: 1)
      #expect(throws: DataError.self) { try sink.open(twice) }
      #expect(throws: DataError.self) { try sink.open(DatasetSchema([], chainCount: 1, drawCount: 1)) }
      #expect(try differences(sink.path, [2, 0, 0]) == [], "the file of the run before stays")
    }
  }

  @Test func `a file that was there stays until there are draws, and keeps its permissions and links`() throws {
    try withTemporaryFolder { folder in
      let (file, link) = ("\(folder)/run.csv", "\(folder)/latest.csv")
      try Data("old".utf8).write(to: URL(filePath: file))
      #expect(chmod(file, 0o640) == 0)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      let sink = FileSink(link)
      try sink.open(Self.schema)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
      try sink.append(block(0, 0..<3))
      try sink.append(block(0, 3..<4))
      #expect(try differences(file, [4, 0, 0]) == [])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
      #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o640)
      // Another run into the same sink.
      try sink.open(Self.schema)
      try sink.append(block(1, 0..<1))
      try sink.close()
      #expect(try differences(file, [0, 1, 0]) == [])
    }
  }

  @Test func `a run without draws leaves a table without rows`() throws {
    try withTemporaryFolder { folder in
      let sink = FileSink("\(folder)/run.csv")
      try sink.open(Self.schema)
      try sink.close()
      try sink.close()
      #expect(
        try String(contentsOfFile: sink.path, encoding: .utf8)
          == "chain,draw,x[tau],\"x[eps, \"\"Eri\"\"]\",k,flag\n")
    }
  }

  @Test func `a full disk is an error of the block, and names the file`() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    try withTemporaryFolder { folder in
      let path = "\(folder)/full.csv"
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
      let sink = FileSink(path)
      try sink.open(Self.schema)
      for _ in 0..<2 {
        let error = #expect(throws: DataError.self) { try sink.append(block(0, 0..<3)) }
        #expect(error?.description == "\(path): cannot be written: No space left on device")
      }
    }
  }

  #if os(Linux)
    /// A disk that becomes full in the middle of a block, as far as a limit on the sizes of this process's files can be one.
    @Test func `a block that does not fit leaves the rows before it, and nothing beside the file`() throws {
      try withTemporaryFolder { folder in
        let (count, size) = (1_300_000, __rlimit_resource_t(RLIMIT_FSIZE.rawValue))
        let large = DrawBlock(
          chain: 1, firstDraw: 0, count: count, values: [NDArray((0..<count).map { 1e-3 / Double($0 + 3) })])
        let small = DrawBlock(chain: 0, firstDraw: 0, count: 2, values: [NDArray([0.1, 0.2])])
        let schema = DatasetSchema([.init("x", .float64())], chainCount: 2, drawCount: count)
        var usual = rlimit()
        #expect(getrlimit(size, &usual) == 0)
        var low = usual
        low.rlim_cur = 1 << 25
        let handler = signal(SIGXFSZ, SIG_IGN)
        #expect(setrlimit(size, &low) == 0)
        defer {
          _ = setrlimit(size, &usual)
          _ = signal(SIGXFSZ, handler)
        }
        let sink = FileSink("\(folder)/run.csv")
        try sink.open(schema)
        let first = #expect(throws: DataError.self) { try sink.append(large) }
        #expect(first?.description == "\(sink.path): cannot be written: File too large")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        try sink.append(small)
        #expect(throws: DataError.self) { try sink.append(large) }
        #expect(try String(contentsOfFile: sink.path, encoding: .utf8) == "chain,draw,x\n0,0,0.1\n0,1,0.2\n")
        // A block that fits goes on where the rows end.
        try sink.append(DrawBlock(chain: 1, firstDraw: 0, count: 1, values: [NDArray([0.3])]))
        try sink.close()
        #expect(try String(contentsOfFile: sink.path, encoding: .utf8) == "chain,draw,x\n0,0,0.1\n0,1,0.2\n1,0,0.3\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["run.csv"])
      }
    }
  #endif
}
