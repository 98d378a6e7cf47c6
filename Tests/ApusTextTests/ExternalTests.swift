// The user's routines: named in the text, handed to the reader, refused where they are missing or do not fit.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusText
import Testing

private struct Spring: BinaryElementwiseOp {
  let stiffness: Double
  func evaluate(_ x: Double, _ y: Double) -> Double { stiffness * x * x * y }
  func partials(_ x: Double, _ y: Double, result: Double) -> (Double, Double) {
    (2 * stiffness * x * y, stiffness * x * x)
  }
}

/// The sum of squares, with a residual.
private struct SumOfSquares: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.allSatisfy(\.isDifferentiable) else { throw TypeError(.elementType, "it takes float64") }
    return [.float64()]
  }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    results[0].float64[0] = operands.flatMap { $0.float64.map { $0 * $0 } }.reduce(0, +)
    for (residual, operand) in zip(residuals, operands) { residual.copy(from: operand.array) }
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    for (target, x) in zip(cotangents, call.residuals) {
      guard let target else { continue }
      for i in 0..<x.count { target.float64[i] = 2 * x.float64[i] * call.cotangents[0].float64[0] }
    }
  }
}

@Suite struct ExternalTests {
  private let x = Tensor.argument("x", .float64([3]))
  private let y = Tensor.argument("y")

  private func gradients(_ output: Tensor, twice: Bool) throws -> [Tensor] {
    let first = try gradient(of: output, withRespectTo: [x, y])
    return [output] + first + (twice ? try gradient(of: sum(first[0]) * first[1], withRespectTo: [x, y]) : [])
  }

