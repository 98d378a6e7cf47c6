// The driver of the law tests is tested itself: rules with injected mistakes must be found.

import ApusGraph
import ApusOps
import ApusTestSupport
import Foundation
import Testing

/// A function with rules that are wrong in one way.
private struct Wrong: ForwardDifferentiable {
  enum Mistake: String, CaseIterable, Sendable {
    case none, factor, sign, ignoresCotangent, absoluteCotangent, wrongPushforward, zeroGradient, firstOrderOnly
  }

  let mistake: Mistake

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }

  /// x³.
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0].float64, results[0].float64)
    for i in 0..<x.count { y[i] = x[i] * x[i] * x[i] }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (x, cotangent) = (site.operands[0], site.cotangent())
    let slope = 3 * x.squared()
    switch mistake {
    case .none, .wrongPushforward: return [.value(cotangent * slope)]
    case .factor: return [.value(cotangent * slope * 1.001)]
    case .sign: return [.value(-(cotangent * slope))]
    case .ignoresCotangent: return [.value(slope)]
    case .absoluteCotangent: return [.value(abs(cotangent) * slope)]
    case .zeroGradient: return [.value(.zeros(x.type))]
    case .firstOrderOnly: return [.value(cotangent * stopGradient(slope))]
    }
  }

  func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [site.tangents[0].map { $0 * (mistake == .wrongPushforward ? 2 : 3) * site.operands[0].squared() }]
  }
}

@Suite struct LawDriverTests {
  private func law(_ mistake: Wrong.Mistake) -> OpLaw {
    let operand = NDArray([0.4, -1.5, 2.5, -0.3])
    return OpLaw("\(mistake)", samples: [[operand]]) { .apply(Wrong(mistake: mistake), $0[0]) }
  }

  @Test func `a right rule has no findings`() throws {
    #expect(try law(.none).findings() == [])
  }

  @Test(
    arguments: [
      Wrong.Mistake.factor, .sign, .ignoresCotangent, .absoluteCotangent, .zeroGradient,
    ].map(\.rawValue)) func `a wrong pullback is found`(mistake: String) throws
  {
    let mistake = try #require(Wrong.Mistake(rawValue: mistake))
    #expect(try law(mistake).gradientFindings() != [])
    #expect(try law(mistake).evaluationFindings() == [])
  }

  @Test func `a pushforward that is not the adjoint is found`() throws {
    #expect(try law(.wrongPushforward).gradientFindings() == [])
    #expect(try law(.wrongPushforward).pushforwardFindings() != [])
  }

  @Test func `a pullback that cannot be differentiated rightly is found`() throws {
    #expect(try law(.firstOrderOnly).gradientFindings() == [])
    #expect(try law(.firstOrderOnly).secondDerivativeFindings() != [])
  }

  @Test func `a second derivative that is there against what the row says is found`() throws {
    var row = law(.none)
    row.twiceDifferentiable = []
    #expect(try row.secondDerivativeFindings() != [])
  }

  @Test func `a missing second derivative is an error where the row does not say so`() throws {
    let row = OpLaw("polygamma", samples: [[NDArray([1.5, 2.5])]]) { polygamma(3, $0[0]) }
    #expect(throws: (any Error).self) { try row.secondDerivativeFindings() }
    var honest = row
    honest.twiceDifferentiable = []
    #expect(try honest.findings() == [])
  }

  @Test func `a sample outside the domain is found`() throws {
    let row = OpLaw("log", samples: [[NDArray([-1.0, 2])]]) { log($0[0]) }
    #expect(try row.gradientFindings() != [])
  }

  @Test func `an expression that cannot be built is found`() throws {
    let row = OpLaw("sum of shapes", samples: [[NDArray([1.0, 2]), NDArray([1.0, 2, 3])]]) { $0[0] + $0[1] }
    #expect(try row.evaluationFindings().count == 1)
  }

  @Test func `an evaluation that is not the same each time is found`() throws {
    let row = OpLaw("counter", samples: [[NDArray([1.0])]]) { .apply(Impure(), $0[0]) }
    #expect(try row.evaluationFindings() != [])
  }

  @Test func `expressions with several results are checked as a whole`() throws {
    let samples = [[NDArray([0.5, 1.5]), NDArray([2.0, -0.25])]]
    let row = OpLaw("two results", samples: samples, results: { [$0[0] * $0[1], exp($0[0])] })
    #expect(try row.findings() == [])
  }

  @Test func `a wrong number in the reference is found`() throws {
    let text = #"{"points":[[1.0]],"values":[2.72],"partials":[[2.718281828459045]],"edges":[]}"#
    let reference = try JSONDecoder().decode(ElementwiseReference.self, from: Data(text.utf8))
    #expect(try ElementwiseLaw("exp") { exp($0[0]) }.referenceFindings(reference).count == 1)
  }
}

/// A count that evaluations share, against the law.
private final class Counter: @unchecked Sendable {
  var count = 0
}

/// x plus the number of evaluations so far.
private struct Impure: Op {
  private static let counter = Counter()

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    Self.counter.count += 1
    results[0].float64[0] = operands[0].float64[0] + Double(Self.counter.count)
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent())] }
}
