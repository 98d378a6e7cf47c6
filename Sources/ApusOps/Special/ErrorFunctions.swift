// The error function, its relatives, and the normal distribution function.

internal import ApusNumerics
public import ApusGraph

/// The error function.
public struct ErrorFunction: UnaryElementwise {
  /// The Op.
  public init() {}
  /// erf x.
  public func value(_ x: Double) -> Double { Special.erf(x) }
  /// 2/√π exp(−x²).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1.1283791670955126 * exp(-x.squared()) }
}

/// 1 − erf x, without cancellation.
public struct ComplementaryErrorFunction: UnaryElementwise {
  /// The Op.
  public init() {}
  /// erfc x.
  public func value(_ x: Double) -> Double { Special.erfc(x) }
  /// −2/√π exp(−x²).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { -1.1283791670955126 * exp(-x.squared()) }
}

/// exp(x²) erfc x.
public struct ScaledComplementaryErrorFunction: UnaryElementwise {
  /// The Op.
  public init() {}
  /// exp(x²) erfc x.
  public func value(_ x: Double) -> Double { Special.erfcx(x) }
  /// 2xy − 2/√π, from its asymptotic series where the two cancel.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let z = 1 / (2 * x.squared())
    let series = -0.5641895835477563 / x.squared() * (1 - z * (3 - z * (15 - z * (105 - z * 945))))
    return select(x .> 50, series, 2 * x * y - 1.1283791670955126)
  }
}

/// log erfc x, also where erfc underflows.
public struct LogComplementaryErrorFunction: UnaryElementwise {
  /// The Op.
  public init() {}
  /// log erfc x.
  public func value(_ x: Double) -> Double { Special.logErfc(x) }
  /// −2/√π / erfcx x; for x < 0 with the exponential, which does not overflow there.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let positive = -1.1283791670955126 / erfcx(maximum(x, 0))
    return select(x .> 0, positive, -1.1283791670955126 * exp(-x.squared() - minimum(y, 1)))
  }
}

/// The distribution function of the standard normal distribution.
public struct NormalCDF: UnaryElementwise {
  /// The Op.
  public init() {}
  /// Φ(x).
  public func value(_ x: Double) -> Double { Special.normalCDF(x) }
  /// The normal density.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 0.3989422804014327 * exp(-0.5 * x.squared()) }
}

/// log Φ(x), also where Φ underflows.
public struct LogNormalCDF: UnaryElementwise {
  /// The Op.
  public init() {}
  /// log Φ(x).
  public func value(_ x: Double) -> Double { Special.logNormalCDF(x) }
  /// √(2/π) / erfcx(−x/√2) for x < 0, the density over Φ above.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let negative = 0.7978845608028654 / erfcx(-0.7071067811865476 * minimum(x, 0))
    return select(x .< 0, negative, 0.3989422804014327 * exp(-0.5 * x.squared() - maximum(y, -1)))
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
/// log erf x for x ≥ 0, elementwise, accurate for small and large x.
public func logErf(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let isLarge = x .> 0.5
  let large = log1p(-erfc(select(isLarge, x, Tensor(1.0)), file: file, line: line))
  return select(isLarge, large, log(erf(select(isLarge, Tensor(0.5), x), file: file, line: line)))
}
