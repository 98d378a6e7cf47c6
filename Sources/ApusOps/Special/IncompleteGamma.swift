// The regularised incomplete gamma functions and their logarithms, with derivatives in the argument and in the shape.

internal import ApusNumerics
public import ApusGraph

/// P(a, x), the regularised lower incomplete gamma function; or Q = 1 − P.
package struct RegularizedGamma: BinaryElementwise, BuiltInOp {
  package let isUpper: Bool

  package init(upper: Bool) { isUpper = upper }

  package func value(_ a: Double, _ x: Double) -> Double {
    isUpper ? Special.regularizedGammaQ(a, x) : Special.regularizedGammaP(a, x)
  }

  package func partials(_ a: Tensor, _ x: Tensor, _ p: Tensor) -> (Tensor, Tensor) {
    let slope = Tensor.apply(RegularizedGammaSlope(nil), a, x)
    let shape = Tensor.apply(RegularizedGammaShapeDerivative(), a, x)
    return isUpper ? (-shape, -slope) : (shape, slope)
  }

  package var name: String { isUpper ? "RegularizedGammaQ" : "RegularizedGammaP" }
}

/// ∂P(a, x)/∂a.
///
/// Its own derivative in a is not implemented.
package struct RegularizedGammaShapeDerivative: Op, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try RegularizedGamma(upper: false).resultTypes(of: operands)
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, x, y) = (operands[0], operands[1], results[0])
    mapElements(a.float64, a.shape, x.float64, x.shape, into: y.float64, y.shape) { ShapeDerivative.gamma($0, $1) }
  }

  /// Not implemented for a; the density times log x − ψ(a) for x.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (a, x) = (site.operands[0], site.operands[1])
    let density = Tensor.apply(RegularizedGammaSlope(nil), a, x)
    let slope = xlogy(density, x) - density * digamma(a)
    return [
      .notImplemented("the second derivative of the incomplete gamma function in its shape is not there"),
      .value((site.cotangent() * slope).summed(to: x.shape)),
    ]
  }
}

/// log P(a, x), or log Q(a, x), also where P or Q underflows.
package struct LogRegularizedGamma: BinaryElementwise, BuiltInOp {
  package let isUpper: Bool

  package init(upper: Bool) { isUpper = upper }

  package func value(_ a: Double, _ x: Double) -> Double {
    isUpper ? Special.logRegularizedGammaQ(a, x) : Special.logRegularizedGammaP(a, x)
  }

  /// Those of P or Q over P or Q, also where these underflow.
  package func partials(_ a: Tensor, _ x: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let slope = Tensor.apply(RegularizedGammaSlope(isUpper ? .upper : .lower), a, x)
    return (.apply(LogRegularizedGammaShapeDerivative(upper: isUpper), a, x), isUpper ? -slope : slope)
  }

  package var name: String { isUpper ? "LogRegularizedGammaQ" : "LogRegularizedGammaP" }
}

/// The derivative of log P(a, x), or log Q(a, x), in a.
///
/// Its own derivative in a is not implemented.
package struct LogRegularizedGammaShapeDerivative: Op, BuiltInOp {
  package let isUpper: Bool

  package init(upper: Bool) { isUpper = upper }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try LogRegularizedGamma(upper: isUpper).resultTypes(of: operands)
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, x, y) = (operands[0], operands[1], results[0])
    mapElements(a.float64, a.shape, x.float64, x.shape, into: y.float64, y.shape) {
      ShapeDerivative.logGamma($0, $1, upper: isUpper)
    }
  }

  /// Not implemented for a; for x the derivative in a of the slope in x, which is the density over P or Q.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (a, x) = (site.operands[0], site.operands[1])
    let ratio = Tensor.apply(RegularizedGammaSlope(isUpper ? .upper : .lower), a, x)
    let slope = ratio * (log(x) - digamma(a) - site.results[0])
    return [
      .notImplemented("the second derivative of the incomplete gamma function in its shape is not there"),
      .value((site.cotangent() * (isUpper ? -slope : slope)).summed(to: x.shape)),
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

/// log P(a, x), elementwise with broadcasting, also where P underflows.
public func logRegularizedGammaP(_ a: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogRegularizedGamma(upper: false), a, x, file, line)
}

/// log Q(a, x), elementwise with broadcasting, also where Q underflows.
public func logRegularizedGammaQ(_ a: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogRegularizedGamma(upper: true), a, x, file, line)
}
