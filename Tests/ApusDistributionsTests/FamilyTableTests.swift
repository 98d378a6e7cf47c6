// The page of all families says what the code has. Scripts/family-table writes it.

import ApusDistributions
import Foundation
import Testing

@Suite struct FamilyTableTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/Apus/Apus.docc/FamilyTable.md")

  @Test func `the page of all families is what the code gives`() throws {
    let expected = try FamilyTable.page()
    if ProcessInfo.processInfo.environment["APUS_WRITE_PAGES"] == "1" {
      try expected.write(to: Self.page, atomically: true, encoding: .utf8)
    }
    let found = try String(contentsOf: Self.page, encoding: .utf8)
    let (old, new) = (found.split(separator: "\n"), expected.split(separator: "\n"))
    let differences = new.filter { !old.contains($0) } + old.filter { !new.contains($0) }
    #expect(found == expected, "run Scripts/family-table: \(differences.joined(separator: "\n"))")
  }

  @Test func `names of other programs are given once, and what is called missing is missing`() {
    let families = Set(FamilyTable.members.map(\.name))
    #expect(families.count >= 70)
    #expect(Set(OtherNames.families.map(\.own)).isSubset(of: families))
    #expect(OtherNames.missingFamilies.filter { families.contains($0.own) }.map(\.own) == [])
    let transforms = Set(TransformRow.all.map { "\(type(of: $0.transform))" })
    #expect(Set(OtherNames.transforms.map(\.own)).isSubset(of: transforms))
    #expect(OtherNames.missingTransforms.filter { transforms.contains($0.own) }.map(\.own) == [])
  }
}
