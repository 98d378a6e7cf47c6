// The probability of an interval under the standard normal distribution, on the logarithmic scale.

internal import ApusGraph
internal import ApusOps

/// log(Φ(b) − Φ(a)) for a < b, given the width w = b − a with its own digits: nothing cancels, neither in narrow intervals nor far out
/// in the tails.
///
/// On the side of 0 on which the interval lies, a < b ≤ 0 say, with the middle m and φ/Φ in scaled form,
/// Φ(a)/Φ(b) = exp(w m) erfcx(−a/√2)/erfcx(−b/√2). A narrow interval has w φ(m) Σ He₂ₙ(m) (w/2)²ⁿ/(2n + 1)!, the mean of φ over it;
/// the first term left out is below 1e-17.
///
/// Checked against: mpmath.
func logNormalProbability(from a: Tensor, to b: Tensor, width: Tensor) -> Tensor {
  // Mirrored so that its middle is not above 0.
  let isUpper = a + b .> 0
  let (low, high) = (select(isUpper, -b, a), select(isUpper, -a, b))
  let middle = 0.5 * low + 0.5 * high
  let isNarrow = (width .< 0.5) .& (width * middle .> -0.5)
  let isTail = high .<= 0

  let (h, m) = (select(isNarrow, 0.5 * width, 0.25), select(isNarrow, middle, 0))
  let (shift, square) = (m * h, h.squared())
  var (last, term, series, factorial) = (Tensor(1.0), shift, Tensor(1.0), 1.0)
  for k in 1...13 {
    (last, term) = (term, shift * term - Double(k) * square * last)
    factorial *= Double(k + 1)
    if k % 2 == 1 { series = series + term / (factorial * Double(k + 2)) }
  }
  let narrow = log(2 * h) - (0.5 * m.squared() + Normal.logRootTwoPi) + log(series)

  let isFarTail = isTail .& .!isNarrow
  let (lowTail, highTail) = (select(isFarTail, low, -2), select(isFarTail, high, -1))
  let fall = select(isFarTail, width, 1) * select(isFarTail, middle, -1.5)
  let scaled = log(erfcx(-0.7071067811865476 * lowTail)) - log(erfcx(-0.7071067811865476 * highTail))
  let tail = logNormalCDF(highTail) + log1mexp(fall + scaled)

  let isWide = .!isTail .& .!isNarrow
  let wide = logSubtractExp(logNormalCDF(select(isWide, high, 1)), logNormalCDF(select(isWide, low, -1)))
  return select(isNarrow, narrow, select(isFarTail, tail, wide))
}
