// The Kumaraswamy distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Kumaraswamy distribution with a > 0 and b > 0, on 0 ≤ x ≤ 1: like a beta distribution, with tails in closed form.
///
/// log f(x) = log a + log b + (a − 1) log x + (b − 1) log(1 − x^a). At an edge it is the limit from inside, +∞ where the exponent is
/// negative. PyMC has the same order of the parameters.
///
/// Reference: Jones (2009), Statistical Methodology 6, 70. Checked against: mpmath.
public struct Kumaraswamy: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The exponent a > 0 of x.
  public let a: Tensor
  /// The exponent b > 0 of 1 − x^a.
  public let b: Tensor

  /// A Kumaraswamy distribution.
  public init(_ a: some TensorConvertible, _ b: some TensorConvertible) {
    self.a = a.tensor
    self.b = b.tensor
  }

  /// The same, its parameters by name.
  public init(a: some TensorConvertible, b: some TensorConvertible) { self.init(a, b) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("a", a, .positive), DistributionParameter("b", b, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Kumaraswamy { Kumaraswamy(operands[0], operands[1]) }
  public var support: Support { .unitInterval }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isEdge = (x .<= 0) .| (x .>= 1)
      let logValue = log(x.replacing(isEdge, with: 0.5))
      let constant = log(a) + log(b)
      let density = constant + (a - 1) * logValue + (b - 1) * log1mexp(a * logValue)
      func atEdge(_ exponent: Tensor) -> Tensor {
        let steep = select(exponent .< 1, Tensor(Double.infinity), Tensor(-Double.infinity))
        return select(exponent .== 1, constant, steep.valid(where: constant .== constant))
      }
      let edges = select(x .== 0, atEdge(a), select(x .== 1, atEdge(b), Tensor(-Double.infinity)))
      return select(isEdge, edges, density)
    }
  }

  /// b B(1 + 1/a, b).
  public var mean: Tensor { exp(logMoment(1)) }
  public var variance: Tensor { mean.squared() * expm1(logMoment(2) - 2 * logMoment(1)) }

  private func logMoment(_ order: Double) -> Tensor { log(b) + logBeta(1 + order / a, b) }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let (isBelow, isAbove) = (x .<= 0, x .>= 1)
      let power = logPower(x, isBelow .| isAbove)
      // There log(1 − x^a) is −x^a.
      let isSmall = power .< -40
      let small = logExtremeTail(select(isSmall, power, 0) + log(b))
      let bulk = log1mexp(validB * log1mexp(power.replacing(isSmall, with: -1)))
      return select(isSmall, small, bulk).replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let (isBelow, isAbove) = (x .<= 0, x .>= 1)
      let tail = validB * log1mexp(logPower(x, isBelow .| isAbove))
      return tail.replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  /// a log x.
  private func logPower(_ x: Tensor, _ isOutside: Tensor) -> Tensor { validA * log(x.replacing(isOutside, with: 0.5)) }

  private var validA: Tensor { a.valid(where: a .> 0) }
  private var validB: Tensor { b.valid(where: b .> 0) }

  /// x^a = 1 − (1 − p)^{1/b}.
  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { exp(logExtremeTail(logSoftplus($0) - log(validB)) / validA) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] > 0 && p[1] > 0 ? Stable.exp(Stable.log(generator.beta(1, p[1])) / p[0]) : .nan
    }
  }
}
