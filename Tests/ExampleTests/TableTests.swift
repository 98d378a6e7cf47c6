// The tables that CONTRIBUTING's paths name have a row for every function of tensors and every family of distributions.

import Foundation
import Testing

@Suite struct TableTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The text of a file, or of all files of a folder.
  private static func text(_ path: String) throws -> String {
    let place = root.appending(path: path)
    guard path.hasSuffix("/") else { return try String(contentsOf: place, encoding: .utf8) }
    let files =
      FileManager.default.enumerator(at: place, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    let texts = files.filter { ["swift", "md"].contains($0.pathExtension) }
    return try texts.map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
  }

  /// What a pattern finds in a text, each once.
  private static func names(_ pattern: Regex<(Substring, Substring)>, in text: String) -> [String] {
    Set(text.matches(of: pattern).map { String($0.output.1) }).sorted()
  }

  @Test(arguments: ["Sources/Apus/Apus.docc/", "Tests/ApusModelTests/Misuse/"])
  func `every function of tensors is on the page and in the table of misuse`(table: String) throws {
    let functions = Self.names(/(?m)^public func (\w+)[(<]/, in: try Self.text("Sources/ApusOps/"))
    #expect(functions.count > 100)
    let rows = try Self.text(table)
    for function in functions { #expect(rows.contains("\(function)("), "\(function) is missing in \(table)") }
  }

  @Test(arguments: [
    ("Sources/Apus/Apus.docc/Distributions.md", [String]()), ("Sources/Apus/Apus.docc/Apus.md", []),
    ("Tests/ApusDistributionsTests/EdgeTests.swift", []),
    // What has no quantile in closed form, or no number at all.
    ("Tests/ApusJAXTests/CatalogueTests.swift", ["Categorical", "Flat", "HalfFlat"]),
  ])
  func `every univariate family is in the tables of families`(table: String, exceptions: [String]) throws {
    let sources =
      try Self.text("Sources/ApusDistributions/Continuous/") + Self.text("Sources/ApusDistributions/Discrete/")
    let shown = Set(
      Self.names(/import struct ApusDistributions\.(\w+)/, in: try Self.text("Sources/Apus/Distributions.swift")))
    let families = Self.names(/(?m)^public struct (\w+)/, in: sources).filter(shown.contains)
    #expect(families.count >= 20)
    let words = Set(Self.names(/\b(\w+)\b/, in: try Self.text(table)))
    for family in families {
      #expect(words.contains(family) != exceptions.contains(family), "\(family) in \(table)")
    }
  }

  @Test func `every distribution is in the table of misuse`() throws {
    let pattern =
      /(?m)^(?:public )?(?:struct|extension) (\w+): [^{]*\b(?:\w*Distribution(?:With\w+)?|LocationScaleFamily)\b/
    let families = Self.names(pattern, in: try Self.text("Sources/ApusDistributions/"))
    #expect(families.count >= 100)
    let rows = try Self.text("Tests/ApusModelTests/Misuse/")
    for family in families { #expect(rows.contains("\(family)("), "\(family) is not in the table of misuse") }
  }
}
