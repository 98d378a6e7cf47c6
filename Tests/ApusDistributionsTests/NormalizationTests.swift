// Densities integrate to one, moments are the integrals that they should be, distribution functions are the integrals of
// densities.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct NormalizationTests {
  @Test(arguments: Family.continuous) func `a density integrates to one`(family: Family) throws {
    for point in family.points {
      let distribution = family(point)
      let totals = try [1.0 / 32, 1.0 / 64].map { step in
        let rule = try Quadrature(
          distribution.support, center: family.center(point), gap: family.gap(point), step: step)
        return rule.integral(try densities(distribution, rule.points))
      }
      #expect(abs(totals[1] - 1) < 1e-9, "\(family.name)\(point): \(totals)")
    }
  }

  @Test(arguments: Family.discrete) func `probabilities sum to one`(family: Family) throws {
    for point in family.points {
      let counts = family.counts(point)
      let total: Double = try densities(family(point), counts).reduce(0.0, +)
      #expect(abs(total - 1) < 1e-12, "\(family.name)\(point): \(total)")
    }
  }

  @Test(arguments: Family.withMoments) func `mean and variance are those of the density`(family: Family) throws {
    for point in family.points {
      let distribution = try family.withMoments(point)
      let (mean, variance) = (try number(distribution.mean), try number(distribution.variance))
      let (points, weights) = try weightedPoints(family, point)
      let total = zip(points, weights).reduce(0) { $1.1 == 0 ? $0 : $0 + $1.0 * $1.1 }
      if mean.isFinite {
        #expect(abs(total - mean) <= 1e-7 * max(1, abs(mean)), "\(family.name)\(point): \(total), \(mean)")
      }
      guard variance.isFinite else { continue }
      let spread = zip(points, weights).reduce(0) { $1.1 == 0 ? $0 : $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
      #expect(abs(spread - variance) <= 1e-6 * max(1, variance), "\(family.name)\(point): \(spread), \(variance)")
    }
  }

  @Test func `moments that do not exist are NaN, those that diverge infinite`() throws {
    #expect(try number(StudentT(degreesOfFreedom: 1).mean).isNaN)
    #expect(try number(StudentT(degreesOfFreedom: 1).variance).isNaN)
    #expect(try number(StudentT(degreesOfFreedom: 2).variance) == .infinity)
    #expect(try number(InverseGamma(shape: 0.5, scale: 1).mean) == .infinity)
    #expect(try number(InverseGamma(shape: 2, scale: 1).variance) == .infinity)
    #expect(try number(InverseGamma(shape: 1, scale: 1).variance).isNaN)
    // The order of the tail at which each has its moments: none, a mean, both.
    let tails: [(Double) -> any DistributionWithMoments] = [
      { Pareto(shape: $0, minimum: 2) }, { ParetoType2(shape: $0, location: 3, scale: 2) },
      { Frechet(shape: $0, scale: 2) }, { HalfStudentT(degreesOfFreedom: $0) }, { LogLogistic(scale: 2, shape: $0) },
      { InverseChiSquared(degreesOfFreedom: 2 * $0) }, { InverseChiSquared(degreesOfFreedom: 2 * $0, scale: 3) },
    ]
    for tail in tails {
      for order in [0.5, 1.0] {
        #expect(try number(tail(order).mean) == .infinity, "\(tail(order))")
        #expect(try number(tail(order).variance).isNaN, "\(tail(order))")
      }
      for order in [1.5, 2.0] {
        #expect(try number(tail(order).mean).isFinite, "\(tail(order))")
        #expect(try number(tail(order).variance) == .infinity, "\(tail(order))")
      }
      #expect(try number(tail(2.5).variance).isFinite, "\(tail(2.5))")
    }
    #expect(try number(BetaPrime(2, 0.5).mean) == .infinity && number(BetaPrime(2, 2).variance) == .infinity)
    #expect(try number(BetaPrime(2, 1).variance).isNaN)
    for make: (Double) -> any DistributionWithMoments in [
      { GeneralizedExtremeValue(location: 0, scale: 1, shape: $0) },
      { GeneralizedPareto(location: 0, scale: 1, shape: $0) },
    ] {
      #expect(try number(make(1).mean) == .infinity && number(make(0.5).variance) == .infinity)
      #expect(try number(make(0.75).mean).isFinite && number(make(1).variance).isNaN)
    }
  }

  /// Values with the mass that a rule gives them.
  private func weightedPoints(_ family: Family, _ point: [Double]) throws -> ([Double], [Double]) {
    let distribution = family(point)
    guard distribution.support.elementType == .float64 else {
      let counts = family.counts(point)
      return (counts, try densities(distribution, counts))
    }
    let rule = try Quadrature(distribution.support, center: family.center(point), step: 1.0 / 64)
    return (rule.points, zip(rule.weights, try densities(distribution, rule.points)).map { $0 == 0 ? 0 : $0 * $1 })
  }
}
