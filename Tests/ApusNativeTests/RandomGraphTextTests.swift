// Random graphs and their gradients as text: 500 of the graphs on which native code is held against the interpreter.

import ApusDifferentiation
import ApusGraph
import ApusOps
import ApusRewriting
import ApusText
import Testing

@Suite struct RandomGraphTextTests {
  private let arguments = RandomGraph.shapes.enumerated().map { Tensor.argument("a\($0)", .float64($1)) }

  @Test func `random graphs read back as the same nodes, with their gradients, rewritten or not`() throws {
    var differentiated = 0
    for seed in 0..<500 as Range<UInt64> {
      let graph = RandomGraph(seed: seed, count: 4 + Int(seed % 30), isExtreme: seed % 5 == 0, arguments: arguments)
      let values = graph.tensors(arguments)
      var outputs = graph.outputs.map { values[$0] }
      let total = outputs.filter { $0.type.isDifferentiable }.map { sum($0) }.reduce(Tensor(0.0), +)
      if let slopes = try? gradient(of: total, withRespectTo: arguments) {
        outputs += slopes
        differentiated += 1
      }
      for outputs in [outputs, try rewrite(outputs, with: .specialize).outputs] {
        let printed = try GraphText(outputs, arguments: arguments)
        #expect(try GraphReader().read(printed.text, arguments: printed.arguments).outputs == outputs, "seed \(seed)")
        let other = try GraphReader().read(printed.text)
        #expect(try GraphText(other.outputs, arguments: other.arguments).text == printed.text, "seed \(seed)")
      }
    }
    #expect(differentiated > 400)
  }
}
