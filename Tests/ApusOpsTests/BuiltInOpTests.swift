// Which Ops are Apus's own: all that the law tables apply, and every Op that is declared in the sources but routines' calls.

import ApusDifferentiation
import ApusGraph
import ApusOpLaws
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite struct BuiltInOpTests {
  /// The calls of users' routines.
  static let calls: Set<String> = ["BlackBox", "CustomFunctionCall", "UnknownRoutine"]

  /// The Ops in the results of laws, and in their gradients, that are not Apus's own.
  private func strangers(_ laws: [OpLaw], differentiating: Bool = true) throws -> [String] {
    var names: Set<String> = []
    for law in laws {
      for sample in law.samples.prefix(1) {
        let arguments = sample.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
        let results = law.build(arguments)
        let outputs = results.filter { differentiating && $0.type.isDifferentiable }
        let inputs = arguments.filter { $0.type.isDifferentiable }
        let seeds = outputs.map { Tensor.argument("cotangent", $0.type) }
        let products = try vectorJacobianProduct(of: outputs, cotangents: seeds, withRespectTo: inputs)
        let order = try Traversal.topologicalOrder(of: results + products.compactMap { $0 })
        names.formUnion(order.map(\.op).filter { ![.builtIn, .modifier].contains($0.rule) }.map(\.name))
      }
    }
    return names.sorted()
  }

  @Test func `every Op of the elementwise law table is Apus's own`() throws {
    let references: [String: ElementwiseReference] = try Reference.load("ops-elementwise")
    for row in ElementwiseLaws.all {
      #expect(try strangers([row.law(try #require(references[row.name]))]) == [], "\(row.name)")
    }
    #expect(ElementwiseLaws.all.count > 50)
  }

  @Test func `every Op of the array law table is Apus's own`() throws {
    let references: [String: ArrayReference] = try Reference.load("ops-arrays")
    for row in ArrayLaws.all {
      let reference = try #require(references[row.name])
      let (laws, edges) = (row.laws(reference), row.edgeLaws(reference))
      #expect(!laws.isEmpty || !edges.isEmpty)
      #expect(try strangers(laws) == [], "\(row.name)")
      #expect(try strangers(edges, differentiating: false) == [], "\(row.name)")
    }
    #expect(ArrayLaws.all.count > 100)
  }

  /// The Ops that the sources declare, with whether they bear the mark, and the target.
  private func declared() throws -> [String: (isMarked: Bool, target: String)] {
    let sources = Self.root.appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    let declaration =
      #/struct (?<name>\w+)(?:<[^>]*>)?: (?<protocols>[^{]*)\{/#
    let kinds =
      #/\b(Op|PreparedOp|\w*Elementwise|\w*ElementwiseOp|ForwardDifferentiable|ResidualBearing|SymbolicOp|PiecewiseConstant|GradientModifier)\b/#
    var found: [String: (isMarked: Bool, target: String)] = [:]
    for case let file as URL in files where file.pathExtension == "swift" {
      let target = file.pathComponents.dropFirst(sources.pathComponents.count).first ?? ""
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: declaration) {
        guard match.protocols.contains(kinds) else { continue }
        found["\(match.name)"] = (match.protocols.contains(#/\b(BuiltInOp|ModifierOp)\b/#), target)
      }
    }
    return found
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test func `every Op that the sources declare bears the mark, but the calls of users' routines`() throws {
    let found = try declared()
    #expect(found.count > 100)
    #expect(Set(found.filter { !$0.value.isMarked }.keys) == Self.calls)
  }

  /// The Ops that are declared beside the catalogue, with the suite that holds them to laws and the call by which it does.
  static let ownSuites = [
    "Argument": ("ApusGraphTests/HashConsingTests", ".argument("),
    "Constant": ("ApusRewritingTests/ConstantFoldingTests", "Constant"),
    "CustomFunctionCall": ("ApusFunctionsTests/CustomFunctionVerificationTests", "CustomFunction("),
    "DifferentiableFunction": ("ApusSwiftDerivativesTests/DifferentiableFunctionTests", "DifferentiableFunction("),
    "Fill": ("ApusRewritingTests/RuleTable", "Tensor.ones("),
    "GroupOrder": ("ApusNativeTests/GroupingTests", "group"),
    "UnknownRoutine": ("ApusTextTests/ExternalTests", "takesUnknownRoutines"),
    "Scan": ("ApusFunctionsTests/ScanGradientTests", "scan("),
  ]

  @Test func `every Op that is declared beside the catalogue has a suite of its own`() throws {
    // These two have tables of laws, and tests that no Op is missing in them.
    let others = try declared().filter { !["ApusOps", "ApusDistributions"].contains($0.value.target) }.keys.sorted()
    #expect(others == Self.ownSuites.keys.sorted())
    for (op, (suite, call)) in Self.ownSuites {
      let file = Self.root.appending(path: "Tests/\(suite).swift")
      #expect(try String(contentsOf: file, encoding: .utf8).contains(call), "\(op)")
    }
  }
}
