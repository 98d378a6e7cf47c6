// What distributions that are made of others have in common.

internal import ApusGraph

/// A distribution that is made of others: their parameters are among its own.
protocol CompoundDistribution: Distribution {
  /// The distributions that it is made of.
  var components: [any Distribution] { get }
}

extension Distribution {
  /// The distributions that it is made of; none of most.
  var parts: [any Distribution] { (self as? any CompoundDistribution)?.components ?? [] }

  /// Whether it has both tails, and all that it is made of has.
  package var hasTails: Bool { self is any UnivariateDistribution && parts.allSatisfy(\.hasTails) }

  /// Whether it has a mean and a variance that are formulas: those of truncated distributions are sums over quantiles.
  package var hasClosedMoments: Bool {
    self is any DistributionWithMoments && !(self is Truncated) && parts.allSatisfy(\.hasClosedMoments)
  }

  /// Whether single numbers of a continuous support have a probability: no bijection of the real line makes it a density.
  package var hasAtoms: Bool {
    (self is Censored || self is Hurdle) && support.elementType == .float64 || parts.contains(where: \.hasAtoms)
  }
}
