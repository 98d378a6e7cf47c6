// The inverse from a Cholesky factor, and the normal density's exponent: laws, and agreement with their definitions.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct CholeskyInverseTests {
  /// A positive definite matrix of an order.
  private static func matrix(_ n: Int) -> NDArray {
    let elements = (0..<(n * n)).map { place -> Double in
      let (i, j) = (place / n, place % n)
      let smooth = 1 / (1 + Double(i + j))
      return smooth + (i == j ? 2.1 : 0.1 * Double(i * j % 3))
    }
    return NDArray(elements, shape: [n, n])
  }

  private static func symmetric(_ a: Tensor) -> Tensor { 0.5 * (a + a.matrixTransposed) }

  @Test(arguments: [1, 2, 5, 20]) func `the inverse times the matrix is the identity`(n: Int) throws {
    let a = Tensor(Self.matrix(n))
    let product = try evaluate(matmul(choleskyInverse(cholesky(a)), a)).doubles
    for (place, number) in product.enumerated() {
      #expect(abs(number - (place % (n + 1) == 0 ? 1 : 0)) < 1e-13)
    }
  }

  /// L = [[√a, 0], [b/√a, s]], s = √(c − b²/a): the derivatives by hand; that in b is shared by both places of b.
  @Test func `the gradient of a factor is symmetric, and the one by hand`() throws {
    let (a, b, c) = (4.0, 1.5, 3.0)
    let (first, second, third) = (0.75, -2.0, 1.25)
    let matrix = Tensor.argument("matrix", .float64([2, 2]))
    let weights = Tensor(NDArray(rows: [[first, 0], [second, third]]))
    let slope = try gradient(of: sum(weights * cholesky(matrix)), withRespectTo: matrix)
    let found = try evaluate(slope, [matrix: NDArray(rows: [[a, b], [b, c]])]).doubles
    let root = (c - b * b / a).squareRoot()
    let inA = first / (2 * a.squareRoot()) - second * b / (2 * a * a.squareRoot()) + third * b * b / (2 * a * a * root)
    let inB = second / a.squareRoot() - third * b / (a * root)
    let expected = [inA, inB / 2, inB / 2, third / (2 * root)]
    for (x, y) in try paired(found, expected) { #expect(abs(x - y) < 1e-15, "\(x), not \(y)") }
  }

  @Test(arguments: [1, 2, 5, 20]) func `every law of the inverse holds`(n: Int) throws {
    let law = OpLaw("choleskyInverse", samples: [[Self.matrix(n)]]) { choleskyInverse(cholesky(Self.symmetric($0[0]))) }
    let findings = try law.findings()
    #expect(findings == [])
  }

  @Test(arguments: [(1, 1), (3, 2), (20, 4)]) func `every law of the exponent holds`(n: Int, m: Int) throws {
    let columns = NDArray((0..<(n * m)).map { Double($0 % 7) - 2.5 }, shape: [n, m])
    let law = OpLaw("gaussianLogKernel", samples: [[Self.matrix(n), columns]]) {
      gaussianLogKernel(covariance: Self.symmetric($0[0]), columns: $0[1])
    }
    let findings = try law.findings()
    #expect(findings == [])
  }

  @Test func `the exponent and its gradient are those of the factor's own derivative`() throws {
    let a = Tensor.argument("a", .float64([6, 6]))
    let d = Tensor.argument("d", .float64([6, 2]))
    let z = triangularSolve(cholesky(Self.symmetric(a)), d)
    let expected = -0.5 * sum(z.squared(), axes: [0]) - 0.5 * logDeterminantPositiveDefinite(Self.symmetric(a))
    let kernel = gaussianLogKernel(covariance: Self.symmetric(a), columns: d)
    let bindings = [a: Self.matrix(6), d: NDArray((0..<12).map { Double($0 % 5) - 2 }, shape: [6, 2])]
    let left = try evaluate([kernel] + gradient(of: sum(kernel * Tensor([1.0, -2])), withRespectTo: [a, d]), bindings)
    let right = try evaluate(
      [expected] + gradient(of: sum(expected * Tensor([1.0, -2])), withRespectTo: [a, d]), bindings)
    for (x, y) in try paired(left.flatMap(\.doubles), right.flatMap(\.doubles)) {
      #expect(abs(x - y) < 1e-12 * max(1, abs(y)))
    }
  }

  @Test func `a matrix that is not positive definite gives NaN`() throws {
    let bad = Tensor(NDArray([1, 2, 2, 1], shape: [2, 2])).asFloat64
    #expect(try evaluate(choleskyInverse(cholesky(bad))).doubles.allSatisfy(\.isNaN))
    #expect(try evaluate(gaussianLogKernel(covariance: bad, columns: .ones([2, 1]))).doubles[0].isNaN)
  }
}
