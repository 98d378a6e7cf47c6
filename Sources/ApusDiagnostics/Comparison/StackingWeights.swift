// Stacking: the weights of the mixture of several models' predictions that predicts best.

internal import RealModule

/// The weights w on the simplex that maximise ∑ᵢ ln ∑ₖ wₖ pᵢₖ, where pᵢₖ is the k-th model's density of the i-th observation.
enum StackingWeights {
  /// The optimal weights; NaN where a log density is not finite.
  ///
  /// The simplex is left out: over w ≥ 0 the function 1/n ∑ᵢ ln ∑ₖ wₖ pᵢₖ − ∑ wₖ has the same maximum. Sequential quadratic programs
  /// find it: each step is that of Newton's method under w ≥ 0, found by coordinates, and is halved until the function rises. They
  /// begin at equal weights, where models that predict alike stay.
  ///
  /// - Parameter terms: for each model the log density of each observation.
  ///
  /// Accuracy: 1e-10 where the optimum is unique.
  ///
  /// Reference: Yao, Vehtari, Simpson, Gelman (2018), Bayesian Anal. 13, 917; Kim, Carbonetto, Stephens, Anitescu (2020), J. Comput.
  /// Graph. Stat. 29, 261.
  static func optimal(for terms: [[Double]]) -> [Double] {
    let modelCount = terms.count
    guard let count = terms.first?.count, count > 0, terms.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      return terms.map { _ in .nan }
    }
    // Relative to the best model of each observation: no density underflows.
    let greatest = (0..<count).map { index in terms.reduce(-.infinity) { max($0, $1[index]) } }
    let densities = terms.map { zip($0, greatest).map { Double.exp($0 - $1) } }
    var weights = [Double](repeating: 1 / Double(modelCount), count: modelCount)
    var (value, ratios) = mixture(densities, weights)
    for _ in 0..<200 {
      // The gradient is 1 − the mean ratio, the Hessian the mean product of ratios.
      let gradient = ratios.map { 1 - $0.reduce(0, +) / Double(count) }
      let hessian = ratios.map { a in ratios.map { b in meanProduct(a, b) } }
      let target = quadraticMinimum(hessian, gradient, from: weights)
      let step = zip(target, weights).map { $0 - $1 }
      guard step.contains(where: { $0.magnitude > 1e-14 }) else { break }
      var length = 1.0
      var next = (weights: weights, value: value, ratios: ratios)
      while length > 1e-10 {
        let moved = zip(weights, step).map { max(0, $0 + length * $1) }
        let found = mixture(densities, moved)
        if found.value <= value {
          next = (moved, found.value, found.ratios)
          break
        }
        length /= 2
      }
      let change = zip(next.weights, weights).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
      (weights, value, ratios) = next
      if change < 1e-14 { break }
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// ∑ w − the mean of ln ∑ w p, and for each model p over the mixture's density.
  private static func mixture(_ densities: [[Double]], _ weights: [Double]) -> (value: Double, ratios: [[Double]]) {
    let count = densities[0].count
    var sums = [Double](repeating: 0, count: count)
    for (density, weight) in zip(densities, weights) where weight > 0 {
      for index in 0..<count { sums[index] += weight * density[index] }
    }
    let value = weights.reduce(0, +) - sums.reduce(0) { $0 + .log($1) } / Double(count)
    return (value, densities.map { zip($0, sums).map { $0 / $1 } })
  }

  private static func meanProduct(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum += x * y }
    return sum / Double(a.count)
  }

  /// The x ≥ 0 at which ½ (x − w)ᵀH(x − w) + gᵀ(x − w) is least, coordinate by coordinate.
  private static func quadraticMinimum(_ hessian: [[Double]], _ gradient: [Double], from weights: [Double]) -> [Double]
  {
    var x = weights
    var slope = gradient
    for _ in 0..<10_000 {
      var change = 0.0
      for k in x.indices where hessian[k][k] > 0 {
        let next = max(0, x[k] - slope[k] / hessian[k][k])
        let step = next - x[k]
        guard step != 0 else { continue }
        x[k] = next
        for other in x.indices { slope[other] += hessian[other][k] * step }
        change = max(change, step.magnitude)
      }
      if change < 1e-15 { break }
    }
    return x
  }
}
