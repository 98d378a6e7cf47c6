// What Ops say of themselves by traits, held against their values.

import ApusGraph
import ApusInterpreter
import ApusOpLaws
import ApusOps
import ApusTestSupport
import Testing

@Suite struct OpTraitTests {
  private static let points = [
    -.infinity, -1e300, -40, -2.5, -1, -1e-300, -5e-324, -0.0, 0, 5e-324, 1e-300, 0.3, 1, 2.5, 40, 1e300, .infinity,
    .nan,
  ]

  @Test func `what is called never negative is neither below 0 nor −0 anywhere`() throws {
    let references: [String: ElementwiseReference] = try Reference.load("ops-elementwise")
    var found: Set<String> = []
    for row in ElementwiseLaws.all {
      guard let count = references[row.name].map({ row.law($0) })?.samples.first?.count, count <= 2 else { continue }
      let arguments = (0..<count).map { Tensor.argument("operand \($0)") }
      let value = row.build(arguments)
      guard let op = value.node?.op, op is any NonnegativeOp else { continue }
      found.insert(op.name)
      for x in Self.points {
        for y in count == 1 ? [0] : Self.points {
          let bindings = Dictionary(zip(arguments, [NDArray(x), NDArray(y)])) { first, _ in first }
          let result = try evaluate(value, bindings).scalar
          #expect(result.isNaN || result.sign == .plus, "\(row) at \(x), \(y) is \(result)")
        }
      }
    }
    #expect(found.isSuperset(of: ["Exp", "Square", "AbsoluteValue", "Hypotenuse", "Sigmoid"]))
  }

  @Test func `what is said to move elements has elements of its first operand`() throws {
    let references: [String: ArrayReference] = try Reference.load("ops-arrays")
    var found: Set<String> = []
    for row in ArrayLaws.all {
      for law in references[row.name].map({ row.laws($0) }) ?? [] {
        let sample = law.samples[0]
        let arguments = sample.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
        let results = law.build(arguments)
        guard let node = results.first?.node, node.op is any MovementOp, node.operands.allSatisfy(arguments.contains)
        else { continue }
        found.insert("\(type(of: node.op))")
        let bindings = Dictionary(zip(arguments, sample)) { first, _ in first }
        let elements = Set(try evaluate(node.operands[0], bindings).doubles)
        #expect(try evaluate(results[0], bindings).doubles.allSatisfy(elements.contains), "\(row)")
      }
    }
    #expect(found.isSuperset(of: ["Reshape", "Broadcast", "Transpose", "Slice", "Gather", "Diagonal"]), "\(found)")
  }
}
