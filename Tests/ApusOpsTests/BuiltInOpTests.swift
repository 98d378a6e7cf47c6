// Which Ops are Apus's own: all that the law tables apply, and every Op that is declared in the sources but routines' calls.

import ApusGraph
import ApusOpLaws
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite struct BuiltInOpTests {
  /// The calls of users' routines.
  static let calls: Set<String> = ["BlackBox", "CustomFunctionCall"]

  private func strangers(_ outputs: [Tensor]) throws -> Set<String> {
    Set(
      try Traversal.topologicalOrder(of: outputs).filter { ![.builtIn, .modifier].contains($0.op.rule) }.map(\.op.name))
  }

  @Test func `every Op of the law tables is Apus's own`() throws {
    var count = 0
    let elementwise = try Reference.load("ops-elementwise") as [String: ElementwiseReference]
    for row in ElementwiseLaws.all {
      for sample in row.law(try #require(elementwise[row.name])).samples.prefix(1) {
        let results = row.law(try #require(elementwise[row.name])).build(sample.map { .argument("x", $0.type) })
        #expect(try strangers(results) == [])
        count += 1
      }
    }
    #expect(count == ElementwiseLaws.all.count && count > 50)
  }

  @Test func `every Op that the sources declare bears the mark, but the calls of users' routines`() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    let declaration =
      #/struct (?<name>\w+)(?:<[^>]*>)?: (?<protocols>[^{]*)\{/#
    let kinds =
      #/\b(Op|PreparedOp|\w*Elementwise|\w*ElementwiseOp|ForwardDifferentiable|ResidualBearing|SymbolicOp|PiecewiseConstant|GradientModifier)\b/#
    var found: [String: Bool] = [:]
    for case let file as URL in files where file.pathExtension == "swift" {
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: declaration) {
        guard match.protocols.contains(kinds) else { continue }
        found["\(match.name)"] = match.protocols.contains(#/\b(BuiltInOp|ModifierOp)\b/#)
      }
    }
    #expect(found.count > 100)
    #expect(Set(found.filter { !$0.value }.keys) == Self.calls)
  }
}
