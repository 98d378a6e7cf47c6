// Tests of the verification of custom functions: sharper than differences, and with the line of the rule.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusOps
import Testing

@Suite struct CustomFunctionVerificationTests {
  /// sin(3x) y with a rule that is off by a factor.
  private func product(_ factor: Double) -> CustomFunction {
    CustomFunction("product") { x in
      [sin(3 * x[0]) * x[1]]
    } pullback: { site in
      let (x, y, c) = (site.operands[0], site.operands[1], site.cotangent())
      return [.value(factor * c * 3 * cos(3 * x) * y), .value(c * sin(3 * x))]
    }
  }

  private let point: [NDArray] = [[0.3, -1.2], [1.7, 0.4]]

  @Test func `a right rule passes, and one that is wrong by 1e-8 does not`() throws {
    #expect(try verifyGradient(of: product(1), at: point).failures.map(\.description) == [])
    let found = try verifyGradient(of: product(1 + 1e-8), at: point)
    #expect(Set(found.failures.map(\.operand)) == [0])
    #expect(found.failures.allSatisfy { $0.tolerance < 3e-9 * $0.expected.magnitude })
  }

  @Test func `the line of the function is named`() throws {
    let line = #line + 1
    let wrong = CustomFunction("double") { x in
      [2 * x[0]]
    } pullback: { site in
      [.value(-2 * site.cotangent())]
    }
    let failure = try #require(try verifyGradient(of: wrong, at: [1.5]).failures.first)
    #expect(
      failure.description.hasPrefix(
        "ApusFunctionsTests/CustomFunctionVerificationTests.swift:\(line): the rule of double"))
    #expect(
      failure.description.contains(
        "∂double/∂(operand 0) at operand 0 = 1.5: your rule says -2, differences say 2; most likely the sign is wrong"))
    #expect(
      failure.description.hasSuffix(
        "to reproduce: print(try verifyGradient(of: double, at: [NDArray(1.5)]).failures)"))
  }

  @Test func `the line makes no difference to equality`() {
    func square(_ line: UInt) -> CustomFunction {
      CustomFunction("square", line: line) { x in
        [x[0] * x[0]]
      } pullback: { site in
        [.value(2 * site.cotangent() * site.operands[0])]
      }
    }
    let x = Tensor.argument("x")
    #expect(square(1)(x) == square(2)(x))
  }

  @Test func `a body with an inaccurate derivative raises no alarm`() throws {
    // (1 − cos x)/x² is ½ sinc²(x/2); near zero the body and its own derivative lose most of their digits.
    let function = CustomFunction("versine") { x in
      [(1 - cos(x[0])) / (x[0] * x[0])]
    } pullback: { site in
      let h = site.operands[0] / 2
      let slope = sin(h) / h * ((cos(h) - sin(h) / h) / h) / 2
      return [.value(site.cotangent() * slope)]
    }
    for x in [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 3] {
      let found = try verifyGradient(of: function, at: [NDArray(x)])
      #expect(found.passed, "\(found.failures.map(\.description))")
    }
  }

  @Test func `a function whose body takes other shapes is an error`() {
    let function = CustomFunction("sum") { x in
      [x[0] + x[1]]
    } pullback: { site in
      [.value(site.cotangent()), .value(site.cotangent())]
    }
    #expect(throws: GradientError.self) { try verifyGradient(of: function, at: [[1, 2], [1, 2, 3]]) }
  }
}
