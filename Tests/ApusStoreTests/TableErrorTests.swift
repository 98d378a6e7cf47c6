// Every way in which a table can be wrong, with its message to the letter.

import ApusStore
import Foundation
import Testing

@Suite struct TableErrorTests {
  private func message(_ bytes: [UInt8], _ delimiter: Delimiter? = nil, column: String = "velocity") -> String {
    do throws(TableError) {
      _ = try DelimitedText(bytes: bytes, file: "data.csv", delimiter: delimiter).numbers(column)
      return "no error"
    } catch {
      return error.description
    }
  }

  private func message(_ text: String, _ delimiter: Delimiter? = nil) -> String {
    message(Array(text.utf8), delimiter)
  }

  @Test(arguments: [
    ("", "data.csv: the file holds no table"),
    ("\n  \n# only this\n", "data.csv: the file holds no table"),
    ("# data\n1.5,nan\n2,3\n", "data.csv:2: the first row holds numbers, not the names of the columns"),
    ("time,rv\n1,2\n", "data.csv: there is no column 'velocity'; the columns are 'time', 'rv'"),
    ("t,t\n1,2\n", "data.csv:1: two columns are called 't'"),
    ("t,velocity\n1,2\n\n3\n", "data.csv:4: the row has 1 cells, the table 2 columns"),
    ("t,velocity\n1,2,3\n", "data.csv:2: the row has 3 cells, the table 2 columns"),
    ("t,velocity\n1,2\n1,abc\n", "data.csv:3: column 'velocity' holds \"abc\", which is no number"),
    ("t,velocity\r\n1,2\r\n1,\r\n", "data.csv:3: column 'velocity' is empty"),
    ("t,velocity\n1,NaN\n", "data.csv:2: column 'velocity' holds \"NaN\", which is not finite"),
    ("t,velocity\n1,-inf\n", "data.csv:2: column 'velocity' holds \"-inf\", which is not finite"),
    ("t,velocity\n1,1e400\n", "data.csv:2: column 'velocity' holds \"1e400\", which is not finite"),
    ("t;velocity\n1;1,5\n", "data.csv:2: column 'velocity' holds \"1,5\", which is no number"),
    ("t,velocity\n1,\"2\n3,4\n", "data.csv:2: a quoted cell starts here and never ends"),
    ("t,velocity\n1,\"2\"3\n", "data.csv:2: there is text after the end of a quoted cell"),
    ("t velocity\n1 \"2\"3\n", "data.csv:2: there is text after the end of a quoted cell"),
    ("t,velocity\n1,\"a\nb\t\u{7}\"\n", "data.csv:2: column 'velocity' holds \"a\\nb\\t\\u{07}\", which is no number"),
    (
      "t,velocity\n1,\(String(repeating: "x", count: 50))\n",
      "data.csv:2: column 'velocity' holds \"\(String(repeating: "x", count: 40))…\", which is no number"
    ),
  ])
  func `messages say where and what`(_ text: String, _ expected: String) {
    #expect(message(text) == expected)
  }

  @Test(arguments: [
    "0x10", "1_000", "1d5", "1e", "1e+", "e5", ".", "-", "+-1", "1.2.3", "1 2", "--1", "1e5.0", "nano", "infinit", "١",
    "-.", "1e 5", "\"1\"x",
  ])
  func `what only looks like a number is none`(_ cell: String) {
    let text = "t,velocity\n1,\"\(cell.replacing("\"", with: "\"\""))\"\n"
    #expect(message(text).hasSuffix("which is no number"))
  }

  @Test func `bytes that are not UTF-8 are found with their line`() {
    let head = Array("t,velocity\r\n1,2\n".utf8)
    let malformed: [[UInt8]] = [
      [0xFF], [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xF0, 0x9F, 0x98], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE2, 0x82, 0x20],
    ]
    for bytes in malformed {
      #expect(message(head + bytes + Array("\n3,4\n".utf8)) == "data.csv:3: the text is not UTF-8", "\(bytes)")
      #expect(message(head + bytes) == "data.csv:3: the text is not UTF-8", "\(bytes)")
    }
    #expect(message(head + Array("é€😀\u{10FFFF},1\n".utf8)) == "no error")
  }

  @Test func `a NUL byte is found with its line`() {
    let expected = "data.csv:2: there is a NUL byte: the file is not text, or text in UTF-16"
    #expect(message(Array("t,velocity\n1,".utf8) + [0] + Array("\n".utf8)) == expected)
  }

  @Test func `files that cannot be read say why`() throws {
    try withTemporaryFolder { (folder: String) throws in
      let missing = folder + "/none.csv"
      #expect(throws: TableError.missingFile(file: missing)) { try DelimitedText(contentsOf: missing) }
      #expect("\(TableError.missingFile(file: "a.csv"))" == "a.csv: there is no such file")
      let error = #expect(throws: TableError.self) { try DelimitedText(contentsOf: folder) }
      #expect(error?.description == "\(folder): cannot be read: Is a directory")
    }
  }

  @Test func `an error can be told by its case`() {
    let bytes = Array("t,velocity\n1,2\n1,abc\n".utf8)
    #expect(throws: TableError.notANumber(file: "d", line: 3, column: "velocity", cell: "abc")) {
      try DelimitedText(bytes: bytes, file: "d").numbers("velocity")
    }
    #expect(throws: TableError.missingColumn(file: "d", column: "x", found: ["t", "velocity"])) {
      try DelimitedText(bytes: bytes, file: "d").texts("x")
    }
    #expect(throws: TableError.duplicateColumn(file: "d", line: 1, column: "a")) {
      try DelimitedText(bytes: Array("1 2".utf8), file: "d", columnNames: ["a", "a"])
    }
  }
}
