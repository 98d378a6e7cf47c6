// Means over draws with their Monte Carlo errors, and the two limits of a statistical test.

import ApusInference
import Testing

/// A mean over the draws of several chains, with its standard error from the means of batches.
struct Estimate {
  let mean: Double
  let error: Double

  /// The mean of a function of the position.
  init(_ chains: Chains, _ function: (ArraySlice<Double>) -> Double) {
    let batchesPerChain = 20
    var means: [Double] = []
    for chain in chains.chains {
      let values = (0..<chain.drawCount).map { function(chain[$0]) }
      let length = values.count / batchesPerChain
      for batch in 0..<batchesPerChain {
        means.append(values[batch * length..<(batch + 1) * length].reduce(0, +) / Double(length))
      }
    }
    self.init(independent: means)
  }

  /// The mean of independent numbers.
  init(independent values: [Double]) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    self.mean = mean
    error = (variance / n).squareRoot()
  }

  /// Fails beyond 5.5 standard errors, and warns beyond 4.
  func expect(_ expected: Double, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let z = ((mean - expected) / error).magnitude
    #expect(z < 5.5, "\(name) is \(mean) ± \(error), not \(expected)", sourceLocation: sourceLocation)
    if z > 4 && z < 5.5 {
      Issue.record(
        "\(name) is \(mean) ± \(error), rarely so far from \(expected)", severity: .warning,
        sourceLocation: sourceLocation)
    }
  }
}
