// Simulation-based calibration: whether posteriors of simulated data rank the parameters that the data were simulated with uniformly.

/// The ranks of parameters among draws from the posteriors of data that were simulated with them.
///
/// A simulation draws parameters from the prior and data from the model, and samples the posterior of these data. Where model and
/// sampler are right, the rank of the prior's draw among the posterior's is uniform. The test of a quantity is that of its ECDF:
/// ``ECDFDifference/pValue``, which is exact for ranks. The p-values of all quantities are adjusted by Holm's method, so that the
/// probability of calling any of them not uniform is at most the level where all are.
///
/// Reference: Talts, Betancourt, Simpson, Vehtari, Gelman (2018), arXiv:1804.06788; Säilynoja, Bürkner, Vehtari (2022), Stat. Comput.
/// 32, 32, for the test; Modrák et al. (2023), Bayesian Anal., for the log likelihood among the quantities.
public struct Calibration: Sendable {
  /// One simulation.
  public struct Simulation: Hashable, Sendable {
    /// Its number, from 0.
    public let number: Int
    /// For each quantity, how many of the posterior's draws are less than the prior's; empty where it failed.
    public let ranks: [Int]
    /// The least bulk effective sample size of a quantity, of all draws before thinning.
    public let leastSampleSize: Double
    /// The number of divergent transitions.
    public let divergenceCount: Int
    /// Why there are no ranks; nil where there are.
    public let failure: String?

    package init(
      number: Int, ranks: [Int], leastSampleSize: Double = .nan, divergenceCount: Int = 0, failure: String? = nil
    ) {
      self.number = number
      self.ranks = ranks
      self.leastSampleSize = leastSampleSize
      self.divergenceCount = divergenceCount
      self.failure = failure
    }
  }

  /// The ranks of one quantity.
  public struct Quantity: Hashable, Sendable {
    /// The name of the parameter's element, or `log_likelihood`.
    public let name: String
    /// The ranks by simulation, in 0 ... ``drawCount``.
    public let ranks: [Int]
    /// The number of draws that the prior's is ranked among.
    public let drawCount: Int
    /// The ECDF of the ranks with its envelope and p-value.
    public let uniformity: ECDFDifference
    /// The p-value adjusted for the number of quantities by Holm's method.
    public let adjustedPValue: Double

    /// The mean of the ranks over the number of draws: ½ where they are uniform.
    public var meanRank: Double { Double(ranks.reduce(0, +)) / Double(max(ranks.count * drawCount, 1)) }

    /// How many ranks fall into each of so many equal parts.
    public func histogram(bins: Int) -> [Int] {
      guard bins > 0 else { return [] }
      var counts = [Int](repeating: 0, count: bins)
      for rank in ranks { counts[min(max(rank, 0) * bins / (drawCount + 1), bins - 1)] += 1 }
      return counts
    }
  }

  /// The simulations that were done, by number.
  public let simulations: [Simulation]
  /// The number of simulations that were asked for.
  public let requestedCount: Int
  /// The number of draws that the prior's is ranked among.
  public let drawCount: Int
  /// The quantities.
  public let quantities: [Quantity]

  package init(names: [String], drawCount: Int, requestedCount: Int, simulations: [Simulation]) {
    self.drawCount = drawCount
    self.requestedCount = requestedCount
    self.simulations = simulations.sorted { $0.number < $1.number }
    let ranked = self.simulations.filter { $0.failure == nil && $0.ranks.count == names.count }
    let band = ECDFBand(sampleCount: ranked.count, points: ECDFEnvelope.evenPoints(steps: drawCount + 1))
    let envelope = ECDFEnvelope(band, 0.95)
    let differences = names.indices.map { place in
      var counts = [Int](repeating: 0, count: drawCount + 1)
      for simulation in ranked { counts[min(max(simulation.ranks[place], 0), drawCount)] += 1 }
      var sum = 0
      let below = counts.dropLast().map { count in
        sum += count
        return sum
      }
      return ECDFDifference(band, envelope, below)
    }
    let adjusted = Self.holm(differences.map(\.pValue))
    quantities = names.indices.map { place in
      Quantity(
        name: names[place], ranks: ranked.map { $0.ranks[place] }, drawCount: drawCount, uniformity: differences[place],
        adjustedPValue: adjusted[place])
    }
  }

  /// The quantity of a name; nil where there is none.
  public subscript(name: String) -> Quantity? { quantities.first { $0.name == name } }

  /// Whether no quantity's ranks depart from uniform ones at a level over all quantities.
  public func isUniform(level: Double = 0.05) -> Bool {
    quantities.allSatisfy { !$0.ranks.isEmpty && $0.adjustedPValue > level }
  }

  /// p-values adjusted so that the least of all that hold is at most a level with a probability of at most it.
  ///
  /// Reference: Holm (1979), Scand. J. Stat. 6, 65.
  package static func holm(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var greatest = 0.0
    for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
      greatest = max(greatest, min(1, pValues[index] * Double(pValues.count - place)))
      adjusted[index] = greatest
    }
    return adjusted
  }
}
