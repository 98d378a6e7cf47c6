// Distribution functions against mpmath, with their derivatives in every argument: about the centre, in both tails, where they
// underflow, and at shapes from 1e-3 to 1e16.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

@Suite struct DistributionFunctionReferenceTests {
  /// The tables that Scripts/reference/distribution-functions.py wrote.
  private static let tables = Result {
    try ["continuous", "closed-forms", "further", "made", "beta", "student-t", "discrete"].reduce(
      into: [String: [[Double]]]()
    ) {
      tables, part in
      try tables.merge(Reference.load("distribution-functions-\(part)")) { first, _ in first }
    }
  }

  private func table(_ name: String, of family: Family) throws -> SlopeTable {
    let rows = try #require(try Self.tables.get()[name], "no table of \(name)")
    #expect(rows.count >= 3, "\(name)")
    let count = family.points[0].count
    let isContinuous = family(family.points[0]).support.elementType == .float64
    let parameters = family.differentiable ?? Array(0..<count)
    return SlopeTable(
      name: name, rows: rows, argumentCount: count + 1, differentiable: parameters + (isContinuous ? [count] : []))
  }

  private func logTail(_ family: Family, _ arguments: [Tensor], isUpper: Bool = false) -> Tensor {
    guard let member = family.make(Array(arguments.dropLast())) as? any UnivariateDistribution else {
      return Tensor(Double.nan)
    }
    let x = arguments[arguments.count - 1]
    return isUpper ? member.logSurvival(x) : member.logCDF(x)
  }

  @Test(arguments: Family.withCDF) func `log F and its derivatives in every argument agree to 1e-12`(
    family: Family
  ) throws {
    for backend in try Backend.present {
      let findings = try table(family.name, of: family).findings(backend, differences: family.differences) {
        logTail(family, $0)
      }
      #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
    }
  }

  @Test(arguments: Family.withCDF) func `the upper tail, as the complement of log F, agrees to 1e-12`(
    family: Family
  ) throws {
    for backend in try Backend.present {
      let table = try table(family.name + " above", of: family)
      let findings = try table.findings(backend, differences: family.differences) { log1mexp(logTail(family, $0)) }
      #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
    }
  }

  @Test(arguments: Family.withCDF) func `the upper tail itself and its derivatives agree to 1e-12`(
    family: Family
  ) throws {
    for backend in try Backend.present {
      let table = try table(family.name + " above", of: family)
      let findings = try table.findings(backend, differences: family.differences) {
        logTail(family, $0, isUpper: true)
      }
      #expect(findings.isEmpty, "\(findings.count): \(findings.prefix(12).joined(separator: "\n"))")
    }
  }

  @Test func `every family with a distribution function has tables, and no table is without a family`() throws {
    let names = Family.withCDF.flatMap { [$0.name, $0.name + " above"] }
    #expect(Set(try Self.tables.get().keys) == Set(names))
  }
}
