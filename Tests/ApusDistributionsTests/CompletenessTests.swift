// No distribution, transform or Op of this target without a law: what the sources declare is held against the tables.

import ApusDistributions
import ApusGraph
import ApusTestSupport
import Foundation
import Testing

@Suite struct CompletenessTests {
  /// The sources of the target.
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/ApusDistributions")

  /// The names that the sources declare with a conformance that a pattern finds.
  private func declared(_ pattern: Regex<(Substring, Substring)>) throws -> Set<String> {
    let files = try #require(FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: nil))
    var names: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      names.formUnion(text.matches(of: pattern).map { String($0.output.1) })
    }
    return names
  }

  @Test func `every distribution is in a table, or has a suite of its own`() throws {
    // The two that are improper, the one of categories and the one that is certain, whose laws stand in EdgeTests and
    // MultivariateTests; those of bounded ones stand in BoundedTests, those of other wrappers in suites of their names and in RowTests.
    let others: Set<String> = [
      "Flat", "HalfFlat", "Categorical", "Truncated", "Censored", "DiracDelta", "IntervalCensored", "Discretized",
      "Transformed", "IID", "Independent", "Masked", "Weighted", "CustomDistribution",
      "ZeroOneInflatedBeta",
    ]
    let univariate = Family.all.map { $0($0.points[0]).name }
    let declared = try declared(
      /(?m)^(?:public |package )?(?:struct|extension) (\w+): [^{]*\b(?:\w*Distribution(?:With\w+)?|LocationScaleFamily)\b/
    )
    #expect(declared.count >= 24, "\(declared.sorted())")
    #expect(declared == Set(univariate).union(MultivariateRow.names).union(others))
  }

  @Test func `what has a distribution function, or moments, is held to them`() throws {
    for family in Family.all {
      let member = family(family.points[0])
      #expect((member is any UnivariateDistribution) == family.hasCDF, "\(family.name)")
      #expect((member is any DistributionWithMoments) == family.hasMoments, "\(family.name)")
    }
    #expect(Family.withCDF.count >= 21 && Family.withMoments.count >= 19)
    #expect(Set(Family.all.map(\.name)).count == Family.all.count)
  }

  @Test func `every transform is in the table`() throws {
    let declared = try declared(/(?m)^(?:public |package )?(?:struct|extension) (\w+): [^{]*\bTransform\b/)
    #expect(declared.count >= 10, "\(declared.sorted())")
    #expect(declared == Set(TransformRow.all.map { "\(type(of: $0.transform))" }))
  }

  @Test func `every distribution and transform of the sources bears the mark of Apus's own`() throws {
    let kinds =
      /(?m)^(?:public |package )?struct (\w+): [^{]*\b(?:\w*Distribution(?:With\w+)?|LocationScaleFamily|Transform)\b/
    let marked = try declared(/(?m)^(?:public |package )?struct (\w+): [^{]*\bBuiltInFormula\b/)
    #expect(marked.count >= 40)
    // Its formula is the user's.
    #expect(try declared(kinds) == marked.union(["CustomDistribution"]))
    #expect(Normal(0, 1) is any BuiltInFormula)
  }

  @Test func `every Op of the distributions is in the table of its laws`() throws {
    let declared = try declared(/(?m)^(?:public |package )?struct (\w+)(?:<[^>]*>)?: [^{]*(?:Op|Elementwise)\b/)
    #expect(declared.contains("LogStudentTCDF"), "\(declared.sorted())")
    let covered = try OpLawTests.covered()
    // A value that is drawn has no number, and so no law: TransformedTests.
    #expect(declared == covered.union(["RandomValue"]))
  }
}
