// Draws of correlation factors with a small concentration, where partial correlations round to ±1.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusRandom
import Testing

@Suite struct CorrelationDrawTests {
  @Test(arguments: [0.5, 0.3, 0.1, 0.03, 1e-2, 1e-3], [2, 3, 6])
  func `no diagonal element is zero, and the draws lie in the support`(eta: Double, size: Int) throws {
    var generator = Philox4x64(seed: 27)
    let count = 4000
    let distribution = LKJCholesky(size, eta: eta)
    let draws = distribution.draw(shape: [count, size, size], parameters: [NDArray(eta)], using: &generator)
    let elements = draws.doubles
    try #require(elements.count == count * size * size)
    let zeros = (0..<count * size).filter { index in !(elements[index * size + index % size] > 0) }
    #expect(zeros.isEmpty, "\(zeros.count) of \(count * size) elements")
    let inside = try numbers(distribution.support.contains(Tensor(draws)))
    #expect(inside.count == count && inside.allSatisfy { $0 == 1 })
    let densities = try numbers(distribution.logDensity(Tensor(draws)))
    #expect(densities.count == count && densities.allSatisfy { $0.isFinite })
    // Each correlation has mean 0 and variance 1/(2η + K − 1); its square, between 0 and 1, has at most that variance.
    let expected = 1 / (2 * eta + Double(size) - 1)
    let squares = (0..<count).map { elements[$0 * size * size + size] * elements[$0 * size * size + size] }
    let mean = squares.reduce(0, +) / Double(count)
    #expect(
      (mean - expected).magnitude < 6 * (expected * (1 - expected) / Double(count)).squareRoot(), "\(mean), \(expected)"
    )
  }
}
