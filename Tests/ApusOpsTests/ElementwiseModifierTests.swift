// Gradient modifiers: they are differentiated as what they are, in both modes, and are equal only as a whole.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct ElementwiseModifierTests {
  /// The derivative of a scalar function at a number.
  private func slope(at number: Double, _ function: (Tensor) -> Tensor) throws -> Double {
    let x = Tensor.argument("x")
    return try evaluate(gradient(of: function(x), withRespectTo: x), [x: NDArray(number)]).scalar
  }

  /// The same in forward mode; nil where the tangent is structurally zero.
  private func tangent(at number: Double, _ function: (Tensor) -> Tensor) throws -> Double? {
    let x = Tensor.argument("x")
    let pushed = try jacobianVectorProduct(of: [function(x)], withRespectTo: [x], tangents: [1])[0]
    return try pushed.map { try evaluate($0, [x: NDArray(number)]).scalar }
  }

  @Test func `the gradient of x times stopGradient(x) at 2 is 2`() throws {
    #expect(try slope(at: 2) { $0 * stopGradient($0) } == 2)
    #expect(try tangent(at: 2) { $0 * stopGradient($0) } == 2)
  }

  @Test func `the gradient of the square of clipGradient(x, -1, 1) at 2 is 1`() throws {
    #expect(try slope(at: 2) { clipGradient($0, -1, 1).squared() } == 1)
    #expect(try slope(at: -2) { clipGradient($0, -1, 1).squared() } == -1)
    #expect(try slope(at: 0.25) { clipGradient($0, -1, 1).squared() } == 0.5)
  }

  @Test func `clipGradient clips each element`() throws {
    let x = Tensor.argument("x", .float64([3]))
    let output = sum(clipGradient(x, -1, 0.5) * Tensor([-7, 0.25, 7]))
    #expect(try evaluate(gradient(of: output, withRespectTo: x), [x: [1, 2, 3]]).doubles == [-1, 0.25, 0.5])
  }

  @Test func `scaleGradient scales in both modes`() throws {
    #expect(try slope(at: 3) { scaleGradient($0, by: -0.5).squared() } == -3)
    #expect(try tangent(at: 3) { scaleGradient($0, by: -0.5).squared() } == -3)
  }

  @Test func `a stopped gradient is disconnected and a zero gradient is a value of zeros`() throws {
    let x = Tensor.argument("x")
    let outputs = [stopGradient(x).squared(), zeroGradient(x).squared()]
    let products = try outputs.map {
      try vectorJacobianProduct(of: [$0], cotangents: [1], withRespectTo: [x])[0]
    }
    #expect(products[0] == nil)
    let zero = try #require(products[1])
    #expect(try evaluate(zero, [x: 5]).scalar == 0)
    #expect(try tangent(at: 5) { stopGradient($0).squared() } == nil)
    #expect(try tangent(at: 5) { zeroGradient($0).squared() } == 0)
    let site = PullbackSite(operands: [x], results: [stopGradient(x)], cotangents: [1])
    guard case .disconnected = StopGradient().pullback(site)[0] else {
      Issue.record("stopGradient answered a value")
      return
    }
  }

  @Test func `modifiers are the identity`() throws {
    let numbers = NDArray([-Double.infinity, -1.5, 0, 2, .infinity])
    let x = Tensor(numbers)
    for result in [stopGradient(x), zeroGradient(x), scaleGradient(x, by: 3), clipGradient(x, -1, 1)] {
      #expect(try evaluate(result) == numbers)
      #expect(result.node?.op.rule == .modifier)
      #expect(result != x)
    }
  }

  @Test func `modifiers with other parameters are other nodes`() {
    #expect(ClipGradient(-1, 1) != ClipGradient(-5, 5))
    #expect(ScaleGradient(by: 1) != ScaleGradient(by: 2))
    let x = Tensor.argument("x")
    #expect(clipGradient(x, -1, 1) != clipGradient(x, -5, 5))
    #expect(clipGradient(x, -1, 1) == clipGradient(x, -1, 1))
    #expect(stopGradient(x) != zeroGradient(x))
  }

  @Test func `integers and truth values stay what they are`() {
    let (integers, truth) = (Tensor([1, 2, 3] as [Int]), Tensor([true, false]))
    #expect(stopGradient(integers) == integers)
    #expect(scaleGradient(truth, by: 2) == truth)
  }

  @Test func `second derivatives respect modifiers`() throws {
    // d/dx x³ = 3x²; scaled by 2 twice on the way back: 4 · 6x.
    let second = try slope(at: 1.5) { x in
      let scaled = scaleGradient(x, by: 2)
      return (try? gradient(of: scaled * scaled * scaled, withRespectTo: x)) ?? .init(Double.nan)
    }
    #expect(second == 4 * 6 * 1.5)
  }
}
