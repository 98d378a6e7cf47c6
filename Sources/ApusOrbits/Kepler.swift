// Kepler's equation as a custom function: a branch-free solver in graph operations, with its own implicit derivative.
//
// Goals, in this order: accuracy everywhere (e to 1 − 1e-9, M to 1e9), no branches, few operations.

public import ApusFunctions
public import ApusGraph
internal import ApusOps

/// The position on a Keplerian orbit.
public struct KeplerPosition: Sendable {
  /// The eccentric anomaly E in radians, continuous in M.
  public let eccentricAnomaly: Tensor
  /// sin f, with the true anomaly f.
  public let sinTrueAnomaly: Tensor
  /// cos f, with the true anomaly f.
  public let cosTrueAnomaly: Tensor
  /// The distance from the focus in units of the semi-major axis: 1 − e cos E.
  public let radius: Tensor

  /// The true anomaly f in (−π, π].
  public var trueAnomaly: Tensor { atan2(sinTrueAnomaly, cosTrueAnomaly) }
}

/// Solves Kepler's equation E − e sin E = M.
///
/// - Parameters:
///   - meanAnomaly: M in radians, |M| up to 1e9; outside the results are NaN. (There the last place of M is 1e-7 of a radian:
///     count time from an epoch near the data.)
///   - eccentricity: e in [0, 1); outside the results are NaN. Broadcasts with M.
/// - Returns: E, sin f, cos f, and 1 − e cos E. The residual |E − e sin E − M| is at most 4 ulp of max(1, |M|); partial
///   derivatives are accurate to 1e-10 relative where 1 − e cos E ≥ 1e-6.
///
/// Reference: Markley 1995, Celest. Mech. Dyn. Astron. 63, 101 (starter and fifth-order step).
/// Checked against: mpmath at 60 digits.
public func keplerPosition(
  meanAnomaly: some TensorConvertible, eccentricity: some TensorConvertible, file: StaticString = #fileID,
  line: UInt = #line
) -> KeplerPosition {
  let results = Kepler.function.results([meanAnomaly, eccentricity], file: file, line: line)
  return KeplerPosition(
    eccentricAnomaly: results[0], sinTrueAnomaly: results[1], cosTrueAnomaly: results[2], radius: results[3])
}

/// The solver and its rule.
public enum Kepler {
  /// The custom function from (M, e) to (E, sin f, cos f, 1 − e cos E).
  ///
  /// Its rule follows from the implicit function theorem; with r = 1 − e cos E and s = √(1 − e²),
  ///
  ///     ∂E/∂M = 1/r      ∂f/∂M = s/r²              ∂r/∂M = e sin f / s
  ///     ∂E/∂e = sin f/s  ∂f/∂e = sin f (1/r + 1/s²)  ∂r/∂e = −cos f
  public static let function = CustomFunction(
    "Kepler", operandNames: ["the mean anomaly", "the eccentricity"],
    domains: [0: .closed(-1e9, 1e9), 1: .halfOpen(0, 1)]
  ) { operands in
    solve(operands[0], operands[1])
  } pullback: { site in
    let (e, sinf, cosf, r) = (site.operands[1], site.results[1], site.results[2], site.results[3])
    let (cE, cSin, cCos, cR) = (site.cotangent(0), site.cotangent(1), site.cotangent(2), site.cotangent(3))
    let s2 = (1 - e) * (1 + e)
    let s = sqrt(s2)
    let cF = cosf * cSin - sinf * cCos
    let dM = cE / r + cF * s / (r * r) + cR * e * sinf / s
    let de = cE * sinf / s + cF * sinf * (1 / r + 1 / s2) - cR * cosf
    return [.value(dM.summed(to: site.operands[0].shape)), .value(de.summed(to: site.operands[1].shape))]
  }

  // Legend: M mean anomaly, e eccentricity, n the nearest whole number to M/π, t the distance |M − nπ| ≤ π/2.
  // Around an even multiple of π (periastron) E = nπ ± x with x − e sin x = t; around an odd one (apastron)
  // x + e sin x = t. With ê = e or −e both are x − ê sin x = t, and nothing cancels near either point.
  // f0 … f3: the equation's value and derivatives at the starter; n3/m3 … n5/m5: corrections of rising order.

  private static func solve(_ M: Tensor, _ e: Tensor) -> [Tensor] {
    let n = round(M * (1 / Double.pi))
    let half = n * 0.5
    let isEven = abs(half - round(half)) .< 0.25
    let u = (((M - n * Pi.high) - n * Pi.middle) - n * Pi.low) - n * Pi.lowest
    let t = abs(u)
    let side = select(u .< 0, Tensor(-1.0), Tensor(1.0))
    let parity = select(isEven, Tensor(1.0), Tensor(-1.0))
    let signedE = parity * e
    let E1 = starter(select(isEven, t, Double.pi - t), e)
    let (x, sinX, versineX) = refined(select(isEven, E1, Double.pi - E1), t, signedE)
    let complement = 1 - signedE
    let r = complement + signedE * versineX
    // r ≥ 2⁻⁵³: its reciprocal is a number.
    let inverse = 1 / r
    let sinf = side * parity * sqrt((1 - e) * (1 + e)) * sinX * inverse
    let cosf = parity * (complement - versineX) * inverse
    return [n * Pi.high + (side * x + n * Pi.rest), sinf, cosf, r]
  }

