// Long lines of arithmetic that mix tensors, numbers and literals are type-checked quickly.

import ApusTestSupport
import Testing

@Suite struct TypeCheckerTests {
  private static let source = """
    import Apus

    func lines(_ x: Tensor, _ y: Tensor, _ z: Tensor, a: Double, b: Double, c: Double) -> [Tensor] {
      let k = 3.0
      let first = 2 * x * x - 3 * y + a * z - b / (1 + exp(-x)) + 4 * (x - y) * (x + y) / 2 - c * log(1 + x * x) + k * y
        - 7 * z * (1 - z) + 1 / (2 + y * y) - a * b * x + 5
      let second = -x * (1 - a) + (b - 2) * y / (3 + z) - sqrt(1 + x * x + y * y + 2 * z * z) * (k + 1)
        - 0.5 * (x - a) * (x - a) / (b * b) - 0.5 * (y - c) * (y - c) / 4 + 6 * x * y * z
      let third = 1 + 2 * x + 3 * x * x + 4 * x * x * x + 5 * x * x * x * x + 6 * a * y + 7 * b * y * y + 8 * c * y * y * y
        + 9 * z + 10 * z * z - 11 * x * y - 12 * y * z
      return [first, second, third]
    }
    """

  @Test func `lines of thirty operators take less than half a second each`() throws {
    func check(limit: Int) throws -> BuiltProgram.Outcome {
      try OutsideSource(text: Self.source).typeChecked(["-Xfrontend", "-warn-long-expression-type-checking=\(limit)"])
    }
    let outcome = try check(limit: 500)
    #expect(outcome.status == 0 && !outcome.errors.contains("to type-check"), "\(outcome.errors)")
    // The compiler does measure: with a limit of one millisecond it complains.
    #expect(try check(limit: 1).errors.contains("to type-check"))
  }
}
