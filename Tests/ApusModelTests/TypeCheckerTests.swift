// Long lines that mix tensors, numbers, lists and literals are type-checked quickly.

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

  /// Operands of the sums below.
  private static let operands = """
    _ a: Tensor, _ b: Tensor, _ s: Double, _ x: [Double], _ z: [Double], _ k: [Int], _ g: [[Double]],
    _ w: NDArray, _ ok: [Bool], _ tensors: [Tensor], _ n: Int
    """

  /// What the compiler says to lines, each in a function of its own.
  private func typeChecked(_ lines: [String], imports: [String]) throws -> BuiltProgram.Outcome {
    var text = imports.map { "import \($0)" }
    for (number, line) in lines.enumerated() {
      let operands = Self.operands.split(separator: "\n").joined()
      text += ["func line\(number)(\(operands)) {", "let line =", line, "let _: Tensor = line", "}"]
    }
    let source = OutsideSource(text: text.joined(separator: "\n"))
    return try source.typeChecked(["-Xfrontend", "-warn-long-expression-type-checking=300"])
  }

  /// Sums of nine terms or so; each takes less than 0.1 s on a machine that does nothing else.
  private static let lines = [
    "a + b * x + a * 2 + b * s + a - b / 3 + x * b + 1.5 * a + k * b",
    "tensors[0] + tensors[1] * x + tensors[2] * z + tensors[3] * k + s * tensors[4] + tensors[5] * x + s + tensors[7] * z",
    "a * (x - b) + b * (2 * k - a) + (1 - z * b) * a + a * (x / b) + s * a + g * b + a + b - ok * a",
    "a * s + b * (2 * s - 1) + Double(n) * a - s / 2 * b + a * a + s * s * b + a + k * b - 1",
    "matmul(g, a) + log(a) * b + exp(b) - sqrt(a) * a + mean(x) + sum(z * a) - sigmoid(x) + xlogy(a, x) + 1",
    "select(a .> x .& ok, b, 1) + maximum(x, a) - minimum(a, 3) + clip(b, 0, 1) * x + abs(a) + a + b * k - w + 2",
    "exp(a * 2 + b) / (1 + exp(-a)) + log1p(a * a) - sqrt(b) * sigmoid(a - b) + pow(a, 2) * 3 - 0.5 * log(2 * b) + 1",
  ]

  /// Swift's own arithmetic, which overloads for tensors must leave quick and alone.
  private static let plain = """
    func plain(_ x: [Double], _ z: [Double], _ k: [Int], _ s: Double, _ n: Int) {
      let joined: [Double] = x + z + [1, 2, 3] + x + z
      let mapped: [Double] = x.map { 2 * $0 + 1 } + z.map { $0 - s * 2 + 1 / $0 }
      let number: Double = 2 * s + 3 * s * s - 4 / (1 + s) + 5 * x[0] + 6 * z[1] - 7 * s / 8 + 9 - 4 * 6 * 1.5
      let counts: [Int] = k + [1] + k + k + [2, 3]
      let mean: Double = x.reduce(0) { $0 + $1 * 2 - 1 } + x.reduce(0, +) / Double(n) - 4
      let untyped = 4 * 6 * 1.5
      let _: Double = untyped
      _ = (joined, mapped, number, counts, mean)
    }
    """

  @Test(arguments: [["Apus"], ["Apus", "Foundation"]])
  func `arithmetic of Swift's own numbers and lists is checked at once beside Apus`(imports: [String]) throws {
    let text = imports.map { "import \($0)\n" }.joined() + Self.plain
    let outcome = try OutsideSource(text: text).typeChecked(["-Xfrontend", "-warn-long-expression-type-checking=500"])
    #expect(outcome.status == 0 && !outcome.errors.contains("to type-check"), "\(outcome.errors)")
  }

  @Test(arguments: [["Apus"], ["Apus", "Foundation"]])
  func `lines with lists are checked at once`(imports: [String]) throws {
    let outcome = try typeChecked(Self.lines, imports: imports)
    #expect(outcome.status == 0 && !outcome.errors.contains("to type-check"), "\(outcome.errors)")
  }
}
