// The success probability of a trial, as it is or as its logit.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom

/// What a distribution of trials is given: a probability p, or its logit η = log(p/(1 − p)).
enum TrialParameter: Sendable {
  case probability(Tensor)
  case logit(Tensor)

  var named: DistributionParameter {
    switch self {
    case .probability(let p): DistributionParameter("probability", p, .probability)
    case .logit(let eta): DistributionParameter("logit", eta, .number)
    }
  }

  var probability: Tensor {
    switch self {
    case .probability(let p): p
    case .logit(let eta): sigmoid(eta)
    }
  }

  var failureProbability: Tensor {
    switch self {
    case .probability(let p): 1 - p
    case .logit(let eta): sigmoid(-eta)
    }
  }

  /// The logit where p is a logistic function, whose tails a probability does not have.
  var withKnownLogit: TrialParameter {
    guard case .probability(let p) = self else { return self }
    return StableLogarithm(at: p.node?.location).logit(of: p).map { .logit($0) } ?? self
  }

  /// log p and log(1 − p), where p is made of functions whose logarithms are known.
  var logarithms: (success: Tensor, failure: Tensor)? {
    guard case .probability(let p) = self else { return nil }
    let known = StableLogarithm(at: p.node?.location)
    guard let success = known.logarithm(ofPositive: p), let failure = known.logarithm(ofComplementOf: p) else {
      return nil
    }
    return (success, failure)
  }

  /// p of a number drawn or evaluated for the parameter.
  func probability(_ number: Double) -> Double {
    switch self {
    case .probability: number
    case .logit: 1 / (1 + Stable.exp(-number))
    }
  }
}
