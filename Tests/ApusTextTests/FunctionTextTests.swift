// Loops and functions with rules: their bodies are blocks, which read back as the same nodes.

import ApusDifferentiation
import ApusDistributions
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusOrbits
import ApusRewriting
import ApusText
import Testing

@Suite struct FunctionTextTests {
  private let x = Tensor.argument("x", .float64([4]))
  private let a = Tensor.argument("a")

  private func withGradient(_ output: Tensor, _ inputs: [Tensor]) throws -> [Tensor] {
    [output] + (try gradient(of: output, withRespectTo: inputs))
  }

  /// A loop of a loop, reversed, over a reshaped value, which takes a value and a table from outside.
  private var loop: Tensor {
    let table = Tensor((0..<20).map { Double($0) / 7 })
    let rows = x.reshaped(to: [2, 2])
    let result = scan([a, a * 2], over: [rows], reversed: true) { carry, elements in
      let inner = scan([carry[0]], over: [elements[0]]) { state, element in
        ([sin(state[0]) * element[0] + a + table[3]], [state[0]])
      }
      return ([inner.carry[0], carry[1] + sum(inner.outputs[0])], [inner.carry[0]])
    }
    return sum(result.outputs[0]) * result.carry[1]
  }

  @Test func `a loop in a loop reads back, with its gradient and the gradient's rewriting`() throws {
    let outputs = try withGradient(loop, [x, a])
    #expect(try roundTripFindings(outputs, arguments: [x, a]) == [])
    let simple = try rewrite(outputs, with: .specialize).outputs
    #expect(try roundTripFindings(simple, arguments: [x, a]) == [])
    #expect(try GraphText(outputs).text.contains("reversed: true, body: function ("))
  }

  @Test func `a second derivative of a loop reads back`() throws {
    let first = try gradient(of: loop, withRespectTo: a)
    #expect(try roundTripFindings(try withGradient(first, [x, a])) == [])
  }

  @Test func `a function with its rule reads back, and is differentiated by that rule`() throws {
    let square = CustomFunction(
      "square \"²\"", operandNames: ["the side", "n"], domains: [0: .halfOpen(0, .infinity)],
      accuracy: .singlePrecision
    ) { x in
      [x[0] * x[0], x[1]]
    } pullback: { site in
      [.value(site.cotangent() * 7 * site.operands[0]), .undefined("it \\ counts\n")]
    } pushforward: { site in
      [site.tangents[0].map { $0 * 7 * site.operands[0] }, nil]
    }
    let outputs = try withGradient(sum(square(x, Tensor([1, 2]).cast(to: .int64))), [x])
    #expect(try roundTripFindings(outputs) == [])
    let value = sum(square.results([x, Tensor([3])])[0])
    let read = try GraphReader().read(try GraphText([value], arguments: [x]).text)
    let slope = try gradient(of: read.outputs[0], withRespectTo: read.arguments[0])
    #expect(try evaluate(slope, [read.arguments[0]: NDArray([1.0, 2, 3, 4])]).doubles == [7, 14, 21, 28])
    #expect(try evaluate(read.outputs[0], [read.arguments[0]: NDArray([1.0, 2, 3, -4])]).scalar.isNaN)
    // The rule is still a user's.
    #expect(try Traversal.topologicalOrder(of: read.outputs).contains { $0.op.rule == .user })
  }

  @Test func `Kepler's equation reads back without anybody's help`() throws {
    let e = Tensor.argument("e")
    let position = keplerPosition(meanAnomaly: x, eccentricity: e)
    let outputs = try withGradient(sum(position.sinTrueAnomaly * position.radius), [x, e])
    #expect(try roundTripFindings(outputs, arguments: [x, e]) == [])
    let printed = try GraphText(outputs, arguments: [x, e])
    #expect(printed.externals.isEmpty)
    let read = try GraphReader().read(printed.text)
    let point = [NDArray([0.1, 1, 2, 3]), NDArray(0.4)]
    let here = try evaluate(outputs, Dictionary(uniqueKeysWithValues: zip([x, e], point)))
    #expect(try evaluate(read.outputs, Dictionary(uniqueKeysWithValues: zip(read.arguments, point))) == here)
  }

  @Test func `quantiles that are searched for read back, with their gradients`() throws {
    let shape = Tensor.argument("shape")
    let continuous = Gamma(shape: shape, rate: 2).quantile(logit: x)
    let discrete = Poisson(rate: shape).quantile(logit: x)
    let outputs = try withGradient(sum(continuous), [x, shape]) + [discrete]
    #expect(try roundTripFindings(outputs, arguments: [x, shape]) == [])
    #expect(try GraphText(outputs).text.contains("= QuantileSearch("))
  }

  @Test func `sums over counts read back, with their gradients`() throws {
    let (first, second) = (Tensor.argument("first"), Tensor.argument("second"))
    let outputs = try withGradient(sum(Skellam(first, second).logDensity(floor(x))), [first, second])
    #expect(try roundTripFindings(outputs, arguments: [x, first, second]) == [])
    #expect(try GraphText(outputs).text.contains("= LogSeries("))
  }

  @Test func `the text of a small graph is what people write`() throws {
    let y = sum(exp(-x) * 0.5, axes: [0])
    let text = try GraphText([y], arguments: [x]).text
    #expect(
      text == """
        apus graph 1

        %x = Argument(label: "x"): float64(4,)
        %1 = Negate(%x): float64(4,)
        %2 = Exp(%1): float64(4,)
        %3 = Constant(value: 0.5): float64()
        %4 = Multiply(%2, %3): float64(4,)
        %5 = Sum(%4, axes: [0]): float64()
        return %5

        """)
  }

  @Test func `places in the user's program come back`() throws {
    let text = """
      apus graph 1
      %x = Argument(label: "x"): float64() at "Orbit/main.swift:7"
      %1 = Constant(value: 0.25): float64() at "a \\"b\\":c.swift:0"
      %2 = Expm1(%x): float64() at "Orbit/main.swift:12"
      %3 = Add(%2, %1): float64() at "Orbit/main.swift:13"
      return %3
      """
    let read = try GraphReader().read(text)
    let place = read.outputs[0].node?.location?.fileAndLine
    #expect(place?.file == "Orbit/main.swift" && place?.line == 13)
    #expect(
      try GraphText(read.outputs, locations: true).text.contains("= Expm1(%x): float64() at \"Orbit/main.swift:12\"")
    )
    #expect(try roundTripFindings(read.outputs, locations: true) == [])
    #expect(try !GraphText(read.outputs).text.contains("Orbit"))
  }

  @Test func `a digest tells graphs apart, not the places where they were written`() throws {
    func graph(_ factor: Double, _ table: Double) -> [Tensor] {
      let y = Tensor.argument("y", .float64([20]))
      return [sum(y * factor + Tensor([Double](repeating: 1, count: 19) + [table]))]
    }
    let digest = try GraphText.digest(of: graph(2, 3))
    #expect(digest.hasPrefix("sha256:") && digest.utf8.count == 71)
    #expect(try GraphText.digest(of: graph(2, 3)) == digest)
    #expect(try GraphText.digest(of: graph(2.0000000000000004, 3)) != digest)
    #expect(try GraphText.digest(of: graph(2, 3.0000000000000004)) != digest)
  }
}
