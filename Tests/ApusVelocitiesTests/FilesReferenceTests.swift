// Files of velocities in some fifty forms, read as programs other than Apus read them.

import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

/// The files of `Tests/Fixtures/velocities`, which Scripts/reference/velocity-files.py writes.
enum VelocityFixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/velocities").path

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
}

@Suite struct FilesReferenceTests {
  private struct Content: Decodable {
    let times, velocities, errors: [Double]
    let instruments: [String]
    let frame: String
    let zero: Double
  }

  private static let contents: [String: Content] = (try? Reference.load("velocity-files")) ?? [:]

  @Test func `every fixture has its reading`() {
    #expect(VelocityFixtures.names.count >= 50)
    #expect(VelocityFixtures.names == Self.contents.keys.sorted())
  }

  @Test(arguments: VelocityFixtures.names)
  func `files are read to the last bit as other programs read them`(name: String) throws {
    let content = try #require(Self.contents[name])
    let reading = try VelocityTable.read([VelocitySource(path: VelocityFixtures.path(name))])
    let table = reading.table
    #expect(table.times == content.times)
    #expect(table.velocities == content.velocities)
    #expect(table.errors == content.errors)
    #expect(table.instrumentIndices.map { table.instruments[$0] } == content.instruments)
    #expect(
      reading.timeSystem == (content.frame.isEmpty ? nil : TimeSystem(frame: content.frame, offset: content.zero)))
    for sentence in reading.notes + reading.warnings { #expect(!sentence.contains("\n")) }
  }

  /// A `.sys` file names files in its folder, and a text in Latin-1 is not one with a mark of UTF-8.
  private static let texts = VelocityFixtures.names.filter { !$0.hasSuffix(".sys") && $0 != "latin1.txt" }

  @Test(arguments: texts)
  func `line ends, blank lines and a byte-order mark change nothing`(name: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: VelocityFixtures.path(name)))
    let text = try #require(String(bytes: data, encoding: .utf8))
    let plain = try VelocityTable.read([VelocitySource(bytes: Array(data), file: name)])
    let lines = text.replacing("\u{FEFF}", with: "").replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    for changed in [
      "\u{FEFF}" + lines, lines.replacing("\n", with: "\r\n"), lines.replacing("\n", with: "\r"),
      lines.replacing("\n", with: " \n"), "\n\n" + lines + "\n\n", String(lines.dropLast()),
    ] {
      let reading = try VelocityTable.read([VelocitySource(bytes: Array(changed.utf8), file: name)])
      #expect(reading.table.times == plain.table.times && reading.table.velocities == plain.table.velocities)
      #expect(reading.table.errors == plain.table.errors && reading.table.instruments == plain.table.instruments)
      #expect(reading.timeSystem == plain.timeSystem)
    }
  }

  @Test func `a file by its path is the same table`() throws {
    let path = VelocityFixtures.path("radvel.txt")
    let table = try VelocityTable(contentsOf: path)
    #expect(try table.velocities == VelocityTable.read([VelocitySource(argument: path)]).table.velocities)
    #expect(table.instruments == ["k", "j", "a"] && table.count == 12)
  }
}
