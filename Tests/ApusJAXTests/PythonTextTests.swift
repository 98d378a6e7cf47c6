// The writing of Python text: brackets, literals, names, folded lines.

import ApusExtension
import Testing

@Suite struct PythonTextTests {
  private let a = PythonExpression("a")
  private let b = PythonExpression("b")
  private let c = PythonExpression("c")

  @Test func `brackets stand where the order of operations needs them, and only there`() {
    func sum(_ x: PythonExpression, _ y: PythonExpression) -> PythonExpression { .binary("+", .sum, x, y) }
    func product(_ x: PythonExpression, _ y: PythonExpression) -> PythonExpression { .binary("*", .product, x, y) }
    #expect(sum(sum(a, b), c).text == "a + b + c")
    #expect(sum(a, sum(b, c)).text == "a + (b + c)")
    #expect(product(sum(a, b), c).text == "(a + b) * c")
    #expect(sum(product(a, b), c).text == "a * b + c")
    #expect(product(a, .prefix("-", b)).text == "a * -b")
    #expect(PythonExpression.prefix("-", sum(a, b)).text == "-(a + b)")
    #expect(PythonExpression.prefix("-", .prefix("-", a)).text == "--a")
    #expect(sum(a, b).subscripted("0").text == "(a + b)[0]")
    let less = PythonExpression.binary("<", .comparison, sum(a, b), c)
    #expect(less.text == "a + b < c")
    #expect(PythonExpression.binary("==", .comparison, less, a).text == "(a + b < c) == a")
    #expect(PythonExpression.call("f", [sum(a, b), c], "axis=0").text == "f(a + b, c, axis=0)")
  }

  @Test(arguments: [
    (0.1, "0.1"), (-2, "-2.0"), (1e-10, "1e-10"), (1e22, "1e+22"), (.infinity, "jnp.inf"), (-.infinity, "-jnp.inf"),
    (.nan, "jnp.nan"), (Double.leastNonzeroMagnitude, "5e-324"), (-0.0, "-0.0"),
  ]) func `numbers are Python's, digit for digit`(value: Double, text: String) {
    #expect(PythonLiteral.text(value) == text)
  }

  @Test func `strings are escaped`() {
    #expect(PythonLiteral.string("log \"s\"\\\n\t\u{7}é") == #""log \"s\"\\\n\t\x07é""#)
  }

  @Test func `arrays are nested lists`() {
    #expect(PythonLiteral.list(NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3])) == "[[1, 2, 3], [4, 5, 6]]")
    #expect(PythonLiteral.list(NDArray([true, false])) == "[True, False]")
    #expect(PythonLiteral.list(NDArray([.infinity, 0.5])) == "[np.inf, 0.5]")
    #expect(PythonLiteral.list(NDArray([Double](), shape: [2, 0])) == "[[], []]")
    #expect(PythonLiteral.list(NDArray(2.5)) == "2.5")
  }

  @Test(arguments: [
    ("tau", "tau"), ("log s", "log_s"), ("2nd", "v2nd"), ("x.y[3]", "x_y_3"), ("", "value"), ("_", "v_"), ("σ", "σ"),
    ("lambda", "lambda_2"), ("data", "data_2"), ("😀", "v_"),
  ]) func `names become identifiers that mean nothing else`(name: String, identifier: String) {
    var names = PythonNames(reserving: [])
    #expect(names.claimLocal(name, besides: []) == identifier)
  }

  @Test func `no name has two meanings`() {
    var names = PythonNames(reserving: ["erf"])
    #expect(names.claim("f") == "f")
    #expect(names.claim("f") == "f_2")
    #expect(names.claimLocal("f", besides: []) == "f_3")
    #expect(names.claimLocal("x", besides: ["x"]) == "x_2")
    // A function that comes later avoids what a function before it calls its values.
    #expect(names.claim("x_2") == "x_2_2")
    #expect(names.claim("erf") == "erf_2")
  }

  @Test func `long lines are folded at their widest brackets`() {
    let parts = (0..<12).map { "argument_\($0)" }.joined(separator: ", ")
    let lines = PythonLayout.folded("    value = function(\(parts)) + other(1)")
    #expect(lines.allSatisfy { $0.count <= PythonLayout.width })
    #expect(lines.first == "    value = function(" && lines.last == "    ) + other(1)")
    #expect(
      lines.joined().filter { $0 != " " && $0 != "," }
        == "value=function(\(parts))+other(1)".filter { $0 != " " && $0 != "," })
    // Brackets and commas within strings are text.
    let text = "names = [\"\(String(repeating: "(,", count: 60))\", \"b\"]"
    #expect(PythonLayout.folded(text).count == 4)
    let short = "x = f(a, b)"
    #expect(PythonLayout.folded(short) == [short])
  }

  @Test func `imports that a module does not use are left out`() {
    let text = PythonLayout.module([ModuleWriter.imports, "def f(x):\n    return jnp.exp(x)"])
    #expect(!text.contains("ctypes") && !text.contains("functools") && !text.contains("Primitive"))
    #expect(text.contains("import jax\nimport jax.numpy as jnp\n") && text.contains("\n\n\ndef f(x):\n"))
  }
}
