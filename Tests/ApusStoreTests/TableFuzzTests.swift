// Random bytes never crash a reader, and random tables are read back as they were written.

import ApusStore
import ApusTestSupport
import Testing

@Suite struct TableFuzzTests {
  private func visit(_ bytes: [UInt8], _ delimiter: Delimiter?) {
    guard let table = try? DelimitedText(bytes: bytes, file: "fuzz", delimiter: delimiter) else { return }
    var lines = -1
    for row in 0..<table.rowCount {
      #expect(table.line(ofRow: row) > lines)
      lines = table.line(ofRow: row)
    }
    for name in table.columnNames {
      #expect((try? table.texts(name))?.count == table.rowCount)
      #expect((try? table.cells(name))?.count == table.rowCount)
      if let numbers = try? table.numbers(name) { #expect(numbers.allSatisfy { $0.isFinite }) }
    }
  }

  @Test func `bytes of all kinds never crash`() {
    var generator = TestNumbers(seed: 1)
    for _ in 0..<20_000 {
      let count = generator.integer(below: 60)
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      visit(bytes, nil)
      _ = try? DrawsTable(csv: bytes, file: "fuzz")
    }
  }

  @Test func `bytes that mean something never crash`() {
    var generator = TestNumbers(seed: 2)
    let alphabet = Array(",,;;\t  \"\"\"##\n\n\n\r\r..0123456789eE+-nainf\u{FEFF}é".utf8)
    var parsed = 0
    for round in 0..<60_000 {
      let head = round.isMultiple(of: 2) ? "a,b\n" : ""
      let count = generator.integer(below: 40)
      let bytes = Array(head.utf8) + (0..<count).map { _ in alphabet[generator.integer(below: alphabet.count)] }
      for delimiter in [nil, Delimiter.allCases[generator.integer(below: 4)]] { visit(bytes, delimiter) }
      if (try? DelimitedText(bytes: bytes, file: "fuzz")) != nil { parsed += 1 }
    }
    #expect(parsed > 1000, "\(parsed)")
  }

  @Test func `draws with bytes changed are an error or another table`() throws {
    var generator = TestNumbers(seed: 3)
    let table = try DrawsTable(names: ["x", "y, z"], columns: [[[1, 2, 3], [4]], [[0.5, 1e-9, .nan], [-7]]])
    let original = table.csv()
    var errors = 0
    for _ in 0..<20_000 {
      var bytes = original
      for _ in 0..<1 + generator.integer(below: 3) {
        bytes[generator.integer(below: bytes.count)] = UInt8(truncatingIfNeeded: generator.next())
      }
      if let changed = try? DrawsTable(csv: bytes, file: "fuzz") {
        #expect(changed.columns.allSatisfy { $0.map(\.count) == changed.columns[0].map(\.count) })
      } else {
        errors += 1
      }
    }
    #expect(errors > 10_000)
  }

  @Test(arguments: Delimiter.allCases)
  func `random cells in quotes are read back`(_ delimiter: Delimiter) throws {
    var generator = TestNumbers(seed: 4)
    let separator = [Delimiter.comma: ",", .semicolon: ";", .tab: "\t", .whitespace: "  "][delimiter] ?? ""
    let alphabet = Array("ab,;\t \"#\n\r1é")
    for _ in 0..<500 {
      let rows = (0..<5).map { _ in
        (0..<3).map { _ in
          String((0..<generator.integer(below: 8)).map { _ in alphabet[generator.integer(below: alphabet.count)] })
        }
      }
      let lines = rows.map { row in
        row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: separator)
      }
      let text = (["p\(separator)q\(separator)r"] + lines).joined(separator: "\n")
      let table = try DelimitedText(bytes: Array(text.utf8), file: "fuzz", delimiter: delimiter)
      for (column, name) in ["p", "q", "r"].enumerated() {
        // By bytes: for Swift a CR before a LF is part of one character.
        #expect(try table.texts(name).map { Array($0.utf8) } == rows.map { Array($0[column].utf8) })
      }
    }
  }
}
