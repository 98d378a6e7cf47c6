// Draws written and read back: every bit is kept, and a file is complete or not there.

import ApusStore
import ApusTestSupport
import Foundation
import Testing

@Suite struct DrawsTableTests {
  private static let names = [
    "mu", "theta[1, 2]", "a \"b\"", " padded ", "", "two\nlines\r\n#", "return\rhere", "σ", "chain", "draw",
  ]

  private func table(seed: UInt64, chains: [Int]) throws -> DrawsTable {
    var generator = TestNumbers(seed: seed)
    let columns = Self.names.map { _ in
      chains.map { count in (0..<count).map { _ in Double(bitPattern: generator.next()) } }
    }
    return try DrawsTable(names: Self.names, columns: columns)
  }

  private static let torn =
    "the last line does not end, as where a run was killed while it wrote, and its last number may lack digits; "
    + "DataGroup(csv:droppingTornLine: true) reads the lines before it"

  /// The bits of all draws; all NaN are alike.
  private func bits(_ table: DrawsTable) -> [[[UInt64]]] {
    table.columns.map { $0.map { $0.map { $0.isNaN ? 0x7FF8 << 48 : $0.bitPattern } } }
  }

  @Test func `the file has a header and one line a draw`() throws {
    let table = try DrawsTable(
      names: ["mu", "theta[1, 2]"],
      columns: [[[0.1, -0.0], [1e300, .nan]], [[1, 2.5], [.infinity, -.infinity]]])
    #expect(
      String(decoding: table.csv(), as: UTF8.self) == """
        chain,draw,mu,"theta[1, 2]"
        0,0,0.1,1.0
        0,1,-0.0,2.5
        1,0,1e+300,inf
        1,1,nan,-inf

        """)
  }

  @Test(arguments: [[20, 20], [5, 0, 7], [1], [0, 3]])
  func `what was written is read back bit for bit`(_ chains: [Int]) throws {
    let table = try table(seed: 1, chains: chains)
    try withTemporaryFolder { (folder: String) throws in
      let path = folder + "/draws.csv"
      try table.write(to: path)
      let read = try DrawsTable(contentsOf: path)
      #expect(read.names == Self.names && read.chainCount == chains.count)
      #expect(bits(read) == bits(table))
      #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == table.csv())
    }
  }

  @Test func `a large table is written in pieces and read back`() throws {
    var generator = TestNumbers(seed: 2)
    let chains = (0..<3).map { _ in (0..<40_000).map { _ in Double.random(in: 0..<1, using: &generator) } }
    let table = try DrawsTable(names: ["x", "y"], columns: [chains, chains])
    try withTemporaryFolder { (folder: String) throws in
      let path = folder + "/draws.csv"
      try table.write(to: path)
      #expect(try DrawsTable(contentsOf: path) == table)
    }
  }

  @Test func `columns are found by name`() throws {
    let table = try DrawsTable(names: ["x", "y"], columns: [[[1, 2]], [[3, 4]]])
    #expect(table["y"] == [[3, 4]])
    #expect(table["z"] == nil)
    #expect(table.chainCount == 1 && table.drawCount(ofChain: 0) == 2)
  }

  @Test func `a table without columns or draws is its header`() throws {
    #expect(try DrawsTable(csv: DrawsTable(names: [], columns: []).csv(), file: "d").names.isEmpty)
    let empty = try DrawsTable(names: ["x"], columns: [[[], []]])
    #expect(empty.csv() == Array("chain,draw,x\n".utf8))
    #expect(try DrawsTable(csv: empty.csv(), file: "d").columns == [[]])
  }

  @Test(arguments: [
    ("draw,chain,x\n0,0,1\n", "d.csv: there is no column 'chain'; the columns are 'draw', 'chain', 'x'"),
    ("chain\n0\n", "d.csv: there is no column 'draw'; the columns are 'chain'"),
    ("# by hand\nchain,draw,x,x\n0,0,1,1\n", "d.csv:2: two columns are called 'x'"),
    ("chain,draw,x\n0,0,1\n0,2,1\n", "d.csv:3: column 'draw' holds \"2\", expected 1, the next draw of chain 0"),
    ("chain,draw,x\n0,0,1\n1,1,1\n", "d.csv:3: column 'draw' holds \"1\", expected 0, the next draw of chain 1"),
    (
      "chain,draw,x\n1,0,1\n0,0,1\n1,1,2\n0,0,3\n",
      "d.csv:5: column 'draw' holds \"0\", expected 1, the next draw of chain 0"
    ),
    ("chain,draw,x\n100000,0,1\n", "d.csv:2: column 'chain' holds \"100000\", expected a chain"),
    ("chain,draw,x\n0,0,1\n0,0,1", "d.csv:3: \(torn)"), ("chain,draw,x\n0,0,1\n0,1,1", "d.csv:3: \(torn)"),
    ("chain,draw,x\n0,0,1\n0,1", "d.csv:3: \(torn)"), ("chain,draw,x", "d.csv:1: \(torn)"),
    ("chain,draw,x\n0,0\n0,1", "d.csv:2: the row has 2 cells, the table 3 columns"),
    ("chain,draw,x\n0.5,0,1\n", "d.csv:2: column 'chain' holds \"0.5\", expected a chain"),
    ("chain,draw,x\nnan,0,1\n", "d.csv:2: column 'chain' holds \"nan\", expected a chain"),
    ("chain,draw,x\n1e15,0,1\n", "d.csv:2: column 'chain' holds \"1e15\", expected a chain"),
    ("chain,draw,x\n0,0,one\n", "d.csv:2: column 'x' holds \"one\", which is no number"),
    ("chain,draw,x\n0,0\n", "d.csv:2: the row has 2 cells, the table 3 columns"),
  ])
  func `what is wrong is said with its place`(_ text: String, _ expected: String) {
    let error = #expect(throws: TableError.self) { try DrawsTable(csv: Array(text.utf8), file: "d.csv") }
    #expect(error?.description == expected)
  }

  @Test func `rows of chains may stand among each other`() throws {
    let text = "chain,draw,x\n2,0,5\n0,0,1\n2,1,6\n0,1,2\n2,2,7\n"
    let table = try DrawsTable(csv: Array(text.utf8), file: "d.csv")
    #expect(table.columns == [[[1, 2], [], [5, 6, 7]]])
  }

  @Test func `a torn line is left out where that is asked for, and nothing else is`() throws {
    let whole = Array("chain,draw,x\n0,0,1\n1,0,-2.25\n".utf8)
    for end in 1..<12 {
      let torn = whole + Array("0,1,12.25e1".utf8.prefix(end))
      #expect(throws: TableError.tornLine(file: "d", line: 4)) { try DrawsTable(csv: torn, file: "d") }
      let read = try DrawsTable(csv: torn, file: "d", droppingTornLine: true)
      #expect(read.columns == [[[1], [-2.25]]])
    }
    #expect(try DrawsTable(csv: whole, file: "d", droppingTornLine: true).columns == [[[1], [-2.25]]])
    // A header may lack names: what stands under it is not known.
    #expect(throws: TableError.tornLine(file: "d", line: 1)) {
      try DrawsTable(csv: Array("chain,draw,x".utf8), file: "d", droppingTornLine: true)
    }
  }

  @Test func `a file that is replaced keeps its permissions, and nothing is left beside it`() throws {
    try withTemporaryFolder { (folder: String) throws in
      let path = folder + "/draws.csv"
      try table(seed: 3, chains: [2]).write(to: path)
      #expect(chmod(path, 0o640) == 0)
      try table(seed: 4, chains: [3]).write(to: path)
      #expect(try bits(DrawsTable(contentsOf: path)) == bits(try table(seed: 4, chains: [3])))
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o640)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["draws.csv"])
    }
  }

  @Test func `a symbolic link goes on to point to the file`() throws {
    try withTemporaryFolder { (folder: String) throws in
      let (path, link) = (folder + "/draws.csv", folder + "/latest.csv")
      try table(seed: 5, chains: [1]).write(to: path)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
      try table(seed: 6, chains: [4]).write(to: link)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
      #expect(try DrawsTable(contentsOf: path).drawCount(ofChain: 0) == 4)
    }
  }

  @Test func `a failure to write is said, and leaves what was there`() throws {
    let table = try table(seed: 7, chains: [2])
    try withTemporaryFolder { (folder: String) throws in
      let missing = folder + "/none/draws.csv"
      let error = #expect(throws: TableError.self) { try table.write(to: missing) }
      #expect(error?.description == "\(missing): cannot be written: No such file or directory")
      let isFolder = #expect(throws: TableError.self) { try table.write(to: folder) }
      #expect(isFolder?.description == "\(folder): cannot be written: Is a directory")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test func `a pipe is written to, not replaced`() throws {
    let table = try DrawsTable(names: ["x"], columns: [[(0..<30_000).map(Double.init)]])
    try withTemporaryFolder { (folder: String) throws in
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      Thread { try? table.write(to: pipe) }.start()
      #expect(try DrawsTable(contentsOf: pipe) == table)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["pipe"])
      var status = stat()
      #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test func `whether a table has a place is known before it is written, and nothing is left behind`() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/draws.csv"
      try FileBytes.requirePlace(file)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      try Data("old".utf8).write(to: URL(fileURLWithPath: file))
      try FileBytes.requirePlace(file)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["draws.csv"])
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "old")
      try FileBytes.requirePlace("/dev/null")
      let long = folder + "/" + String(repeating: "x", count: 300)
      for place in [folder, folder + "/none/draws.csv", file + "/draws.csv", folder + "/", long, ""] {
        let error = #expect(throws: TableError.self) { try FileBytes.requirePlace(place) }
        #expect(error?.description.hasPrefix("\(place): cannot be written: ") == true, "\(place)")
        // What is said before is what would be said after.
        if !place.isEmpty {
          #expect(throws: TableError.self) { try DrawsTable(names: ["x"], columns: [[[1]]]).write(to: place) }
        }
      }
    }
  }

  @Test(arguments: ["-1,0,1\n", "-9223372036854775808,0,1\n", "1e30,0,1\n", "nan,0,1\n", "0.5,0,1\n", "0,-1,1\n"])
  func `a chain or draw that is no next number is an error of its line`(row: String) throws {
    let error = #expect(throws: TableError.self) {
      _ = try DrawsTable(csv: Array("chain,draw,x\n\(row)".utf8), file: "draws.csv")
    }
    #expect("\(try #require(error))".contains("draws.csv:2"))
  }

  @Test func `columns that make no table are an error`() throws {
    #expect(throws: TableError.self) { _ = try DrawsTable(names: ["x"], columns: []) }
    #expect(throws: TableError.self) { _ = try DrawsTable(names: ["x", "x"], columns: [[[1]], [[2]]]) }
    #expect(throws: TableError.self) { _ = try DrawsTable(names: ["x\0"], columns: [[[1]]]) }
    #expect(throws: TableError.self) { _ = try DrawsTable(names: ["x", "y"], columns: [[[1]], [[1, 2]]]) }
    #expect(try DrawsTable(names: [], columns: []).drawCount(ofChain: 3) == 0)
  }
}
