// Tests of what the verifier sees besides derivatives: memory, writing, threads, and pushforwards.

import ApusDifferentiation
import ApusGraph
import ApusOps
import Foundation
import Testing

/// Memory that an Op keeps, as none may.
private final class Slot: Hashable, @unchecked Sendable {
  let numbers = UnsafeMutablePointer<Double>.allocate(capacity: 64)
  init() { numbers.initialize(repeating: 0, count: 64) }
  deinit { numbers.deallocate() }
  static func == (a: Slot, b: Slot) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// x², whose rule takes x from wherever the last evaluation was, or from its operands.
private struct Square: BlackBoxOp {
  enum Mistake: Hashable { case none, stale, sharedScratch, writesOperand, writesCotangent }
  let mistake: Mistake
  let slot = Slot()

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let x = operands[0].float64
    let scratch = mistake == .sharedScratch ? slot.numbers : results[0].float64.baseAddress ?? slot.numbers
    for i in x.indices { scratch[i] = x[i] }
    if mistake == .stale { for i in x.indices { slot.numbers[i] = x[i] } }
    // Some work between writing and reading.
    for turn in 0..<200 {
      for i in x.indices { scratch[i] = Foundation.copysign(scratch[i], scratch[i] + Double(turn)) }
    }
    for i in x.indices { scratch[i] = Foundation.copysign(scratch[i], x[i]) }
    for i in x.indices { results[0].float64[i] = scratch[i] * scratch[i] }
    if mistake == .writesOperand {
      UnsafeMutableRawPointer(mutating: operands[0].base).assumingMemoryBound(to: Double.self)[0] = 5
    }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    guard let target = cotangents[0]?.float64 else { return }
    for i in target.indices {
      target[i] =
        2 * (mistake == .stale ? slot.numbers[i] : call.operands[0].float64[i]) * call.cotangents[0].float64[i]
    }
    if mistake == .writesCotangent {
      UnsafeMutableRawPointer(mutating: call.cotangents[0].base).assumingMemoryBound(to: Double.self)[0] = 0
    }
  }
}

/// sin x with a pullback that is right and a pushforward that may not be.
private struct Sine2: ForwardDifferentiable {
  let factor: Double
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for (i, x) in operands[0].float64.enumerated() { results[0].float64[i] = Foundation.sin(x) }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent() * cos(site.operands[0]))] }
  func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [site.tangents[0].map { $0 * (factor * cos(site.operands[0])) }]
  }
}

@Suite struct PurityTests {
  private func failure(_ mistake: Square.Mistake) throws -> VerificationFailure? {
    try verifyGradient(of: Square(mistake: mistake), at: [[0.5, -1.5, 2]]).failures.first
  }

  @Test func `an Op that is a function of its operands passes`() throws { #expect(try failure(.none) == nil) }

  @Test func `a rule that uses what the last evaluation left is found`() throws {
    let found = try #require(try failure(.stale))
    #expect(found.check == .stateless && found.likelyMistake == .staleResiduals)
    #expect(found.description.contains("gives other values after an evaluation elsewhere"))
  }

  @Test func `memory that two threads share is found`() throws {
    // On a machine with much else to do the two threads may not meet at first.
    var first: VerificationFailure?
    for _ in 0..<50 where first == nil { first = try failure(.sharedScratch) }
    let found = try #require(first)
    #expect(found.check == .threadSafe && found.likelyMistake == .notThreadSafe)
  }

  @Test(arguments: [false, true]) func `writing to what is given to be read is found`(inPullback: Bool) throws {
    let found = try #require(try failure(inPullback ? .writesCotangent : .writesOperand))
    #expect(found.check == .constant && found.likelyMistake == .mutatesOperand)
  }

  @Test func `a pushforward that is not the transpose of the pullback is found`() throws {
    #expect(try verifyGradient(of: Sine2(factor: 1), at: [[0.5, -1.5]]).passed)
    let found = try verifyGradient(of: Sine2(factor: 1 + 1e-9), at: [[0.5, -1.5]])
    #expect(found.failures.map(\.check) == [.adjoint])
    #expect(found.failures[0].likelyMistake == .wrongPushforward)
  }

  @Test func `the catalogue's two rules agree`() throws {
    let matrix = NDArray(rows: [[0.5, -2], [1.5, 0.25]])
    for (op, point) in [(MatMul(), [matrix, matrix]), (Multiply(), [matrix, [3, 4]]), (Sum(axes: [0]), [matrix])]
      as [(any Op, [NDArray])]
    { #expect(try verifyGradient(of: op, at: point).failures.map(\.description) == []) }
  }
}
