// The gamma functions in emitted code: reference numbers, near zeros too, edges, agreement with the Ops.

import ApusNumerics
import ApusOps
import ApusTestSupport
import Testing

import ApusNative

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(LLVMLibrary.shared != nil) }))
struct GammaFunctionsTests {
  let reference, derivatives: FunctionReference
  let logGamma, digamma, trigamma, logBeta: EmittedFunction

  init() throws {
    reference = try FunctionReference("gamma")
    derivatives = try FunctionReference("polygamma")
    logGamma = try EmittedFunction("logGamma") { $0.logGamma($1) }
    digamma = try EmittedFunction("digamma") { $0.digamma($1) }
    trigamma = try EmittedFunction("trigamma") { $0.trigamma($1) }
    logBeta = try EmittedFunction("logBeta", inputs: 2) { [$0.logBeta($1[0], $1[1])] }
  }

  @Test func `the logarithm of the gamma function agrees with mpmath, near its zeros 1 and 2 too`() throws {
    try logGamma.expect(reference.rows("logGamma").filter { $0[0] > 0 }, within: 7e-16)
  }

  @Test func `for negative arguments too, near the zeros there too`() throws {
    let rows = reference.rows("logGamma").filter { $0[0] < 0 } + reference.rows("logGammaNegative")
    try logGamma.expect(rows, within: 4e-14)
  }

  @Test func `the digamma function agrees with mpmath, near its zero too`() throws {
    let rows = derivatives.rows("digamma")
    try digamma.expect(rows.filter { $0[0] > 0 }, within: 8e-16)
    // The error is relative to the larger part of the reflection, or to 1.
    try digamma.expect(rows.filter { $0[0] < 0 && $0.count == 3 }, within: 8e-16) { max(1, $0[2]) }
  }

  @Test func `the trigamma function agrees with mpmath`() throws {
    let rows = derivatives.rows("polygamma1") + derivatives.rows("trigamma")
    try trigamma.expect(rows.filter { $0[0] > 0 }, within: 6e-16)
    try trigamma.expect(rows.filter { $0[0] < 0 }, within: 1e-15)
  }

  @Test func `the logarithm of the beta function agrees with mpmath for small and for huge arguments`() throws {
    try logBeta.expect(reference.rows("logBeta"), within: 2e-15) { max(1, abs($0[2])) }
  }

  @Test func `they agree with the Ops`() throws {
    let x = numbers(from: 1e-300, to: 1e300, seed: 41) + numbers(from: 1e-3, to: 60, seed: 42)
    try logGamma.expect(x) { LogGamma().value($0[0]) }
    try digamma.expect(x.filter { $0[0] > 0 }) { Special.digamma($0[0]) }
    try digamma.expect(x.filter { !($0[0] > 0) }, scale: 1) { Special.digamma($0[0]) }
    try trigamma.expect(x) { Special.polygamma(1, $0[0]) }
    let pairs = zip(x, x.reversed()).map { [abs($0[0]), abs($1[0])] }
    try logBeta.expect(pairs, scale: 1) { LogBeta().value($0[0], $0[1]) }
  }

  @Test func `the edges are as documented`() throws {
    let infinity = Double.infinity
    try logGamma.expectEdges([
      ([0], infinity), ([-0.0], infinity), ([-3], infinity), ([-1e20], infinity), ([infinity], infinity),
      ([-infinity], infinity), ([.nan], .nan), ([1], 0), ([2], 0), ([1e308], infinity),
      ([Double.leastNonzeroMagnitude], 744.4400719213812), ([-Double.leastNonzeroMagnitude], 744.4400719213812),
    ])
    try digamma.expectEdges([
      ([0], -infinity), ([-0.0], infinity), ([-1], .nan), ([-1e20], .nan), ([infinity], infinity),
      ([-infinity], .nan), ([.nan], .nan), ([0x1p-1030], -infinity), ([-0x1p-1030], infinity),
    ])
    try trigamma.expectEdges([
      ([0], infinity), ([-0.0], infinity), ([-1], infinity), ([-1e20], infinity), ([infinity], 0),
      ([-infinity], .nan), ([.nan], .nan), ([1e-200], infinity),
    ])
    try logBeta.expectEdges([
      ([0, 2], infinity), ([0, infinity], infinity), ([3, infinity], -infinity), ([infinity, 0.5], -infinity),
      ([infinity, infinity], -infinity), ([-1, 2], .nan), ([2, -1], .nan), ([.nan, 2], .nan), ([2, .nan], .nan),
      ([.nan, 0], .nan), ([-0.0, 1], infinity), ([1, -infinity], .nan),
    ])
  }

  @Test func `the beta function is symmetric to the last bit`() throws {
    var random = TestNumbers(seed: 43)
    let pairs = (0..<400).map { _ in [random.uniform(0, 9), random.uniform(0, 9)] }
    let values = try logBeta.values(pairs)
    #expect(try logBeta.values(pairs.map { [$0[1], $0[0]] }) == values)
  }

  @Test func `one function for negative numbers serves all uses in a module`() throws {
    var builder = IRBuilder(splatsByKeyword: true)
    for _ in 0..<3 { _ = builder.logGamma(builder.fresh(.vector(.float64))) }
    #expect(builder.definitions.keys.sorted() == ["apus.logGamma", "apus.logGamma.lanes", "apus.logGamma.zeros"])
  }
}
