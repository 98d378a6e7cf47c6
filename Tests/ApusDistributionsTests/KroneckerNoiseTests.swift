// Values on a grid with noise, held against the dense normal density: gradients and Hessians where eigenvalues are equal or nearly so.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite struct KroneckerNoiseTests {
  /// Two factors, σ and a value, with what they are.
  private static let cases: [(name: String, operands: [NDArray])] = [
    (
      "distinct",
      [NDArray(rows: [[2, 0.5], [0.5, 0.75]]), NDArray(rows: [[1, -0.3], [-0.3, 4]]), 0.5, [1, 2, 0, -1]]
    ),
    ("identities", [NDArray(rows: [[1, 0], [0, 1]]), NDArray(rows: [[2, 0], [0, 2]]), 0.25, [1, 2, 0, -1]]),
    ("one identity", [NDArray(rows: [[1, 0], [0, 1]]), NDArray(rows: [[2, 1], [1, 2]]), 1.5, [1, 2, 0, -1]]),
    (
      "nearly equal",
      [NDArray(rows: [[1, 1e-14], [1e-14, 1]]), NDArray(rows: [[1, 1e-9], [1e-9, 1]]), 0.5, [1, 2, 0, -1]]
    ),
    ("singular", [NDArray(rows: [[1, 1], [1, 1]]), NDArray(rows: [[2, 0.5], [0.5, 0.75]]), 0.5, [1, 2, 0, -1]]),
    ("one row", [NDArray(rows: [[3]]), NDArray(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]), 2, [1, 2, -3]]),
  ]

  /// K₁ ⊗ K₂ + σ² 1 as one matrix.
  private static func dense(_ factors: [Tensor], _ noise: Tensor) -> Tensor {
    let product = factors.dropFirst().reduce(factors[0]) { a, b in
      let (m, n) = (a.shape[0], b.shape[0])
      return (a.reshaped(to: [m, 1, m, 1]) * b.reshaped(to: [1, n, 1, n])).reshaped(to: [m * n, m * n])
    }
    return product + noise.squared() * .identity(product.shape[0])
  }

  private static func symmetric(_ a: Tensor) -> Tensor { 0.5 * (a + a.matrixTransposed) }

  private func agree(_ given: NDArray, _ expected: NDArray, within tolerance: Double, _ words: String) throws {
    let scale = expected.doubles.reduce(1) { max($0, abs($1)) }
    for (x, y) in try paired(given.doubles, expected.doubles) {
      #expect(abs(x - y) <= tolerance * scale, "\(words): \(given.doubles), \(expected.doubles)")
    }
  }

  @Test(arguments: cases.indices) func `the density, its gradients and its Hessians are those of the dense one`(
    index: Int
  ) throws {
    let (name, operands) = Self.cases[index]
    let arguments = operands.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
    let bindings = Dictionary(uniqueKeysWithValues: zip(arguments, operands))
    let factors = arguments[..<2].map(Self.symmetric)
    let own = KroneckerNormal(0.5, covariances: factors, noise: arguments[2]).logDensity(arguments[3])
    let other = MvNormal(0.5, covariance: Self.dense(factors, arguments[2])).logDensity(arguments[3])
    try agree(evaluate(own, bindings), evaluate(other, bindings), within: 1e-14, name)
    for first in arguments {
      let (slope, expected) = (
        try gradient(of: own, withRespectTo: first), try gradient(of: other, withRespectTo: first)
      )
      try agree(evaluate(slope, bindings), evaluate(expected, bindings), within: 1e-13, name)
      for second in arguments {
        try agree(
          evaluate(jacobian(of: slope, withRespectTo: second), bindings),
          evaluate(jacobian(of: expected, withRespectTo: second), bindings), within: 1e-12, "\(name), twice")
      }
    }
  }

  @Test
  func `a smooth kernel, whose eigenvalues fall below rounding, has the density and the Hessian of the dense one`()
    throws
  {
    let (scale, noise) = (Tensor.argument("scale", .float64()), Tensor.argument("noise", .float64()))
    let bindings: [Tensor: NDArray] = [scale: 3, noise: 0.25]
    let places = Tensor((0..<12).map(Double.init))
    let gap = (places.reshaped(to: [12, 1]) - places) / scale
    let kernel = exp(-0.5 * gap.squared())
    let factors = [kernel, Tensor([[1.0, 0.5], [0.5, 1]])]
    let value = Tensor((0..<24).map { sin(Double($0)) })
    let own = KroneckerNormal(0, covariances: factors, noise: noise).logDensity(value)
    let other = MvNormal(0, covariance: Self.dense(factors, noise)).logDensity(value)
    try agree(evaluate(own, bindings), evaluate(other, bindings), within: 1e-13, "density")
    for argument in [scale, noise] {
      let slopes = try [own, other].map { try gradient(of: $0, withRespectTo: argument) }
      try agree(evaluate(slopes[0], bindings), evaluate(slopes[1], bindings), within: 1e-12, "gradient")
      for second in [scale, noise] {
        let bends = try slopes.map { try gradient(of: $0, withRespectTo: second) }
        try agree(evaluate(bends[0], bindings), evaluate(bends[1], bindings), within: 1e-11, "Hessian")
      }
    }
  }

  @Test func `batches of vectors, of noise and of covariances are each of their members`() throws {
    let covariances = [Tensor([[2.0, 0.5], [0.5, 0.75]]), Tensor([[1.0, -0.25], [-0.25, 4]])]
    let values = Tensor(NDArray([1.0, 2, 0, -1, 0.5, 0.25, 3, 1], shape: [2, 4]))
    let both = Tensor(NDArray([2.0, 0.5, 0.5, 0.75, 1, 0, 0, 1], shape: [2, 2, 2]))
    let one = KroneckerNormal(0, covariances: covariances, noise: 0.5)
    let byNoise = KroneckerNormal(0, covariances: covariances, noise: Tensor([0.5, 2]))
    let byFactor = KroneckerNormal(0, covariances: [both, covariances[1]], noise: 0.5)
    #expect(byNoise.shape == [2, 4] && byFactor.shape == [2, 4])
    for row in 0..<2 {
      let value = values[row]
      let expected = try number(one.logDensity(value))
      #expect(try numbers(one.logDensity(values))[row] == expected)
      let noise = KroneckerNormal(0, covariances: covariances, noise: [0.5, 2][row])
      #expect(try numbers(byNoise.logDensity(values))[row] == number(noise.logDensity(value)))
      let factor = KroneckerNormal(0, covariances: [both[row], covariances[1]], noise: 0.5)
      #expect(try numbers(byFactor.logDensity(values))[row] == number(factor.logDensity(value)))
    }
  }

  @Test func `without noise it is the density of the product, and with much that of the noise`() throws {
    let covariances = [Tensor([[2.0, 0.5], [0.5, 0.75]]), Tensor([[1.0, -0.25], [-0.25, 4]])]
    let value = Tensor([1.0, 2, 0, -1])
    let product = try number(KroneckerNormal(0, covariances: covariances).logDensity(value))
    for noise in [0, 1e-200, 1e-12] {
      let given = try number(KroneckerNormal(0, covariances: covariances, noise: noise).logDensity(value))
      #expect(abs(given - product) < 1e-13 * abs(product))
    }
    let noise = try numbers(Normal(0, 1e150).logDensity(value)).reduce(0, +)
    let given = try number(KroneckerNormal(0, covariances: covariances, noise: 1e150).logDensity(value))
    #expect(abs(given - noise) < 1e-13 * abs(noise))
  }

  @Test func `negative noise and covariances with negative eigenvalues give NaN, wrong shapes are refused`() throws {
    let value = Tensor([1.0, 2])
    let negative = Tensor([[1.0, 2], [2, 1]])
    #expect(try number(KroneckerNormal(0, covariances: [negative], noise: 3).logDensity(value)).isNaN)
    #expect(
      try number(KroneckerNormal(0, covariances: [Tensor.zeros(.float64([2, 2]))], noise: 0).logDensity(value)).isNaN)
    #expect(try number(KroneckerNormal(0, covariances: [Tensor.identity(2)], noise: -1).logDensity(value)).isNaN)
    #expect(
      try number(KroneckerNormal(0, covariances: [Tensor.identity(2)], noise: Double.nan).logDensity(value)).isNaN)
    #expect(KroneckerNormal(0, covariances: [negative], noise: 3).logDensity(Tensor([1.0, 2, 3])).error != nil)
    #expect(KroneckerNormal(0, covariances: [Tensor](), noise: 3).logDensity(value).error != nil)
    #expect(
      KroneckerNormal(0, covariances: [Tensor.ones([3, 2, 2])], noise: Tensor([1.0, 2])).logDensity(value).error != nil)
  }
}
