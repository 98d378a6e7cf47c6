// The regularised incomplete beta function and its logarithm, with derivatives in the argument and in both shapes.

internal import ApusNumerics
public import ApusGraph

/// I(a, b; x), the regularised incomplete beta function: operands a, b, x, which broadcast.
public struct RegularizedBeta: TernaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}
  /// I(a, b; x).
  public func value(_ a: Double, _ b: Double, _ x: Double) -> Double { Special.regularizedBeta(a, b, x) }
  /// The derivatives in both shapes, and x^(a − 1) (1 − x)^(b − 1) / B(a, b).
  public func partials(_ a: Tensor, _ b: Tensor, _ x: Tensor, _ result: Tensor) -> (Tensor, Tensor, Tensor) {
    let shapes = Tensor.apply(RegularizedBetaShapeDerivatives(logarithmic: false), [a, b, x])
    return (shapes[0], shapes[1], exp(logBetaDensity(a, b, x)))
  }
}

/// log I(a, b; x), also where I underflows: operands a, b, x, which broadcast.
public struct LogRegularizedBeta: TernaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}
  /// log I(a, b; x).
  public func value(_ a: Double, _ b: Double, _ x: Double) -> Double { Special.logRegularizedBeta(a, b, x) }
  /// Those of I over I, also where I underflows.
  public func partials(_ a: Tensor, _ b: Tensor, _ x: Tensor, _ result: Tensor) -> (Tensor, Tensor, Tensor) {
    let shapes = Tensor.apply(RegularizedBetaShapeDerivatives(logarithmic: true), [a, b, x])
    return (shapes[0], shapes[1], exp(logBetaDensity(a, b, x) - result))
  }
}

/// The derivatives of I(a, b; x), or of its logarithm, in a and b.
///
/// Their own derivatives in a and b are not implemented.
public struct RegularizedBetaShapeDerivatives: PreparedOp, BuiltInOp {
  /// Whether they are those of log I.
  public let isLogarithmic: Bool

  /// The derivatives of I, or of log I.
  public init(logarithmic: Bool) { isLogarithmic = logarithmic }

  /// Twice the operands' broadcast shape.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    let type = try RegularizedBeta().resultTypes(of: operands)[0]
    return [type, type]
  }

  /// Computes both derivatives for each triple of broadcast elements.
  public func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let points = PointLoop(operands)
    return { operands, results in
      let (first, second) = (results[0].float64, results[1].float64)
      points.forEach(operands) { point, index in
        let slopes =
          isLogarithmic
          ? ShapeDerivative.logBeta(point[0], point[1], point[2]) : ShapeDerivative.beta(point[0], point[1], point[2])
        (first[index], second[index]) = (slopes.a, slopes.b)
      }
    }
  }

  /// Not implemented for a and b; for x the derivatives in a and b of the slope in x.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (a, b, x) = (site.operands[0], site.operands[1], site.operands[2])
    var logSlope = logBetaDensity(a, b, x)
    var changes = [log(x) + digammaDifference(a, b), log1p(-x) + digammaDifference(b, a)]
    if isLogarithmic {
      logSlope = logSlope - Tensor.apply(LogRegularizedBeta(), [a, b, x])[0]
      changes = zip(changes, site.results).map { $0 - $1 }
    }
    let terms = zip(site.cotangents, changes).compactMap { cotangent, change in cotangent.map { $0 * change } }
    let total = terms.dropFirst().reduce(terms.first ?? .zeros(site.results[0].type), +)
    let missing = OperandCotangent.notImplemented(
      "second derivatives of the incomplete beta function in its shapes are not there")
    return [missing, missing, .value((exp(logSlope) * total).summed(to: x.shape))]
  }

  /// Which ones.
  public var name: String { (isLogarithmic ? "Log" : "") + "RegularizedBetaShapeDerivatives" }
}

/// The logarithm of x^(a − 1) (1 − x)^(b − 1) / B(a, b).
private func logBetaDensity(_ a: Tensor, _ b: Tensor, _ x: Tensor) -> Tensor {
  xlogy(a - 1, x) + xlog1py(b - 1, -x) - logBeta(a, b)
}

/// I(a, b; x), the regularised incomplete beta function, elementwise with broadcasting.
public func regularizedBeta(
  _ a: Tensor, _ b: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  .elementwise(RegularizedBeta(), a, b, x, file, line)
}

/// log I(a, b; x), elementwise with broadcasting, also where I underflows.
public func logRegularizedBeta(
  _ a: Tensor, _ b: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  .elementwise(LogRegularizedBeta(), a, b, x, file, line)
}
