// Tests of a pullback's four answers: what each gives, and when the two errors among them are thrown.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct PullbackAnswerTests {
  let x = Tensor.argument("x", .float64([3]))
  let y = Tensor.argument("y", .float64([3]))

  /// sum(-(answering(2x, y))), so that four nodes lie between x and the output.
  private func output(_ answers: Answering.Answer...) -> Tensor {
    let inner = Tensor.apply(Answering(answers: answers), [x * 2, y], at: .line(file: "User/Model.swift", line: 8))[0]
    return sum(-inner)
  }

  @Test func `a value flows on to the operand`() throws {
    let gradients = try gradient(of: output(.value, .value), withRespectTo: [x, y])
    #expect(try evaluate(gradients) == [[-2, -2, -2], [-1, -1, -1]])
  }

  @Test func `disconnected is a structural zero`() throws {
    let found = try gradientWithProvenance(of: output(.disconnected, .value), withRespectTo: [x, y])
    #expect(found.isStructurallyZero == [true, false])
    #expect(try evaluate(found.gradients) == [[0, 0, 0], [-1, -1, -1]])
    let products = try vectorJacobianProduct(
      of: [output(.disconnected, .value)], cotangents: [1], withRespectTo: [x, y])
    #expect(products[0] == nil)
    #expect(products[1] != nil)
  }

  @Test(arguments: [true, false])
  func `a missing rule is an error that names parameter, op, operand and path`(isUndefined: Bool) throws {
    let reason = "the floor of x jumps"
    let loss = output(isUndefined ? .undefined(reason) : .notImplemented(reason), .value)
    let found = errorOf { () throws(GradientError) in _ = try gradient(of: loss, withRespectTo: [y, x]) }
    let error = try #require(found)
    let missing: GradientError.MissingRule? =
      switch error {
      case .undefined(let missing): isUndefined ? missing : nil
      case .notImplemented(let missing): isUndefined ? nil : missing
      default: nil
      }
    #expect(missing?.parameter == "x")
    #expect(missing?.op == "Answering")
    #expect(missing?.operand == 0)
    #expect(missing?.path == ["x", "Multiply", "Answering", "Negate", "Sum"])
    let what = isUndefined ? "undefined" : "not implemented"
    #expect(
      error.description
        == "User/Model.swift:8: the gradient with respect to 'x' needs the derivative of Answering for operand 0, which "
        + "is \(what): the floor of x jumps. Path: x → Multiply → Answering → Negate → Sum. Write the derivative in the Op's "
        + "rule; or, where no gradient is meant to pass, take stopGradient of the operand")
  }

  @Test func `a missing rule that no needed path passes is no error`() throws {
    let loss = output(.undefined("never"), .value)
    #expect(try evaluate(gradient(of: loss, withRespectTo: y)) == [-1, -1, -1])
    #expect(try evaluate(loss, [x: [1, 2, 3], y: [0, 0, 0]]) == NDArray(-12.0))
  }

  @Test func `a missing rule behind a disconnected answer is no error`() throws {
    let hidden = Tensor.apply(Answering(answers: [.notImplemented("never")]), x)
    let loss = sum(Tensor.apply(Answering(answers: [.disconnected, .value]), hidden, y) + x)
    #expect(try evaluate(gradient(of: loss, withRespectTo: x)) == [1, 1, 1])
  }

  @Test func `the path of the first parameter that needs the rule is told`() {
    let z = Tensor.argument("z", .float64([3]))
    let loss = sum(Tensor.apply(Answering(answers: [.undefined("no")]), y + z) + x)
    let error = errorOf { () throws(GradientError) in _ = try gradient(of: loss, withRespectTo: [x, z, y]) }
    guard case .undefined(let missing) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(missing.parameter == "z")
    #expect(missing.path == ["z", "Add", "Answering", "Add", "Sum"])
  }

  @Test func `forward mode asks for the same rules`() throws {
    let loss = output(.undefined("jumps"), .value)
    let error = errorOf { () throws(GradientError) in
      _ = try jacobianVectorProduct(of: [loss], withRespectTo: [x], tangents: [.ones([3])])
    }
    guard case .undefined(let missing) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((missing.op, missing.operand) == ("Answering", 0))
    let other = try jacobianVectorProduct(of: [loss], withRespectTo: [y], tangents: [.ones([3])])
    #expect(try evaluate(try #require(other[0])) == NDArray(-3.0))
  }

  @Test func `provenance lists the rules from the output to the inputs with their answers`() throws {
    let found = try gradientWithProvenance(of: output(.value, .disconnected), withRespectTo: [x, y])
    #expect(found.uses.map(\.node.op.name) == ["Sum", "Negate", "Answering", "Multiply"])
    #expect(found.uses[2].answers == [.value, .disconnected])
    #expect(found.uses[3].answers == [.value, .notNeeded])
    #expect(found.uses.map(\.rule) == [.builtIn, .builtIn, .user, .builtIn])
  }
}

/// The error that `body` throws; nil where it throws none.
func errorOf(_ body: () throws(GradientError) -> Void) -> GradientError? {
  do throws(GradientError) {
    try body()
    return nil
  } catch { return error }
}
