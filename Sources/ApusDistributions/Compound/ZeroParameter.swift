// The probability of zeros that a wrapper adds to a distribution, joined with the distribution's own.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom

/// The probability π of a zero, and log π + (1 − π) p without cancellation.
struct ZeroParameter: Sendable {
  let probability: Tensor
  private let parameter: TrialParameter

  init(_ probability: Tensor) {
    self.probability = probability
    parameter = TrialParameter.probability(probability).withKnownLogit
  }

  var named: DistributionParameter { DistributionParameter("probability", probability, .probability) }

  /// 1 − π.
  var rest: Tensor { parameter.failureProbability }

  /// log(1 − π).
  var logRest: Tensor {
    switch parameter {
    case .probability(let p): log1p(-p)
    case .logit(let eta): -softplus(eta)
    }
  }

  /// log π; with a harmless derivative where `isNeeded` does not hold.
  func logZero(where isNeeded: Tensor) -> Tensor {
    switch parameter {
    case .probability(let p): log(select(isNeeded, p, 1))
    case .logit(let eta): -softplus(-eta)
    }
  }

  /// log(π + (1 − π) p) of log p; of no meaning, with a harmless derivative, where `isNeeded` does not hold.
  func joined(_ logarithm: Tensor, where isNeeded: Tensor) -> Tensor {
    let log = logarithm.replacing(.!isNeeded, with: -1)
    // Near 1 by the complement.
    let isLikely = (log .> -0.6931471805599453) .| (probability .> 0.5)
    let likely = log1p(rest * expm1(log.replacing(.!isLikely, with: -0.1)))
    // At π = 0, of which there is no logarithm, with the derivative 1/p − 1.
    let isNone = .!isLikely .& isZero
    let none = log + log1p(probability * expm1(minimum(-log, 700)).replacing(.!isNone, with: 0))
    let isRare = .!(isLikely .| isNone)
    let rare = logAddExp(logZero(where: isRare), logRest(where: isRare) + log.replacing(.!isRare, with: -1))
    return select(isLikely, likely, select(isNone, none, rare))
  }

  /// Whether π is 0, and not only a number too small for doubles.
  private var isZero: Tensor {
    switch parameter {
    case .probability(let p): p .== 0
    case .logit(let eta): eta .== -Double.infinity
    }
  }

  /// log(1 − π); with a harmless derivative where `isNeeded` does not hold.
  func logRest(where isNeeded: Tensor) -> Tensor {
    switch parameter {
    case .probability(let p): log1p(-select(isNeeded, p, 0))
    case .logit: logRest
    }
  }

  /// 0 with the given probability, else what was drawn; NaN where one of them is none.
  func draw(_ drawn: Double, probability: Double, using generator: inout Philox4x64) -> Double {
    guard probability >= 0, probability <= 1, !drawn.isNaN else { return .nan }
    return generator.uniform() < probability ? 0 : drawn
  }

  /// The tensor; NaN where π is no probability, or x is none.
  func valid(_ tensor: Tensor, at x: Tensor) -> Tensor {
    tensor.valid(where: (probability .>= 0) .& (probability .<= 1) .& (x .== x))
  }
}
