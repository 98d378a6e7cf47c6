// The page Documentation/YourGradient.md: its code is that of programs, its output is what the programs print now.

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

  private static let blocks: [Block] = {
    let page = (try? lines(of: "Documentation/YourGradient.md")) ?? []
    let fences = page.indices.filter { page[$0].hasPrefix("```") }
    return stride(from: 0, to: fences.count - 1, by: 2).map { index in
      let (start, end) = (fences[index], fences[index + 1])
      return Block(
        language: String(page[start].dropFirst(3)), mark: start > 0 ? page[start - 1] : "",
        lines: Array(page[(start + 1)..<end]))
    }
  }()

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

  @Test func `every block of code and of output says where it comes from`() {
    #expect(Self.blocks.count { $0.language == "swift" } > 6 && Self.blocks.count { $0.language == "text" } > 5)
    for block in Self.blocks {
      switch block.language {
      case "swift": #expect(block.mark(after: "from") != nil, "\(block.lines)")
      case "text": #expect(block.mark(after: "output of") != nil, "\(block.lines)")
      default: #expect(block.language == "sh", "\(block.lines)")
      }
    }
  }

  @Test(arguments: blocks.filter { $0.language == "swift" }) func `code is that of a program`(block: Block) throws {
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
  @Test(arguments: blocks.filter { $0.language == "text" })
  func `output is what the program prints`(block: Block) throws {
    let mark = try #require(block.mark(after: "output of")).components(separatedBy: " | ")
    let command = mark[0].split(separator: " ").map(String.init)
    let printed = try BuiltProgram(command[0]).run(Array(command.dropFirst())).output
      .trimmingCharacters(in: .newlines).components(separatedBy: "\n")
      .filter { mark.count == 1 || $0.contains(mark[1]) }
    #expect(printed.count == block.lines.count, "\(printed.joined(separator: "\n"))")
    for (found, quoted) in zip(printed, block.lines) {
      let (now, then) = (Self.parts(found), Self.parts(quoted))
      #expect(now.words == then.words)
      guard command.contains("verify") else { continue }
      for (a, b) in zip(now.numbers, then.numbers) where max(abs(a), abs(b)) > 1e-4 {
        #expect(abs(a - b) <= 1e-6 * max(abs(a), abs(b)), "\(found)\n\(quoted)")
      }
    }
  }
}
