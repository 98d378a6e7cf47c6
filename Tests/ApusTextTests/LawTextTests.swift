// Every Op of the law tables has a text, and so have its derivatives; and no Op is without a row of the catalogue.

import ApusDifferentiation
import ApusGraph
import ApusOpLaws
import ApusTestSupport
import ApusText
import Foundation
import Testing

@Suite struct LawTextTests {
  private func laws() throws -> [OpLaw] {
    let elementwise: [String: ElementwiseReference] = try Reference.load("ops-elementwise")
    let arrays: [String: ArrayReference] = try Reference.load("ops-arrays")
    return ElementwiseLaws.all.compactMap { row in elementwise[row.name].map { row.law($0) } }
      + ArrayLaws.all.flatMap { row in arrays[row.name].map { row.laws($0) + row.edgeLaws($0) } ?? [] }
  }

  @Test func `every row of the law tables reads back as the same nodes, with its gradient`() throws {
    let laws = try laws()
    #expect(laws.count > 200)
    for law in laws {
      for sample in law.samples.prefix(1) {
        let arguments = sample.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
        let results = law.build(arguments)
        var outputs = results
        if !law.differentiable.isEmpty {
          let seeds = results.map { $0.type.isDifferentiable ? Tensor.argument("cotangent", $0.type) : nil }
          let real = law.differentiable.map { arguments[$0] }
          outputs += try vectorJacobianProduct(of: results, cotangents: seeds, withRespectTo: real).compactMap { $0 }
        }
        #expect(try roundTripFindings(outputs, arguments: arguments) == [], "\(law.name)")
        // The operands of the sample as constants: their bits must come back too.
        let constants = law.build(sample.map { Tensor($0) })
        if constants.allSatisfy({ $0.error == nil }) {
          #expect(try roundTripFindings(constants) == [], "\(law.name) of constants")
        }
      }
    }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Ops that stand in no text, or in a form of its own; why.
  private static let others = [
    "Argument": "a leaf", "Constant": "a leaf", "Fill": "a leaf",
    "CustomFunctionCall": "has a body and rules", "BlackBox": "a routine", "BlackBoxPullback": "a routine",
    "BlackBoxDifference": "a routine", "ElementwisePartials": "a routine", "ElementwiseSecondPartials": "a routine",
    "DifferentiableFunction": "a routine", "UnknownRoutine": "a routine", "DegreesSlope": "stands in no graph",
    "TailSlope": "stands in no graph",
    "CeleriteLogDensity": "a routine", "CeleritePrediction": "a routine", "QuadraticLimbDarkening": "a routine",
    "GroupOrder": "made by native code for itself", "RandomValue": "has no number",
    "DistinctRows": "made of data when a program is compiled",
  ]

  @Test func `every Op that the sources declare has a row of the catalogue`() throws {
    let sources = Self.root.appending(path: "Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    let declaration = #/struct (?<name>\w+)(?:<[^>]*>)?: (?<protocols>[^{]*)\{/#
    let kinds =
      #/\b(\w*Op|\w*Elementwise|ForwardDifferentiable|ResidualBearing|PiecewiseConstant|GradientModifier|AxisReduction)\b/#
    var declared: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      for match in try String(contentsOf: file, encoding: .utf8).matches(of: declaration)
      where match.protocols.contains(kinds) { declared.insert("\(match.name)") }
    }
    #expect(declared.count > 100)
    let rows = OpCatalogue.names
    #expect(Set(rows).count == rows.count)
    #expect(declared.subtracting(rows).subtracting(Self.others.keys).sorted() == [])
    #expect(Set(rows).subtracting(declared) == [])
    #expect(Set(Self.others.keys).isSubset(of: declared))
  }
}
