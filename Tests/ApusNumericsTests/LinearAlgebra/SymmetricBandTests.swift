// Band matrices against what is known of their eigenvalues and their factors.

import ApusNumerics
import Foundation
import Testing

@Suite struct SymmetricBandTests {
  /// A matrix with numbers in all of its band.
  private static func dense(order: Int, bandwidth: Int) -> SymmetricBand {
    var matrix = SymmetricBand(order: order, bandwidth: bandwidth)
    for i in 0..<order {
      for j in max(0, i - bandwidth)...i { matrix[i, j] = sin(Double(7 * i + 3 * j)) + (i == j ? 0.5 : 0) }
    }
    return matrix
  }

  /// The graph of a grid, its rows one after the other.
  private static func grid(rows: Int, columns: Int) -> SymmetricBand {
    var matrix = SymmetricBand(order: rows * columns, bandwidth: columns)
    for place in 0..<rows * columns {
      if place % columns > 0 { matrix[place, place - 1] = 1 }
      if place >= columns { matrix[place, place - columns] = 1 }
    }
    return matrix
  }

  @Test(arguments: [(1, 1), (1, 2), (2, 2), (1, 40), (40, 1), (7, 5), (12, 13), (30, 20)])
  func `the eigenvalues of a grid are sums of cosines`(rows: Int, columns: Int) {
    let values = Self.grid(rows: rows, columns: columns).eigenvalues()
    func cosines(_ count: Int) -> [Double] { (1...count).map { 2 * cos(Double($0) * Double.pi / Double(count + 1)) } }
    var expected: [Double] = []
    for first in cosines(rows) { for second in cosines(columns) { expected.append(first + second) } }
    expected.sort()
    #expect(values.count == expected.count)
    for (value, cosine) in zip(values, expected) { #expect(abs(value - cosine) < 4e-14) }
  }

  @Test(arguments: [(5, 0), (6, 1), (6, 2), (9, 8), (40, 3), (60, 17)])
  func `the eigenvalues of any band have its invariants`(order: Int, bandwidth: Int) throws {
    let matrix = Self.dense(order: order, bandwidth: bandwidth)
    let values = matrix.eigenvalues()
    #expect(values.count == order && values == values.sorted())
    var (trace, squares) = (0.0, 0.0)
    for i in 0..<order {
      trace += matrix[i, i]
      for j in max(0, i - bandwidth)...i { squares += (i == j ? 1 : 2) * matrix[i, j] * matrix[i, j] }
    }
    #expect(abs(values.reduce(0, +) - trace) < 1e-12)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 } - squares) < 1e-12 * squares)
    // Moved by more than the least eigenvalue it has a factor, and its determinant is known; moved by less it has none.
    let least = try #require(values.first)
    for shift in [1e-3, 0.5, 30] {
      var moved = matrix
      for i in 0..<order { moved[i, i] += shift - least }
      let determinant = values.reduce(0) { $0 + log($1 - least + shift) }
      let factor = try #require(moved.choleskyFactor())
      #expect(abs(factor.logDeterminantOfSquare - determinant) < 1e-10 * max(1, abs(determinant)))
      for i in 0..<order { moved[i, i] -= 1.001 * shift }
      #expect(moved.choleskyFactor() == nil)
    }
  }

  @Test func `a factor times its transpose is the matrix, and solves`() throws {
    var matrix = Self.dense(order: 50, bandwidth: 6)
    for i in 0..<50 { matrix[i, i] += 20 }
    let factor = try #require(matrix.choleskyFactor())
    for i in 0..<50 {
      for j in max(0, i - 6)...i {
        let product = (max(0, i - 6)...j).reduce(0.0) { $0 + factor[i, $1] * (j - $1 <= 6 ? factor[j, $1] : 0) }
        #expect(abs(product - matrix[i, j]) < 1e-14 * 20)
      }
    }
    let x = (0..<50).map { cos(Double($0)) }
    let z = (0..<50).map { j in (j...min(49, j + 6)).reduce(0.0) { $0 + factor[$1, j] * x[$1] } }
    for (given, expected) in zip(factor.solvingTransposed(z), x) { #expect(abs(given - expected) < 1e-13) }
  }

  @Test func `numbers that are not finite end, without a factor`() {
    var matrix = Self.dense(order: 9, bandwidth: 3)
    matrix[4, 4] = .nan
    #expect(matrix.choleskyFactor() == nil && matrix.eigenvalues().count == 9)
    #expect(SymmetricBand(order: 0, bandwidth: 0).eigenvalues() == [])
  }
}
