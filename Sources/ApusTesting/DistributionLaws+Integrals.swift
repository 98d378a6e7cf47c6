// The laws that need sums or integrals of the density: normalisation, shares of draws, tails.

internal import ApusExtension
internal import ApusRandom

extension Member {
  /// A stretch between two values of the draws, with its probability.
  private struct Cell {
    let low: Double
    let high: Double
    let probability: Double
  }

  /// The whole of the probability, and cells between quantiles of the draws; the values of a discrete distribution belong to the cell
  /// that they end.
  private func cells() throws -> (total: Double, cells: [Cell]) {
    var edges: [Double] = []
    for k in 1..<20 {
      let edge = quantile(Double(k) / 20)
      if edge > edges.last ?? -.infinity { edges.append(edge) }
    }
    if isDiscrete {
      let first = min(sorted[0], 0)
      let last = min(sorted[sorted.count - 1] * 3 + 200, first + 2e6)
      let values = Array(stride(from: first, through: last, by: 1))
      let probabilities = try logDensity(values).map { $0 == -.infinity ? 0 : Stable.exp($0) }
      var cells: [Cell] = []
      for (low, high) in zip(edges, edges.dropFirst()) {
        let share = zip(values, probabilities).reduce(0.0) { $1.0 > low && $1.0 <= high ? $0 + $1.1 : $0 }
        cells.append(Cell(low: low, high: high, probability: share))
      }
      return (probabilities.reduce(0, +), cells)
    }
    var cells: [Cell] = []
    for (low, high) in zip(edges, edges.dropFirst()) {
      cells.append(Cell(low: low, high: high, probability: try integral(from: low, to: high)))
    }
    let (low, high) = (edges[0], edges[edges.count - 1])
    let (start, end) = try bounds()
    let scale = max(high - low, low.ulp)
    let below = start.isFinite ? try integral(from: start, to: low) : try tail(from: low, scale: -scale)
    let above = end.isFinite ? try integral(from: high, to: end) : try tail(from: high, scale: scale)
    return (below + above + cells.reduce(0) { $0 + $1.probability }, cells)
  }

  /// The ends of a continuous support.
  private func bounds() throws -> (Double, Double) {
    switch distribution.support {
    case .positive, .nonnegative: (0, .infinity)
    case .interval(let lower, let upper): (try evaluate(lower).doubles[0], try evaluate(upper).doubles[0])
    case .lowerBounded(let bound): (try evaluate(bound).doubles[0], .infinity)
    case .upperBounded(let bound): (-.infinity, try evaluate(bound).doubles[0])
    case .circle: (-.pi, .pi)
    default: (-.infinity, .infinity)
    }
  }

  /// ∫ between two numbers by the tanh-sinh rule.
  private func integral(from a: Double, to b: Double) throws -> Double {
    try sum { t in
      let u = 0.5 * Double.pi * (Stable.exp(t) - Stable.exp(-t)) / 2
      let share = u < 0 ? Stable.exp(2 * u) / (1 + Stable.exp(2 * u)) : 1 / (1 + Stable.exp(-2 * u))
      let cosh = (Stable.exp(u) + Stable.exp(-u)) / 2
      let outer = (Stable.exp(t) + Stable.exp(-t)) / 2
      return (a + (b - a) * share, (b - a) * 0.25 * .pi * outer / (cosh * cosh))
    }
  }

  /// ∫ from a number to ±∞ by the exp-sinh rule.
  private func tail(from a: Double, scale: Double) throws -> Double {
    try sum { t in
      let factor = Stable.exp(0.5 * .pi * (Stable.exp(t) - Stable.exp(-t)) / 2)
      let outer = (Stable.exp(t) + Stable.exp(-t)) / 2
      return (a + scale * factor, scale.magnitude * factor * 0.5 * .pi * outer)
    }
  }

  private func sum(_ point: (Double) -> (x: Double, weight: Double)) throws -> Double {
    let step = 1.0 / 32
    let points = stride(from: -4.0, through: 4, by: step).map(point).filter { $0.weight > 0 && $0.x.isFinite }
    let densities = try logDensity(points.map(\.x))
    return zip(points, densities).reduce(0.0) { sum, next in
      next.1 == -.infinity ? sum : sum + step * next.0.weight * Stable.exp(next.1)
    }
  }

  func checkDensity(_ report: inout LawReport) throws {
    let (total, cells) = try cells()
    if distribution.isProper {
      report.expect(
        (total - 1).magnitude < 1e-4, "the density \(isDiscrete ? "sums" : "integrates") to \(total), not to 1")
    }
    let n = Double(draws.count)
    for cell in cells where cell.probability > 0.001 {
      let share = Double(draws.count { $0 > cell.low && $0 <= cell.high }) / n
      let error = (cell.probability * max(1 - cell.probability, 1 / n) / n).squareRoot()
      report.expect(
        (share - cell.probability).magnitude < 5.5 * error,
        "\(share) of the draws lie in (\(cell.low), \(cell.high)], the density has \(cell.probability) there")
    }
  }

  func checkTails(_ family: any UnivariateDistribution, _ report: inout LawReport) throws {
    let cells = try cells().cells
    func at(_ values: [Double], _ f: (Tensor) -> Tensor) throws -> [Double] {
      try evaluate(f(Tensor(NDArray(values)))).doubles
    }
    guard let first = cells.first else { return }
    let edges = [first.low] + cells.map(\.high)
    let lower = try at(edges, family.logCDF).map(Stable.exp)
    let upper = try at(edges, family.logSurvival).map(Stable.exp)
    for index in edges.indices {
      let sum = lower[index] + upper[index]
      report.expect((sum - 1).magnitude < 1e-9, "the tails at \(edges[index]) sum to \(sum), not to 1")
    }
    for (index, cell) in cells.enumerated() {
      let rise = lower[index + 1] - lower[index]
      report.expect(
        (rise - cell.probability).magnitude < 1e-6,
        "the distribution function rises by \(rise) from \(cell.low) to \(cell.high), the density has \(cell.probability) there"
      )
    }
    let logits = zip(lower, upper).map { Stable.log($0 / $1) }
    let back = try at(logits, family.quantile(logit:))
    for index in edges.indices {
      let size = max(edges[index].magnitude, edges[edges.count - 1] - edges[0])
      report.expect(
        (back[index] - edges[index]).magnitude <= 1e-6 * size,
        "the quantile of the probability \(lower[index]) is \(back[index]), not \(edges[index])")
    }
  }
}
