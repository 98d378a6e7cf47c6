// The gradient report in one line.

internal import ApusExtension

/// The rules of the user's own that a gradient uses, as one line.
struct GradientLine: CustomStringConvertible {
  let description: String

  init(_ report: GradientReport) {
    let rules = report.customRules.map(\.op)
    description =
      rules.isEmpty
      ? "gradient: no rule of a user's own"
      : "gradient: \(rules.joined(separator: ", ")) by \(rules.count == 1 ? "its" : "their") own rule, verified before sampling (--gradients shows all rules)"
  }
}
