// The difference of two of Mills' ratios, which the tails of the inverse Gaussian and the ex-Gaussian family are made of.

internal import ApusGraph
internal import ApusOps

/// log(M(a) − M(a + d)) for a > −30 and d > 0, where M(x) = (1 − Φ(x))/φ(x).
///
/// Where d is small against a it is d times the mean of −M′ between both, by four points of Gauss and Legendre: nothing cancels.
///
/// Accuracy: 1e-13, relative to the difference.
func logMillsDifference(_ a: Tensor, _ d: Tensor) -> Tensor {
  let isNear = d .< 0.04 * (1 + abs(a))
  let (near, width) = (select(isNear, a, 1), select(isNear, d, 0.01))
  let points = [0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970263]
  let weights = [0.17392742256872693, 0.32607257743127307, 0.32607257743127307, 0.17392742256872693]
  let terms = points.indices.map { weights[$0] * millsSlope(near + points[$0] * width) }
  let mean = terms.dropFirst().reduce(terms[0], +)
  let (first, second) = (select(isNear, 1, a), select(isNear, 1, d))
  return select(isNear, log(width) + log(mean), log(millsRatio(first) - millsRatio(first + second)))
}

/// M(x) = (1 − Φ(x))/φ(x).
private func millsRatio(_ x: Tensor) -> Tensor { 1.2533141373155003 * erfcx(0.7071067811865476 * x) }

/// −M′(x) = 1 − x M(x); from 6 on, where the two cancel, by Laplace's continued fraction of M.
///
/// Reference: DLMF 7.9.3.
private func millsSlope(_ x: Tensor) -> Tensor {
  let isLarge = x .> 6
  let (large, small) = (select(isLarge, x, 6), select(isLarge, 0, x))
  var rest = 0.5 * (sqrt(large.squared() + 60) - large)
  for n in (1...14).reversed() { rest = Double(n) / (large + rest) }
  return select(isLarge, rest / (large + rest), 1 - small * millsRatio(small))
}
