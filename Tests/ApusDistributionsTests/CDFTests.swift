// Distribution functions: their derivatives are the densities, they rise from 0 to 1, discrete ones are sums.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import Foundation
import Testing

@Suite struct CDFTests {
  @Test(arguments: Family.continuous.filter(\.hasCDF))
  func `the derivative of the distribution function is the density`(
    family: Family
  ) throws {
    for point in family.points {
      let distribution = try family.withCDF(point)
      let probe = try GradientProbe(count: 1) { distribution.logCDF($0[0]) }
      for x in try typicalValues(distribution, count: 8) {
        let (logCDF, slope) = (try probe.value([x]), try probe.slopes([x])[0])
        let density = exp(try number(distribution.logDensity(Tensor(x))))
        let derivative = slope * exp(logCDF)
        #expect(
          abs(derivative - density) <= 1e-9 * density, "\(family.name)\(point) at \(x): \(derivative), \(density)")
      }
    }
  }

  @Test(arguments: Family.withCDF) func `the gradient in the parameters is that of the distribution function`(
    family: Family
  ) throws {
    for point in family.points {
      let distribution = try family.withCDF(point)
      let probe = try GradientProbe(count: point.count + 1) { arguments in
        let member = family.make(Array(arguments.dropLast())) as? any UnivariateDistribution
        return member?.logCDF(arguments[point.count]) ?? 0
      }
      for x in try typicalValues(distribution, count: 4) {
        let slopes = try probe.slopes(point + [x])
        for index in family.differentiable ?? Array(point.indices) {
          let difference = try probe.difference(point + [x], index, step: 5e-4 * min(abs(point[index]) + 1e-3, 1))
          #expect(
            abs(slopes[index] - difference) <= 1e-7 * max(1, abs(difference)),
            "\(family.name)\(point) at \(x), parameter \(index): \(slopes[index]), \(difference)")
        }
      }
    }
  }

  @Test func `the distribution function of a t distribution is smooth at the centre`() throws {
    let probe = try GradientProbe(count: 2) { StudentT(degreesOfFreedom: $0[0]).logCDF($0[1]) }
    #expect(try abs(probe.value([3, 0]) - log(0.5)) < 1e-15)
    let slopes = try probe.slopes([3, 0])
    #expect(abs(slopes[1] - 2 * 0.36755259694786135) < 1e-14)
    #expect(slopes[0] == 0)
    for z in [-1e-4, -1e-7, 1e-9, 1e-6] {
      #expect(try abs(probe.value([3, z]) - log(0.5 + z * 0.36755259694786135)) < 1e-11)
    }
  }

  @Test(arguments: Family.discrete.filter(\.hasCDF)) func `the distribution function is the sum of the probabilities`(
    family: Family
  ) throws {
    for point in family.points {
      let distribution = try family.withCDF(point)
      let counts = family.counts(point, atMost: family.firstCount(point) < 0 ? .max : 61)
      let probabilities = try densities(distribution, counts)
      let cumulative = try numbers(distribution.logCDF(Tensor(counts))).map { exp($0) }
      let between = try numbers(distribution.logCDF(Tensor(counts.map { $0 + 0.5 }))).map { exp($0) }
      var total = 0.0
      for k in counts.indices {
        total += probabilities[k]
        #expect(abs(cumulative[k] - total) <= 1e-11, "\(family.name)\(point) at \(k): \(cumulative[k]), \(total)")
        #expect(abs(between[k] - total) <= 1e-11, "\(family.name)\(point) at \(k) + ½: \(between[k]), \(total)")
      }
    }
  }

  @Test(arguments: Family.withCDF) func `both tails sum to 1`(family: Family) throws {
    for point in family.points {
      let distribution = try family.withCDF(point)
      let values = try typicalValues(distribution, count: 12).flatMap { [$0, $0 + 0.25, -$0] }
      let lower = try numbers(distribution.logCDF(Tensor(values)))
      let upper = try numbers(distribution.logSurvival(Tensor(values)))
      for (place, x) in values.enumerated() {
        let sum = exp(lower[place]) + exp(upper[place])
        #expect(abs(sum - 1) <= 1e-13, "\(family.name)\(point) at \(x): \(sum)")
      }
      #expect(try number(distribution.logSurvival(Tensor(-Double.infinity))) == 0, "\(family.name)")
      #expect(try number(distribution.logSurvival(Tensor(Double.infinity))) == -.infinity, "\(family.name)")
      #expect(try number(distribution.logSurvival(Tensor(Double.nan))).isNaN, "\(family.name)")
    }
  }

  @Test(arguments: Family.withCDF) func `below the support the distribution function is 0, above it 1`(
    family: Family
  ) throws {
    for point in family.points {
      let distribution = try family.withCDF(point)
      switch distribution.support {
      case .real: break
      case .interval(let lower, let upper):
        #expect(try number(distribution.logCDF(lower - 1)) == -.infinity)
        #expect(try number(distribution.logCDF(lower)) == -.infinity)
        #expect(try number(distribution.logCDF(upper)) == 0)
        #expect(try number(distribution.logCDF(upper + 1)) == 0)
      case .lowerBounded(let bound):
        #expect(try number(distribution.logCDF(bound - 1)) == -.infinity)
        #expect(try number(distribution.logCDF(bound)) == -.infinity)
        #expect(try number(distribution.logSurvival(bound - 1)) == 0)
      case .circle:
        #expect(try numbers(distribution.logCDF(Tensor([-4, -.pi]))) == [-.infinity, -.infinity])
        #expect(try numbers(distribution.logCDF(Tensor([.pi, 4]))) == [0, 0])
      case .upperBounded(let bound):
        #expect(try number(distribution.logCDF(bound + 1)) == 0)
        #expect(try number(distribution.logSurvival(bound + 1)) == -.infinity)
      case .integers(let lower, let upper):
        #expect(try number(distribution.logCDF(lower - 1)) == -.infinity)
        #expect(try number(distribution.logCDF(upper)) == 0)
        #expect(try number(distribution.logCDF(upper + 3)) == 0)
      default: #expect(try number(distribution.logCDF(Tensor(-0.5))) == -.infinity, "\(family.name)")
      }
    }
  }
}

/// Some drawn values of a distribution with constant parameters.
func typicalValues(_ distribution: any Distribution, count: Int) throws -> [Double] {
  var generator = Philox4x64(seed: 20_240_229)
  let parameters = try distribution.parameters.map { try evaluate($0.value) }
  return distribution.draw(shape: [count], parameters: parameters, using: &generator).doubles
}
