// The hypergeometric distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the successes among n draws without replacement from a population of N with K successes, on
/// {max(0, n + K − N), …, min(n, K)}.
///
/// P(k) = C(K, k) C(N − K, n − k)/C(N, n), computed as the kernel of a table of two rows and two columns, in which nothing cancels for
/// large populations. The tails are sums of probabilities.
///
/// PyMC's order (N, k, n) is the same; Stan's is (draws, successes, failures).
///
/// Reference: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, chapter 6.
/// Checked against: mpmath, scipy.stats.hypergeom.
public struct Hypergeometric: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The size N of the population.
  public let population: Tensor
  /// The number K ≤ N of successes in it.
  public let successes: Tensor
  /// The number n ≤ N of draws.
  public let draws: Tensor

  /// `draws` draws from a `population` with so many `successes`.
  public init(
    population: some TensorConvertible, successes: some TensorConvertible, draws: some TensorConvertible
  ) {
    self.population = population.tensor
    self.successes = successes.tensor
    self.draws = draws.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("population", population, .count), DistributionParameter("successes", successes, .count),
      DistributionParameter("draws", draws, .count),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> Hypergeometric {
    Hypergeometric(population: operands[0], successes: operands[1], draws: operands[2])
  }
  public var support: Support {
    let (size, marked, drawn) = numbers
    return .integers(lower: maximum(drawn + marked - size, 0), upper: minimum(drawn, marked))
  }

  private var numbers: (size: Tensor, marked: Tensor, drawn: Tensor) {
    (population.asFloat64, successes.asFloat64, draws.asFloat64)
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let (size, marked, drawn) = numbers
      let isValid = .!(size.isNoCount .| marked.isNoCount .| drawn.isNoCount) .& (marked .<= size) .& (drawn .<= size)
      let least = maximum(drawn + marked - size, 0)
      let isOutside = (floor(value) .< value) .| (value .< least) .| (value .> minimum(drawn, marked))
      let k = select(isOutside, least, value)
      let kernel = logTableKernel(k, marked - k, drawn - k, (size - marked) - (drawn - k))
      return kernel.valid(where: isValid).minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { draws * (successes / population) }
  public var variance: Tensor {
    mean * ((population - successes) / population) * ((population - draws) / (population - 1))
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { summedTail($0, isUpper: false, near: mean) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { summedTail($0, isUpper: true, near: mean) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p.prefix(3).allSatisfy({ $0 >= 0 && $0 <= p[0] && $0.rounded(.down) == $0 && $0 < 0x1p53 }) else {
        return .nan
      }
      // One after the other, of whichever of both kinds, and of the drawn and the others, there are fewest.
      let (isMore, isMost) = (p[1] > p[0] / 2, p[2] > p[0] / 2)
      let (marked, drawn) = (isMore ? p[0] - p[1] : p[1], isMost ? p[0] - p[2] : p[2])
      var (left, size, found) = (max(marked, drawn), p[0], 0.0)
      for _ in 0..<Int(min(marked, drawn)) {
        if generator.uniform() * size < left { (left, found) = (left - 1, found + 1) }
        size -= 1
      }
      // Of the fewer kind among the fewer places; the others follow.
      let ofMarked = isMost ? marked - found : found
      return isMore ? p[2] - ofMarked : ofMarked
    }
  }
}
