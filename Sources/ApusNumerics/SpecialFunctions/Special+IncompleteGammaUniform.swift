// Temme's uniform asymptotic expansion of the incomplete gamma functions.

extension Special {
  /// The smaller tail for a ≥ 20 and, with x = a (1 + mu), |η| ≤ 0.7, where ½ η² = mu − log(1 + mu) = −decay.
  ///
  /// With y² = ½ a η² and S = Σₖ cₖ(η) a⁻ᵏ the lower tail is e^(−y²) (½ erfcx |y| − S / √2πa), the upper one has + S.
  /// Differentiated in a at fixed x, where ∂η/∂a = −mu / (a η) and ∂(−y²)/∂a = log(x / a),
  /// ∂P/∂a = e^(−y²) / √2πa · (½ η − mu / η − (log(x / a) − 1 / (2 a)) S − ∂S/∂a).
  ///
  /// Reference: DLMF 8.12.3 to 8.12.10; Temme (1979).
  @inline(__always) static func gammaUniform(
    _ a: Double, _ x: Double, _ decay: Double, _ wantsSlope: Bool
  ) -> (tail: Tail, logSlope: Double) {
    let mu = (x - a) / a
    let isLower = mu <= 0
    let size = (-2 * decay).squareRoot()
    let eta = isLower ? -size : size
    let r = 1 / a
    let first = Fit.temmeFirst(eta)
    let last = Fit.temmeLast(eta)
    let sum = powerSum(first.value, last.value, r)
    let scale = 1 / (2 * .pi * a).squareRoot()
    let signed = isLower ? -sum : sum
    let factor = 0.5 * erfcx((-a * decay).squareRoot()) + signed * scale
    let tail = Tail(isLower: isLower, probability: ScaledNumber(exponent: a * decay, factor: factor))
    if !wantsSlope { return (tail, 0) }

    let ratio = mu == 0 ? 1 : mu / eta
    // The k-th term −k cₖ a⁻ᵏ⁻¹ + cₖ′ a⁻ᵏ ∂η/∂a of ∂S/∂a, times −a.
    let weighted = first.value * Fit.WideRow(0, 1, 2, 3, 4, 5, 6, 7) + first.slope * ratio
    let weightedLast = last.value * Fit.Row(8, 9, 10, 11) + last.slope * ratio
    let sumSlope = -powerSum(weighted, weightedLast, r) * r
    // log(x / a) = mu + decay.
    let lowerSlope = 0.5 * eta - ratio - ((mu + decay - 0.5 * r) * sum + sumSlope)
    return (tail, (isLower ? lowerSlope : -lowerSlope) * scale / factor)
  }

  /// Σₖ cₖ rᵏ over twelve coefficients.
  @inline(__always) private static func powerSum(_ first: Fit.WideRow, _ last: Fit.Row, _ r: Double) -> Double {
    let square = r * r
    let fourth = square * square
    let folded = first.lowHalf + fourth * (first.highHalf + fourth * last)
    return (folded.x + r * folded.y) + square * (folded.z + r * folded.w)
  }
}
