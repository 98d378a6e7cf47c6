// The gradient through eigenvalues of general matrices: laws of their sums, where some are equal, and where vectors are missing.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct RealEigenTests {
  private let a = Tensor.argument("a", .float64([3, 3]))
  private let matrix = NDArray(rows: [[1, 2, 0.5], [0.25, -1, 1], [0, 0.5, 3]])

  private func slopes(_ output: Tensor, at matrix: NDArray) throws -> [Double] {
    try evaluate(gradient(of: output, withRespectTo: a), [a: matrix]).doubles
  }

  @Test func `sums of powers of the eigenvalues have the gradients of traces of powers`() throws {
    let values = eigvals(a)
    let cube = matmul(matmul(a, a), a)
    let pairs: [(Tensor, Tensor)] = [
      (sum(values), trace(a)), (sum(values.squared()), trace(matmul(a, a))),
      (sum(values * values * values), trace(cube)),
    ]
    let scaled = NDArray(rows: [[2, 0, 0], [0, 2, 0], [0, 0, 2]])
    let repeated = NDArray(rows: [[2, 1, 0], [0, 3, 0], [0, 4, 2]])
    for (own, other) in pairs {
      for matrix in [matrix, scaled, repeated] {
        let (given, expected) = (try slopes(own, at: matrix), try slopes(other, at: matrix))
        for (x, y) in try paired(given, expected) { #expect(abs(x - y) < 1e-12, "\(given), \(expected)") }
      }
    }
  }

  @Test func `the second derivative of a sum of squares is that of the trace`() throws {
    let bends = try [sum(eigvals(a).squared()), trace(matmul(a, a))].map {
      try evaluate(hessian(of: $0, withRespectTo: a), [a: matrix]).doubles
    }
    for (x, y) in try paired(bends[0], bends[1]) { #expect(abs(x - y) < 1e-11) }
  }

  @Test func `the gradient of one eigenvalue is the product of its left and its right vector`() throws {
    // [[2, 1], [0, 5]] has the right vectors (1, 0), (1, 3) and the left ones (3, −1), (0, 1).
    let matrix = NDArray(rows: [[2, 1, 0], [0, 5, 0], [0, 0, 9]])
    let expected = [1, 0, 0, -1.0 / 3, 0, 0, 0, 0, 0]
    for (x, y) in try paired(slopes(eigvals(a)[0], at: matrix), expected) { #expect(abs(x - y) < 1e-15) }
  }

  @Test func `an eigenvalue with fewer vectors than its multiplicity has a value and no gradient`() throws {
    let matrix = NDArray(rows: [[2, 1, 0], [0, 2, 0], [0, 0, 9]])
    #expect(try evaluate(eigvals(a), [a: matrix]).doubles == [2, 2, 9])
    #expect(try slopes(eigvals(a)[0], at: matrix).contains(where: \.isNaN))
  }

  @Test func `a batch is each of its matrices, and one with complex eigenvalues leaves the others`() throws {
    let both = Tensor(NDArray([2.0, 1, 0, 5, 0, 1, -1, 0, 1, 0, 4, -1], shape: [3, 2, 2]))
    let values = try evaluate(eigvals(both)).doubles
    #expect(values[0...1] == [2, 5] && values[2...3].allSatisfy(\.isNaN) && values[4...5] == [-1, 1])
    #expect(eigvals(both).shape == [3, 2])
  }

  @Test func `integers are numbers, and what is no square matrix is named`() throws {
    #expect(try evaluate(eigvals(Tensor(NDArray([3, 1, 0, 2], shape: [2, 2])))).doubles == [2, 3])
    for bad in [Tensor([1.0, 2]), Tensor(NDArray(rows: [[1, 2, 3], [4, 5, 6]]))] {
      let text = eigvals(bad).error?.description ?? ""
      #expect(text.contains("RealEigenTests.swift:"), "\(text)")
    }
  }
}
