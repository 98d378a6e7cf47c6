// Damaged files of velocities are read or refused, whatever was damaged; nothing crashes, and nothing takes long.

import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct FilesFuzzTests {
  /// Reads bytes; what is read is checked, what is refused must be one line without control characters. False if refused.
  private func isRead(_ bytes: [UInt8], _ what: String) -> Bool {
    do throws(VelocityError) {
      let reading = try VelocityTable.read([VelocitySource(bytes: bytes, file: "fuzz.txt")])
      let table = reading.table
      #expect(table.count >= 2 && table.span > 0, "\(what)")
      #expect(table.velocities.count == table.count && table.instrumentIndices.count == table.count, "\(what)")
      #expect(table.times.allSatisfy(\.isFinite) && table.velocities.allSatisfy(\.isFinite), "\(what)")
      #expect(table.errors.allSatisfy { $0 > 0 && $0.isFinite }, "\(what)")
      for sentence in reading.notes + reading.warnings + table.instruments { requireHarmless(sentence, what) }
      return true
    } catch {
      requireHarmless(error.description, what)
      return false
    }
  }

  private func requireHarmless(_ sentence: String, _ what: String) {
    #expect(sentence.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "\(what): \(sentence)")
  }

  private static let originals: [[UInt8]] = VelocityFixtures.names.compactMap {
    FileManager.default.contents(atPath: VelocityFixtures.path($0)).map { Array($0) }
  }

  @Test func `two thousand damaged files are read or refused`() throws {
    try #require(Self.originals.count >= 50)
    var generator = TestNumbers(seed: 11)
    let began = ThreadTime.seconds
    var readCount = 0
    for round in 0..<2_000 {
      var bytes = Self.originals[round % Self.originals.count]
      damage(&bytes, &generator)
      if isRead(bytes, "round \(round)") { readCount += 1 }
    }
    // Both happen often, or the damage is of the wrong kind.
    #expect(readCount > 200 && readCount < 1_800, "\(readCount)")
    #expect(ThreadTime.seconds - began < 30)
  }

  private func damage(_ bytes: inout [UInt8], _ generator: inout TestNumbers) {
    for _ in 0...generator.integer(below: 3) where !bytes.isEmpty {
      switch generator.integer(below: 6) {
      case 0: bytes[generator.integer(below: bytes.count)] = UInt8(truncatingIfNeeded: generator.next())
      case 1: bytes[generator.integer(below: bytes.count)] ^= 1 << UInt8(generator.integer(below: 8))
      case 2: bytes.removeLast(generator.integer(below: bytes.count))
      case 3: bytes.remove(at: generator.integer(below: bytes.count))
      case 4:
        let meaning = Array(",;|\t \"'#-=\\\n\r[]()0123456789.eED+\u{E9}".utf8)
        bytes.insert(generator.element(of: meaning), at: generator.integer(below: bytes.count))
      default:
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let (a, b) = (generator.integer(below: lines.count), generator.integer(below: lines.count))
        lines.swapAt(a, b)
        bytes = Array(lines.joined(separator: [10]))
      }
    }
  }

  @Test func `bytes that mean something never crash`() {
    var generator = TestNumbers(seed: 12)
    let pieces = [
      "time", "rv", "err", "bjd", "RV[]", "a", "|", "\\A=b", "#", "---", "-", ",", ";", "\t", " ", "\n", "\n", "\n",
      "\"", "(m/s)", "1",
      "2450000.5", "-3.5", "nan", "Byte-by-byte Description", "--------------------", "#---Details of Columns:",
      " A (F1) b",
      "   1-  6 F6.3 d BJD x", "\r", "\u{FEFF}", "é",
    ]
    for round in 0..<10_000 {
      let text = (0..<generator.integer(below: 40)).map { _ in generator.element(of: pieces) }.joined()
      _ = isRead(Array(text.utf8), "round \(round)")
    }
  }

  @Test func `random bytes never crash`() {
    var generator = TestNumbers(seed: 13)
    for round in 0..<5_000 {
      let bytes = (0..<generator.integer(below: 80)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      _ = isRead(bytes, "round \(round)")
    }
  }

  @Test func `large files of any content take less than ten seconds of work each`() {
    let count = 4 << 20
    func filled(_ text: String, after head: String = "") -> [UInt8] {
      let piece = Array(text.utf8)
      return Array(head.utf8) + (0..<count / piece.count).flatMap { _ in piece }
    }
    let columns = (0..<8_000).map { "c\($0)" }.joined(separator: ",")
    let description = """
      Byte-by-byte Description of file: x
      --------------------
      Bytes Format Units Label
      --------------------
         1-  6 F6.3 d BJD x
         7-  9 F3.1 m/s RV x
       60000-60004 F4.1 m/s e_RV x
      --------------------

      """
    for (name, bytes) in [
      ("words", filled("time and tide ")), ("lines of words", filled("time and tide\n")), ("spaces", filled("  \t ")),
      ("blank lines", filled("\n")), ("dashes", filled("----\n")), ("comments", filled("# a = b\n")),
      ("details", filled("#---Details of Columns:\n A (F1) b\n")), ("Latin-1", filled("caf\u{E9}\n", after: "")),
      ("mixed times", filled("2450000 1 2\n") + Array("5 1 2\n".utf8)),
      ("wide", filled("1,2\n", after: columns + "\n")),
      ("far column", filled("1\n", after: description)), ("quotes", filled("\"a\" \"\"\"b\"\n")),
      ("names", filled("RV[] x\n")), ("pipes", filled("|a|b|\n")), ("numbers", filled("2450000.5 1 2\n")),
    ] as [(String, [UInt8])] {
      let seconds = ThreadTime.measure { _ = isRead(bytes, name) }
      #expect(seconds < 10, "\(name): \(seconds) s")
    }
  }

  @Test func `a hundred thousand rows take less than five seconds of work`() throws {
    var text = "bjd,rv,err,tel\n"
    for row in 0..<100_000 { text += "\(2_450_000 + 0.01 * Double(row)),\(row % 7),1.5,k\(row % 3)\n" }
    let began = ThreadTime.seconds
    let table = try VelocityTable.read([VelocitySource(bytes: Array(text.utf8), file: "long.csv")]).table
    #expect(table.count == 100_000 && table.instruments.count == 3)
    #expect(ThreadTime.seconds - began < 5)
  }
}
