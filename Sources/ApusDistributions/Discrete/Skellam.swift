// The Skellam distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the difference of two Poisson counts with rates μ₁ > 0 and μ₂ > 0, on all whole numbers.
///
/// P(k) = Σ_j p(j + k; μ₁) p(j; μ₂), which is exp(−μ₁ − μ₂) (μ₁/μ₂)^(k/2) I_|k|(2 √(μ₁ μ₂)): as the sum nothing cancels, however large
/// the rates are or far the tails. Its time grows with the width of the bulk.
///
/// SciPy has the same order.
///
/// Reference: Skellam (1946), The Frequency Distribution of the Difference between Two Poisson Variates.
/// Checked against: mpmath, scipy.stats.skellam.
public struct Skellam: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The rate μ₁ > 0 of the count that is added.
  public let first: Tensor
  /// The rate μ₂ > 0 of the count that is taken away.
  public let second: Tensor

  /// The difference of a count with rate `first` and one with rate `second`.
  public init(_ first: some TensorConvertible, _ second: some TensorConvertible) {
    self.first = first.tensor
    self.second = second.tensor
  }

  /// The same, its parameters by name.
  public init(first: some TensorConvertible, second: some TensorConvertible) { self.init(first, second) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("first", first, .positive), DistributionParameter("second", second, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Skellam { Skellam(operands[0], operands[1]) }
  public var support: Support {
    .integers(lower: Tensor(-Double.infinity), upper: Tensor(Double.infinity))
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = (floor(value) .< value) .| (abs(value) .== Double.infinity)
      let k = value.replacing(isOutside, with: 0)
      let (a, b) = (first.valid(where: first .> 0), second.valid(where: second .> 0))
      // The count of which there are fewer is j, the other one j + |k|; the greatest term is where j (j + |k|) is μ₁ μ₂.
      let isUpper = k .>= 0
      let (more, less) = (select(isUpper, a, b), select(isUpper, b, a))
      let half = 0.5 * abs(k)
      let product = (a * b).replacing(.!((a * b) .< 1e30), with: 0)
      let peak = product / (half + sqrt(half.squared() + product))
      let sum = logSeries(from: 0, to: Tensor(Double.infinity), near: peak, [abs(k), more, less]) { given in
        let (j, distance, more, less) = (given[0], given[1], given[2], given[3])
        return logPoissonKernel(j + distance, more) + logPoissonKernel(j, less)
      }
      return sum.minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { first - second }
  public var variance: Tensor { first + second }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { logTail($0, isUpper: false) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { logTail($0, isUpper: true) }
  }

  /// log Σ_j p(j; μ₂) P(N₁ ≤ j + k), or the same with P(N₁ > j + k), by incomplete gamma functions of μ₁.
  private func logTail(_ x: Tensor, isUpper: Bool) -> Tensor {
    let (a, b) = (first.valid(where: first .> 0), second.valid(where: second .> 0))
    let product = (a * b).replacing(.!((a * b) .< 1e30), with: 0)
    return smallerTail(x, isUpper: isUpper, near: a - b) { place, isUpper in
      // Far out the greatest term is where j (j + k) is μ₁ μ₂, about the middle it is at μ₂.
      let half = 0.5 * place
      let far = maximum(sqrt(half.squared() + product) - half, 0)
      let start = isUpper ? minimum(far, b) : maximum(far, b)
      let least = isUpper ? Tensor(0.0) : maximum(-place, 0)
      return logSeries(from: least, to: Tensor(Double.infinity), near: start, [place, a, b]) { given in
        let (j, k, a, b) = (given[0], given[1], given[2], given[3])
        let isNone = j + k .< 0
        let next = (j + k).replacing(isNone, with: 0) + 1
        let rest = isUpper ? logRegularizedGammaP(next, a).replacing(isNone, with: 0) : logRegularizedGammaQ(next, a)
        return logPoissonKernel(j, b) + rest
      }
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0 else { return .nan }
      let more = generator.poisson(mean: p[0])
      return more - generator.poisson(mean: p[1])
    }
  }
}
