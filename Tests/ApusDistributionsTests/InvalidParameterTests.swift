// The law of parameters outside their domain: there is no density inside the support, and no tail and no quantile anywhere.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

@Suite struct InvalidParameterTests {
  /// Values inside of supports, at their ends, and beyond.
  private static let values: [Double] = [
    -.infinity, -1e300, -4, -.pi, -1, -1e-9, 0, 1e-9, 0.3, 0.5, 1, 2, 3, 3.2, 1e9 + 0.5, 1e300, .infinity, .nan,
  ]
  private static let logits: [Double] = [-.infinity, -700, -0.5, 0, 3, 700, .infinity, .nan]

  /// What is a number, of the tails and the quantiles.
  private func numbers(of member: any UnivariateDistribution) throws -> [String] {
    let given: [(String, [Double], Tensor)] = [
      ("logCDF", Self.values, member.logCDF(Tensor(Self.values))),
      ("logSurvival", Self.values, member.logSurvival(Tensor(Self.values))),
      ("quantile(logit:)", Self.logits, member.quantile(logit: Tensor(Self.logits))),
    ]
    return try given.compactMap { name, points, tensor in
      let wrong = try paired(points, ApusDistributionsTests.numbers(tensor)).filter { !$0.1.isNaN }
      guard !wrong.isEmpty else { return nil }
      return "\(member.name).\(name) with \(member.parameters.map(\.value)) at \(wrong.map { "\($0.0): \($0.1)" })"
    }
  }

  @Test func `the tails and quantiles of invalid distributions are NaN at every value`() throws {
    for (distribution, _) in EdgeTests.invalid {
      guard let member = distribution as? any UnivariateDistribution, member.hasTails, member.shape == [] else {
        continue
      }
      let wrong = try numbers(of: member)
      #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }
  }

  /// Numbers outside of a domain.
  private static func outside(_ domain: ParameterDomain) -> [Double] {
    switch domain.requirement {
    case "a number": [.nan]
    case "finite": [.infinity, .nan]
    case "positive and finite": [-1, .nan]
    case "finite and not negative": [-1, .nan]
    case "between 0 and 1": [-0.5, 1.5, .nan]
    case "above 0 and at most 1": [0, 1.5, .nan]
    case "above 0 and below 1": [0, 1, .nan]
    case "a whole number, 0 or more": [-1, 2.5, .nan]
    case "a whole number": [2.5, .nan]
    case "at least -1 and below 1": [-1.5, 1, .nan]
    case "below infinity": [.infinity, .nan]
    default: [.nan]
    }
  }

  @Test(arguments: Family.all.filter { !$0.hasVectors })
  func `of each parameter outside its domain nothing is a number`(
    family: Family
  ) throws {
    let valid = family(family.points[0])
    let inside = try paired(Self.values, ApusDistributionsTests.numbers(valid.support.contains(Tensor(Self.values))))
      .filter { $0.1 == 1 && $0.0.isFinite }.map(\.0)
    for (place, parameter) in valid.parameters.enumerated() {
      let domain = try #require(parameter.domain, "\(family.name), \(parameter.name)")
      for bad in Self.outside(domain) {
        var point = family.points[0]
        point[place] = bad
        let member = family(point)
        if family.hasCDF {
          let wrong = try numbers(of: family.withCDF(point))
          #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        }
        // Where the density of all valid members is 0 it may be 0; a support that depends on the parameter may be empty.
        let parts = try [valid, member].map {
          try ApusDistributionsTests.numbers($0.support.contains(Tensor(Self.values)))
        }
        guard parts[0] == parts[1], bad.isNaN || bad.isFinite else { continue }
        let (usual, densities) = try (
          ApusDistributionsTests.numbers(valid.logDensity(Tensor(inside))),
          ApusDistributionsTests.numbers(member.logDensity(Tensor(inside)))
        )
        let wrong = try paired(inside, paired(usual, densities)).filter { _, pair in
          !pair.1.isNaN && !(pair.0 < -100 && pair.1 == -.infinity)
        }
        #expect(wrong.isEmpty, "\(family.name)\(point): \(wrong)")
      }
    }
  }
}
