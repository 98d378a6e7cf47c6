// The ranks of several chains among the draws of all of them: their counts below some ranks, and the least tail of these.

internal import ApusRandom

/// Points among the ranks of all chains' draws, with the distribution of one chain's counts below them.
package struct ChainRankBand {
  let chainCount: Int
  let drawCount: Int
  /// So many of the lowest ranks lie below each point.
  package let thresholds: [Int]
  let tails: [CountTails]

  var totalCount: Int { chainCount * drawCount }

  package init(chainCount: Int, drawCount: Int, steps: Int) {
    let total = chainCount * drawCount
    var thresholds: [Int] = []
    for step in 1..<max(steps, 1) {
      let threshold = Int((Double(total) * Double(step) / Double(steps)).rounded())
      if threshold > thresholds.last ?? 0, threshold < total { thresholds.append(threshold) }
    }
    let logFactorials = CountTails.logFactorials(upTo: total)
    self.chainCount = chainCount
    self.drawCount = drawCount
    self.thresholds = thresholds
    tails = thresholds.map {
      CountTails.hypergeometric(total: total, marked: $0, drawn: drawCount, logFactorials)
    }
  }

  /// For each chain the number of its draws below each threshold, where `chains` are the chains of the ranks in ascending order.
  func counts(_ chains: [Int]) -> [[Int]] {
    var counts = [[Int]](repeating: [], count: chainCount)
    var seen = [Int](repeating: 0, count: chainCount)
    var place = 0
    for threshold in thresholds {
      while place < threshold {
        seen[chains[place]] += 1
        place += 1
      }
      for chain in 0..<chainCount { counts[chain].append(seen[chain]) }
    }
    return counts
  }

  /// The thinnest tail that a chain's count lies in, anywhere.
  func depth(_ counts: [Int]) -> Double { zip(tails, counts).reduce(1) { min($0, $1.0.depth($1.1)) } }

  /// The thinnest tails of all chains in random orders of their draws, ascending.
  package func simulatedDepths(_ simulations: Int, seed: UInt64) -> [Double] {
    var generator = Philox4x64(seed: seed)
    var chains = (0..<totalCount).map { $0 % max(chainCount, 1) }
    return (0..<simulations).map { _ in
      generator.shuffle(&chains)
      return counts(chains).reduce(1) { min($0, depth($1)) }
    }.sorted()
  }

  func envelope(_ probability: Double, simulations: Int, seed: UInt64) -> ECDFEnvelope {
    let depths = simulatedDepths(simulations, seed: seed)
    let outside = min(max(Int((1 - probability) * Double(simulations)), 0), max(depths.count - 1, 0))
    let depth = depths.isEmpty ? 0 : depths[outside]
    let ranges = tails.map { tails in
      tails.counts { $0 >= depth * (1 - 1e-10) } ?? 0...drawCount
    }
    let points = thresholds.map { Double($0) / Double(totalCount) }
    return ECDFEnvelope(points, ranges, of: drawCount, probability, 1 - 2 * depth)
  }
}

extension ScalarDraws {
  /// The ECDF of each chain's ranks among the draws of all chains, less the points, with the envelope of chains that sample the same.
  ///
  /// The p-value of a chain is the share of random orders in which some chain departs as far. Equal draws are ranked at random.
  package func rankDifferences(
    steps: Int = 100, probability: Double = 0.95, simulations: Int = 1000, seed: UInt64 = 0
  ) -> [ECDFDifference] {
    let band = ChainRankBand(chainCount: chainCount, drawCount: drawCount, steps: steps)
    let envelope = band.envelope(probability, simulations: simulations, seed: seed)
    let depths = band.simulatedDepths(simulations, seed: seed)
    var generator = Philox4x64(seed: seed, stream: 1)
    let ties = values.map { _ in generator.next() }
    let hasNaN = values.contains { $0.isNaN }
    let order = values.indices.sorted { (values[$0], ties[$0]) < (values[$1], ties[$1]) }
    return band.counts(order.map { $0 / max(drawCount, 1) }).map { counts in
      let depth = band.depth(counts)
      let asThin = depths.count { $0 <= depth * (1 + 1e-10) }
      return ECDFDifference(
        envelope: envelope, ecdf: counts.map { Double($0) / Double(drawCount) },
        pValue: hasNaN ? .nan : Double(asThin + 1) / Double(simulations + 1))
    }
  }
}
