// Whether a posterior moves with its prior, and with its likelihood: sensitivities by power-scaling, with a diagnosis.

/// How sensitive each quantity's posterior is to the prior and to the likelihood.
///
/// Prior or likelihood is raised to the powers 0.99 and 1.01 by importance weights; the sensitivity is the distance that the posterior
/// moves, over the change of the power's logarithm.
///
/// Reference: Kallioinen, Paananen, Bürkner, Vehtari (2024), Stat. Comput. 34, 57. Checked against: arviz-stats 0.8 `psense_summary`.
public struct PriorSensitivity: Sendable {
  /// What sensitivities say.
  public enum Diagnosis: String, Sendable {
    /// The posterior moves with the likelihood, and not with the prior; or with neither.
    case none = "-"
    /// The posterior moves with both: prior and data may contradict each other.
    case conflict = "potential prior-data conflict"
    /// The posterior moves with the prior, and not with the likelihood.
    case strongPrior = "potential strong prior / weak likelihood"
  }

  /// One quantity.
  public struct Row: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// The sensitivity to the prior; NaN where all draws are equal or one is not finite.
    public let prior: Double
    /// The sensitivity to the likelihood.
    public let likelihood: Double

    /// What both say: a sensitivity counts from ``PriorSensitivity/threshold`` on.
    public var diagnosis: Diagnosis {
      if prior >= threshold && likelihood >= threshold { return .conflict }
      return prior > threshold && likelihood < threshold ? .strongPrior : .none
    }
  }

  /// The sensitivity that counts: 0.05.
  public static let threshold = 0.05

  /// The quantities, in the order given.
  public let rows: [Row]

  /// The row of a quantity; nil where there is none of that name.
  public subscript(name: String) -> Row? { rows.first { $0.name == name } }

  /// The sensitivities of quantities at draws.
  ///
  /// - Parameters:
  ///   - quantities: names and draws.
  ///   - logPriors: the log densities of the priors that are scaled, at the draws; they are summed.
  ///   - logLikelihoods: those of the observations.
  public init(
    _ quantities: [(name: String, draws: ScalarDraws)], logPriors: [ScalarDraws], logLikelihoods: [ScalarDraws]
  ) {
    func total(_ terms: [ScalarDraws]) -> [Double] {
      guard let first = terms.first else { return quantities.first?.draws.values.map { _ in 0 } ?? [] }
      return terms.dropFirst().reduce(first.values) { sum, term in zip(sum, term.values).map { $0 + $1 } }
    }
    let (prior, likelihood) = (PowerScaling(total(logPriors)), PowerScaling(total(logLikelihoods)))
    rows = quantities.map { name, draws in
      Row(
        name: name, prior: prior.sensitivity(of: draws.values), likelihood: likelihood.sensitivity(of: draws.values))
    }
  }
}

private let threshold = PriorSensitivity.threshold

extension PriorSensitivity: CustomStringConvertible {
  /// A row for each quantity, and what the diagnoses mean.
  public var description: String {
    func column(_ title: String, _ value: (Row) -> String) -> [String] { [title] + rows.map(value) }
    let table = NumberText.table([
      column("") { $0.name },
      column("prior") { NumberText.fixed($0.prior, decimals: 3) },
      column("likelihood") { NumberText.fixed($0.likelihood, decimals: 3) },
      column("diagnosis") { $0.diagnosis.rawValue },
    ])
    func names(_ diagnosis: Diagnosis) -> String {
      rows.filter { $0.diagnosis == diagnosis }.map(\.name).joined(separator: ", ")
    }
    var notes: [String] = []
    if rows.contains(where: { $0.diagnosis == .conflict }) {
      notes.append(
        "The posterior of \(names(.conflict)) moves with the prior and with the likelihood: they may contradict each other. Look at "
          + "whether the prior is what you meant.")
    }
    if rows.contains(where: { $0.diagnosis == .strongPrior }) {
      notes.append(
        "The posterior of \(names(.strongPrior)) moves with the prior alone: the data say little of it.")
    }
    return (table + (notes.isEmpty ? [] : [""] + notes.map { "- \($0)" })).joined(separator: "\n")
  }
}
