// The cost of reading and writing large tables.

import ApusStore
import ApusTestSupport
import Testing

@Suite(.serialized) struct StoreSpeedTests {
  @Test func `a million draws are written in about a second and read back in about a second`() throws {
    var generator = TestNumbers(seed: 1)
    let columns = (0..<10).map { _ in
      (0..<4).map { _ in (0..<25_000).map { _ in Double.random(in: -5..<5, using: &generator) } }
    }
    let table = try DrawsTable(names: (0..<10).map { "x[\($0)]" }, columns: columns)
    try withTemporaryFolder { (folder: String) throws in
      let writing = try processorTime { try table.write(to: folder + "/draws.csv") }
      let reading = try processorTime { () throws in
        #expect(try DrawsTable(contentsOf: folder + "/draws.csv").chainCount == 4)
      }
      print("a million draws: written in \(writing) s, read in \(reading) s")
      #if !DEBUG
        #expect(writing < 1 && reading < 1)
      #endif
    }
  }

  @Test func `a million rows of four columns are read in about a second`() throws {
    var generator = TestNumbers(seed: 2)
    var bytes = Array("time,velocity,error,flux\n".utf8)
    for row in 0..<1_000_000 {
      bytes += "\(2_450_000 + Double(row) / 16),\(Double.random(in: -5..<5, using: &generator)),".utf8
      bytes += "1.25,\(Double.random(in: 0..<1, using: &generator))\n".utf8
    }
    let duration = try processorTime {
      let table = try DelimitedText(bytes: bytes, file: "large.csv")
      var total = 0
      for name in table.columnNames { total += try table.numbers(name).count }
      #expect(total == 4_000_000)
    }
    print("a million rows (\(bytes.count) bytes): \(duration) s")
    #if !DEBUG
      #expect(duration < 1)
    #endif
  }
}
