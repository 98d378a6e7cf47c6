// The fraction of missing information of Hamiltonian Monte Carlo, from the energies of its transitions.

extension ScalarDraws {
  /// The Bayesian fraction of missing information (BFMI) of each chain, where these draws are energies.
  ///
  /// It is the mean of (E[i] − E[i−1])² over the variance of E (divisor n − 1). Values below 0.3 say that new momenta do
  /// not carry the chain across the energies of the posterior. NaN for fewer than 2 draws, constant energies, and chains
  /// that hold a NaN.
  ///
  /// Reference: Betancourt (2016), arXiv:1604.00695. Checked against: ArviZ 0.23 `bfmi`.
  public func fractionsOfMissingInformation() -> [Double] {
    (0..<chainCount).map { chain in
      let energies = self[chain]
      let jumps = zip(energies.dropFirst(), energies).map { ($0 - $1) * ($0 - $1) }
      let numerator = jumps.withUnsafeBufferPointer(LaneSums.mean)
      return numerator / energies.withUnsafeBufferPointer(LaneSums.variance)
    }
  }
}
