// Modified Bessel functions, scaled by exp(−|x|).

internal import ApusNumerics
public import ApusGraph

package struct BesselI0e: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.besselI0e(x) }
  /// exp(−|x|) I₁(x) − sign(x) y; beyond |x| = 100, where the two cancel, the asymptotic series.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let direct = besselI1e(x) - sign(x) * y
    return select(isLarge(x), sign(x) * asymptoticSlope(x, order: 0), direct)
  }
}

package struct BesselI1e: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.besselI1e(x) }
  /// exp(−|x|) I₀(x) − y (sign(x) + 1/x), which is ½ at 0; beyond |x| = 100 the asymptotic series.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isZero = x .== 0
    let direct = besselI0e(x) - select(isZero, 0.5, y * (sign(x) + 1 / select(isZero, 1, x)))
    return select(isLarge(x), asymptoticSlope(x, order: 1), direct)
  }
}

package struct LogBesselI0: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.logBesselI0(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { besselI1e(x) / besselI0e(x) }
}

/// Whether the asymptotic series is better than differences of functions.
private func isLarge(_ x: Tensor) -> Tensor { abs(x) .> 100 }

/// The derivative of exp(−x) Iᵥ(x) at |x| > 100 from its asymptotic series (2πx)^−½ Σ cₖ x^−k,
/// cₖ = cₖ₋₁ ((2k − 1)² − 4ν²)/(8k), term by term; the first term left out is below 1e-17 of the first.
///
/// Reference: DLMF 10.40.1.
private func asymptoticSlope(_ x: Tensor, order: Int) -> Tensor {
  var coefficients = [1.0]
  for k in 1...10 {
    let odd = Double(2 * k - 1)
    coefficients.append(coefficients[k - 1] * (odd * odd - Double(4 * order * order)) / Double(8 * k))
  }
  let inverse = 1 / select(isLarge(x), abs(x), 100)
  var series = Tensor(0.0)
  for (k, coefficient) in coefficients.enumerated().reversed() {
    series = series * inverse + coefficient * (Double(k) + 0.5)
  }
  return -0.3989422804014327 * sqrt(inverse) * inverse * series
}

/// exp(−|x|) I₀(x), elementwise.
public func besselI0e(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(BesselI0e(), x, file, line)
}

/// exp(−|x|) I₁(x), elementwise.
public func besselI1e(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(BesselI1e(), x, file, line)
}

/// log I₀(x), elementwise, also where I₀ overflows.
public func logBesselI0(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogBesselI0(), x, file, line)
}
