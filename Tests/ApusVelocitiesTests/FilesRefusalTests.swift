// What is refused in files of velocities, to the letter: one line with file, line, column and what would do.

import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct FilesRefusalTests {
  private func message(_ bytes: [UInt8], columns: String = "", skipping: Bool = false) -> String {
    do throws(VelocityError) {
      let columns = try VelocityColumns(columns)
      _ = try VelocityTable.read(
        [VelocitySource(bytes: bytes, file: "v.txt")], columns: columns, skippingMissing: skipping)
      return "no error"
    } catch { return error.description }
  }

  private func message(_ text: String, columns: String = "") -> String { message(Array(text.utf8), columns: columns) }

  @Test(arguments: [
    ("", "v.txt: the file holds no table"), ("# only this\n\n", "v.txt: the file holds no table"),
    ("time,rv,err\n", "v.txt:1: there are words but no row of numbers: no velocities"),
    ("Dear colleague,\nhere they are.\n", "v.txt:1: there are words but no row of numbers: no velocities"),
    ("time,rv,err\n1,2,3\n", "v.txt: 1 velocities are too few for a fit; at least 2 are needed"),
    ("time,rv,err\n1,2,3\n1,3,4\n", "v.txt: all velocities are at one time"),
    (
      "1 2\n2 3\n",
      "v.txt:1: no error column: the rows have 2 columns and no header; a time, a velocity and an error are needed"
    ),
    ("time,rv,err\n1,2,3\n2,abc,4\n", "v.txt:3: column 'rv' holds \"abc\", which is no number"),
    ("# c\n1 2 3\n\n2 x 4\n", "v.txt:4: column '2' holds \"x\", which is no number"),
    ("time,rv,err\n1,2,3\n2,,4\n", "v.txt:3: column 'rv' is empty: rows without a value must be left out"),
    (
      "time,rv,err\n1,2,3\n2,NaN,4\n",
      "v.txt:3: column 'rv' holds \"NaN\", which is no value: such rows must be left out"
    ),
    (
      "time,rv,err\n1,2,3\n2,--,4\n", "v.txt:3: column 'rv' holds \"--\", which is no value: such rows must be left out"
    ),
    (
      "time,rv,err\n1,2,3\n2,null,4\n",
      "v.txt:3: column 'rv' holds \"null\", which is no value: such rows must be left out"
    ),
    (
      "time,rv,err\n1,2,3\n2,1e999,4\n",
      "v.txt:3: column 'rv' holds \"1e999\", which is no value: such rows must be left out"
    ),
    ("time,rv,err\n1,2,3\n2,3,0\n", "v.txt:3: column 'err': the error 0.0 is not positive"),
    ("time,rv,err\n1,2,3\n2,3,-4\n", "v.txt:3: column 'err': the error -4.0 is not positive"),
    (
      "time;rv;err\n1;2;3\n2;3,5;4\n",
      "v.txt:3: column 'rv' holds \"3,5\", which is a number with a decimal comma: a point is needed"
    ),
    (
      "date,rv,err\n2004-08-20,2,3\n2004-08-21,3,4\n",
      "v.txt:2: column 'date' holds \"2004-08-20\", which is a date of the calendar: Julian dates in days are needed"
    ),
    ("time,rv,err\n1,2,3\n2,3\n", "v.txt:3: the row has 2 cells, the header in line 1 3"),
    ("1 2 3\n2 3 4 5\n", "v.txt:2: the row has 4 cells, the first row 3"),
    ("time,rv,err\n1,2,3\n2,\"3,4\n", "v.txt:3: a quoted cell does not end on its line"),
    (
      "time,rv,err\n1e19,2,3\n2,3,4\n",
      "v.txt:2: column 'time' holds 1e+19, which is no time of an observation: Julian dates of the years 1800 to 2100, or at "
        + "most 100,000 days from any zero"
    ),
    (
      "time,rv,err\n2450000,2,3\n55000,3,4\n",
      "v.txt:3: the time 55000.0 and the first one, 2450000.0, do not count from one zero: each file needs times of one kind"
    ),
    (
      "time,rv,err\n5001,2,3\n55000,3,4\n",
      "v.txt:3: the time 55000.0 and the first one, 5001.0, do not count from one zero: each file needs times of one kind"
    ),
    (
      "mjd,rv,err\n900000,2,3\n55000,3,4\n",
      "v.txt:2: column 'mjd' holds 900000.0, which is no time of an observation as MJD: Julian dates of the years 1800 to 2100, "
        + "or at most 100,000 days from any zero"
    ),
    (
      "time (years),rv,err\n2004.5,2,3\n2005,3,4\n",
      "v.txt:1: column 'time (years)' holds times in years, and days are needed"
    ),
    ("time,rv,err\n1,4e8,3\n2,3,4\n", "v.txt:2: column 'rv' holds \"4e8\", which is faster than light in m/s"),
    (
      "name,time,rv,err\n" + ["a", "b", "c", "d"].map { "\($0),1,2,3\n\($0),2,2,3\n" }.joined(),
      "v.txt:1: column 'name' names 4 stars ('a', 'b', 'c', …): the table of one is needed"
    ),
    ("time,rv,err,tel\n1,2,3,k\n2,3,4,\n", "v.txt:3: column 'tel' is empty: rows without a value must be left out"),
    ("a\u{0}b", "v.txt:1: there is a NUL byte: the file is not text, or text in UTF-16"),
    ("SIMPLE  =                    T", "v.txt: the file is a FITS file: save the table as CSV"),
    ("PK\u{3}\u{4}zip", "v.txt: the file is a zip archive (xlsx, ods, npz and others are such): save the table as CSV"),
    ("<?xml version='1.0'?>", "v.txt: the file is XML (a VOTable?): save the table as CSV or tab-separated text"),
    ("\n<!DOCTYPE html>", "v.txt: the file is a web page, not the table on it"),
    ("{\"time\": [1, 2]}", "v.txt: the file is JSON: save the table as CSV"),
  ])
  func `messages say where, what, and what to do`(text: String, expected: String) {
    #expect(message(text) == expected)
  }

  @Test func `a missing column is named with the names that would have been accepted`() {
    let text = message("epoch_of,velocity,error\n1,2,3\n2,3,4\n".replacing("epoch_of", with: "x"))
    #expect(
      text
        == "v.txt:1: there is no column of times (the columns are 'x', 'velocity', 'error'); names that would have been "
        + "accepted: time, bjd, bjd_tdb, hjd, jd, rjd, mjd, bjd-2450000, btjd, epoch, date, t, …; --columns names any other"
    )
    #expect(message("time,velocity,weight\n1,2,3\n2,3,4\n").contains("there is no column of errors"))
    #expect(message("time,a,error\n1,2,3\n2,3,4\n").contains("there is no column of velocities"))
    #expect(
      message("time,rv,err\n1,2,3\n2,3,4\n", columns: "time=when")
        == "v.txt:1: there is no column 'when' (the columns are 'time', 'rv', 'err')")
    #expect(
      message("1 2 3\n2 3 4\n", columns: "time=7")
        == "v.txt: there is no column '7' (the columns are '1', '2', '3')")
    #expect(message("1 2 3\n2 3 4\n", columns: "time=1,velocity=1") == "two of the columns that are named are one")
    #expect(message("1 2 3\n2 3 4\n", columns: "when=1").contains("names no column"))
    #expect(message("1 2 3\n2 3 4\n", columns: "time=1,time=2").contains("named twice"))
  }

  @Test func `the kinds of packed and binary files are told`() {
    for (bytes, words) in [
      ([0x1F, 0x8B, 8, 0], "a gzip file: unpack it first"), (Array("BZh91AY".utf8), "a bzip2 file"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "an xz file"), ([0xFF, 0xFE, 0x31, 0], "text in UTF-16: save it as UTF-8"),
      ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"), ([0x93] + Array("NUMPY".utf8), "a NumPy array"),
      (Array("%PDF-1.4".utf8), "a PDF file"), ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
    ] as [([UInt8], String)] { #expect(message(bytes).hasPrefix("v.txt: the file is \(words)"), "\(message(bytes))") }
  }

  @Test func `long lines and large files are refused at once`() {
    let began = ThreadTime.seconds
    let line = [UInt8](repeating: UInt8(ascii: "7"), count: 20_000_000)
    #expect(
      message(Array("time rv err\n1 2 3\n".utf8) + line)
        == "v.txt:3: the line has 20000000 bytes, too many for a row of a table of velocities")
    #expect(
      message([UInt8](repeating: UInt8(ascii: "7"), count: 100 << 20))
        == "v.txt: the file has more than 64 MiB, too many for a table of velocities")
    #expect(ThreadTime.seconds - began < 5)
  }

  @Test func `what a terminal would obey is shown escaped, in messages and in names`() throws {
    let header = message("t\u{1B}[2J\u{202E},rv,err\n1,2,3\n2,3,4\n")
    #expect(header.contains("'t\\u{1B}[2J\\u{202E}'") && !header.contains("\u{1B}"))
    let cell = message("time,rv,err\n1,\u{1B}[31mx,3\n2,3,4\n")
    #expect(cell.contains("\"\\u{1B}[31mx\"") && !cell.contains("\u{1B}"))
    let source = VelocitySource(
      bytes: Array("t,rv,err,tel\n1,2,3,\u{1B}[31m\u{7}k\n2,3,4,j\n".utf8), file: "a\u{1B}\n.txt")
    let reading = try VelocityTable.read([source])
    #expect(reading.table.instruments == ["\\u{1B}[31m\\u{7}k", "j"])
    #expect(reading.notes.allSatisfy { $0.hasPrefix("a\\u{1B}\\u{A}.txt: ") })
    let long = message("time,rv,err,tel\n1,2,3,\(String(repeating: "k", count: 81))\n2,3,4,j\n")
    #expect(long.contains("v.txt:2: column 'tel'") && long.contains("longer than the 80 characters"))
  }

  @Test func `files that cannot be read keep their cases`() {
    let missing = #expect(throws: VelocityError.self) { try VelocityTable(contentsOf: "/no/such/file") }
    guard case .table(.missingFile("/no/such/file")) = missing else {
      Issue.record("\(String(describing: missing))")
      return
    }
    let folder = #expect(throws: VelocityError.self) { try VelocityTable(contentsOf: "/") }
    guard case .table(.unreadable("/", _)) = folder else {
      Issue.record("\(String(describing: folder))")
      return
    }
    let endless = #expect(throws: VelocityError.self) { try VelocityTable(contentsOf: "/dev/zero") }
    guard case .tooLarge = endless else {
      Issue.record("\(String(describing: endless))")
      return
    }
  }
}
