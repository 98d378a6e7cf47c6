// Tests of printed graphs, to the letter.

import ApusGraph
import ApusOps
import Testing

/// An Op with two results.
private struct Halves: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    [.float64(), TensorType(.int64, [2])]
  }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {}
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected] }
}

@Suite struct PrintingTests {
  @Test func `the text has one line a node with operands, types and places`() throws {
    let x = Tensor.argument("x", .float64([3]), file: "Orbit/Model.swift", line: 1)
    let column = x.reshaped(to: [3, 1], file: "Orbit/Model.swift", line: 2)
    let total = sum(column, axes: [0], file: "Orbit/Model.swift", line: 3)
    let shifted = Tensor.apply(Add(), total, Tensor(2.5), file: "Orbit/Model.swift", line: 4)
    let text = try GraphPrinter([shifted, x]).text
    #expect(
      text == """
        %0 = x: float64(3,)  // Orbit/Model.swift:1
        %1 = Reshape to (3, 1)(%0): float64(3, 1)  // Orbit/Model.swift:2
        %2 = Sum along [0](%1): float64(1,)  // Orbit/Model.swift:3
        %3 = 2.5: float64()
        %4 = Add(%2, %3): float64(1,)  // Orbit/Model.swift:4
        return %4, %0
        """)
  }

  @Test func `results of an op with several are told apart`() throws {
    let file: StaticString = "Orbit/Model.swift"
    let x = Tensor.apply(Argument("x", .float64(), identity: 1), file: file, line: 1)
    let halves = Tensor.apply(Halves(), [x], file: file, line: 2)
    let text = try GraphPrinter([halves[1], Tensor.apply(Negate(), halves[0], file: file, line: 3)]).text
    #expect(
      text == """
        %0 = x: float64()  // Orbit/Model.swift:1
        %1 = Halves(%0): float64(), int64(2,)  // Orbit/Model.swift:2
        %2 = Negate(%1.0): float64()  // Orbit/Model.swift:3
        return %1.1, %2
        """)
  }

  @Test func `Graphviz has a box a node, an arrow an operand and quotes escaped`() throws {
    let x = Tensor.apply(Argument("\"x\\y\"", .float64([2]), identity: 1))
    let output = Tensor.apply(Multiply(), x, Tensor(3.0))
    #expect(
      try GraphPrinter([output]).graphviz == #"""
        digraph apus {
          rankdir=TB; node [shape=box, fontname="Helvetica"];
          n0 [label="\"x\\y\"", style=rounded];
          n1 [label="3.0", style=dotted];
          n2 [label="Multiply"];
          n0 -> n2 [label="float64(2,)"];
          n1 -> n2 [label="float64()"];
          out0 [label="output 0", shape=plaintext];
          n2 -> out0 [label="float64(2,)"];
        }
        """#)
  }

  @Test func `an expression is cut at its depth`() {
    let x = Tensor.argument("x")
    let y = Tensor.argument("y", .float64([2]))
    let output = -(x + y * 2)
    #expect(output.expression(depth: 3) == "Negate(Add(x, Multiply(y, 2.0)))")
    #expect(output.expression(depth: 1) == "Negate(Add(…))")
    #expect(output.summary == "Negate(Add(x, Multiply(…))): float64(2,)")
    #expect("\(x)" == "x: float64()")
  }

  @Test func `a filled tensor and an array print shortly`() throws {
    let text = try GraphPrinter([Tensor.ones([2, 2]), Tensor([1.0, 2.0])]).text
    #expect(
      text == """
        %0 = fill 1.0: float64(2, 2)
        %1 = constant: float64(2,)
        return %0, %1
        """)
  }
}
