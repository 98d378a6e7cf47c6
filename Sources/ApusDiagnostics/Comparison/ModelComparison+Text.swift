// The comparison of models as a table of text, and what is to be doubted in it.

extension ModelComparison: CustomStringConvertible {
  /// A row for each model with ArviZ's columns, both weights, and sentences on what is doubtful.
  public var description: String {
    func column(_ title: String, _ value: (Row) -> String) -> [String] { [title] + rows.map(value) }
    func numbers(_ title: String, decimals: Int = 2, _ value: (Row) -> Double) -> [String] {
      column(title) { NumberText.fixed(value($0), decimals: decimals) }
    }
    let table = NumberText.table([
      column("") { $0.name },
      column("rank") { "\($0.rank)" },
      numbers("elpd_\(criterion)") { $0.expectedLogDensity },
      numbers("p_\(criterion)") { $0.effectiveParameterCount },
      numbers("elpd_diff") { $0.difference },
      numbers("weight") { $0.weight },
      numbers("pseudo_bma+") { $0.pseudoWeight },
      numbers("se") { $0.standardError },
      numbers("dse") { $0.differenceError },
      column("warning") { $0.isReliable ? "False" : "True" },
    ])
    return (table + (notes.isEmpty ? [] : [""] + notes.map { "- \($0)" })).joined(separator: "\n")
  }

  /// What is to be doubted, one sentence each.
  private var notes: [String] {
    var notes: [String] = []
    let doubtful = rows.filter { !$0.isReliable }.map(\.name)
    if !doubtful.isEmpty {
      notes.append(
        "The elpd of \(doubtful.joined(separator: ", ")) is not reliable: "
          + (criterion == "loo"
            ? "some observations have a Pareto k above the limit. Print the cross-validation to see how many."
            : "some log likelihoods vary by more than \(WAIC.greatestVariance). Compare by leave-one-out cross-validation.")
      )
    }
    let close = rows.dropFirst().filter { $0.difference < Self.leastClearDifference }.map(\.name)
    if let best = rows.first, !close.isEmpty {
      notes.append(
        "\(close.joined(separator: ", ")) and \(best.name) predict about equally well: a difference below "
          + "\(NumberText.fixed(Self.leastClearDifference, decimals: 0)) says little, whatever its error.")
    }
    return notes
  }

  /// The least difference of elpd that is worth a look: 4.
  ///
  /// Reference: Sivula, Magnusson, Matamoros, Vehtari (2020), arXiv:2008.10296.
  static let leastClearDifference = 4.0
}

extension NumberText {
  /// Columns of equal length as lines: the first one begins at the left, all others end at the right.
  static func table(_ columns: [[String]]) -> [String] {
    let widths = columns.map { $0.map(\.count).max() ?? 0 }
    return (columns.first ?? []).indices.map { line in
      zip(columns, widths).enumerated().map { place, column in
        place == 0 ? left(column.0[line], width: column.1) : right(column.0[line], width: column.1)
      }.joined(separator: "  ")
    }
  }
}
