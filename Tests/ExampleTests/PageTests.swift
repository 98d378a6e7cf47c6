// The pages of the documentation's catalogs: their code is that of programs, their output is what the programs print now.

import ApusTestSupport
import Foundation
import Testing

@Suite(.serialized) struct PageTests {
  /// A fenced block, with the comment on the line above it.
  struct Block: Sendable, CustomTestStringConvertible {
    let language: String
    let mark: String
    let lines: [String]

    /// The rest of the mark after a word; nil where it begins with another.
    func mark(after word: String) -> String? {
      mark.hasPrefix("<!-- \(word): ") && mark.hasSuffix(" -->")
        ? String(mark.dropFirst(word.count + 7).dropLast(4)) : nil
    }

    var testDescription: String { mark }
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func lines(of file: String) throws -> [String] {
    try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8).components(separatedBy: "\n")
  }

  /// The pages, by path: Sources/*/*.docc/*.md.
  private static let pages: [String] = {
    let sources = root.appendingPathComponent("Sources").path
    let files = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".md") && $0.contains(".docc/") }.sorted().map { "Sources/\($0)" }
  }()

  private static let blocks: [Block] = pages.flatMap { path -> [Block] in
    let page = (try? lines(of: path)) ?? []
    let fences = page.indices.filter { page[$0].hasPrefix("```") }
    return stride(from: 0, to: fences.count - 1, by: 2).map { index in
      let (start, end) = (fences[index], fences[index + 1])
      return Block(
        language: String(page[start].dropFirst(3)), mark: start > 0 ? page[start - 1] : "",
        lines: Array(page[(start + 1)..<end]))
    }
  }

  /// The text without its numbers, and the numbers. Left out is what is the machine's: its backend, the time that a
  /// verification took, and for how many points there was time.
  private static func parts(_ line: String) -> (words: String, numbers: [Double]) {
    let number = /-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?/
    let line = line.replacing("on the interpreter", with: "in native code")
      .replacing(/\([0-9.]+ ms\)/, with: "").replacing(/.and [0-9]+ other points?/, with: "")
      .replacing(/; (native code, inlined|called by native code|interpreter)/, with: "")
    let words = line.replacing(number, with: "#").split(separator: " ").joined(separator: " ")
    return (words, line.matches(of: number).compactMap { Double($0.output.0) })
  }

  /// The lines that contain a text, or those from one that contains a text to the next that contains another: `FROM … TO`.
  private static func part(_ mark: String, of lines: [String]) -> [String] {
    let ends = mark.components(separatedBy: " … ")
    guard ends.count == 2, let start = lines.firstIndex(where: { $0.contains(ends[0]) }),
      let end = lines[start...].firstIndex(where: { $0.contains(ends[1]) })
    else { return lines.filter { mark.isEmpty || $0.contains(mark) } }
    return Array(lines[start...end])
  }

  @Test func `every block of code and of output says where it comes from`() {
    #expect(Self.pages.count >= 12, "\(Self.pages)")
    #expect(Self.blocks.count { $0.language == "swift" } > 6 && Self.blocks.count { $0.language == "text" } > 5)
    #expect(Self.blocks.count { $0.language == "python" } > 4)
    for block in Self.blocks {
      switch block.language {
      case "swift", "stan": #expect(block.mark(after: "from") != nil, "\(block.lines)")
      case "python":
        #expect(block.mark(after: "from") != nil || block.mark(after: "output of") != nil, "\(block.lines)")
      case "text": #expect(block.mark(after: "output of") != nil, "\(block.lines)")
      default: #expect(block.language == "sh", "\(block.lines)")
      }
    }
  }

  @Test(arguments: blocks.filter { $0.mark(after: "from") != nil }) func `code is that of a program`(block: Block)
    throws
  {
    let file = try Self.lines(of: try #require(block.mark(after: "from")))
    let isPart = file.indices.contains { start in
      guard start + block.lines.count <= file.count else { return false }
      let part = file[start..<(start + block.lines.count)]
      let indent = part.first.map { $0.prefix { $0 == " " } } ?? ""
      return zip(part, block.lines).allSatisfy { $0 == ($1.isEmpty ? "" : indent + $1) }
    }
    #expect(isPart, "\(block.mark):\n\(block.lines.joined(separator: "\n"))")
  }

  /// Words are compared exactly. Numbers of a verification agree to 1e-6, since other libraries round them otherwise; errors
  /// of rounding, and statistics of draws, are only as many as the page has.
  @Test(arguments: blocks.filter { $0.mark(after: "output of") != nil })
  func `output is what the program prints`(block: Block) throws {
    let mark = try #require(block.mark(after: "output of")).components(separatedBy: " | ")
    let command = mark[0].split(separator: " ").map(String.init)
    let printed = Self.part(
      mark.count > 1 ? mark[1] : "",
      of: try BuiltProgram(command[0]).run(Array(command.dropFirst())).output
        .trimmingCharacters(in: .newlines).components(separatedBy: "\n"))
    #expect(printed.count == block.lines.count, "\(printed.joined(separator: "\n"))")
    for (found, quoted) in try paired(printed, block.lines) {
      let (now, then) = (Self.parts(found), Self.parts(quoted))
      #expect(now.words == then.words)
      guard command.contains("verify") else { continue }
      for (a, b) in try paired(now.numbers, then.numbers, mayBeEmpty: true) where max(abs(a), abs(b)) > 1e-4 {
        #expect(abs(a - b) <= 1e-6 * max(abs(a), abs(b)), "\(found)\n\(quoted)")
      }
    }
  }

  @Test func `the page of models has every model in PyMC, Stan and Swift`() throws {
    let folder = Self.root.appendingPathComponent("Scripts/reference/stan")
    let programs = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
      "Scripts/reference/stan/\($0)"
    }
    let blocks = Self.blocks.filter { $0.mark(after: "from") != nil }
    func count(_ file: String) -> Int { blocks.count { $0.mark(after: "from") == file } }
    #expect(programs.count >= 30)
    for program in programs { #expect(count(program) == 1, "\(program)") }
    #expect(count("Scripts/reference/pymc-models.py") == programs.count)
    #expect(count("Tests/ApusModelTests/PyMC/PyMCModels.swift") == programs.count)
  }

  @Test func `the page of distributions has a row for every family`() throws {
    let page = try Self.lines(of: "Sources/Apus/Apus.docc/Distributions.md")
    let rows = page.compactMap { $0.firstMatch(of: /^\| ``(?<name>\w+)`` \|(?<rest>.*)/) }
    let exports = try Self.lines(of: "Sources/Apus/Distributions.swift")
    let families = exports.compactMap { $0.firstMatch(of: /import struct ApusDistributions\.(?<name>\w+)$/) }
      .map { String($0.name) }.filter { !$0.hasSuffix("Transform") }
    #expect(families.count >= 29)
    #expect(rows.map { String($0.name) }.sorted() == families.sorted())
    for row in rows { #expect(row.rest.contains("`\(row.name)("), "\(row.name)") }
  }
}
