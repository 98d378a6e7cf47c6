// No Op without a law: what the sources declare is held against the tables of the law tests.

import ApusDifferentiation
import ApusGraph
import ApusOpLaws
import ApusTestSupport
import Foundation
import Testing

@Suite struct LawCompletenessTests {
  /// Folders whose Ops have laws of their own, in other suites: routines of the user's, and gradients changed on purpose.
  private static let others = ["Custom", "Modifiers"]

  /// Ops whose operands no row can have (a matrix and its own factor), or that have no derivative: with the suite of this folder
  /// that holds them to laws, and the function by which it calls them.
  private static let ownSuites = [
    "CholeskyInverse": ("CholeskyInverseTests", "choleskyInverse("),
    "DistinctRows": ("DistinctRowsTests", "DistinctRows("),
    "GaussianLogKernel": ("CholeskyInverseTests", "gaussianLogKernel("),
    "IsNaN": ("ElementwiseComparisonTests", "isNaN("),
  ]

  /// The Ops that the sources of ApusOps declare, by name.
  private func declared() throws -> Set<String> {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/ApusOps")
    let families = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let declaration =
      /(?m)^(?:public |package )?struct (\w+)(?:<[^>]*>)?: [^{]*?(?:\w*Op|\w*Elementwise|ForwardDifferentiable|PiecewiseConstant)\b/
    var names: Set<String> = []
    for family in families where !Self.others.contains(family.lastPathComponent) {
      let files = try FileManager.default.contentsOfDirectory(at: family, includingPropertiesForKeys: nil)
      for file in files where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        names.formUnion(text.matches(of: declaration).map { String($0.output.1) })
      }
    }
    return names
  }

  /// The Ops in the results of all rows and in their pullbacks, by name.
  private func covered() throws -> Set<String> {
    let elementwise: [String: ElementwiseReference] = try Reference.load("ops-elementwise")
    let arrays: [String: ArrayReference] = try Reference.load("ops-arrays")
    let laws =
      ElementwiseLaws.all.compactMap { row in elementwise[row.name].map { row.law($0) } }
      + ArrayLaws.all.flatMap { row in arrays[row.name].map { row.laws($0) } ?? [] }
    var names: Set<String> = []
    for law in laws {
      for sample in law.samples.prefix(1) {
        let arguments = sample.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
        let results = law.build(arguments)
        let outputs = results.filter { $0.type.isDifferentiable }
        let real = arguments.filter { $0.type.isDifferentiable }
        let seeds = outputs.map { Tensor.argument("cotangent", $0.type) }
        let products = try vectorJacobianProduct(of: outputs, cotangents: seeds, withRespectTo: real)
        let order = try Traversal.topologicalOrder(of: results + products.compactMap { $0 })
        names.formUnion(order.map { String("\(type(of: $0.op))".prefix { $0 != "<" }) })
      }
    }
    return names
  }

  @Test func `every Op that the sources declare is in the law tables`() throws {
    let declared = try declared()
    #expect(declared.count > 90, "\(declared.sorted())")
    #expect(declared.isSuperset(of: ["Add", "Cholesky", "Gather", "LogSumExp", "Sine", "Sum"]))
    let missing = try declared.subtracting(covered()).sorted()
    #expect(missing == Self.ownSuites.keys.sorted())
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    for (op, suite) in Self.ownSuites {
      let text = try String(contentsOf: folder.appending(path: "\(suite.0).swift"), encoding: .utf8)
      #expect(text.contains(suite.1), "\(op)")
    }
  }
}
