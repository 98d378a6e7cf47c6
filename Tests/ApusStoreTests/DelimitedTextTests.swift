// The forms in which users keep tables, read as they are meant.

import ApusStore
import ApusTestSupport
import Foundation
import Testing

@Suite struct DelimitedTextTests {
  private func table(_ text: String, _ delimiter: Delimiter? = nil, names: [String]? = nil) throws -> DelimitedText {
    try DelimitedText(bytes: Array(text.utf8), file: "data.csv", delimiter: delimiter, columnNames: names)
  }

  @Test func `columns are found by name`() throws {
    let table = try table("time,velocity\n1,2.5\n-3e2,+.5\n")
    #expect(table.columnNames == ["time", "velocity"])
    #expect(table.rowCount == 2 && table.delimiter == .comma)
    #expect(try table.numbers("time") == [1, -300])
    #expect(try table.numbers("velocity") == [2.5, 0.5])
    #expect(try table.texts("velocity") == ["2.5", "+.5"])
  }

  @Test(arguments: [
    ("a,b\n1,2\n", Delimiter.comma, "b"), ("a;b\n1;2\n", .semicolon, "b"), ("a\tb\n1\t2\n", .tab, "b"),
    ("a  b\n 1 \t2  \n", .whitespace, "b"), ("\"a;x;y\",b\n1,2\n", .comma, "b"), ("b\n2\n", .whitespace, "b"),
  ])
  func `the delimiter is told from the first row`(_ text: String, _ delimiter: Delimiter, _ last: String) throws {
    let table = try table(text)
    #expect(table.delimiter == delimiter)
    #expect(table.columnNames.last == last)
    #expect(try table.numbers(last) == [2])
  }

  @Test func `one comma and one semicolon are taken for commas, and then the second row is ragged`() {
    #expect(throws: TableError.self) { try table("a,x;b\n1;2") }
  }

  @Test func `a delimiter that is given is used`() throws {
    #expect(try table("a b;c\n1 2;3\n", .semicolon).columnNames == ["a b", "c"])
    #expect(try table("a,b\n1,2\n", .whitespace).columnNames == ["a,b"])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `every kind of line end is understood`(_ end: String) throws {
    let text = ["# comment", "a,b", "1,2", "", "# more", "3,4"].joined(separator: end)
    for last in ["", end, end + end] {
      let table = try table(text + last)
      #expect(try table.numbers("b") == [2, 4])
      #expect((0..<2).map(table.line(ofRow:)) == [3, 6])
    }
  }

  @Test func `a byte-order mark is skipped`() throws {
    #expect(try table("\u{FEFF}a,b\n1,2\n").columnNames == ["a", "b"])
  }

  @Test func `quotes hold delimiters, line ends, spaces and quotes`() throws {
    let table = try table("\"a, b\" ,c\n\" x \",1\n\"two\r\nlines\",2\n\"a \"\"word\"\"\" , 3\n\"\",4\n\"#\",5\n")
    #expect(try table.texts("a, b") == [" x ", "two\r\nlines", "a \"word\"", "", "#"])
    #expect(try table.numbers("c") == [1, 2, 3, 4, 5])
    #expect(try table.cells("c").map(\.line) == [2, 3, 5, 6, 7])
  }

  @Test func `quotes work in white space too, and inside a cell they are plain`() throws {
    let table = try table("name size\n\"two words\" 1\n6\" 2\n")
    #expect(try table.texts("name") == ["two words", "6\""])
  }

  @Test func `spaces around cells do not count, and tabs are cells`() throws {
    #expect(try table("a , b\n 1\t,  2 \n").numbers("a") == [1])
    #expect(try table("a\tb\tc\n\t2\t \n").texts("a") == [""])
    #expect(try table("a\tb\tc\n\t2\t \n").texts("c") == [""])
  }

  @Test func `comments and blank lines are skipped wherever they are`() throws {
    let table = try table("\n  \n# note, with, commas\n  # indented\na b\n\t\n1 2\n#3 4\n5 6\n#")
    #expect(try table.numbers("a") == [1, 5])
    #expect(try table.cells("a").map(\.line) == [7, 9])
  }

  @Test func `a file without a header is read with given names`() throws {
    let table = try table("# t v\n1 2\n3 4\n", names: ["t", "v"])
    #expect(try table.numbers("t") == [1, 3])
    #expect(try table.numbers("v") == [2, 4])
  }

  @Test func `a header alone is a table without rows`() throws {
    let table = try table("a,b")
    #expect(table.rowCount == 0)
    #expect(try table.numbers("a").isEmpty)
  }

  @Test func `names in other scripts are kept`() throws {
    let table = try table("σ,Zeit (d),\n1,2,3\n")
    #expect(table.columnNames == ["σ", "Zeit (d)", ""])
    #expect(try table.numbers("σ") == [1])
  }

  @Test func `NaN and infinities are numbers where they are allowed`() throws {
    let numbers = try table("a\nnan\nNaN\n-inf\n+Infinity\n1e999\n").numbers("a", allowsNonFinite: true)
    #expect(numbers[0].isNaN && numbers[1].isNaN)
    #expect(numbers[2...] == [-.infinity, .infinity, .infinity])
  }

  @Test func `numbers are rounded correctly`() throws {
    var generator = TestNumbers(seed: 1)
    var texts = [
      "0", "-0.0", "1e22", "1e23", "1e-22", "9007199254740993", "9007199254740993e0", "0.1", "5e-324", "2.4e-324",
      "1.7976931348623157e308", "179769313486231580793e289", "123456789012345678901234567890", "0e400", "1.", ".5",
      "0000000000000000000000000000001.5", "0.00000000000000000000000000000000001", "1E+5", "8.5e-3",
      "2.2250738585072011e-308", "100000000000000000", "999999999999999999", "9999999999999999999",
      "1e0000000000000001",
    ]
    for _ in 0..<20_000 {
      texts.append(Double(bitPattern: generator.next()).description)
      texts.append("\(Double(generator.integer(below: 1_000_000)) / 1000)")
      let digits = (0..<1 + generator.integer(below: 25)).map { _ in "\(generator.integer(below: 10))" }.joined()
      let fraction = (0..<generator.integer(below: 25)).map { _ in "\(generator.integer(below: 10))" }.joined()
      texts.append("\(digits).\(fraction)e\(generator.integer(below: 60) - 30)")
    }
    texts.removeAll { Double($0) == nil || $0.contains("nan") }
    let numbers = try table("x\n" + texts.joined(separator: "\n")).numbers("x", allowsNonFinite: true)
    #expect(numbers.count == texts.count && texts.count > 50_000)
    let wrong = try paired(texts, numbers).filter { Double($0)?.bitPattern != $1.bitPattern }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  @Test func `a file is read from disk, and a pipe too`() throws {
    try withTemporaryFolder { (folder: String) throws in
      let path = folder + "/data.txt"
      try Data("a b\n1 2\n".utf8).write(to: URL(fileURLWithPath: path))
      #expect(try DelimitedText(contentsOf: path).numbers("b") == [2])
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      let text = "a\n" + String(repeating: "1\n", count: 100_000)
      let writer = Thread { try? Data(text.utf8).write(to: URL(fileURLWithPath: pipe)) }
      writer.start()
      #expect(try DelimitedText(contentsOf: pipe).rowCount == 100_000)
    }
  }
}