  /// Markley's starter: the real root of the cubic that a Padé approximant of the sine gives.
  private static func starter(_ a: Tensor, _ e: Tensor) -> Tensor {
    let pi = Double.pi
    let complement = 1 - e
    let alpha = (3 * pi * pi + 1.6 * pi * (pi - a) / (1 + e)) / (pi * pi - 6)
    let d = 3 * complement + alpha * e
    let ad = alpha * d
    let a2 = a * a
    let q = 2 * ad * complement - a2
    let r = a * (3 * ad * (d - complement) + a2)
    let root = sqrt(maximum(q * q * q + r * r, 0))
    let cubeRoot = cbrt(r + root)
    let w = cubeRoot * cubeRoot
    let denominator = w * (w + q) + q * q
    let start = (2 * r * w + a * denominator) / (denominator * d)
    return minimum(maximum(start, 0), Tensor(pi))
  }

  /// One fifth-order step from `x` towards x − e sin x = t, and the sine and versine of the result by rotation.
  private static func refined(_ x: Tensor, _ t: Tensor, _ e: Tensor) -> (x: Tensor, sin: Tensor, versine: Tensor) {
    let complement = 1 - e
    let (s, versine, difference) = circular(x)
    let c = 1 - versine
    let f0 = e * difference + complement * x - t
    let f1 = complement + e * versine
    let halfF2 = 0.5 * (e * s)
    let sixthF3 = e * c / 6
    // −f0/(f1 + d (f2/2 + d (f3/6 + d f4/24))) of the correction d before, as one fraction to the end: a quotient takes as
    // long as twenty products. The denominators are about f1², f1⁵ and f1¹⁶, and f1 ≥ 1 − e ≥ 2⁻⁵³: none underflows.
    let (n3, m3) = (-f0 * f1, f1 * f1 - f0 * halfF2)
    let m3Squared = m3 * m3
    let (n4, m4) = (-f0 * m3Squared, f1 * m3Squared + n3 * (halfF2 * m3 + n3 * sixthF3))
    let m4Squared = m4 * m4
    let m4Cubed = m4Squared * m4
    let m5 = f1 * m4Cubed + n4 * (halfF2 * m4Squared + n4 * (sixthF3 * m4 - n4 * (halfF2 * (1.0 / 12))))
    let d5 = -f0 * m4Cubed / m5
    let z = d5 * d5
    let sinD = d5 + d5 * z * polynomial(z, [-1.0 / 6, 1.0 / 120, -1.0 / 5040])
    let versineD = z * polynomial(z, [0.5, -1.0 / 24, 1.0 / 720, -1.0 / 40320])
    return (x + d5, s + (c * sinD - s * versineD), versine + (c * versineD + s * sinD))
  }

  /// sin x, 1 − cos x and x − sin x for x in [0, π], the last two without cancellation near 0: polynomials of the distance
  /// y ≤ π/4 from the nearest of 0, π/2 and π.
  ///
  /// Coefficients: those of fdlibm (Sun Microsystems 1993), for errors below 2⁻⁵⁸.
  private static func circular(_ x: Tensor) -> (sin: Tensor, versine: Tensor, difference: Tensor) {
    let isFirst = x .< Double.pi / 4
    let isSecond = x .< 3 * Double.pi / 4
    let y = x - select(isFirst, Tensor(0.0), select(isSecond, Tensor(Double.pi / 2), Tensor(Double.pi)))
    let z = y * y
    let sinTail = polynomial(
      z,
      [
        -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
        2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10,
      ])
    let cosTail = polynomial(
      z,
      [
        4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
        -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
      ])
    let excess = y * z * sinTail
    let sinY = y + excess
    let versineY = 0.5 * z - z * z * cosTail
    let sinX = select(isFirst, sinY, select(isSecond, 1 - versineY, -sinY))
    let versineX = select(isFirst, versineY, select(isSecond, 1 + sinY, 2 - versineY))
    return (sinX, versineX, select(isFirst, -excess, x - sinX))
  }

  /// The polynomial with these coefficients, that of z⁰ first: by pairs (Estrin's scheme), which do not wait for each other.
  private static func polynomial(_ z: Tensor, _ coefficients: [Double]) -> Tensor {
    var (terms, power) = (coefficients.map { Tensor($0) }, z)
    while terms.count > 1 {
      terms = stride(from: 0, to: terms.count, by: 2).map { first in
        first + 1 < terms.count ? terms[first] + power * terms[first + 1] : terms[first]
      }
      power = power * power
    }
    return terms[0]
  }

  /// π in four parts: products of the first three, of 24 bits each, with integers below 2²⁹ are exact.
  private enum Pi {
    static let high = 0x1.921fb4p+1
    static let middle = 0x1.4442dp-23
    static let low = 0x1.846988p-47
    static let lowest = 0x1.8cc51701b839ap-71
    /// π without the first part.
    static let rest = 0x1.4442d18469899p-23
  }
}
