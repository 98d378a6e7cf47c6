// The regularised incomplete beta function and its logarithm, with derivatives in the argument and in both shapes.

internal import ApusNumerics
public import ApusGraph

/// I(a, b; x), the regularised incomplete beta function: operands a, b, x, which broadcast.
package struct RegularizedBeta: TernaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ a: Double, _ b: Double, _ x: Double) -> Double { Special.regularizedBeta(a, b, x) }
  package func partials(_ a: Tensor, _ b: Tensor, _ x: Tensor, _ result: Tensor) -> (Tensor, Tensor, Tensor) {
    let shapes = Tensor.apply(RegularizedBetaShapeDerivatives(), [a, b, x])
    return (shapes[0], shapes[1], Tensor.apply(RegularizedBetaSlope(nil), [a, b, x])[0])
  }
}

/// log I(a, b; x), or log(1 − I), also where these underflow: operands a, b, x, which broadcast.
package struct LogRegularizedBeta: TernaryElementwise, BuiltInOp {
  package let isUpper: Bool

  package init(upper: Bool = false) { isUpper = upper }

  package func value(_ a: Double, _ b: Double, _ x: Double) -> Double {
    isUpper ? Special.logRegularizedBetaComplement(a, b, x) : Special.logRegularizedBeta(a, b, x)
  }

  /// Those of I or 1 − I over it, also where that underflows.
  package func partials(_ a: Tensor, _ b: Tensor, _ x: Tensor, _ result: Tensor) -> (Tensor, Tensor, Tensor) {
    let tail: DistributionTail = isUpper ? .upper : .lower
    let shapes = Tensor.apply(RegularizedBetaShapeDerivatives(logarithmOf: tail), [a, b, x])
    let slope = Tensor.apply(RegularizedBetaSlope(tail), [a, b, x])[0]
    return (shapes[0], shapes[1], isUpper ? -slope : slope)
  }

  package var name: String { isUpper ? "LogRegularizedBetaComplement" : "LogRegularizedBeta" }
}

/// The derivatives of I(a, b; x), or of its logarithm or that of its complement, in a and b.
///
/// Their own derivatives in a and b are not implemented.
package struct RegularizedBetaShapeDerivatives: PreparedOp, BuiltInOp {
  /// The tail whose logarithm's derivatives they are; none for I itself.
  package let tail: DistributionTail?

  package init() { tail = nil }

  package init(logarithmOf tail: DistributionTail) { self.tail = tail }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    let type = try RegularizedBeta().resultTypes(of: operands)[0]
    return [type, type]
  }

  package func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let points = PointLoop(operands)
    return { operands, results in
      let (first, second) = (results[0].float64, results[1].float64)
      points.forEach(operands) { point, index in
        let slopes =
          switch tail {
          case nil: ShapeDerivative.beta(point[0], point[1], point[2])
          case .lower: ShapeDerivative.logBeta(point[0], point[1], point[2], upper: false)
          case .upper: ShapeDerivative.logBeta(point[0], point[1], point[2], upper: true)
          }
        (first[index], second[index]) = (slopes.a, slopes.b)
      }
    }
  }

  /// Not implemented for a and b; for x the derivatives in a and b of the slope in x.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (a, b, x) = (site.operands[0], site.operands[1], site.operands[2])
    var changes = [log(x) + digammaDifference(a, b), log1p(-x) + digammaDifference(b, a)]
    if tail != nil { changes = zip(changes, site.results).map { $0 - $1 } }
    let slope = Tensor.apply(RegularizedBetaSlope(tail), [a, b, x])[0]
    let terms = zip(site.cotangents, changes).compactMap { cotangent, change in cotangent.map { $0 * change } }
    let total = terms.dropFirst().reduce(terms.first ?? .zeros(site.results[0].type), +)
    let missing = OperandCotangent.notImplemented(
      "second derivatives of the incomplete beta function in its shapes are not there")
    let signed = tail == .upper ? -slope : slope
    return [missing, missing, .value((signed * total).summed(to: x.shape))]
  }

  package var name: String {
    (tail == nil ? "" : "Log") + "RegularizedBeta" + (tail == .upper ? "Complement" : "") + "ShapeDerivatives"
  }
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

/// log(1 − I(a, b; x)), elementwise with broadcasting, also where 1 − I underflows.
public func logRegularizedBetaComplement(
  _ a: Tensor, _ b: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  .elementwise(LogRegularizedBeta(upper: true), a, b, x, file, line)
}
