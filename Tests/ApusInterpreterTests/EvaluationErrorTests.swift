// Tests of the errors of evaluation: unbound and unknown arguments, wrong types, poisoned outputs.

import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct EvaluationErrorTests {
  let x = Tensor.argument("x", .float64([3]))
  let y = Tensor.argument("y", .float64([4]))

  @Test func `an argument without a value is an error that names it`() {
    let found = message { () throws(EvaluationError) in _ = try evaluate(x + x) }
    #expect(found == "the argument x: float64(3,) was not bound")
  }

  @Test func `a value of another type is an error that names both types`() {
    let shape = message { () throws(EvaluationError) in _ = try evaluate(x + x, [x: [1, 2]]) }
    #expect(shape == "the argument x: float64(3,) takes float64(3,) and was given float64(2,)")
    let elements = message { () throws(EvaluationError) in _ = try evaluate(x + x, [x: NDArray([1, 2, 3] as [Int])]) }
    #expect(elements == "the argument x: float64(3,) takes float64(3,) and was given int64(3,)")
  }

  @Test func `a poisoned output is an error with the place and the shapes`() throws {
    let bad = Tensor.apply(Add(), x, y, at: .line(file: "User/Model.swift", line: 3))
    let found = message { () throws(EvaluationError) in _ = try evaluate([x, bad * 2], [x: [1, 2, 3]]) }
    let expected = "User/Model.swift:3: Add of x: float64(3,) and y: float64(4,): shapes (3,) and (4,) do not broadcast"
    #expect(found == expected)
  }

  @Test func `bindings of arguments that the outputs do not use are ignored in one call`() throws {
    #expect(try evaluate(x * 2, [x: [1, 2, 3], y: [1]]) == [2, 4, 6])
  }

  @Test func `an evaluator refuses an argument that its program does not use`() throws {
    let evaluator = Evaluator(try Program([x + x]))
    let found = message { () throws(EvaluationError) in try evaluator.bind(y, to: [1, 2, 3, 4]) }
    #expect(found == "the program has no argument y: float64(4,)")
    #expect(evaluator.buffer(ofVarying: y) == nil)
  }

  @Test func `an evaluator that was bound in part does not run`() throws {
    let z = Tensor.argument("z", .float64([3]))
    let evaluator = Evaluator(try Program([x + z]))
    try evaluator.bind(x, to: [1, 2, 3])
    let run = message { () throws(EvaluationError) in try evaluator.run() }
    #expect(run == "the argument z: float64(3,) was not bound")
    let traced = message { () throws(EvaluationError) in try evaluator.trace { _, _ in Issue.record("a node ran") } }
    #expect(traced == "the argument z: float64(3,) was not bound")
    try evaluator.bind(z, to: [1, 1, 1])
    try evaluator.run()
    #expect(evaluator.output(0).array == [2, 3, 4])
  }

  @Test func `bad numbers are data`() throws {
    let values = try evaluate(x / Tensor([0.0, 0.0, 0.0]), [x: [1, -1, 0]])
    #expect(values.doubles[0] == .infinity)
    #expect(values.doubles[1] == -.infinity)
    #expect(values.doubles[2].isNaN)
  }

  /// The text of the error that `body` throws; nil where it throws none.
  private func message(_ body: () throws(EvaluationError) -> Void) -> String? {
    do throws(EvaluationError) {
      try body()
      return nil
    } catch { return error.description }
  }
}
