// A row of the rule table: an expression that a rule rewrites, its text before and after, and how exact the rule is.

import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRewriting
import Testing

/// How closely a rule keeps values.
enum Exactness: Sendable {
  /// Bit for bit; NaN stays NaN.
  case bits
  /// Equal numbers; zeros may change their sign.
  case zeroSign
  /// Up to a few units in the last place, and zeros may change their sign.
  case rounding
  /// Up to rounding where the written form is accurate; where it overflows the value changes toward the truth.
  case stabilized

  /// Whether a value after rewriting may stand for the one before.
  func allows(_ before: Double, _ after: Double) -> Bool {
    if before.isNaN && after.isNaN { return true }
    switch self {
    case .bits: return before.bitPattern == after.bitPattern
    case .zeroSign: return before == after
    case .rounding: return before == after || (before - after).magnitude <= 4 * before.ulp
    case .stabilized: return before == after || (before - after).magnitude <= 1e-14 * max(1, before.magnitude)
    }
  }
}

/// The arguments of the table's expressions.
struct Variables: Sendable {
  let x = Tensor.argument("x", .float64([12]))
  let y = Tensor.argument("y", .float64([12]))
  let s = Tensor.argument("s")
  let m = Tensor.argument("m", .float64([2, 3]))
  let k = Tensor.argument("k", .int64([12]))
  let b = Tensor.argument("b", .bool([12]))

  private static let edges: [Double] = [0, -0.0, 1.5, -2.5, 1e-20, 3e10, -700, .infinity, -.infinity, .nan, 0.3, 1e308]
  private static let ordinary: [Double] = [0.3, -0.2, 1.5, -2.5, 4, 0.01, -8, .infinity, -.infinity, .nan, 1, -1]

  /// Numbers for all arguments: at the edges or at ordinary points, y's shifted against x's.
  func bindings(atEdges: Bool, shift: Int) -> [Tensor: NDArray] {
    let numbers = atEdges ? Self.edges : Self.ordinary
    let shifted = (0..<12).map { numbers[($0 + shift) % 12] }
    return [
      x: NDArray(numbers), y: NDArray(shifted), s: NDArray(shifted[0]),
      m: NDArray(Array(shifted.prefix(6)), shape: [2, 3]), k: NDArray((0..<12).map { $0 * shift - 20 }),
      b: NDArray((0..<12).map { ($0 + shift) % 3 == 0 }),
    ]
  }
}

/// An expression that one rule rewrites.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let rule: String
  let exactness: Exactness
  let before: String
  let after: String
  let build: @Sendable (Variables) -> Tensor

  init(
    _ rule: String, _ exactness: Exactness, _ before: String, _ after: String,
    _ build: @escaping @Sendable (Variables) -> Tensor
  ) {
    self.rule = rule
    self.exactness = exactness
    self.before = before
    self.after = after
    self.build = build
  }

  var testDescription: String { "\(rule): \(before)" }

  /// The rule alone.
  var ruleSet: RuleSet {
    RuleSet(rule, RuleSet.specialize.rules.filter { $0.name == rule }, stage: .afterDifferentiation)
  }
}
