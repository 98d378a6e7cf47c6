// The success probability of a trial, as it is or as its logit.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom

/// What a distribution of trials is given: a probability p, or its logit η = log(p/(1 − p)).
enum TrialParameter: Sendable {
  case probability(Tensor)
  case logit(Tensor)

  /// The parameter with its name.
  var named: DistributionParameter {
    switch self {
    case .probability(let p): DistributionParameter("probability", p, .probability)
    case .logit(let eta): DistributionParameter("logit", eta, .number)
    }
  }

  /// p.
  var probability: Tensor {
    switch self {
    case .probability(let p): p
    case .logit(let eta): sigmoid(eta)
    }
  }

  /// 1 − p.
  var failureProbability: Tensor {
    switch self {
    case .probability(let p): 1 - p
    case .logit(let eta): sigmoid(-eta)
    }
  }

  /// p of a number drawn or evaluated for the parameter.
  func probability(_ number: Double) -> Double {
    switch self {
    case .probability: number
    case .logit: 1 / (1 + Stable.exp(-number))
    }
  }
}
