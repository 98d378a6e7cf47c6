// A model whose parameters are written by standard ones, with what was done to each and why.

/// A model in which parameters are written as functions of standard ones; see ``Model/nonCentered(_:)``.
public struct NonCentered: Sendable, CustomStringConvertible {
  /// What was done with one parameter.
  struct Decision: Sendable {
    let name: String
    /// The standard parameter's name; nil where the parameter stayed as it is.
    let standard: String?
    let reason: String
  }

  /// The model: the parameters keep their names and meanings as deterministics.
  public let model: Model
  let decisions: [Decision]

  /// The names of the parameters that were changed.
  public var changed: [String] { decisions.filter { $0.standard != nil }.map(\.name) }

  /// A line for each parameter that could be changed: what was done, and why.
  public var description: String {
    if decisions.isEmpty {
      return "no parameter was changed: none has a location or a scale that depends on another parameter"
    }
    return decisions.map { decision in
      let what = decision.standard.map { "non-centered, by '\($0)'" } ?? "stays as it is"
      return "'\(decision.name)' \(what): \(decision.reason)"
    }.joined(separator: "\n")
  }
}
