// The generalised Pareto distribution of a tail: its fit to excesses, and its quantiles.

internal import RealModule

/// A generalised Pareto distribution on [0, ∞): density (1 + kx/σ)^(−1/k − 1) / σ.
struct GeneralizedPareto {
  /// The shape k: moments of order below 1/k exist.
  let shape: Double
  let scale: Double

  /// The distribution that fits ascending excesses: an empirical-Bayes mean over a grid, the shape then drawn towards ½.
  ///
  /// The grid is over b = −k/σ; the shape gets the weight of ten more excesses at ½. At least 5 excesses are needed.
  ///
  /// Reference: Zhang, Stephens (2009), Technometrics 51, 316; Vehtari, Simpson, Gelman, Yao, Gabry (2024), JMLR 25(72),
  /// appendix C. Checked against: ArviZ 0.23 `psislw`.
  init(fitting excesses: [Double]) {
    precondition(excesses.count >= 5, "\(excesses.count) excesses are too few to fit a tail")
    let count = Double(excesses.count)
    let gridCount = 30 + Int(count.squareRoot())
    let quartile = excesses[Int(count / 4 + 0.5) - 1]
    let greatest = excesses[excesses.count - 1]
    func meanLog(_ b: Double) -> Double {
      var sum = 0.0
      for excess in excesses { sum += Double.log(onePlus: -b * excess) }
      return sum / count
    }
    let grid = (1...gridCount).map { index in
      (1 - (Double(gridCount) / (Double(index) - 0.5)).squareRoot()) / (3 * quartile) + 1 / greatest
    }
    let logLikelihoods = grid.map { b in
      let k = meanLog(b)
      return count * (Double.log(-(b / k)) - k - 1)
    }
    var weights = logLikelihoods.map { own in 1 / logLikelihoods.reduce(0) { $0 + .exp($1 - own) } }
    // What carries no weight to rounding is left out, and so is NaN.
    weights = weights.map { $0 >= 10 * Double.ulpOfOne ? $0 : 0 }
    let total = weights.reduce(0, +)
    let b = zip(grid, weights).reduce(0) { $0 + ($1.1 == 0 ? 0 : $1.0 * ($1.1 / total)) }
    let k = meanLog(b)
    scale = -k / b
    shape = (count * k + 5) / (count + 10)
  }

  /// The quantile σ((1 − p)^(−k) − 1)/k at p in (0, 1), or −σ ln(1 − p) for a shape of zero.
  func quantile(_ p: Double) -> Double {
    guard !(scale <= 0) else { return .nan }
    if shape.magnitude < Double.ulpOfOne { return -Double.log(onePlus: -p) * scale }
    return Double.expMinusOne(-shape * .log(onePlus: -p)) / shape * scale
  }
}
