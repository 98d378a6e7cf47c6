// No native function without numbers: what native code computes itself is a row of the catalogue of functions.

import ApusGraph
import ApusNative
import ApusOpLaws
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct CatalogueCompletenessTests {
  /// Ops that are one instruction, or a few that do not round.
  private static let instructions: Set<String> = ["Add", "Subtract", "Multiply", "Divide", "Square", "Sqrt"]

  @Test func `every elementwise function with native code has a row of numbers`() throws {
    let references: [String: ElementwiseReference] = try Reference.load("ops-elementwise")
    let covered = Set(
      try CatalogueFunction.all.flatMap { function in
        let arguments = (0..<function.operandCount).map { Tensor.argument("operand \($0)") }
        return try Traversal.topologicalOrder(of: [function.apply(arguments)]).map { "\(type(of: $0.op))" }
      })
    var native = 0
    for row in ElementwiseLaws.all {
      guard let count = references[row.name].map({ row.law($0) })?.samples.first?.count else { continue }
      let arguments = (0..<count).map { Tensor.argument("operand \($0)") }
      let value = row.build(arguments)
      guard let op = value.node?.op, !(op is any ExactOp), value.type == .float64() else { continue }
      let name = "\(type(of: op))"
      guard !Self.instructions.contains(name), try NativeProgram([value], varying: arguments, level: 0).callCount == 0
      else { continue }
      native += 1
      #expect(covered.contains(name), "\(name), of the law \(row), has native code and no row in CatalogueFunction")
    }
    #expect(native > 30)
  }
}
