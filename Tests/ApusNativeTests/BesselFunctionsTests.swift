// The modified Bessel functions in emitted code: reference numbers, edges, agreement with the Ops.

import ApusOps
import ApusTestSupport
import Testing

import ApusNative

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(LLVMLibrary.shared != nil) }))
struct BesselFunctionsTests {
  let reference: FunctionReference
  let i0e, i1e, logI0: EmittedFunction

  init() throws {
    reference = try FunctionReference("bessel")
    i0e = try EmittedFunction("besselI0e") { $0.besselI0e($1) }
    i1e = try EmittedFunction("besselI1e") { $0.besselI1e($1) }
    logI0 = try EmittedFunction("logBesselI0") { $0.logBesselI0($1) }
  }

  @Test func `the scaled functions and the logarithm agree with mpmath`() throws {
    try i0e.expect(reference.rows("besselI0e"), within: 7e-16)
    try i1e.expect(reference.rows("besselI1e"), within: 7e-16)
    try logI0.expect(reference.rows("logBesselI0"), within: 6e-16)
  }

  @Test func `they agree with the Ops`() throws {
    let x = numbers(from: 1e-300, to: 1e300, seed: 51) + numbers(from: 1e-3, to: 60, seed: 52)
    try i0e.expect(x) { BesselI0e().value($0[0]) }
    try i1e.expect(x) { BesselI1e().value($0[0]) }
    try logI0.expect(x) { LogBesselI0().value($0[0]) }
  }

  @Test func `the edges are as documented`() throws {
    let infinity = Double.infinity
    try i0e.expectEdges([([0], 1), ([-0.0], 1), ([infinity], 0), ([-infinity], 0), ([.nan], .nan)])
    try i1e.expectEdges([([0], 0), ([-0.0], -0.0), ([infinity], 0), ([-infinity], -0.0), ([.nan], .nan)])
    try logI0.expectEdges([
      ([0], 0), ([-0.0], 0), ([infinity], infinity), ([-infinity], infinity), ([.nan], .nan), ([1e300], 1e300),
    ])
  }

  @Test func `order zero is even and order one odd`() throws {
    let x = numbers(from: 1e-3, to: 700, seed: 53)
    let mirrored = x.map { [-$0[0]] }
    #expect(try i0e.values(mirrored) == i0e.values(x))
    #expect(try i1e.values(mirrored) == i1e.values(x).map { -$0 })
  }
}
