// Tests of what routines write: elements that are left out, and memory that is not theirs, are found and named.

import ApusDifferentiation
import ApusGraph
import ApusOps
import Testing

/// 2x for two operands, with a result and a residual, of which each part can be written short or long.
struct Sloppy: BlackBoxOp {
  enum Fault: Hashable, CaseIterable {
    case none, result, lastOfResult, residual, pullback, wholePullback, resultBeyond, resultBefore, pullbackBeyond,
      farBeyond, integers
  }
  let fault: Fault

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    [operands[0], .int64(operands[0].shape)]
  }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { [operands[0]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (x, y, n) = (operands[0].float64, operands[1].float64, operands[0].count)
    for i in 0..<n {
      if fault == .result && i >= n / 2 || fault == .lastOfResult && i == n - 1 { continue }
      results[0].float64[i] = 2 * x[i] + y[i]
    }
    for i in 0..<n where !(fault == .integers && i == 1) { results[1].int64[i] = 7 }
    for i in 0..<n where !(fault == .residual && i == 0) { residuals[0].float64[i] = 2 }
    let base = results[0].base.assumingMemoryBound(to: Double.self)
    if fault == .resultBeyond { base[n] = 0 }
    if fault == .resultBefore { base[-1] = 0 }
    if fault == .farBeyond { base[n + 100] = 1 }
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (c, n) = (call.cotangents[0].float64, call.operands[0].count)
    for i in 0..<n {
      cotangents[0]?.float64[i] = 2 * c[i]
      if fault == .wholePullback || fault == .pullback && i >= n / 2 { continue }
      cotangents[1]?.float64[i] = c[i]
    }
    if fault == .pullbackBeyond { cotangents[1]?.base.assumingMemoryBound(to: Double.self)[n] = 0 }
  }
}

/// x², of which odd elements are left as they are; or sums into what the result holds.
private struct Partial: Op {
  let adds: Bool
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0].float64, results[0].float64)
    for i in 0..<x.count where adds || i.isMultiple(of: 2) {
      if adds { y[i] += x[i] * x[i] } else { y[i] = x[i] * x[i] }
    }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(2 * site.operands[0] * site.cotangent())] }
}

/// x y, whose second partial derivative is not written.
private struct HalfPartials: ElementwiseOp {
  var operandCount: Int { 2 }
  func value(at x: UnsafePointer<Double>) -> Double { x[0] * x[1] }
  func writePartials(at x: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>) {
    partials[0] = x[1]
  }
}

/// Gives NaN everywhere, by right.
private struct NoNumber: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    for i in 0..<operands[0].count { results[0].float64[i] = .nan }
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    for i in 0..<call.operands[0].count { cotangents[0]?.float64[i] = .nan }
  }
}

@Suite struct BufferTests {
  private let point: [NDArray] = [[0.5, -1, 2, 3], [1, 2, 3, 4]]

  private func finding(_ fault: Sloppy.Fault) throws -> VerificationFailure? {
    try verifyGradient(of: Sloppy(fault: fault), at: point).failures.first
  }

  @Test func `a routine that writes all and no more passes`() throws {
    #expect(try finding(.none) == nil)
    #expect(try verifyGradient(of: NoNumber(), at: [[1, 2]]).passed)
  }

  @Test(
    arguments: [
      (Sloppy.Fault.result, "Sloppy.evaluate leaves result 0 as it was at elements 2, 3 (2 of 4)"),
      (.lastOfResult, "Sloppy.evaluate leaves result 0 as it was at element 3 (1 of 4)"),
      (.integers, "Sloppy.evaluate leaves result 1 as it was at element 1 (1 of 4)"),
      (.residual, "Sloppy.evaluate leaves residual 0 as it was at element 0 (1 of 4)"),
      (.pullback, "Sloppy.pullback leaves the cotangent of operand 1 as it was at elements 2, 3 (2 of 4)"),
      (.wholePullback, "Sloppy.pullback leaves the cotangent of operand 1 as it was at elements 0, 1, 2, … (4 of 4)"),
    ] as [(Sloppy.Fault, String)])
  func `what is left unwritten is named`(fault: Sloppy.Fault, message: String) throws {
    let found = try #require(try finding(fault))
    #expect(found.check == .complete && found.likelyMistake == .leavesUnwritten)
    #expect("\(found)".contains(message), "\(found)")
  }

  @Test(
    arguments: [
      (Sloppy.Fault.resultBeyond, "Sloppy.evaluate writes beyond result 0, which has 4 elements"),
      (.resultBefore, "Sloppy.evaluate writes before result 0, which has 4 elements"),
      (.farBeyond, "Sloppy.evaluate writes beyond result 0, which has 4 elements"),
      (.pullbackBeyond, "Sloppy.pullback writes beyond the cotangent of operand 1, which has 4 elements"),
    ] as [(Sloppy.Fault, String)])
  func `what is written beside a buffer is named`(fault: Sloppy.Fault, message: String) throws {
    let found = try #require(try finding(fault))
    #expect(found.check == .bounds && "\(found)".contains(message), "\(found)")
  }

  @Test func `a plain Op and a scalar routine are held to the same`() throws {
    let plain = try verifyGradient(of: Partial(adds: false), at: [[1, 2, 3]]).failures.first
    #expect(plain?.description.contains("Partial.evaluate leaves result 0 as it was at element 1 (1 of 3)") == true)
    #expect(try verifyGradient(of: Partial(adds: true), at: [[1, 2, 3]]).failures.first?.check == .complete)
    let routine = try verifyGradient(of: HalfPartials(), at: [[1, 2, 3], NDArray(2.0)]).failures.first
    #expect(
      routine?.description.contains(
        "HalfPartials.writePartials leaves the partial derivative for operand 1 as it was at elements 0, 1, 2 (3 of 3)")
        == true, "\(String(describing: routine))")
  }
}
