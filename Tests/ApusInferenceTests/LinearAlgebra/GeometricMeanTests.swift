// Geometric means of matrices, against eigenvalues in many digits, and where there is none.

import ApusInference
import ApusTestSupport
import Testing

@Suite struct GeometricMeanTests {
  private func mean(_ dimension: Int, _ first: [Double], _ second: [Double]) -> [Double]? {
    let mean = LowerTriangle.geometricMean(
      LowerTriangle(dimension: dimension, elements: first),
      inverseOf: LowerTriangle(dimension: dimension, elements: second))
    guard let mean else { return nil }
    return mean.elements
  }

  @Test func `means are those of mpmath`() throws {
    let cases = try DenseMetricReference.shared.get().means
    #expect(cases.count > 5)
    for item in cases {
      let found = try #require(mean(item.dimension, item.first, item.second))
      let difference = try DenseMetricReference.difference(found, item.mean)
      #expect(difference < 1e-6, "dimension \(item.dimension): \(difference)")
    }
  }

  @Test func `of diagonal matrices it is √(a/b), over six hundred orders of magnitude`() throws {
    let found = try #require(mean(3, [1e150, 0, 1, 0, 0, 1e-150], [1e-150, 0, 1, 0, 0, 1e150]))
    for (value, expected) in try paired(found, [1e150, 0, 1, 0, 0, 1e-150]) {
      #expect((value - expected).magnitude <= 1e-6 * expected)
    }
  }

  @Test(arguments: [
    [1, 2, 1], [0, 0, 1], [1, 0, -1], [.nan, 0, 1], [.infinity, 0, 1], [1, .nan, 1], [1, 0, .nan],
  ])
  func `of what is not positive definite there is none`(matrix: [Double]) {
    #expect(mean(2, matrix, [1, 0, 1]) == nil)
    #expect(mean(2, [1, 0, 1], matrix) == nil)
    let hasFactor = if LowerTriangle(dimension: 2, elements: matrix).cholesky() == nil { false } else { true }
    #expect(!hasFactor)
  }
}
