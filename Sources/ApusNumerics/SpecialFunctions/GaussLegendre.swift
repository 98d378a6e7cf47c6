// Gauss–Legendre quadrature with 32 points.

/// Gauss–Legendre quadrature with 32 points, exact for polynomials of degree 63.
enum GaussLegendre {
  /// Calls `body` with each point of (0, length) and its weight.
  ///
  /// Reference: DLMF 3.5.v.
  @inline(__always) static func forEachPoint(_ length: Double, _ body: (_ point: Double, _ weight: Double) -> Void) {
    let half = 0.5 * length
    for pair in points {
      let offset = half * pair.x
      let weight = half * pair.y
      body(half - offset, weight)
      body(half + offset, weight)
    }
  }

  /// The points in (0, 1) of the rule for (−1, 1), and their weights.
  private static let points: [SIMD2<Double>] = [
    SIMD2(0.9972638618494816, 0.007018610009470096),
    SIMD2(0.9856115115452684, 0.01627439473090567),
    SIMD2(0.9647622555875064, 0.02539206530926206),
    SIMD2(0.9349060759377397, 0.03427386291302143),
    SIMD2(0.8963211557660521, 0.04283589802222668),
    SIMD2(0.84936761373257, 0.050998059262376175),
    SIMD2(0.7944837959679424, 0.058684093478535544),
    SIMD2(0.7321821187402897, 0.06582222277636185),
    SIMD2(0.6630442669302152, 0.0723457941088485),
    SIMD2(0.5877157572407623, 0.07819389578707031),
    SIMD2(0.5068999089322294, 0.08331192422694675),
    SIMD2(0.42135127613063533, 0.08765209300440381),
    SIMD2(0.33186860228212767, 0.09117387869576389),
    SIMD2(0.23928736225213706, 0.09384439908080457),
    SIMD2(0.1444719615827965, 0.09563872007927486),
    SIMD2(0.04830766568773832, 0.0965400885147278),
  ]
}
