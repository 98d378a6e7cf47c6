// A calibration as text: a row for each quantity, and sentences on what was found.

extension Calibration: CustomStringConvertible {
  /// The table, and what it means.
  public var description: String {
    let done = simulations.count { $0.failure == nil }
    var lines = [
      "Simulation-based calibration: \(done) simulation\(done == 1 ? "" : "s"), each rank among \(drawCount) draws from the "
        + "posterior.",
      "",
    ]
    let shown = quantities.sorted { $0.adjustedPValue < $1.adjustedPValue }.prefix(Self.shownCount).map(\.name)
    let rows = quantities.filter { shown.contains($0.name) }
    func column(_ title: String, _ value: (Quantity) -> String) -> [String] { [title] + rows.map(value) }
    lines += NumberText.table([
      column("") { $0.name },
      column("mean_rank") { NumberText.fixed($0.meanRank, decimals: 3) },
      column("ranks in tenths") { quantity in
        quantity.histogram(bins: 10).map { NumberText.right("\($0)", width: 3) }.joined(separator: " ")
      },
      column("p") { NumberText.probability($0.uniformity.pValue) },
      column("p_holm") { NumberText.probability($0.adjustedPValue) },
      column("uniform") { $0.adjustedPValue > 0.05 ? "yes" : "no" },
    ])
    if rows.count < quantities.count {
      lines.append("… and \(quantities.count - rows.count) more with greater p-values")
    }
    return (lines + [""] + sentences).joined(separator: "\n")
  }

  /// The most rows of the table.
  private static let shownCount = 40

  private var sentences: [String] {
    var sentences: [String] = []
    let done = simulations.filter { $0.failure == nil }
    if simulations.count < requestedCount {
      sentences.append("\(requestedCount - simulations.count) of \(requestedCount) simulations are not done.")
    }
    let apart = quantities.filter { !($0.adjustedPValue > 0.05) }
    if done.isEmpty {
      sentences.append("No simulation has ranks: nothing is known.")
    } else if apart.isEmpty {
      sentences.append(
        "The ranks of all \(quantities.count) quantities are uniform as far as \(done.count) simulations tell (simultaneous bands, "
          + "Holm's adjustment, level 5%).")
    } else {
      let names = apart.prefix(5).map { "\($0.name) (\(shape(of: $0)))" }
      sentences.append(
        "The ranks of \(names.joined(separator: ", "))\(apart.count > 5 ? " and \(apart.count - 5) more" : "") are not uniform "
          + "(simultaneous bands, Holm's adjustment, level 5%): the sampler does not draw from the posterior of this model, or the "
          + "data are not simulated as the model's density says.")
    }
    let few = done.filter { $0.leastSampleSize < Double(drawCount) }
    if let worst = few.min(by: { $0.leastSampleSize < $1.leastSampleSize }) {
      sentences.append(
        "In \(few.count) of \(done.count) simulations a quantity had fewer effective draws than \(drawCount) (the least: "
          + "\(NumberText.fixed(worst.leastSampleSize, decimals: 0)), simulation \(worst.number)): these ranks are not those of "
          + "independent draws. Draw more, and thin more.")
    }
    let divergent = done.filter { $0.divergenceCount > 0 }
    if !divergent.isEmpty {
      let total = divergent.reduce(0) { $0 + $1.divergenceCount }
      sentences.append(
        "\(total) transition\(total == 1 ? "" : "s") diverged, in \(divergent.count) of \(done.count) simulations.")
    }
    let failed = simulations.filter { $0.failure != nil }
    if let first = failed.first {
      sentences.append(
        "\(failed.count) simulation\(failed.count == 1 ? "" : "s") failed, the first is number \(first.number): "
          + "\(first.failure ?? ""). The ranks are those of the others.")
    }
    return sentences
  }

  /// What the ranks' shape says.
  private func shape(of quantity: Quantity) -> String {
    let draws = ScalarDraws([quantity.ranks.map { Double($0) / Double(max(drawCount, 1)) }])
    let (mean, deviation) = (draws.mean(), draws.standardDeviation())
    let spread = 1 / Double(12).squareRoot()
    if (mean - 0.5).magnitude > (deviation - spread).magnitude {
      return mean > 0.5 ? "the posterior's draws are too small" : "the posterior's draws are too large"
    }
    return deviation > spread ? "the posterior is too narrow" : "the posterior is too wide"
  }
}
