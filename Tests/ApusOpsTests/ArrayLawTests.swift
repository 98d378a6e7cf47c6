// Every law for every array Op, and the agreement of table and reference file.

import ApusGraph
import ApusOpLaws
import ApusTestSupport
import Testing

@Suite struct ArrayLawTests {
  static let references: [String: ArrayReference]? = try? Reference.load("ops-arrays")

  private func reference(_ row: ArrayLaw) throws -> ArrayReference {
    try #require(Self.references?[row.name], "the reference file has nothing on \(row.name)")
  }

  /// The findings of one law at all samples of a row.
  private func findings(_ row: ArrayLaw, _ law: (OpLaw) throws -> [String]) throws -> [String] {
    try row.laws(reference(row)).flatMap(law)
  }

  @Test func `each row of the reference file is in the table and each row of the table in the file`() throws {
    let names = try #require(Self.references).keys.sorted()
    #expect(names == ArrayLaws.all.map(\.name).sorted())
  }

  @Test(arguments: ArrayLaws.all) func `results are those of NumPy and SciPy, also at edges`(row: ArrayLaw) throws {
    let found = try row.referenceFindings(reference(row))
    #expect(found == [])
  }

  @Test(arguments: ArrayLaws.all) func `evaluation has the promised types and gives the same bits again`(
    row: ArrayLaw
  ) throws {
    let found = try findings(row) { try $0.evaluationFindings() }
    #expect(found == [])
  }

  @Test(arguments: ArrayLaws.all) func `the pullback agrees with differences and is linear`(row: ArrayLaw) throws {
    let found = try findings(row) { try $0.gradientFindings() }
    #expect(found == [])
  }

  @Test(arguments: ArrayLaws.all) func `the pushforward is the adjoint of the pullback`(row: ArrayLaw) throws {
    let found = try findings(row) { try $0.pushforwardFindings() }
    #expect(found == [])
  }

  @Test(arguments: ArrayLaws.all) func `second derivatives agree with differences of the first`(row: ArrayLaw) throws {
    let found = try findings(row) { try $0.secondDerivativeFindings() }
    #expect(found == [])
  }

  @Test(
    .enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeAgreement.isAvailable) }),
    arguments: ArrayLaws.all)
  func `native code gives what the interpreter gives`(row: ArrayLaw) throws {
    let found = try findings(row) { try $0.nativeFindings() }
    #expect(found == [])
    let atEdges = try row.edgeLaws(reference(row)).flatMap { try $0.nativeFindings(termsCancel: true) }
    #expect(atEdges == [])
  }
}
