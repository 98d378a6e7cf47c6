// The regularised incomplete gamma functions, with their derivatives in the argument and in the shape.

internal import ApusNumerics
public import ApusGraph

/// P(a, x), the regularised lower incomplete gamma function; or Q = 1 − P.
public struct RegularizedGamma: BinaryElementwise {
  /// Whether it is the upper function Q.
  public let isUpper: Bool

  /// The lower function, or the upper one.
  public init(upper: Bool) { isUpper = upper }

  /// P(a, x) or Q(a, x).
  public func value(_ a: Double, _ x: Double) -> Double {
    isUpper ? Special.regularizedGammaQ(a, x) : Special.regularizedGammaP(a, x)
  }

  /// (∂P/∂a by its series, x^(a − 1) e^−x / Γ(a)), negated for Q.
  public func partials(_ a: Tensor, _ x: Tensor, _ p: Tensor) -> (Tensor, Tensor) {
    let slope = exp((a - 1) * log(x) - x - lgamma(a))
    let shape = Tensor.apply(RegularizedGammaShapeDerivative(), a, x)
    return isUpper ? (-shape, -slope) : (shape, slope)
  }

  /// Which one.
  public var name: String { isUpper ? "RegularizedGammaQ" : "RegularizedGammaP" }
}

/// ∂P(a, x)/∂a.
public struct RegularizedGammaShapeDerivative: BinaryElementwise {
  /// The Op.
  public init() {}
  /// ∂P(a, x)/∂a.
  public func value(_ a: Double, _ x: Double) -> Double { Special.regularizedGammaPDerivative(shape: a, x).dA }
  /// The mixed derivative in x; NaN in a, where `pullback` says that it is not implemented.
  public func partials(_ a: Tensor, _ x: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    (Tensor(.nan), exp((a - 1) * log(x) - x - lgamma(a)) * (log(x) - digamma(a)))
  }
  /// Not implemented for a.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (_, slope) = partials(site.operands[0], site.operands[1], site.results[0])
    return [
      .notImplemented("the second derivative of the incomplete gamma function in its shape is not there"),
      .value((site.cotangent() * slope).summed(to: site.operands[1].shape)),
    ]
  }
}

/// P(a, x), the regularised lower incomplete gamma function, elementwise with broadcasting.
public func regularizedGammaP(_ a: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(RegularizedGamma(upper: false), a, x, file, line)
}
/// Q(a, x) = 1 − P(a, x), elementwise with broadcasting.
public func regularizedGammaQ(_ a: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(RegularizedGamma(upper: true), a, x, file, line)
}

/// log P(a, x), or log Q(a, x), also where P or Q underflows.
public struct LogRegularizedGamma: BinaryElementwise {
  /// Whether it is the upper function Q.
  public let isUpper: Bool

  /// The lower function, or the upper one.
  public init(upper: Bool) { isUpper = upper }

  /// log P(a, x) or log Q(a, x).
  public func value(_ a: Double, _ x: Double) -> Double {
    isUpper ? Special.logRegularizedGammaQ(a, x) : Special.logRegularizedGammaP(a, x)
  }

  /// Those of P or Q over P or Q.
  public func partials(_ a: Tensor, _ x: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let slope = exp((a - 1) * log(x) - x - lgamma(a) - z)
    let shape = Tensor.apply(RegularizedGammaShapeDerivative(), a, x) * exp(-z)
    return isUpper ? (-shape, -slope) : (shape, slope)
  }

  /// Which one.
  public var name: String { isUpper ? "LogRegularizedGammaQ" : "LogRegularizedGammaP" }
}

/// log P(a, x), elementwise with broadcasting, also where P underflows.
public func logRegularizedGammaP(_ a: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogRegularizedGamma(upper: false), a, x, file, line)
}
/// log Q(a, x), elementwise with broadcasting, also where Q underflows.
public func logRegularizedGammaQ(_ a: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogRegularizedGamma(upper: true), a, x, file, line)
}
