// Every law for every elementwise and special function, and the agreement of table and reference file.

import ApusGraph
import ApusOpLaws
import ApusTestSupport
import Testing

@Suite struct LawTests {
  static let references: [String: ElementwiseReference]? = try? Reference.load("ops-elementwise")

  private func reference(_ row: ElementwiseLaw) throws -> ElementwiseReference {
    try #require(Self.references?[row.name], "the reference file has nothing on \(row.name)")
  }

  /// Records each finding of a law.
  private func expectNone(_ findings: [String]) {
    for finding in findings { Issue.record(Comment(rawValue: finding)) }
  }

  @Test func `each function of the reference file has a row and each row a reference`() throws {
    let names = try #require(Self.references).keys.sorted()
    #expect(names == ElementwiseLaws.all.map(\.name).sorted())
  }

  @Test(arguments: ElementwiseLaws.all) func `values and partial derivatives are those of the reference`(
    row: ElementwiseLaw
  ) throws {
    try expectNone(row.referenceFindings(reference(row)))
  }

  @Test(arguments: ElementwiseLaws.all) func `edges have the agreed values and derivatives`(row: ElementwiseLaw) throws
  {
    try expectNone(row.edgeFindings(reference(row)))
  }

  @Test(arguments: ElementwiseLaws.all) func `evaluation has the promised types and gives the same bits again`(
    row: ElementwiseLaw
  ) throws {
    try expectNone(row.law(reference(row)).evaluationFindings())
  }

  @Test(arguments: ElementwiseLaws.all) func `the pullback agrees with differences and is linear`(
    row: ElementwiseLaw
  ) throws {
    try expectNone(row.law(reference(row)).gradientFindings())
  }

  @Test(arguments: ElementwiseLaws.all) func `the pushforward is the adjoint of the pullback`(row: ElementwiseLaw)
    throws
  {
    try expectNone(row.law(reference(row)).pushforwardFindings())
  }

  @Test(arguments: ElementwiseLaws.all) func `second derivatives agree with differences of the first`(
    row: ElementwiseLaw
  ) throws {
    try expectNone(row.secondLaw(reference(row)).secondDerivativeFindings())
  }

  @Test(arguments: ElementwiseLaws.all) func `operands broadcast, forward and backward`(row: ElementwiseLaw) throws {
    try expectNone(row.broadcastingFindings(reference(row)))
  }

  @Test(
    .enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeAgreement.isAvailable) }),
    arguments: ElementwiseLaws.all)
  func `native code gives what the interpreter gives`(row: ElementwiseLaw) throws {
    let reference = try reference(row)
    try expectNone(row.law(reference).nativeFindings())
    let edges = reference.edges.map(\.point)
    guard let first = edges.first else { return }
    let columns = first.indices.map { operand in NDArray(edges.map { $0[operand] }) }
    try expectNone(OpLaw(row.name, samples: [columns], differentiable: [], { row.build($0) }).nativeFindings())
  }
}
