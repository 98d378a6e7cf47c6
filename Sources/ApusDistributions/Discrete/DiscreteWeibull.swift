// The discrete Weibull distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The discrete Weibull distribution (of type I) with 0 < q < 1 and β > 0, on the nonnegative integers: a Weibull variable rounded down.
///
/// P(X ≥ k) = q^(k^β), P(k) = q^(k^β) − q^((k + 1)^β), in a form in which nothing cancels. PyMC has the same order.
///
/// Reference: Nakagawa and Osaki (1975), The Discrete Weibull Distribution. Checked against: mpmath.
public struct DiscreteWeibull: UnivariateDistribution, BuiltInFormula {
  /// The probability 0 < q < 1 of more than 0.
  public let survival: Tensor
  /// The shape β > 0.
  public let shapeParameter: Tensor

  /// A discrete Weibull distribution with P(X > 0) = `survival`.
  public init(survival: some TensorConvertible, shape: some TensorConvertible) {
    self.survival = survival.tensor
    shapeParameter = shape.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("survival", survival, .openProbability),
      DistributionParameter("shape", shapeParameter, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> DiscreteWeibull {
    DiscreteWeibull(survival: operands[0], shape: operands[1])
  }
  public var support: Support { .nonnegativeIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount
      let k = value.replacing(isOutside, with: 0)
      let isZero = k .== 0
      let count = k.replacing(isZero, with: 1)
      let power = pow(count, beta).replacing(isZero, with: 0)
      // (k + 1)^β − k^β.
      let step = select(
        isZero, Tensor(1.0).valid(where: shapeParameter .> 0), pow(count, beta) * expm1(beta * log1p(1 / count)))
      return (power * logSurvivalOfZero + log1mexp(step * logSurvivalOfZero)).minusInfinity(where: isOutside)
    }
  }

  /// log q.
  private var logSurvivalOfZero: Tensor { ProbabilityTerms(survival, ends: .none).logP }

  private var beta: Tensor { shapeParameter.valid(where: shapeParameter .> 0) }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofCount: value) { log1mexp(pow($0 + 1, beta) * logSurvivalOfZero) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofCount: value) { pow($0 + 1, beta) * logSurvivalOfZero }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[0] < 1, p[1] > 0 else { return .nan }
      let scaled = generator.standardExponential() / -Stable.log(p[0])
      return Stable.exp(Stable.log(scaled) / p[1]).rounded(.down)
    }
  }
}
