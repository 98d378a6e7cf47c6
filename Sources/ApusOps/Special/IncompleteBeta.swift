// The regularised incomplete beta function, with its derivatives in the argument and in both shapes.

internal import ApusNumerics
public import ApusGraph

/// I(a, b; x), the regularised incomplete beta function: operands a, b, x, which broadcast.
public struct RegularizedBeta: Op {
  /// The Op.
  public init() {}

  /// The operands' broadcast shape.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 3 else { throw .operandCount(operands.count, expected: 3) }
    for operand in operands { try operand.requireFloat64() }
    return [.float64(try Shape.broadcast(operands.map(\.shape)))]
  }

  /// Calls the function for each element.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let y = results[0].float64
    forEachPoint(operands, to: results[0].shape) { point, index in
      y[index] = Special.regularizedBeta(point[0], point[1], point[2])
    }
  }

  /// The cotangent times the partial derivatives.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let partials = Tensor.apply(RegularizedBetaPartials(), site.operands)
    return zip(site.operands, partials).map { operand, partial in
      .value((site.cotangent() * partial).summed(to: operand.shape))
    }
  }
}

/// The partial derivatives of the regularised incomplete beta function in a, b and x.
public struct RegularizedBetaPartials: Op {
  /// The Op.
  public init() {}

  /// Three times the operands' broadcast shape.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    let type = try RegularizedBeta().resultTypes(of: operands)[0]
    return [type, type, type]
  }

  /// Calls the derivative for each element.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (dA, dB, dX) = (results[0].float64, results[1].float64, results[2].float64)
    forEachPoint(operands, to: results[0].shape) { point, index in
      (dA[index], dB[index], dX[index]) = Special.regularizedBetaDerivative(point[0], point[1], point[2])
    }
  }

  /// Only the derivative in x has derivatives: x^(a − 1) (1 − x)^(b − 1) / B(a, b).
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    guard site.cotangents[0] == nil, site.cotangents[1] == nil else {
      return site.operands.map { _ in
        .notImplemented("second derivatives of the incomplete beta function in its shapes are not there")
      }
    }
    let (a, b, x) = (site.operands[0], site.operands[1], site.operands[2])
    let flow = site.cotangent(2) * site.results[2]
    let whole = digamma(a + b)
    let slopes = [
      log(x) - digamma(a) + whole, log1p(-x) - digamma(b) + whole, (a - 1) / x - (b - 1) / (1 - x),
    ]
    return zip(site.operands, slopes).map { .value((flow * $1).summed(to: $0.shape)) }
  }
}

/// I(a, b; x), the regularised incomplete beta function, elementwise with broadcasting.
public func regularizedBeta(
  _ a: Tensor, _ b: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  .apply(RegularizedBeta(), a.asFloat64, b.asFloat64, x.asFloat64, at: .line(file: file, line: line))
}

/// log I(a, b; x), also where I underflows: operands a, b, x, which broadcast.
public struct LogRegularizedBeta: Op {
  /// The Op.
  public init() {}

  /// The operands' broadcast shape.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try RegularizedBeta().resultTypes(of: operands)
  }

  /// Calls the function for each element.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let y = results[0].float64
    forEachPoint(operands, to: results[0].shape) { point, index in
      y[index] = Special.logRegularizedBeta(point[0], point[1], point[2])
    }
  }

  /// The cotangent times the partial derivatives of I over I.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (a, b, x) = (site.operands[0], site.operands[1], site.operands[2])
    let z = site.results[0]
    let partials = Tensor.apply(RegularizedBetaPartials(), site.operands)
    let slope = exp((a - 1) * log(x) + (b - 1) * log1p(-x) - logBeta(a, b) - z)
    let ratios = [partials[0] * exp(-z), partials[1] * exp(-z), slope]
    return zip(site.operands, ratios).map { .value((site.cotangent() * $1).summed(to: $0.shape)) }
  }
}

/// log I(a, b; x), elementwise with broadcasting, also where I underflows.
public func logRegularizedBeta(
  _ a: Tensor, _ b: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  .apply(LogRegularizedBeta(), a.asFloat64, b.asFloat64, x.asFloat64, at: .line(file: file, line: line))
}
