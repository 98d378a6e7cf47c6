// The error functions and the normal distribution in emitted code: reference numbers, edges, agreement with the Ops.

import ApusOps
import ApusTestSupport
import Testing

import ApusNative

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(LLVMLibrary.shared != nil) }))
struct ErrorFunctionTests {
  let reference: FunctionReference
  let erf, erfc, erfcx, logErfc, normal, logNormal: EmittedFunction

  init() throws {
    reference = try FunctionReference("error-function")
    erf = try EmittedFunction("erf") { $0.errorFunction($1) }
    erfc = try EmittedFunction("erfc") { $0.complementaryErrorFunction($1) }
    erfcx = try EmittedFunction("erfcx") { $0.scaledComplementaryErrorFunction($1) }
    logErfc = try EmittedFunction("logErfc") { $0.logComplementaryErrorFunction($1) }
    normal = try EmittedFunction("normalCDF") { $0.normalCDF($1) }
    logNormal = try EmittedFunction("logNormalCDF") { $0.logNormalCDF($1) }
  }

  @Test func `the error functions agree with mpmath`() throws {
    try erf.expect(reference.rows("erf"), within: 5e-16)
    try erfc.expect(reference.rows("erfc"), within: 6e-16)
    try erfcx.expect(reference.rows("erfcx"), within: 6e-16)
    try logErfc.expect(reference.rows("logErfc"), within: 6e-16)
  }

  @Test func `the normal distribution function and its logarithm agree with mpmath into the far tails`() throws {
    try normal.expect(reference.rows("normalCDF"), within: 8e-16)
    try logNormal.expect(reference.rows("logNormalCDF"), within: 8e-16)
  }

  @Test func `they agree with the Ops`() throws {
    let x = numbers(from: 1e-300, to: 1e300, seed: 31) + numbers(from: 1e-3, to: 60, seed: 32)
    try erf.expect(x) { ErrorFunction().value($0[0]) }
    try erfc.expect(x) { ComplementaryErrorFunction().value($0[0]) }
    try erfcx.expect(x) { ScaledComplementaryErrorFunction().value($0[0]) }
    try logErfc.expect(x) { LogComplementaryErrorFunction().value($0[0]) }
    try normal.expect(x) { NormalCDF().value($0[0]) }
    try logNormal.expect(x) { LogNormalCDF().value($0[0]) }
  }

  @Test func `the edges are as documented`() throws {
    let infinity = Double.infinity
    try erf.expectEdges([
      ([infinity], 1), ([-infinity], -1), ([0], 0), ([-0.0], -0.0), ([.nan], .nan),
      ([Double.leastNonzeroMagnitude], .leastNonzeroMagnitude), ([1e300], 1),
    ])
    try erfc.expectEdges([
      ([infinity], 0), ([-infinity], 2), ([0], 1), ([-0.0], 1), ([.nan], .nan), ([1e300], 0), ([-1e300], 2),
    ])
    try erfcx.expectEdges([
      ([infinity], 0), ([-infinity], infinity), ([0], 1), ([-0.0], 1), ([.nan], .nan), ([-26.63], infinity),
      ([-26.7], infinity), ([-1e200], infinity),
    ])
    try logErfc.expectEdges([
      ([infinity], -infinity), ([-infinity], 0.6931471805599453), ([0], -0.0), ([-0.0], 0), ([.nan], .nan),
      ([1e200], -infinity),
    ])
    try normal.expectEdges([
      ([infinity], 1), ([-infinity], 0), ([0], 0.5), ([-0.0], 0.5), ([.nan], .nan), ([-1e300], 0), ([-40], 0),
    ])
    try logNormal.expectEdges([
      ([infinity], -0.0), ([-infinity], -infinity), ([0], -0.6931471805599453), ([.nan], .nan), ([-1e200], -infinity),
    ])
  }

  @Test func `functions of one operand share what they have in common`() throws {
    let library = try #require(LLVMLibrary.shared)
    func lines(_ body: (inout IRBuilder, IRValue) -> Void) -> Int {
      var builder = IRBuilder(splatsByKeyword: library.version >= 19)
      body(&builder, builder.fresh(IRType(.float64)))
      return builder.text.bytes.count { $0 == UInt8(ascii: "\n") }
    }
    let both = lines { b, x in
      _ = b.normalCDF(x)
      _ = b.logNormalCDF(x)
    }
    let (one, other) = (lines { _ = $0.normalCDF($1) }, lines { _ = $0.logNormalCDF($1) })
    #expect(both < other + 6, "\(both) instructions, \(one) and \(other) alone")
  }
}
