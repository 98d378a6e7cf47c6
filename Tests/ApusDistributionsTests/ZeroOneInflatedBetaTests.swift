// Shares that may be 0 or 1, held against mpmath, and the laws of a distribution with two atoms.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct ZeroOneInflatedBetaTests {
  private static let arguments = ["mean", "concentration", "zero", "one", "x"].map { Tensor.argument($0) }

  private static func law(_ p: [Tensor]) -> ZeroOneInflatedBeta {
    ZeroOneInflatedBeta(mean: p[0], concentration: p[1], zero: p[2], one: p[3])
  }

  private static func law(_ p: [Double]) -> ZeroOneInflatedBeta { law(p.map { Tensor($0) }) }

  private static let members = [
    [0.25, 4, 0.125, 0.25], [0.5, 1.5, 0.5, 0.375], [0.75, 9, 1e-3, 0], [0.25, 4, 0, 0], [0.5, 2, 0.25, 0.75],
  ]

  /// How far a number may be from an expected one, relative to it, besides the rounding of terms near 1.
  private func agree(_ given: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    given == expected || abs(given - expected) <= tolerance * abs(expected) + 1e-15
  }

  @Test(arguments: Backend.allCases)
  func `densities, tails and their derivatives are those of mpmath`(backend: Backend) throws {
    guard try Backend.present.contains(backend) else { return }
    let rows = try #require(try WrapperReference.table("zeroOneInflatedBeta")["Beta"])
    #expect(rows.count > 35)
    let (arguments, law) = (Self.arguments, Self.law(Array(Self.arguments[..<4])))
    let outputs = [law.logDensity(arguments[4]), law.logCDF(arguments[4]), law.logSurvival(arguments[4])]
    let slopes = try outputs.map { try gradient(of: $0, withRespectTo: arguments) }
    for row in rows {
      let bindings = try paired(arguments, row[..<5].map { NDArray($0) })
      let given = try backend.values(of: outputs + slopes.flatMap { $0 }, bindings).map { $0[0] }
      let (x, words) = (row[4], "\(row[..<5]) by \(backend)")
      for index in 0..<3 {
        #expect(agree(given[index], row[5 + index], 1e-12), "\(words), \(index): \(given[index]), \(row[5 + index])")
      }
      // Derivatives of what has −∞ are not looked at.
      let expected = [Array(row[8..<13]), Array(row[13..<17]), Array(row[17..<21])]
      for index in 0..<3 where row[5 + index] != -.infinity {
        for place in 0..<(index == 0 && x > 0 && x < 1 ? 5 : 4) {
          let slope = given[3 + 5 * index + place]
          let scale = expected[index].reduce(1) { $1.isFinite ? max($0, abs($1)) : $0 }
          let isClose = abs(slope - expected[index][place]) <= 1e-9 * abs(expected[index][place]) + 1e-13 * scale
          #expect(isClose, "\(words), derivative \(place) of \(index): \(slope), \(expected[index][place])")
        }
      }
    }
  }

  @Test(arguments: members) func `quantiles invert both tails, and are the ends up to their probabilities`(
    member: [Double]
  ) throws {
    let law = Self.law(member)
    let (zero, one) = (member[2], member[3])
    if zero > 0 { #expect(try numbers(law.quantile(Tensor([0, 0.5 * zero, zero]))) == [0, 0, 0]) }
    if one > 0 { #expect(try numbers(law.quantile(Tensor([1 - 0.5 * one, 1]))) == [1, 1]) }
    guard zero + one < 1 else { return }
    let x = Tensor([0.3, 0.5, 0.9])
    for (given, expected) in try paired(numbers(law.quantile(logCDF: law.logCDF(x))), [0.3, 0.5, 0.9]) {
      #expect(abs(given - expected) < 1e-10 * max(1, expected), "\(given), \(expected)")
    }
    for (given, expected) in try paired(
      numbers(law.quantile(logSurvival: law.logSurvival(x))), [0.3, 0.5, 0.9])
    {
      #expect(abs(given - expected) < 1e-10 * max(1, expected), "\(given), \(expected)")
    }
  }

  /// Whether the mean of deviations is within five standard errors of 0.
  private func judge(_ deviations: [Double], _ name: String) {
    let count = Double(deviations.count)
    let mean = deviations.reduce(0, +) / count
    let variance = deviations.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    #expect(mean * mean <= 25 * variance / count, "\(name): \(mean)")
  }

  @Test(arguments: members) func `draws have the probabilities of the ends and the moments that are given`(
    member: [Double]
  ) throws {
    let law = Self.law(member)
    var generator = Philox4x64(seed: 11)
    let count = 40_000
    let draws = law.draw(shape: [count], parameters: member.map { NDArray($0) }, using: &generator).doubles
    #expect(draws.count == count && draws.allSatisfy { $0 >= 0 && $0 <= 1 })
    let (mean, variance) = (try number(law.mean), try number(law.variance))
    judge(draws.map { ($0 == 0 ? 1 : 0) - member[2] }, "zeros of \(member)")
    judge(draws.map { ($0 == 1 ? 1 : 0) - member[3] }, "ones of \(member)")
    judge(draws.map { $0 - mean }, "mean of \(member)")
    judge(draws.map { ($0 - mean) * ($0 - mean) - variance }, "variance of \(member)")
    // The same by sums over the two ends and the beta distribution.
    let (m, rest) = (member[0], 1 - member[2] - member[3])
    let second = member[3] + rest * (m * (1 - m) / (member[1] + 1) + m * m)
    #expect(abs(mean - (member[3] + rest * m)) < 1e-15 && abs(variance - (second - mean * mean)) < 1e-15)
  }

  @Test func `the ends have their probabilities, what is outside has none`() throws {
    let law = ZeroOneInflatedBeta(mean: 0.25, concentration: 4, zero: 0.125, one: 0.5)
    #expect(
      try numbers(law.logDensity(Tensor([-1, -1e-300, 0, 1, 1.5])))
        == [-.infinity, -.infinity, logarithm(0.125), logarithm(0.5), -.infinity])
    #expect(try numbers(law.logCDF(Tensor([-1.0, 0, 1, 2]))) == [-.infinity, logarithm(0.125), 0, 0])
    #expect(try numbers(law.logSurvival(Tensor([-1.0, 1, 2]))) == [0, -.infinity, -.infinity])
    for bad in [law.logDensity(Tensor(Double.nan)), law.logCDF(Tensor(Double.nan)), law.quantile(Tensor(1.5))] {
      #expect(try number(bad).isNaN)
    }
    #expect(law.hasAtoms && law.support.elementType == .float64)
    let none = ZeroOneInflatedBeta(mean: 0.25, concentration: 4, zero: 0, one: 0)
    let x = Tensor([1e-9, 0.25, 0.75])
    for (given, expected) in try paired(numbers(none.logDensity(x)), numbers(Beta(1, 3).logDensity(x))) {
      #expect(abs(given - expected) < 1e-14)
    }
    #expect(try numbers(none.logDensity(Tensor([0.0, 1]))) == [-.infinity, -.infinity])
  }

  @Test func `probabilities whose sum is 1 but for rounding leave nothing between, and greater ones are no parameters`()
    throws
  {
    let full = ZeroOneInflatedBeta(mean: 0.25, concentration: 4, zero: 0.9, one: 0.1)
    #expect(
      try numbers(full.logDensity(Tensor([0, 0.5, 1]))) == [logarithm(0.9), -.infinity, logarithm(0.1)])
    let over = ZeroOneInflatedBeta(mean: 0.25, concentration: 4, zero: 0.9, one: 0.2)
    #expect(try numbers(over.logDensity(Tensor([0, 0.5, 1]))).allSatisfy(\.isNaN))
    var generator = Philox4x64(seed: 1)
    let draws = over.draw(shape: [5], parameters: [0.25, 4, 0.9, 0.2], using: &generator).doubles
    #expect(draws.count == 5 && draws.allSatisfy(\.isNaN))
  }

  @Test func `both parts of a row of data broadcast with their parameters`() throws {
    let law = ZeroOneInflatedBeta(mean: Tensor([0.25, 0.5]), concentration: 4, zero: 0.125, one: Tensor([0.5, 0.25]))
    let x = Tensor(NDArray([0, 1, 0.5, 0.25], shape: [2, 2]))
    let densities = try numbers(law.logDensity(x))
    for (index, member) in [0, 1, 0, 1].enumerated() {
      let single = Self.law([[0.25, 4, 0.125, 0.5], [0.5, 4, 0.125, 0.25]][member])
      #expect(try densities[index] == number(single.logDensity(x.reshaped(to: [4])[index])))
    }
  }
}
