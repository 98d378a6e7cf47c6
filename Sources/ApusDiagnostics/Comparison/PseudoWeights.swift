// Pseudo-BMA+: Akaike's weights of models, averaged over a Bayesian bootstrap of the observations.

internal import ApusRandom
internal import RealModule

enum PseudoWeights {
  /// The mean weights over so many Bayesian bootstraps: weights of the observations from the uniform distribution on the simplex.
  ///
  /// Reference: Yao, Vehtari, Simpson, Gelman (2018), Bayesian Anal. 13, 917, section 3.4.
  static func bootstrapped(_ terms: [[Double]], resamplings: Int, seed: UInt64) -> [Double] {
    var generator = Philox4x64(seed: seed)
    let count = terms.first?.count ?? 0
    return averaged(
      terms,
      over: (0..<resamplings).lazy.map { _ in
        let lengths = (0..<count).map { _ in generator.standardExponential() }
        let total = lengths.reduce(0, +)
        return lengths.map { $0 / total }
      })
  }

  /// The mean over weights a of the observations of exp(zₖ) / ∑ exp(z), where zₖ = n ∑ᵢ aᵢ elpdᵢₖ.
  static func averaged(_ terms: [[Double]], over resamplings: some Sequence<[Double]>) -> [Double] {
    guard terms.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return terms.map { _ in .nan } }
    var sums = terms.map { _ in 0.0 }
    var count = 0.0
    for shares in resamplings {
      let totals = terms.map { term in
        Double(term.count) * zip(term, shares).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let logTotal = logSumOfExponentials(totals)
      for (place, total) in totals.enumerated() { sums[place] += .exp(total - logTotal) }
      count += 1
    }
    return sums.map { $0 / count }
  }
}
