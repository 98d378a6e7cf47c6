// What APUS_REQUIRE names is there, and its words are known: a run on a machine that lacks it fails.

import ApusExtension
import ApusNumerics
import ApusTestSupport
import Testing

@Suite struct RequirementTests {
  @Test func `what is required is present`() throws {
    // Tests that would be skipped fail one by one too; this one fails whatever tests are run.
    _ = try Requirement.llvm.isMet(Backend.available == .native)
    _ = try Requirement.blas.isMet(BLAS.loaded != nil)
    _ = try Requirement.reference.isMet(ReferencePosterior.names.count == 13)
    _ = try Requirement.chromium.isMet(RenderedFigure.browser != nil)
  }

  @Test func `what is missing is an error only where it is required`() throws {
    let required = ["APUS_REQUIRE": "llvm, jax"]
    #expect(try Requirement.llvm.isMet(true, in: required) && Requirement.blas.isMet(true, in: required))
    #expect(try !Requirement.blas.isMet(false, in: required) && !Requirement.llvm.isMet(false, in: [:]))
    #expect(throws: Requirement.Missing.self) { try Requirement.llvm.isMet(false, in: required) }
    #expect(throws: Requirement.Missing.self) { try Requirement.blas.isMet(false, in: ["APUS_REQUIRE": "lvm"]) }
    #expect(try Requirement.required(in: ["APUS_REQUIRE": ""]).isEmpty)
  }
}
