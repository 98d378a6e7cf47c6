// The error function, its relatives, and the normal distribution function.

internal import ApusNumerics
public import ApusGraph

package struct ErrorFunction: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.erf(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1.1283791670955126 * exp(-x.squared()) }
}

package struct ComplementaryErrorFunction: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.erfc(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { -1.1283791670955126 * exp(-x.squared()) }
}

package struct ScaledComplementaryErrorFunction: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.erfcx(x) }
  /// 2xy − 2/√π; above 30, where the two cancel, its asymptotic series, whose first term left out is below 1e-14.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isLarge = x .> 30
    let inverse = 1 / select(isLarge, x, 30).squared()
    let z = 0.5 * inverse
    let series = -0.5641895835477563 * inverse * (1 - z * (3 - z * (15 - z * (105 - z * (945 - z * 10395)))))
    return select(isLarge, series, 2 * x * y - 1.1283791670955126)
  }
}

package struct LogComplementaryErrorFunction: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.logErfc(x) }
  /// −2/√π / erfcx x; for x < 0, where that would overflow, −2/√π exp(−x² − y).
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isUpper = x .> 0
    let upper = -1.1283791670955126 / erfcx(select(isUpper, x, 0))
    let (lowerX, lowerY) = (select(isUpper, 0, x), select(isUpper, 0, y))
    return select(isUpper, upper, -1.1283791670955126 * exp(-lowerX.squared() - lowerY))
  }
}

package struct NormalCDF: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.normalCDF(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 0.3989422804014327 * exp(-0.5 * x.squared()) }
}

package struct LogNormalCDF: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.logNormalCDF(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isLower = x .< 0
    let lower = 0.7978845608028654 / erfcx(-0.7071067811865476 * select(isLower, x, 0))
    let (upperX, upperY) = (select(isLower, 0, x), select(isLower, 0, y))
    return select(isLower, lower, 0.3989422804014327 * exp(-0.5 * upperX.squared() - upperY))
  }
}

/// The quantile of the standard normal distribution for the log-odds of a probability.
package struct NormalQuantile: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.normalQuantile(ofLogit: x) }
  /// Φ(−|y|) Φ(|y|)/φ(y), by √(π/2) erfcx(|y|/√2) for the smaller tail over the density.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    (1.2533141373155003 * erfcx(0.7071067811865476 * abs(y))) * normalCDF(abs(y))
  }
}

/// The error function, elementwise.
public func erf(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(ErrorFunction(), x, file, line)
}

/// 1 − erf x without cancellation, elementwise.
public func erfc(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(ComplementaryErrorFunction(), x, file, line)
}

/// exp(x²) erfc x, elementwise.
public func erfcx(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(ScaledComplementaryErrorFunction(), x, file, line)
}

/// log erfc x, elementwise, also where erfc underflows.
public func logErfc(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogComplementaryErrorFunction(), x, file, line)
}

/// The standard normal distribution function, elementwise.
public func normalCDF(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(NormalCDF(), x, file, line)
}

/// The logarithm of the standard normal distribution function, elementwise, also where that underflows.
public func logNormalCDF(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogNormalCDF(), x, file, line)
}

/// The quantile of the standard normal distribution for log-odds log(p/(1 − p)), elementwise: accurate in both tails.
public func normalQuantile(logit: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(NormalQuantile(), logit, file, line)
}

/// log erf x for x ≥ 0, elementwise, accurate for small and large x.
package func logErf(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let isLarge = x .> 0.5
  let large = log1p(-erfc(select(isLarge, x, 1), file: file, line: line), file: file, line: line)
  let small = log(erf(select(isLarge, 0.5, x), file: file, line: line), file: file, line: line)
  return select(isLarge, large, small, file: file, line: line)
}
