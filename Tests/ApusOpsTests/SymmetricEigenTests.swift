// The gradient through symmetric eigenvalues and eigenvectors where some are equal, and of matrix functions made of them.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct SymmetricEigenTests {
  private let a = Tensor.argument("a", .float64([3, 3]))

  private func slopes(_ output: Tensor, at matrix: NDArray) throws -> [Double] {
    try evaluate(gradient(of: output, withRespectTo: a), [a: matrix]).doubles
  }

  @Test func `functions of eigenvalues have gradients where these are equal`() throws {
    let values = eigh(a).eigenvalues
    let same = NDArray(rows: [[2, 0, 0], [0, 2, 0], [0, 0, 2]])
    #expect(try slopes(sum(values), at: same) == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    // log det, whose gradient is the inverse.
    #expect(try slopes(sum(log(values)), at: same) == [0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5])
    #expect(
      try slopes(sum(values.squared()), at: NDArray(rows: [[0, 0, 0], [0, 0, 0], [0, 0, 0]]))
        == Array(repeating: 0, count: 9))
  }

  @Test func `what a vector of its own eigenvalue is has a gradient beside equal ones`() throws {
    let vector = eigh(a).eigenvectors.matrixTransposed[2]
    let matrix = NDArray(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 3]])
    // The last vector turns by half of the element beside the diagonal.
    #expect(try slopes(vector[0], at: matrix) == [0, 0, 0.25, 0, 0, 0, 0.25, 0, 0])
  }

  @Test func `a choice of vectors has none`() throws {
    let vectors = eigh(a).eigenvectors
    let matrix = NDArray(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 3]])
    #expect(try slopes(vectors[0][0] + vectors[1][0], at: matrix).contains(where: \.isNaN))
  }

  @Test func `functions of equal eigenvalues have second derivatives along what mixes none, and by a factor all`()
    throws
  {
    let matrix = NDArray(rows: [[2, 0, 0], [0, 2, 0], [0, 0, 4]])
    let (apart, mixing) = (
      NDArray(rows: [[1, 0, 0], [0, 0, 0], [0, 0, 0]]), NDArray(rows: [[0, 1, 0], [1, 0, 0], [0, 0, 0]])
    )
    func bend(_ output: Tensor, along direction: NDArray) throws -> [Double] {
      let slope = try gradient(of: output, withRespectTo: a)
      return try slopes(sum(slope * Tensor(direction)), at: matrix)
    }
    // Of log det(A + 2) it is −(A + 2)⁻¹ E (A + 2)⁻¹.
    let byValues = sum(log(eigh(a).eigenvalues + 2))
    let byFactor = logDeterminantPositiveDefinite(a + 2 * Tensor.identity(3))
    let expected = [-1 / 16.0, 0, 0, 0, 0, 0, 0, 0, 0]
    for (output, tolerance) in [(byValues, 1e-15), (byFactor, 1e-15)] {
      for (x, y) in try paired(bend(output, along: apart), expected) { #expect(abs(x - y) <= tolerance) }
    }
    #expect(try bend(byValues, along: mixing).contains(where: \.isNaN))
    for (x, y) in try paired(bend(byFactor, along: mixing), [0, -1 / 16.0, 0, -1 / 16.0, 0, 0, 0, 0, 0]) {
      #expect(abs(x - y) <= 1e-15)
    }
  }

  @Test func `a root of a matrix by them has the gradient of the root`() throws {
    let (values, vectors) = eigh(a)
    let root = matmul(vectors * sqrt(values), vectors.matrixTransposed)
    let matrix = NDArray(rows: [[4, 1, 0.5], [1, 3, 0.25], [0.5, 0.25, 5]])
    let square = try evaluate(matmul(root, root), [a: matrix]).doubles
    for (x, y) in try paired(square, matrix.doubles) { #expect(abs(x - y) < 1e-14) }
    // tr A = tr R R: its gradient is the identity.
    let slopes = try slopes(sum(root.squared()), at: matrix)
    for (place, x) in slopes.enumerated() { #expect(abs(x - (place % 4 == 0 ? 1 : 0)) < 1e-13, "\(slopes)") }
  }

  @Test func `a batch is each of its matrices`() throws {
    let (first, second) = (NDArray(rows: [[2, 1], [1, 5]]), NDArray(rows: [[1, -3], [-3, 0]]))
    let both = eigh(Tensor(NDArray(first.doubles + second.doubles, shape: [2, 2, 2])))
    let (values, vectors) = (try evaluate(both.eigenvalues), try evaluate(both.eigenvectors))
    let each = [first, second].map { eigh(Tensor($0)) }
    #expect(try values.doubles == each.flatMap { try evaluate($0.eigenvalues).doubles })
    #expect(try vectors.doubles == each.flatMap { try evaluate($0.eigenvectors).doubles })
    #expect(values.shape == [2, 2] && vectors.shape == [2, 2, 2])
  }

  @Test func `what is no square matrix is named`() {
    for bad in [Tensor([1.0, 2]), Tensor(NDArray(rows: [[1, 2, 3], [4, 5, 6]]))] {
      let (values, vectors) = eigh(bad)
      for result in [values, vectors] {
        #expect(
          result.error?.description.contains("SymmetricEigenTests.swift:") == true,
          "\(String(describing: result.error))")
      }
    }
  }

  @Test func `elements whose squares are beyond the numbers do no harm`() throws {
    let cases: [(matrix: [Double], values: [Double])] = [
      ([1, 0, 1e-160, 0, 2, 0, 1e-160, 0, 3], [1, 2, 3]),
      ([1, 0, 5e-159, 0, 1, 1e-200, 5e-159, 1e-200, 1], [1, 1, 1]),
      ([1, 1e-170, 1e-165, 1e-170, 1, 0, 1e-165, 0, 5], [1, 1, 5]),
    ]
    for (matrix, expected) in cases {
      let (values, vectors) = eigh(Tensor(NDArray(matrix, shape: [3, 3])))
      for (value, number) in zip(try evaluate(values).doubles, expected) {
        #expect((value - number).magnitude < 1e-14)
      }
      let products = try evaluate(matmul(vectors.matrixTransposed, vectors)).doubles
      for (place, product) in products.enumerated() {
        #expect((product - (place % 4 == 0 ? 1 : 0)).magnitude < 1e-14)
      }
    }
  }
}
