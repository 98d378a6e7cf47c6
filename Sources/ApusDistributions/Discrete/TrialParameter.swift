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
    switch withKnownLogit {
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

/// A probability p, 1 − p and the logarithms of both, NaN outside of a domain.
///
/// Each has all its digits where p is a logistic function, also where p as a number is 0 or 1.
struct ProbabilityTerms {
  /// Which of 0 and 1 belong to the domain.
  enum Ends {
    case both, one, none
  }

  /// Where p is valid.
  let isValid: Tensor
  private let given: Tensor
  /// The logit, where p is a logistic function.
  let logit: Tensor?

  init(_ probability: Tensor, ends: Ends = .both) {
    given = probability
    logit = StableLogarithm(at: probability.node?.location).logit(of: probability)
    if let eta = logit {
      isValid =
        switch ends {
        case .both: eta .== eta
        case .one: eta .> -Double.infinity
        case .none: abs(eta) .< Double.infinity
        }
    } else {
      isValid = (ends == .both ? given .>= 0 : given .> 0) .& (ends == .none ? given .< 1 : given .<= 1)
    }
  }

  var p: Tensor { given.valid(where: isValid) }
  var q: Tensor { (logit.map { sigmoid(-$0) } ?? 1 - given).valid(where: isValid) }
  var logP: Tensor { (logit.map { -softplus(-$0) } ?? log(given)).valid(where: isValid) }
  var logQ: Tensor { (logit.map { -softplus($0) } ?? log1p(-given)).valid(where: isValid) }
}
