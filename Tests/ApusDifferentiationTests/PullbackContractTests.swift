// Tests of contracts: what a rule returns has exactly its operand's type and comes once an operand, else a typed error.

import ApusDifferentiation
import ApusGraph
import ApusOps
import Testing

extension Answering {
  /// As messages write it: a long one is cut off.
  fileprivate var asCode: String { "\(self)".count <= 120 ? "\(self)" : "Answering(…)" }
}

@Suite struct PullbackContractTests {
  let x = Tensor.argument("x", .float64([3]))
  let y = Tensor.argument("y", .float64([3]))

  private func text(_ answers: [Answering.Answer], _ inputs: [Tensor]? = nil) -> String? {
    let op = Answering(answers: answers)
    let loss = sum(Tensor.apply(op, [x, y], at: .line(file: "User/Model.swift", line: 5))[0])
    return errorOf { () throws(GradientError) in _ = try gradient(of: loss, withRespectTo: inputs ?? [x, y]) }?
      .description
  }

  @Test func `a cotangent of shape (1,) for an operand of shape (3,) is an error, not broadcast`() {
    #expect(
      text([.typed(.float64([1])), .value])
        == "User/Model.swift:5: the rule of Answering answered a cotangent of type float64(1,) for operand 0, "
        + "which has type float64(3,). The gradient with respect to 'x' needs it. Path: x → Answering → Sum. "
        + "To reproduce: try verifyGradient(of: \(Answering(answers: [.typed(.float64([1])), .value]).asCode), "
        + "at: [NDArray([Double](repeating: 0.5, count: 3)), NDArray([Double](repeating: 0.5, count: 3))])")
  }

  @Test(arguments: [TensorType.float64(), .float64([3, 1]), .float64([4]), .int64([3]), .bool([3])])
  func `a cotangent of any other type is an error`(type: TensorType) {
    let found = text([.value, .typed(type)])
    #expect(found?.contains("of type \(type) for operand 1, which has type float64(3,)") == true)
  }

  @Test func `a cotangent that nobody asked for may be anything`() {
    #expect(text([.typed(.float64([1])), .value], [y]) == nil)
  }

  @Test(arguments: [0, 1, 3]) func `another number of answers than operands is an error`(count: Int) {
    let found = text([Answering.Answer](repeating: .value, count: count))
    let sentence =
      "User/Model.swift:5: the rule of Answering gave \(count) answer\(count == 1 ? "" : "s") where 2 are due."
    #expect(found?.hasPrefix(sentence) == true)
    #expect(found?.contains("The gradient with respect to 'x' needs it. Path: x → Answering → Sum.") == true)
  }

  @Test func `a cotangent that cannot be built is an error with both shapes`() {
    let found = text([.poisoned, .value]) ?? ""
    #expect(
      found.hasPrefix(
        "User/Model.swift:5: the rule of Answering answered a cotangent for operand 0 that cannot be built ("))
    #expect(found.contains("shapes (2,) and (3,) do not broadcast)"), "\(found)")
    #expect(found.contains("The gradient with respect to 'x' needs it. Path: x → Answering → Sum. To reproduce: "))
  }

  @Test func `a gradient is that of a float64 scalar`() {
    let found = errorOf { () throws(GradientError) in _ = try gradient(of: x * 2, withRespectTo: x) }
    #expect(found?.description == "a gradient is that of a float64 scalar, not of Multiply(x, 2.0): float64(3,)")
    let integer = sum(x.cast(to: .int64))
    #expect(errorOf { () throws(GradientError) in _ = try gradient(of: integer, withRespectTo: x) } != nil)
  }

  @Test func `there is no gradient with respect to integers`() {
    let k = Tensor.argument("k", .int64([3]))
    let found = errorOf { () throws(GradientError) in _ = try gradient(of: sum(x * k), withRespectTo: k) }
    #expect(found?.description == "there is no gradient with respect to k: int64(3,): it has no float64 elements")
  }

  @Test func `no gradient flows through integers`() throws {
    let found = try gradientWithProvenance(of: sum(x.cast(to: .int64).asFloat64), withRespectTo: [x])
    #expect(found.isStructurallyZero == [true])
  }

  @Test func `a poisoned output and a poisoned input are errors with the user's line`() {
    let bad = x + Tensor.argument("z", .float64([4]))
    let output = errorOf { () throws(GradientError) in _ = try gradient(of: sum(bad), withRespectTo: x) }
    #expect(output?.description.hasSuffix("shapes (3,) and (4,) do not broadcast") == true)
    let input = errorOf { () throws(GradientError) in _ = try gradient(of: sum(x), withRespectTo: bad) }
    #expect(input?.description.hasSuffix("shapes (3,) and (4,) do not broadcast") == true)
  }

  @Test func `a seed of another type than its output is an error`() {
    let reverse = errorOf { () throws(GradientError) in
      _ = try vectorJacobianProduct(of: [x * y], cotangents: [.ones([4])], withRespectTo: [x])
    }
    let sentence = "a cotangent or tangent of type float64(4,) was given for a value of type float64(3,)"
    #expect(reverse?.description == sentence)
    let forward = errorOf { () throws(GradientError) in
      _ = try jacobianVectorProduct(of: [x * y], withRespectTo: [x], tangents: [.ones([4])])
    }
    #expect(forward?.description == sentence)
  }
}
