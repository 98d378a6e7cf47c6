// Counts with dispersion by the logarithm of their mean: how far a mean is from a count, of which densities are made.
//
// A mean μ is given as in `PoissonDeviance`: by d = log(μ/k), or by d = log μ where k = 0. The derivatives are made of the share
// (μ − k)/(φ + μ), which cancels nowhere and is 1 where μ is beyond the numbers. The derivative in φ is the logarithm less the share,
// which agree in the more digits the larger φ is: it has those of the logarithm.

package import ApusGraph
internal import RealModule

/// (φ + k) log((φ + μ)/(φ + k)) − k d for k ≥ 0 and φ > 0, with operands k, φ, d: half the unit deviance of a negative binomial
/// count.
///
/// It is φ log((φ + μ)/(φ + k)) + k log((k + φ e^−d)/(k + φ)), of which the second logarithm is the first one with count and
/// dispersion exchanged: neither cancels where one of the two is much larger.
package struct NegativeBinomialDeviance: TernaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ k: Double, _ phi: Double, _ d: Double) -> Double {
    let logRatio = LogMeanRatio().value(k, phi, d)
    return k == 0 ? phi * logRatio : phi * logRatio + k * LogMeanRatio().value(phi, k, -d)
  }

  package func partials(
    _ k: Tensor, _ phi: Tensor, _ d: Tensor, _ deviance: Tensor
  ) -> (Tensor, Tensor, Tensor) {
    let (logRatio, share) = (logMeanRatio(k, phi, d), meanExcessShare(k, phi, d))
    let isZero = k .== 0
    let inCount = logRatio + phi * share / select(isZero, 1, k) - d
    return (select(isZero, 0, inCount), logRatio - share, phi * share)
  }
}

/// log((φ + μ)/(φ + k)) for k ≥ 0 and φ > 0, with operands k, φ, d; accurate where μ is near k, too.
package struct LogMeanRatio: TernaryElementwise, BuiltInOp {
  package init() {}

  /// Quotients from the one to the other are taken; beyond, their logarithm is a difference.
  package static let leastRatio = 1e-290
  /// See `leastRatio`.
  package static let mostRatio = 1e290

  package func value(_ k: Double, _ phi: Double, _ d: Double) -> Double {
    guard k >= 0, phi > 0 else { return .nan }
    let base = phi + k
    let change = Self.excess(k, d, per: base)
    // No zero has a sign.
    if change.magnitude < 0.5 { return .log(onePlus: change) + 0 }
    let total = phi + (k == 0 ? 1 : k) * .exp(d)
    let ratio = total / base
    if Self.leastRatio...Self.mostRatio ~= ratio { return .log(ratio) }
    return (total == .infinity ? d + .log(k == 0 ? 1 : k) : .log(total)) - .log(base)
  }

  /// (μ − k)/t, in the order in which nothing underflows that the result is made of.
  static func excess(_ k: Double, _ d: Double, per total: Double) -> Double {
    if k == 0 { return .exp(d) / total }
    let relative = Double.expMinusOne(d)
    // No zero has a sign.
    return (relative > 1 ? k * relative / total : k / total * relative) + 0
  }

  package func partials(_ k: Tensor, _ phi: Tensor, _ d: Tensor, _ ratio: Tensor) -> (Tensor, Tensor, Tensor) {
    let share = meanExcessShare(k, phi, d)
    let isZero = k .== 0
    let inCount = phi * share / select(isZero, 1, k) / (phi + k)
    return (select(isZero, 0, inCount), -share / (phi + k), MeanExcessShare.meanShare(k, phi, d))
  }
}

/// (μ − k)/(φ + μ) for k ≥ 0 and φ > 0, with operands k, φ, d.
package struct MeanExcessShare: TernaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ k: Double, _ phi: Double, _ d: Double) -> Double {
    guard k >= 0, phi > 0 else { return .nan }
    let total = phi + (k == 0 ? 1 : k) * .exp(d)
    return total == .infinity && phi + k < .infinity ? 1 : LogMeanRatio.excess(k, d, per: total)
  }

  package func partials(_ k: Tensor, _ phi: Tensor, _ d: Tensor, _ share: Tensor) -> (Tensor, Tensor, Tensor) {
    let own = Self.meanShare(k, phi, d)
    let rest = Self.meanShare(k, phi, d, complement: true) / phi
    let isZero = k .== 0
    let inCount = phi * share / select(isZero, 1, k) * rest
    return (select(isZero, 0, inCount), -share * rest, (phi + k) * rest * own)
  }

  /// μ/(φ + μ), or φ/(φ + μ).
  static func meanShare(_ k: Tensor, _ phi: Tensor, _ d: Tensor, complement: Bool = false) -> Tensor {
    let logRatio = d + log(select(k .== 0, 1, k)) - log(phi)
    return sigmoid(complement ? -logRatio : logRatio)
  }
}

/// Half the unit deviance of negative binomial counts, elementwise with broadcasting.
package func negativeBinomialDeviance(
  _ k: Tensor, _ phi: Tensor, _ d: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  .elementwise(NegativeBinomialDeviance(), k, phi, d, file, line)
}

/// log((φ + μ)/(φ + k)), elementwise with broadcasting.
package func logMeanRatio(
  _ k: Tensor, _ phi: Tensor, _ d: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  .elementwise(LogMeanRatio(), k, phi, d, file, line)
}

/// (μ − k)/(φ + μ), elementwise with broadcasting.
package func meanExcessShare(
  _ k: Tensor, _ phi: Tensor, _ d: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  .elementwise(MeanExcessShare(), k, phi, d, file, line)
}
