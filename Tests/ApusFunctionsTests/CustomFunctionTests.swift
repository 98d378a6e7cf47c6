// Tests of custom functions: the declared rule is the one that is used, equality, captures, higher derivatives.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct CustomFunctionTests {
  let x = Tensor.argument("x")
  let v = Tensor.argument("v", .float64([3]))

  /// x² with a rule that cannot be mistaken for the automatic one.
  static func marked(_ factor: Double = 100) -> CustomFunction {
    CustomFunction("square") { x in
      [x[0] * x[0]]
    } pullback: { site in
      [.value(site.cotangent() * factor)]
    }
  }

  /// x³ with its own derivative.
  static let cube = CustomFunction("cube") { x in
    [x[0] * x[0] * x[0]]
  } pullback: { site in
    [.value(site.cotangent() * 3 * site.operands[0] * site.operands[0])]
  }

  @Test(arguments: [-2.0, 0, 0.5, 1e6]) func `the gradient is the declared one at any point`(point: Double) throws {
    let y = Self.marked()(x)
    let values = try evaluate([y, gradient(of: y, withRespectTo: x)], [x: NDArray(point)])
    #expect(values == [NDArray(point * point), NDArray(100.0)])
  }

  @Test func `the declared rule is used elementwise, scaled by the cotangent`() throws {
    let y = sum(Self.marked()(v) * Tensor([1.0, 2.0, -1.0]))
    #expect(try evaluate(gradient(of: y, withRespectTo: v), [v: [5, 6, 7]]) == [100, 200, -100])
    let found = try gradientWithProvenance(of: y, withRespectTo: [v])
    #expect(found.uses.map(\.rule) == [.builtIn, .builtIn, .user])
  }

  @Test func `the verifier tells a right rule from a wrong one`() throws {
    for (function, isRight) in [(Self.cube, true), (Self.marked(), false)] {
      let op = try #require(function(v).node).op
      #expect(try verifyGradient(of: op, at: [[0.5, -1, 2]]).passed == isRight)
    }
  }

  @Test func `identical functions are one node, functions that differ in body, rule or name are not`() {
    #expect(Self.marked()(x) == Self.marked()(x))
    #expect(Self.marked()(x) != Self.marked(99)(x))
    let other = CustomFunction("other") { x in
      [x[0] * x[0]]
    } pullback: { site in
      [.value(site.cotangent() * 100)]
    }
    #expect(Self.marked()(x) != other(x))
    let body = CustomFunction("square") { x in
      [x[0] + x[0]]
    } pullback: { site in
      [.value(site.cotangent() * 100)]
    }
    #expect(Self.marked()(x) != body(x))
    #expect(Self.marked()(x) != Self.marked()(v))
  }

  @Test func `second derivatives differentiate the rule, not the body`() throws {
    let odd = CustomFunction("odd") { x in
      [x[0] * x[0]]
    } pullback: { site in
      [.value(site.cotangent() * site.operands[0] * site.operands[0] * 7)]
    }
    let first = try gradient(of: odd(x), withRespectTo: x)
    let second = try gradient(of: first, withRespectTo: x)
    let third = try gradient(of: second, withRespectTo: x)
    #expect(try evaluate([first, second, third], [x: NDArray(3.0)]) == [NDArray(63.0), NDArray(42.0), NDArray(14.0)])
  }

  @Test func `a rule may use the results, whose derivative is the rule's again`() throws {
    let reciprocal = CustomFunction("reciprocal") { x in
      [1 / x[0]]
    } pullback: { site in
      [.value(-site.cotangent() * site.results[0] * site.results[0])]
    }
    let first = try gradient(of: reciprocal(x), withRespectTo: x)
    let second = try gradient(of: first, withRespectTo: x)
    #expect(try evaluate([first, second], [x: NDArray(2.0)]) == [NDArray(-0.25), NDArray(0.25)])
  }

  @Test func `forward mode is derived from the rule`() throws {
    let tangent = try jacobianVectorProduct(
      of: [Self.marked()(v)], withRespectTo: [v], tangents: [Tensor([1, 0, 2.0])])
    #expect(try evaluate(try #require(tangent[0]), [v: [1, 2, 3]]) == [100, 0, 200])
  }

  @Test func `several operands and results have one rule, with zeros for results that are not used`() throws {
    let rotation = CustomFunction("rotation") { x in
      [x[0] - x[1], x[0] + x[1]]
    } pullback: { site in
      [.value(site.cotangent(0) + site.cotangent(1)), .value(site.cotangent(1) - site.cotangent(0))]
    }
    let results = rotation.results([x, 2.0])
    let y = Tensor.argument("y")
    let both = rotation.results([x, y])
    #expect(try evaluate(results, [x: NDArray(5.0)]) == [NDArray(3.0), NDArray(7.0)])
    let gradients =
      try gradient(of: both[1], withRespectTo: [x, y]) + gradient(of: both[0] * both[1], withRespectTo: [x, y])
    let values = try evaluate(gradients, [x: NDArray(5.0), y: NDArray(2.0)])
    #expect(values == [NDArray(1.0), NDArray(1.0), NDArray(10.0), NDArray(-4.0)])
  }

  @Test func `a value from outside is refused in the body and in the rule, a constant is not`() {
    let (x, v) = (x, v)
    let body = CustomFunction("shift") { a in
      [a[0] + x * 2]
    } pullback: { site in
      [.value(site.cotangent())]
    }
    let line = #line + 1
    let message = body(v).error?.description
    let place = "ApusFunctionsTests/CustomFunctionTests.swift:\(line): shift: "
    let reason = "uses Multiply(x, 2.0) from outside, which its rule cannot answer for: pass it as an operand"
    #expect(message == place + "its body " + reason)
    let rule = CustomFunction("shift") { a in
      [a[0] + 1]
    } pullback: { site in
      [.value(site.cotangent() * (x * 2))]
    }
    #expect(rule(v).error?.cause.reason == "its rule " + reason)
    let constant = Tensor(2.0) * 3
    let allowed = CustomFunction("shift") { a in
      [a[0] + constant]
    } pullback: { site in
      [.value(site.cotangent())]
    }
    #expect(allowed(v).error == nil)
  }

  @Test func `each of the four answers passes through`() throws {
    func function(_ answer: OperandCotangent) -> CustomFunction {
      CustomFunction("f") { x in
        [x[0] + x[1]]
      } pullback: { site in
        [answer, .value(site.cotangent())]
      }
    }
    let y = Tensor.argument("y")
    let disconnected = function(.disconnected)(x, y)
    #expect(try gradientWithProvenance(of: disconnected, withRespectTo: [x, y]).isStructurallyZero == [true, false])
    for (answer, word) in [
      (OperandCotangent.undefined("kink"), "undefined"), (.notImplemented("kink"), "not implemented"),
    ] {
      let loss = function(answer)(x * 2, y)
      #expect(try evaluate(gradient(of: loss, withRespectTo: y)) == NDArray(1.0))
      let error = errorOf { () throws(GradientError) in _ = try gradient(of: loss, withRespectTo: x) }
      #expect(error?.description.contains("derivative of f for operand 0, which is \(word): kink.") == true)
      #expect(error?.description.contains(" Path: x → Multiply → f. ") == true)
    }
  }

  @Test func `a rule of another shape or number of answers is an error when the gradient is asked for`() {
    let shape = CustomFunction("f") { x in
      [x[0] * 2]
    } pullback: { _ in
      [.value(.ones([1]))]
    }
    let first = errorOf { () throws(GradientError) in _ = try gradient(of: sum(shape(v)), withRespectTo: v) }
    #expect(first?.description.contains("answered a cotangent of type float64(1,) for operand 0") == true)
    let count = CustomFunction("f") { x in
      [x[0] * 2]
    } pullback: { _ in
      []
    }
    let second = errorOf { () throws(GradientError) in _ = try gradient(of: sum(count(v)), withRespectTo: v) }
    #expect(second?.description.contains("gave 0 answers where 1 is due") == true)
  }

  @Test func `a body or rule that cannot be built poisons the call with its own error`() {
    let wide = Tensor.ones([4])
    let body = CustomFunction("f") { x in
      [x[0] + wide]
    } pullback: { site in
      [.value(site.cotangent())]
    }
    #expect(body(v).error?.cause.reason == "shapes (3,) and (4,) do not broadcast")
    let rule = CustomFunction("f") { x in
      [x[0]]
    } pullback: { site in
      [.value(site.cotangent() + wide)]
    }
    #expect(rule(v).error?.cause.reason == "shapes (3,) and (4,) do not broadcast")
    #expect(Self.cube(v + wide).error?.operation == "Add")
  }

  @Test func `custom functions nest`() throws {
    let nested = CustomFunction("nested") { x in
      [Self.cube(x[0]) + 1]
    } pullback: { site in
      [.value(site.cotangent() * Self.marked()(site.operands[0]))]
    }
    let first = try gradient(of: nested(x), withRespectTo: x)
    let second = try gradient(of: first, withRespectTo: x)
    let values = try evaluate([nested(x), first, second], [x: NDArray(2.0)])
    #expect(values == [NDArray(9.0), NDArray(4.0), NDArray(100.0)])
  }
}
