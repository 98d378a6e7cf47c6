// Kernels of the Poisson and binomial families in Loader's saddle-point form, in which large terms never cancel.
//
// log k^k e^{−k} / Γ(k + 1) is a function of its own (`logPoissonPeak`), and what is left are ratios x/k near 1, whose
// logarithm is taken from the difference x − k. The plain formulas lose as many digits as log Γ has before the point.
//
// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.

internal import ApusGraph
internal import ApusOps

/// log(k^k e^{−k} / Γ(k + 1)) for k ≥ 0: the log probability of k under a Poisson distribution of rate k.
///
/// It is 0 at k = 0. For k ≥ 16 it is −½ log(2πk) less Stirling's series, whose first term left out is below 1e-16.
func logPoissonPeak(_ k: Tensor) -> Tensor {
  let isLarge = k .>= 16
  let small = k.replacing(isLarge, with: 1)
  let direct = xlogy(small, small) - small - lgamma(small + 1)
  let large = select(isLarge, k, 16)
  let inverse = 1 / large
  let coefficients: [Double] = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360]
  let series = inverse * polynomial(inverse.squared(), coefficients)
  return select(isLarge, -0.5 * log(large) - Normal.logRootTwoPi - series, direct)
}

/// log Γ(x + ½) − log Γ(x) − ½ log x for x > 0.
///
/// For x ≥ 16 it is an asymptotic series, whose first term left out is below 1e-16.
func logGammaHalfStep(_ x: Tensor) -> Tensor {
  let isLarge = x .>= 16
  let small = x.replacing(isLarge, with: 1)
  let direct = lgamma(small + 0.5) - lgamma(small) - 0.5 * log(small)
  let inverse = 1 / select(isLarge, x, 16)
  let coefficients: [Double] = [-1.0 / 8, 1.0 / 192, -1.0 / 640, 17.0 / 14_336, -31.0 / 18_432, 691.0 / 180_224]
  return select(isLarge, inverse * polynomial(inverse.squared(), coefficients), direct)
}

/// x − log r for r > 0, to the precision of their difference where x is near log r.
///
/// log r is taken in two parts, of which the first has few digits.
func distance(_ x: Tensor, fromLogOf r: Tensor) -> Tensor {
  let part = round(log(r) * 0x1p20) * 0x1p-20
  let power = exp(part)
  return (x - part) - log1p((r - power) / power)
}

/// log(x/y) for x ≥ 0 and y > 0, given x − y: accurate where x is near y.
func logRatio(_ x: Tensor, _ y: Tensor, difference: Tensor) -> Tensor {
  let isAbove = difference .>= 0
  // A zero x of either sign is zero: it must not turn the ratio's sign.
  let (size, smaller) = (select(isAbove, difference, -difference), select(isAbove, y, abs(x)))
  // A quotient that may be beyond the numbers is taken in parts; the second one is log 2⁶⁰⁰.
  let isFar = smaller .< 1e-290 * size
  let magnitude = log1p(size / (smaller * select(isFar, Tensor(0x1p600), 1))) + select(isFar, 415.88830833596718, 0)
  return select(isAbove, magnitude, -magnitude)
}

/// k log x − x − log Γ(k + 1) for k ≥ 0 and x ≥ 0: the log probability of a count k under a Poisson distribution of rate x.
func logPoissonKernel(_ k: Tensor, _ x: Tensor) -> Tensor {
  let isZero = k .== 0
  let (count, rate) = (k.replacing(isZero, with: 1), select(isZero, Tensor(1), x))
  return logPoissonPeak(k) + k * logRatio(rate, count, difference: rate - count) - (x - k)
}

/// The same for k > 0 and an x whose logarithm is given, also where x or x/k is beyond the numbers; −∞ for infinite x.
func logPoissonKernel(_ k: Tensor, _ x: Tensor, logarithm: Tensor) -> Tensor {
  let ratio = x / k
  let isFar = (ratio .< 1e-290) .| (ratio .> 1e290)
  let near = select(isFar, k, x)
  let logarithm = minimum(logarithm, 1e4) - log(k)
  return logPoissonPeak(k) + k * select(isFar, logarithm, logRatio(near, k, difference: near - k)) - (x - k)
}

/// The log probability of k successes and `rest` failures, given their means under the distribution and the difference of
/// the first from k, which is that of `rest` from the second.
func logBinomialKernel(_ k: Tensor, _ rest: Tensor, means: (Tensor, Tensor), difference: Tensor) -> Tensor {
  logPoissonPeak(k) + logPoissonPeak(rest) - logPoissonPeak(k + rest)
    + scaledLogRatio(means.0, k, difference: difference) + scaledLogRatio(means.1, rest, difference: -difference)
}

/// y log(x/y), which is 0 where y = 0.
func scaledLogRatio(_ x: Tensor, _ y: Tensor, difference: Tensor) -> Tensor {
  let isZero = y .== 0
  let (x, safe) = (select(isZero, Tensor(1), x), y.replacing(isZero, with: 1))
  return y * logRatio(x, safe, difference: select(isZero, Tensor(0), difference))
}

/// Σ cₖ xᵏ, by Horner.
func polynomial(_ x: Tensor, _ coefficients: [Double]) -> Tensor {
  coefficients.dropLast().reversed().reduce(Tensor(coefficients[coefficients.count - 1])) { $0 * x + $1 }
}

/// log of (a + b)! (c + d)! (a + c)! (b + d)!/(a! b! c! d! (a + b + c + d)!) for a, b, c, d ≥ 0: the log probability of a table of counts
/// a, b and c, d in two rows, given its margins.
///
/// It is that of the peaks, and Σ y log(e/y) over the cells y with the expectations e of the margins, which all differ from y by
/// (b c − a d)/(a + b + c + d) or the negative of it: nothing cancels.
func logTableKernel(_ a: Tensor, _ b: Tensor, _ c: Tensor, _ d: Tensor) -> Tensor {
  let (first, second, left, right) = (a + b, c + d, a + c, b + d)
  let total = first + second
  let isEmpty = total .== 0
  let whole = total.replacing(isEmpty, with: 1)
  let difference = b * (c / whole) - a * (d / whole)
  func cell(_ y: Tensor, _ row: Tensor, _ column: Tensor, _ difference: Tensor) -> Tensor {
    logPoissonPeak(y) + scaledLogRatio(row * (column / whole), y, difference: difference)
  }
  let cells =
    (cell(a, first, left, difference) + cell(d, second, right, difference))
    + (cell(b, first, right, -difference) + cell(c, second, left, -difference))
  let margins = (logPoissonPeak(first) + logPoissonPeak(second)) + (logPoissonPeak(left) + logPoissonPeak(right))
  return cells + (logPoissonPeak(total) - margins)
}
