// What the families of extreme values share: exponentials of exponentials in both tails, and the Γ functions of their moments.

internal import ApusGraph
internal import ApusOps

/// log(1 − exp(−e^t)), with all digits also where e^t underflows: t there, and 0 where e^t is large.
func logExtremeTail(_ t: Tensor) -> Tensor {
  let (isSmall, isLarge) = (t .< -40, t .> 7)
  let tail = log1mexp(-exp(t.replacing(isSmall .| isLarge, with: 0)))
  return select(isSmall, t, tail.replacing(isLarge, with: 0))
}

/// log log(1 + e^l): the logarithm of −log(1 − p) for the log-odds l of p, also where p underflows.
func logSoftplus(_ logit: Tensor) -> Tensor {
  let isSmall = logit .< -40
  return select(isSmall, logit, log(softplus(logit.replacing(isSmall, with: 0))))
}

/// log Γ(1 + 2e) − 2 log Γ(1 + e) for e > −½: by a series where e is small, and the two are nearly the same.
///
/// Reference: DLMF 5.7.3.
func logGammaBend(_ e: Tensor) -> Tensor {
  let isSmall = abs(e) .< 0.0625
  let small = select(isSmall, e, 0)
  let series = small.squared() * polynomial(small, logGammaBendCoefficients)
  let large = e.replacing(isSmall, with: 1)
  return select(isSmall, series, lgamma(1 + 2 * large) - 2 * lgamma(1 + large))
}

/// (−1)ⁿ ζ(n) (2ⁿ − 2)/n, from n = 2; the first term left out is below 1e-16 of the sum.
private let logGammaBendCoefficients: [Double] = [
  1.644_934_066_848_226_4, -2.404_113_806_319_188_6, 3.788_131_317_988_983_7, -6.221_566_530_860_219_6,
  10.512_544_973_839_308, -18.150_286_992_874_611, 31.879_456_059_284_733, -56.780_475_593_477_992,
  102.301_645_578_063_01, -186.091_919_080_366_22, 341.250_623_195_770_26, -630.077_309_408_974_45,
  1170.214_526_210_609_4, -2184.466_816_943_389, 4095.937_594_224_255_4, -7710.058_882_793_788_2,
]
