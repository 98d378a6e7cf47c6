// What distributions that are made of others have in common.

internal import ApusGraph
internal import ApusOps

/// A distribution that is made of others: their parameters are among its own.
protocol CompoundDistribution: Distribution {
  /// The distributions that it is made of.
  var components: [any Distribution] { get }
}

extension Distribution {
  /// The distributions that it is made of; none of most.
  var parts: [any Distribution] { (self as? any CompoundDistribution)?.components ?? [] }

  /// Whether it can be drawn from: a distribution of the user's own need not say how.
  package var hasDraws: Bool { (self as? CustomDistribution)?.hasOwnDraws ?? parts.allSatisfy(\.hasDraws) }

  /// Whether its draws have its log density: those of weights and of records of events are the base's.
  package var hasDrawsOfItsDensity: Bool {
    !(self is Weighted) && (self as? Censored)?.event == nil && parts.allSatisfy(\.hasDrawsOfItsDensity)
  }

  /// Whether it has both tails, and all that it is made of has.
  package var hasTails: Bool { self is any UnivariateDistribution && parts.allSatisfy(\.hasTails) }

  /// Whether it has a mean and a variance that are formulas: those of truncated distributions are sums over quantiles.
  package var hasClosedMoments: Bool {
    self is any DistributionWithMoments && !(self is Truncated) && parts.allSatisfy(\.hasClosedMoments)
  }

  /// Whether its log density is that of what is known of a value, which need not sum to 1 over all values.
  package var isOfRecords: Bool {
    self is IntervalCensored || self is Masked || self is Weighted || (self as? Censored)?.event != nil
  }

  /// A value inside the support, which a formula is given in place of one that is not looked at.
  var insideValue: Tensor {
    if let transform = support.defaultTransform {
      return transform.constrain(.zeros(.float64(transform.unconstrainedShape(eventRank > 0 ? shape : .scalar))))
    }
    guard let range = support.range else { return 0 }
    return range.lower.replacing(range.lower .== -Double.infinity, with: 0)
  }

  /// Whether single numbers of a continuous support have a probability: no bijection of the real line makes it a density.
  package var hasAtoms: Bool {
    let hasEnds = self is Censored || self is Hurdle || self is ZeroOneInflatedBeta
    return hasEnds && support.elementType == .float64 || isOfRecords || parts.contains(where: \.hasAtoms)
  }
}
