// Parameters that are −0.0 are zero: a rate, a mean or a probability that underflowed from below.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import Testing

struct NegativeZeroTests {
  private func logDensities(_ distribution: some Distribution) throws -> [Double] {
    try [0, 1, 5].map { try evaluate(distribution.logDensity(Tensor(Double($0)))).scalar }
  }

  @Test(arguments: [0.0, -0.0]) func `counts with mean 0 are 0`(zero: Double) throws {
    let expected = [0, -Double.infinity, -Double.infinity]
    #expect(try logDensities(Poisson(rate: zero)) == expected)
    #expect(try logDensities(Binomial(trials: 9, probability: zero)) == expected)
  }
}
