// What is wrong with a text is an error of its kind, at its line and column.

import ApusGraph
import ApusOps
import ApusText
import Testing

@Suite struct RefusalTests {
  /// A mistake: the text after the header and two arguments, with the place and the kind of the error.
  struct Row: Sendable, CustomTestStringConvertible {
    let text: String
    let kind: GraphTextError.Kind
    let line: Int
    let column: Int
    var testDescription: String { text }

    init(_ text: String, _ kind: GraphTextError.Kind, _ line: Int, _ column: Int) {
      (self.text, self.kind, self.line, self.column) = (text, kind, line, column)
    }
  }

  static let rows: [Row] = [
    // Words.
    Row("%1 = Exp(%x): float64()", .syntax, 4, 24),
    Row("%1 Exp(%x): float64()\nreturn %1", .syntax, 4, 4),
    Row("%1 = Exp(%x: float64()\nreturn %1", .syntax, 4, 12),
    Row("%1 = Exp(%x) float64()\nreturn %1", .syntax, 4, 14),
    Row("%1 = Exp(%x): float32()\nreturn %1", .syntax, 4, 15),
    Row("%1 = Exp(%x): float64\nreturn %1", .syntax, 5, 1),
    Row("%1.0 = Exp(%x): float64()\nreturn %1", .syntax, 4, 1),
    Row("% = Exp(%x): float64()\nreturn %1", .syntax, 4, 1),
    Row("%1 = Exp(%x): float64() at \"a\"\nreturn %1", .syntax, 4, 28),
    Row("%1 = Exp(%x): float64() at \"a:1\nreturn %1", .syntax, 4, 28),
    Row("return %x,", .syntax, 4, 11),
    Row("return %x\nreturn %x", .syntax, 5, 1),
    Row("return %x §", .syntax, 4, 11),
    Row("%1 = Argument(label: \"\\q\"): float64()\nreturn", .syntax, 4, 23),
    // Names.
    Row("return %y", .name, 4, 8),
    Row("%1 = Exp(%2): float64()\nreturn %1", .name, 4, 10),
    Row("%1 = Exp(%1): float64()\nreturn %1", .name, 4, 10),
    Row("%x = Exp(%x): float64()\nreturn %x", .name, 4, 1),
    Row("%1 = Exp(%x.1): float64()\nreturn %1", .name, 4, 10),
    Row("return %x.99999999999999999999", .number, 4, 8),
    // Types and operands.
    Row("%1 = Exp(%x): float64(1,)\nreturn %1", .type, 4, 15),
    Row("%1 = Exp(%x): float64(), float64()\nreturn %1", .type, 4, 15),
    Row("%1 = Exp(%x, %x): float64()\nreturn %1", .type, 4, 6),
    Row("%1 = Exp: float64()\nreturn %1", .type, 4, 6),
    Row("%1 = Exp(%n): float64()\nreturn %1", .type, 4, 6),
    Row("%1 = Add(%v, %n): float64(3,)\nreturn %1", .type, 4, 6),
    Row("%1 = Reshape(%v, shape: (-3,)): float64(3,)\nreturn %1", .type, 4, 6),
    Row("%1 = Reshape(%v, shape: (2, 2)): float64(2, 2)\nreturn %1", .type, 4, 6),
    Row("%1 = Slice(%v, ranges: [(9223372036854775807, 2, 9223372036854775807)]): float64(2,)\nreturn", .type, 4, 6),
    Row("%1 = Transpose(%v, permutation: [-9223372036854775808]): float64(3,)\nreturn", .type, 4, 6),
    Row("%1 = Sum(%v, axes: [-9223372036854775808]): float64()\nreturn", .type, 4, 6),
    Row("%1 = Gather(%v, %n, axis: 7): float64()\nreturn", .type, 4, 6),
    // Ops and attributes.
    Row("%1 = Exponential(%x): float64()\nreturn %1", .unknownOp, 4, 6),
    Row("%1 = External(%x, name: \"f\"): float64()\nreturn %1", .missingExternal, 4, 6),
    Row("%1 = Sum(%v): float64()\nreturn %1", .attribute, 4, 6),
    Row("%1 = Sum(%v, axes: 0): float64()\nreturn %1", .attribute, 4, 20),
    Row("%1 = Sum(%v, axes: [0], axis: 0): float64()\nreturn %1", .attribute, 4, 25),
    Row("%1 = Sum(%v, axes: [0], axes: [0]): float64()\nreturn %1", .attribute, 4, 25),
    Row("%1 = Compare(%x, %x, relation: \"=\"): bool()\nreturn %1", .attribute, 4, 32),
    Row("%1 = Exp(%x, of: 1): float64()\nreturn %1", .attribute, 4, 14),
    // Numbers and arrays.
    Row("%1 = Constant(value: 9223372036854775808): int64()\nreturn %1", .number, 4, 22),
    Row("%1 = Constant(value: 1.5): int64()\nreturn %1", .number, 4, 22),
    Row("%1 = Constant(value: 9007199254740993): float64()\nreturn %1", .number, 4, 22),
    Row("%1 = Constant(value: [1, 2]): float64(3,)\nreturn %1", .type, 4, 22),
    Row("%1 = Constant(value: 1): float64(3,)\nreturn %1", .attribute, 4, 22),
    Row("%1 = Constant(value: nan(0x12)): float64()\nreturn %1", .syntax, 4, 26),
    Row("%1 = Constant(array: \"sha256:00\"): float64(3,)\nreturn %1", .array, 4, 22),
    Row("%1 = Constant(value: 4.5, countMinus: 1): float64()\nreturn %1", .attribute, 4, 39),
    Row("%1 = Constant(value: -2.0, countMinus: 1): float64()\nreturn %1", .attribute, 4, 40),
    Row("%1 = Constant(value: inf, countMinus: 1): float64()\nreturn %1", .attribute, 4, 39),
    Row("%1 = Constant(value: nan, countMinus: 1): float64()\nreturn %1", .attribute, 4, 39),
    Row("%1 = Constant(value: 4, countMinus: 1): int64()\nreturn %1", .attribute, 4, 37),
    Row("%1 = Constant(value: [4], countMinus: 1): float64(1,)\nreturn %1", .attribute, 4, 39),
    Row("%1 = Constant(value: 4, countMinus: 0.5): float64()\nreturn %1", .attribute, 4, 37),
    Row("return\narray \"sha256:00\" \"AAAA\"", .array, 5, 7),
    Row("return\narray \"sha256:00\" \"AA\"", .array, 5, 19),
    // Limits.
    Row("%1 = Argument(label: \"y\"): float64(1000000, 1000000)\nreturn %1", .limit, 4, 28),
    Row("%1 = Argument(label: \"y\"): float64(0, 4611686018427387904)\nreturn %1", .limit, 4, 28),
    Row("%1 = Argument(label: \"y\"): float64(-1,)\nreturn %1", .number, 4, 36),
    Row("%1 = Fill(value: 0): float64(268435457,)\nreturn %1", .limit, 4, 22),
    Row("%1 = Broadcast(%v, shape: (100000000, 3)): float64(3,)\nreturn %1", .limit, 4, 6),
    // Functions.
    Row(
      "%1 = QuantileSearch(%x, family: \"F\", discrete: false, tails: function (%0: float64()) { return %0 }): float64()\n"
        + "return %1", .type, 4, 6),
    Row(
      "%1 = QuantileSearch(family: \"F\", discrete: false, tails: function () { return }): float64()\nreturn", .type, 4,
      6),
    Row("%1 = QuantileSearch(%x, family: \"F\", discrete: false, tails: 7): float64()\nreturn", .attribute, 4, 62),
    Row(
      "%1 = Scan(%x, length: 3, carryCount: 2, sequenceCount: 0, reversed: false, body: function (%0: float64()) {\n"
        + "return %0 }): float64()\nreturn", .type, 4, 6),
    Row(
      "%1 = Scan(%x, length: -3, carryCount: 1, sequenceCount: 0, reversed: false, body: function (%0: float64()) {\n"
        + "return %0 }): float64(), float64(3,)\nreturn", .type, 4, 6),
    Row(
      "%1 = Scan(%x, length: 3, carryCount: 1, sequenceCount: 0, reversed: false, body: function (%0: float64()) {\n"
        + "return %x }): float64(), float64(3,)\nreturn", .name, 5, 8),
    Row(
      "%1 = Scan(%x, length: 3, carryCount: 1, sequenceCount: 0, reversed: false, body: function (%0: float64()) {\n"
        + "%y = Argument(label: \"y\"): float64()\nreturn %y }): float64(), float64(3,)\nreturn", .name, 5, 6),
    Row(
      "%1 = CustomFunction(%x, name: \"f\", body: function (%0: float64()) { return %0 }, answers: [value],\n"
        + "rule: function (%0: float64(), %1: float64(), %2: float64()) { return }): float64()\nreturn", .type, 5, 7),
  ]

