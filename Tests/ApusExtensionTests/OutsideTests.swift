// What authors outside of the package write compiles against public names alone: an Op, a rule, a backend, a kernel, a text.

import ApusExtension
import ApusOrbits
import Testing

/// x³, whose rule is a graph.
private struct Cube: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for (i, x) in operands[0].float64.enumerated() { results[0].float64[i] = x * x * x }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent() * 3 * site.operands[0].squared())]
  }
}

/// sinh(x)/x for x other than 0, by two functions of doubles and tensors.
private struct HyperbolicSinc: UnaryElementwise {
  func value(_ x: Double) -> Double { (Double.exp(x) - Double.exp(-x)) / (2 * x) }
  func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { (cosh(x) - y) / x }
}

extension Double {
  fileprivate static func exp(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for n in 1..<60 {
      term *= x / Double(n)
      sum += term
    }
    return sum
  }
}

/// Counts the elements of all values that a graph has: as little as a backend can be.
private func elementCount(of outputs: [Tensor]) throws -> Int {
  try Traversal.topologicalOrder(of: outputs).reduce(0) { $0 + $1.resultTypes.reduce(0) { $0 + $1.elementCount } }
}

@Suite struct OutsideTests {
  private let x = Tensor.argument("x", .float64([3]))

  @Test func `an Op is evaluated, differentiated and verified`() throws {
    let y = sum(Tensor.apply(Cube(), x) + Tensor.apply(HyperbolicSinc(), x))
    let slope = try gradient(of: y, withRespectTo: x)
    let values: [Tensor: NDArray] = [x: [0.5, 1, 2]]
    let expected = [0.75, 3, 12].enumerated().map { i, cubic in
      let x = [0.5, 1, 2][i]
      let (up, down) = (Double.exp(x), Double.exp(-x))
      return cubic + ((up + down) / 2 - (up - down) / (2 * x)) / x
    }
    for (value, truth) in zip(try evaluate(slope, values).doubles, expected) {
      #expect(abs(value - truth) < 1e-13 * truth)
    }
    #expect(try verifyGradient(of: Cube(), at: [[0.5, 1, 2]]).failures.isEmpty)
  }

  @Test func `a rewrite rule finds Ops by their names, and leaves what has a rule of the user's own alone`() throws {
    let rule = RewriteRule("exponential of a logarithm") { site in
      guard site.node.op.name == "Exp", let inner = site.operands[0].node, inner.op.name == "Log" else { return nil }
      return [inner.operands[0]]
    }
    let own = RewriteRule("cube as a product", on: Cube.self) { _, site in site.operands[0].squared() * site.operands[0]
    }
    let rules = RuleSet("own", [rule, own])
    #expect(try rewrite(exp(log(x)) + 1, with: rules) == x + 1)
    #expect(try rewrite(Tensor.apply(Cube(), x), with: rules) == Tensor.apply(Cube(), x))
  }

  @Test func `a backend walks the graph, and may leave the work to the evaluator`() throws {
    let y = Tensor.apply(Cube(), x)
    #expect(try elementCount(of: [y]) == 6)
    let evaluator = Evaluator(try Program([y]))
    try evaluator.bind(x, to: [1, 2, 3])
    try evaluator.run()
    #expect(evaluator.output(0).array == [1, 8, 27])
  }

  @Test func `a graph is written and read back`() throws {
    let text = try GraphText([exp(x) + 1])
    let read = try GraphReader().read(text.text)
    #expect(read.outputs == [exp(read.arguments[0]) + 1])
  }

  @Test func `draws come from the package's generator`() throws {
    var generator = Philox4x64(seed: 1)
    let draws = Normal(0, 1).draw(shape: [4], parameters: [0, 1], using: &generator)
    #expect(draws.shape == [4] && Normal(0, 1).parameters.map(\.name).count == 2)
  }

  @Test func `orbits are a library of their own`() throws {
    let position = keplerPosition(meanAnomaly: 0, eccentricity: 0.3)
    #expect(try evaluate(position.sinTrueAnomaly).scalar == 0 && evaluate(position.cosTrueAnomaly).scalar == 1)
  }
}