  @Test func `scalar routines and their derivatives read back, each under its own name`() throws {
    let output = sum(Spring(stiffness: 2)(x, y) + Spring(stiffness: 3)(y, x))
    let outputs = try gradients(output, twice: true)
    let printed = try GraphText(outputs)
    #expect(Set(printed.externals.keys) == ["Spring", "Spring 2"])
    #expect(try roundTripFindings(outputs) == [])
    for part in ["part: \"partials\"", "part: \"secondPartials\""] { #expect(printed.text.contains(part)) }
  }

  @Test func `routines on arrays and their derivatives read back`() throws {
    let outputs = try gradients(SumOfSquares()(x, y), twice: true)
    #expect(try roundTripFindings(outputs) == [])
    let text = try GraphText(outputs).text
    #expect(text.contains("External(%x, %y, name: \"SumOfSquares\"): float64(), float64(3,), float64()"))
    for part in ["part: \"pullback\"", "part: \"difference\""] { #expect(text.contains(part)) }
  }

  @Test func `a routine that the reader is not given is an error with its place`() throws {
    let printed = try GraphText([sum(Spring(stiffness: 2)(x, y))], arguments: [x, y])
    let error = #expect(throws: GraphTextError.self) { try GraphReader().read(printed.text, file: "spring.apus") }
    #expect(error?.kind == .missingExternal)
    #expect(
      error?.description
        == "spring.apus:5:6: expected the routine \"Spring\", which the reader was not given")
  }

  @Test func `routines that may be unknown leave text and digest as they are, and have no values`() throws {
    let spring = sum(Spring(stiffness: 2)(x, y) + Spring(stiffness: 3)(y, x)) + sum(Spring(stiffness: 2)(x, x))
    let outputs = try gradients(spring, twice: true) + gradients(SumOfSquares()(x, y), twice: true)
    let printed = try GraphText(outputs, arguments: [x, y])
    var reader = GraphReader()
    reader.takesUnknownRoutines = true
    let read = try reader.read(printed.text)
    let again = try GraphText(read.outputs, arguments: read.arguments)
    #expect(again.text == printed.text)
    #expect(Set(again.externals.keys) == ["Spring", "Spring 2", "SumOfSquares"])
    #expect(
      try GraphText.digest(of: read.outputs, arguments: read.arguments)
        == GraphText.digest(of: outputs, arguments: [x, y]))
    // Equal calls are one node, others are not.
    #expect(try reader.read(printed.text, arguments: read.arguments).outputs == read.outputs)
    let error = #expect(throws: EvaluationError.self) {
      try evaluate(read.outputs[0], [read.arguments[0]: [1, 2, 3], read.arguments[1]: 1])
    }
    #expect(error?.description.contains("the routine \"Spring\" is written in Swift") == true)
    let missing = #expect(throws: (any Error).self) {
      try gradient(of: read.outputs[0], withRespectTo: [read.arguments[0]])
    }
    #expect(missing.map { "\($0)" }?.contains("written in Swift") == true)
    // A routine that the reader was given is that one.
    reader.externals = ["Spring": Spring(stiffness: 2)]
    #expect(try reader.read(printed.text).outputs[0] != read.outputs[0])
    let mixed = try #require(GraphText(reader.read(printed.text).outputs).externals["Spring"])
    #expect(mixed is Spring)
  }

  @Test func `a routine in the body of a loop is named too`() throws {
    let loop = scan([y], over: [x]) { carry, elements in
      let next = Spring(stiffness: 1)(carry[0], elements[0])
      return ([next], [next])
    }
    let printed = try GraphText(loop.outputs, arguments: [x, y])
    var reader = GraphReader()
    reader.takesUnknownRoutines = true
    let read = try reader.read(printed.text)
    let again = try GraphText(read.outputs, arguments: read.arguments)
    #expect(again.text == printed.text && Set(again.externals.keys) == ["Spring"])
  }

  @Test func `parts that a routine does not have are refused`() throws {
    let reader = GraphReader(externals: [
      "spring": Spring(stiffness: 1), "squares": BlackBox(function: SumOfSquares()), "sine": Sine(),
    ])
    func kind(_ call: String, _ types: String = "float64()") -> GraphTextError.Kind? {
      let text = """
        apus graph 1
        %x = Argument(label: "x"): float64()
        %n = Argument(label: "n"): int64()
        %r = External(\(call)): \(types)
        return
        """
      do throws(GraphTextError) { _ = try reader.read(text) } catch { return error.line == 4 ? error.kind : nil }
      return nil
    }
    #expect(kind("%x, %x, name: \"spring\"") == nil)
    #expect(kind("%x, name: \"spring\"") == .type)
    #expect(kind("%x, %x, name: \"spring\", part: \"partials\"", "float64(), float64()") == .type)
    #expect(kind("%x, %x, %n, name: \"spring\", part: \"partials\"", "float64(), float64()") == .type)
    #expect(kind("%x, %x, name: \"spring\", part: \"slopes\"") == .attribute)
    #expect(kind("%x, %x, name: \"spring\", part: \"pullback\", operandCount: 1, wanted: [0]") == .type)
    #expect(kind("%x, name: \"sine\", part: \"partials\"") == .type)
    #expect(kind("%x, name: \"sine\"") == nil)
    #expect(kind("%x, name: \"squares\"", "float64(), float64()") == nil)
    #expect(kind("%n, name: \"squares\"", "float64(), int64()") == .type)
    #expect(kind("name: \"squares\"", "float64()") == .type)
    let pullback = "name: \"squares\", part: \"pullback\", operandCount:"
    #expect(kind("%x, %x, %x, %x, \(pullback) 1, wanted: [0]") == nil)
    for numbers in ["2, wanted: [0]", "-1, wanted: [0]", "1, wanted: [1]", "1, wanted: [0, 0]", "9, wanted: []"] {
      #expect(kind("%x, %x, %x, %x, \(pullback) \(numbers)") == .type, "\(numbers)")
    }
    #expect(kind("%x, %x, %x, %n, \(pullback) 1, wanted: [0]") == .type)
    let difference = "name: \"squares\", part: \"difference\", operandCount: 1, moved:"
    #expect(kind("%x, %x, %x, \(difference) [0], provided: [0]", "float64(), float64()") == nil)
    #expect(kind("%x, %x, %x, \(difference) [0], provided: []", "float64(), float64()") == .type)
    #expect(kind("%x, %x, %x, \(difference) [1], provided: [0]", "float64(), float64()") == .type)
  }
}
