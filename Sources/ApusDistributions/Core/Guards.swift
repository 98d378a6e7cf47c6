// How a density treats values outside its support and parameters outside their domain, without harm to gradients.

internal import ApusGraph
internal import ApusOps

extension Tensor {
  /// The tensor where `condition` does not hold, a harmless constant where it does: what a formula is given in place of a
  /// value outside the support, so that neither it nor its derivative is bad there.
  func replacing(_ condition: Tensor, with harmless: Double) -> Tensor { select(condition, Tensor(harmless), self) }

  /// The tensor where `condition` does not hold, −∞ where it does: the log density outside the support.
  func minusInfinity(where condition: Tensor) -> Tensor { select(condition, Tensor(-Double.infinity), self) }

  /// The tensor where `condition` holds, NaN elsewhere: what comes of a parameter outside its domain.
  func valid(where condition: Tensor) -> Tensor { select(condition, self, Tensor(Double.nan)) }

  /// Whether the width of an interval is beyond the numbers, as far as its bounds are constants.
  static func isWide(_ lower: Tensor, _ upper: Tensor) -> Bool {
    guard let low = lower.constantValue?.doubles.min(), let high = upper.constantValue?.doubles.max() else {
      return false
    }
    return low.isFinite && high.isFinite && !(high - low).isFinite
  }

  static func logWidth(_ lower: Tensor, _ upper: Tensor) -> Tensor {
    isWide(lower, upper) ? log(0.5 * upper - 0.5 * lower) + 0.6931471805599453 : log(upper - lower)
  }

  /// Whether each element is no count: negative, infinite or with a fraction; NaN counts as one here.
  var isNoCount: Tensor { (floor(self) .< self) .| (self .< 0) .| (self .== Double.infinity) }
}

extension Distribution {
  /// log F of positive numbers: the formula is given x > 0, and 1 in place of others; below it is −∞.
  func logCDF(ofPositive value: Tensor, _ formula: (Tensor) -> Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let isBelow = x .<= 0
      return formula(x.replacing(isBelow, with: 1)).minusInfinity(where: isBelow)
    }
  }

  /// log(1 − F) of positive numbers: the formula is given x > 0, and 1 in place of others; below it is 0.
  func logSurvival(ofPositive value: Tensor, _ formula: (Tensor) -> Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let isBelow = x .<= 0
      return formula(x.replacing(isBelow, with: 1)).replacing(isBelow, with: 0)
    }
  }

  /// log F of counts from `first` up: the formula is given ⌊x⌋, and `first` in place of what is below, where it is −∞.
  func logCDF(ofCount value: Tensor, from first: Double = 0, _ formula: (Tensor) -> Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let isBelow = x .< Tensor(first)
      return formula(floor(x.replacing(isBelow, with: first))).minusInfinity(where: isBelow)
    }
  }

  /// log(1 − F) of counts from `first` up: the formula is given ⌊x⌋, and `first` in place of what is below, where it is 0.
  func logSurvival(ofCount value: Tensor, from first: Double = 0, _ formula: (Tensor) -> Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let isBelow = x .< Tensor(first)
      return formula(floor(x.replacing(isBelow, with: first))).replacing(isBelow, with: 0)
    }
  }
}

/// log p for p + q = 1, from the smaller one of the two.
func logarithm(of p: Tensor, from q: Tensor) -> Tensor {
  let isUpper = p .> 0.5
  return select(isUpper, log1p(-select(isUpper, q, 0)), log(select(isUpper, 1, p)))
}

extension DistributionParameter {
  /// Mean and standard deviation as the parameters of a family of positive numbers.
  static func moments(_ moments: (mean: Tensor, standardDeviation: Tensor)) -> [DistributionParameter] {
    [
      DistributionParameter("mean", moments.mean, .positive),
      DistributionParameter("standardDeviation", moments.standardDeviation, .positive),
    ]
  }
}