  @Test(arguments: rows)
  func `a mistake is refused at its place`(row: Row) {
    let text = """
      apus graph 1 %x = Argument(label: "x"): float64()
      %n = Argument(label: "n"): int64() // a count
      %v = Argument(label: "v"): float64(3,)

      """ + row.text
    let error = #expect(throws: GraphTextError.self) { try GraphReader().read(text) }
    #expect(
      error?.kind == row.kind && error?.line == row.line && error?.column == row.column,
      "\(error.map { "\($0)" } ?? "")")
    #expect(error?.reason.isEmpty == false)
  }

  @Test func `what is no text of a graph is refused at its beginning`() {
    for text in ["", "apus", "graph 1 return", "apus graph", "apus graph 2 return", "apus graph 1", "\u{0}"] {
      #expect(throws: GraphTextError.self, "\(text)") { try GraphReader().read(text) }
    }
    let bytes = Array("apus graph 1\n// é ".utf8) + [0xc3, 0x28]
    let error = #expect(throws: GraphTextError.self) { try GraphReader().read(bytes) }
    #expect(error?.kind == .encoding && error?.line == 2 && error?.column == 6)
  }

  @Test func `deep nesting, many axes and long texts end in an error or in a graph`() throws {
    func text(_ value: String) -> String { "apus graph 1 %1 = Constant(value: \(value)): float64() return" }
    for count in [30, 10_000, 1_000_000] {
      let deep = text(String(repeating: "[", count: count))
      #expect(throws: GraphTextError.self) { try GraphReader().read(deep) }
    }
    let functions = text(String(repeating: "function () { %1 = Scan(body: ", count: 50_000))
    #expect(throws: GraphTextError.self) { try GraphReader().read(functions) }
    let axes = "apus graph 1 %1 = Argument(label: \"x\"): float64(\(String(repeating: "1, ", count: 40))1) return"
    #expect(throws: GraphTextError.self) { try GraphReader().read(axes) }
    var chain = "apus graph 1 %0 = Argument(label: \"x\"): float64()\n"
    for index in 1...100_000 { chain += "%\(index) = Exp(%\(index - 1)): float64()\n" }
    let read = try GraphReader().read(chain + "return %100000")
    #expect(try Traversal.topologicalOrder(of: read.outputs).count == 100_001)
  }

  @Test func `arguments that are given must fit the text`() throws {
    let text = "apus graph 1 %x = Argument(label: \"x\"): float64(2,) %1 = Exp(%x): float64(2,) return %1"
    let x = Tensor.argument("x", .float64([2]))
    #expect(try GraphReader().read(text, arguments: [x]).outputs == [exp(x)])
    for arguments in [[], [x, x], [Tensor.argument("x")]] {
      #expect(throws: GraphTextError.self) { try GraphReader().read(text, arguments: arguments) }
    }
  }

  @Test func `limits can be set`() throws {
    let text = "apus graph 1 %x = Argument(label: \"x\"): float64(3, 3) return %x"
    var reader = GraphReader()
    #expect(try reader.read(text).outputs[0].shape == [3, 3])
    reader.limits.elements = 8
    #expect(throws: GraphTextError.self) { try reader.read(text) }
    reader.limits.elements = 9
    reader.limits.rank = 1
    #expect(throws: GraphTextError.self) { try reader.read(text) }
  }
}
