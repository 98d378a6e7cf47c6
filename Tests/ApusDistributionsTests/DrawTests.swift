// Draws against distribution functions: Kolmogorov's statistic with two limits, at fixed seeds.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusRandom
import Foundation
import Testing

@Suite struct DrawTests {
  @Test(arguments: Family.all) func `draws have the density`(family: Family) throws {
    for (index, point) in family.points.enumerated() {
      let distribution = family(point)
      var generator = Philox4x64(seed: 11, stream: UInt64(index))
      let parameters = try distribution.parameters.map { try evaluate($0.value) }
      let draws = distribution.draw(shape: [100, 200], parameters: parameters, using: &generator)
      #expect(draws.shape == [100, 200] && draws.type.elementType == distribution.support.elementType)
      let sorted = draws.doubles.sorted()
      judge(kolmogorov(sorted, try cumulative(family, point, sorted)), sorted.count, "\(family.name)\(point)")
    }
  }

  @Test func `the test of draws finds a scale that is 3 percent off`() throws {
    var generator = Philox4x64(seed: 11)
    let wrong = Normal(0, 1).draw(shape: [20_000], parameters: [0, 1.05], using: &generator).doubles.sorted()
    let statistic = kolmogorov(wrong, try cumulative(Family.continuous[0], [0, 1], wrong))
    #expect(statistic * 20_000.0.squareRoot() > Self.alert)
  }

  @Test func `a vector of parameters gives each column its own distribution`() throws {
    var generator = Philox4x64(seed: 5)
    let distribution = Normal(Tensor([-100.0, 0, 100]), 1)
    let draws = distribution.draw(shape: [500, 3], parameters: [[-100, 0, 100], 1], using: &generator).doubles
    for column in 0..<3 {
      let own = stride(from: column, to: draws.count, by: 3).map { draws[$0] }
      #expect(own.allSatisfy { abs($0 - 100 * Double(column - 1)) < 6 })
    }
  }

  @Test(arguments: Family.all) func `the same seed gives the same draws`(family: Family) throws {
    let point = family.points[0]
    let parameters = try family(point).parameters.map { try evaluate($0.value) }
    var (first, second) = (Philox4x64(seed: 3), Philox4x64(seed: 3))
    let draws = family(point).draw(shape: [7], parameters: parameters, using: &first)
    #expect(draws == family(point).draw(shape: [7], parameters: parameters, using: &second))
    #expect(first == second)
  }

  @Test func `parameters outside their domain draw NaN`() throws {
    for (distribution, _) in EdgeTests.invalid
    where !(distribution is Mixture || distribution is Categorical || distribution.isOfRecords) {
      // Weights and records of events are not what is drawn from.
      var generator = Philox4x64(seed: 1)
      let parameters = try distribution.parameters.map { try evaluate($0.value) }
      let draw = distribution.draw(shape: [], parameters: parameters, using: &generator).scalar
      #expect(draw.isNaN, "\(distribution.name): \(draw)")
    }
  }

  @Test func `counts beyond integers are drawn as doubles`() throws {
    var generator = Philox4x64(seed: 4)
    let draws = Poisson(logRate: Tensor([1.0, 60])).draw(shape: [50, 2], parameters: [[1, 60]], using: &generator)
    #expect(draws.type == .float64([50, 2]))
    for (index, draw) in draws.doubles.enumerated() {
      // The mean is e^60 = 1.142e26, the standard deviation 1e13.
      #expect(index % 2 == 0 ? draw >= 0 && draw < 20 : abs(draw / 1.142_007_389_815_684_3e26 - 1) < 1e-11)
    }
    let mixture = Mixture(weights: [1, 0], [Poisson(rate: 1e30), Poisson(rate: 1)])
    let mixed = mixture.draw(shape: [], parameters: [[1, 0], 1e30, 1], using: &generator)
    #expect(abs(mixed.scalar / 1e30 - 1) < 1e-12)
    let small = Poisson(rate: 3).draw(shape: [4], parameters: [3], using: &generator)
    #expect(small.type == .int64([4]))
  }

  /// The statistic times √n that is exceeded once in 1,000 times, and once in a million.
  static let (alert, fail) = (1.95, 2.69)

  private func judge(_ statistic: Double, _ count: Int, _ name: String) {
    let scaled = statistic * Double(count).squareRoot()
    #expect(scaled <= Self.fail, "\(name): Kolmogorov's statistic \(scaled)")
    if scaled > Self.alert && scaled <= Self.fail {
      Issue.record("\(name): Kolmogorov's statistic \(scaled) is rare", severity: .warning)
    }
  }

  /// The distribution function at sorted values: the distribution's own, or the integral of its density.
  private func cumulative(_ family: Family, _ point: [Double], _ sorted: [Double]) throws -> [Double] {
    let distribution = family(point)
    if distribution.support.elementType == .int64 {
      var running = 0.0
      let sums = try densities(distribution, family.counts(point)).map { density in
        running += density
        return running
      }
      return sorted.map { x in
        let place = Int(x) - family.firstCount(point)
        return place < 0 ? 0 : sums[min(place, sums.count - 1)]
      }
    }
    if family.hasCDF { return try numbers(family.withCDF(point).logCDF(Tensor(sorted))).map { exp($0) } }
    let edges = [-Double.pi] + sorted
    let steps = zip(edges.dropFirst(), edges).map { $0 - $1 }
    let middles = try densities(distribution, zip(edges.dropFirst(), edges).map { 0.5 * ($0 + $1) })
    var running = 0.0
    return zip(steps, middles).map { step, density in
      running += step * density
      return running
    }
  }

  /// The largest distance of the sorted values' distribution from the given one; values that are tied count at their end.
  private func kolmogorov(_ sorted: [Double], _ cumulative: [Double]) -> Double {
    let count = Double(sorted.count)
    let isDiscrete = zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
    var largest = 0.0
    for index in sorted.indices {
      let isLast = index + 1 == sorted.count || sorted[index + 1] != sorted[index]
      if isLast { largest = max(largest, abs(Double(index + 1) / count - cumulative[index])) }
      if !isDiscrete { largest = max(largest, abs(cumulative[index] - Double(index) / count)) }
    }
    return largest
  }
}
