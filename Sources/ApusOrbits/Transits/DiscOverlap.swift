// The part of a star's disc that a planet covers, weighted with powers of the height above it, and its derivatives.
//
// Goals, in this order: relative accuracy of what is covered, however small the planet or the overlap; derivatives that
// are as accurate; few operations.

internal import RealModule

/// Three integrals over the covered part of the disc: of 1, of z and of z², where z = √(1 − ρ²) is the height above the
/// disc of a unit sphere.
struct DiscIntegrals {
  var uniform = 0.0
  var linear = 0.0
  var quadratic = 0.0
}

/// A planet of radius k whose centre is b from that of a star of radius 1.
///
/// Values are boundary integrals (Green's theorem), the linear one by elliptic integrals; derivatives for k and b are
/// integrals of zⁿ and −zⁿ cos ψ along the covered part of the planet's edge, with the angle ψ at the planet's centre
/// from the direction towards the star's.
///
/// Reference: Agol, Luger & Foreman-Mackey 2020, AJ 159, 123. The forms here are for what is covered rather than for
/// what remains, so that a small depth has all its digits.
struct DiscOverlap {
  enum Kind { case none, inside, partial, whole }

  let b: Double
  let k: Double
  let kind: Kind
  /// 1 + k − b, 1 + b − k, 1 − b − k and 1 + b + k: the distances from the contacts.
  private let outer, full, inner, sum: Double
  /// z² where the planet's edge is nearest to the star's centre: 1 − (b − k)².
  private let z2: Double
  /// The parameter of the elliptic integrals and its complement: 4bk/z² inside, z²/(4bk) for a partial overlap.
  private let m, mc: Double

  /// - Parameters:
  ///   - b: the distance, at least 0.
  ///   - k: the radius, at least 0.
  init(b: Double, k: Double) {
    self.b = b
    self.k = k
    // Each sum begins with a difference that is exact where the result is small.
    outer = b <= 2 ? (1 - b) + k : 1 - (b - k)
    full = k <= 2 ? (1 - k) + b : 1 - (k - b)
    inner = b > k ? (1 - b) - k : (1 - k) - b
    sum = 1 + b + k
    z2 = outer * full
    let product = 4 * b * k
    if outer <= 0 || k == 0 {
      (kind, m, mc) = (.none, 0, 1)
    } else if full <= 0 {
      (kind, m, mc) = (.whole, 0, 1)
    } else if inner >= 0 {
      (kind, m, mc) = (.inside, product / z2, inner * sum / z2)
    } else {
      (kind, m, mc) = (.partial, z2 / product, -inner * sum / product)
    }
  }

  // MARK: Values

  /// The three integrals, and their derivatives for b and k.
  func integrals() -> (value: DiscIntegrals, db: DiscIntegrals, dk: DiscIntegrals) {
    switch kind {
    case .none: return (DiscIntegrals(), DiscIntegrals(), DiscIntegrals())
    case .whole:
      let disc = DiscIntegrals(uniform: .pi, linear: 2 * .pi / 3, quadratic: .pi / 2)
      return (disc, DiscIntegrals(), DiscIntegrals())
    case .inside:
      let (elliptic, linear) = linear()
      let area = Double.pi * k * k
      let height = (1 - b) * (1 + b)
      let z = z2.squareRoot()
      return (
        DiscIntegrals(uniform: area, linear: linear, quadratic: area * (height - 0.5 * k * k)),
        DiscIntegrals(
          uniform: 0, linear: -16 * b * k * k * elliptic.S / z, quadratic: -2 * b * area),
        DiscIntegrals(
          uniform: 2 * .pi * k, linear: 4 * k * z * (elliptic.B + elliptic.mcD),
          quadratic: 2 * .pi * k * (height - k * k))
      )
    case .partial:
      let (elliptic, linear) = linear()
      let (planet, star) = arcs
      let k2 = k * k
      let root = (b * k).squareRoot()
      let V = m * elliptic.S + elliptic.mcD
      return (
        DiscIntegrals(
          uniform: k2 * planet.segment + star.segment, linear: linear,
          quadratic: 4.0 / 3 * (star.fourthPower + k2 * k2 * planet.fourthPower) + 4 * b * k2 * k * planet.cap),
        DiscIntegrals(
          uniform: -2 * k * planet.sin, linear: -2 * k * z2 * V / root, quadratic: -2 * b * k2 * planet.segment),
        DiscIntegrals(
          uniform: 2 * k * planet.angle, linear: 2 * k * z2 * elliptic.B / root,
          quadratic: 4 * b * k2 * planet.moment)
      )
    }
  }

  /// Twice the area of the kite of both centres and both crossings of the edges; 2bk times the sine of the planet's
  /// arc.
  private var kite: Double { (z2 * (-inner * sum)).squareRoot() }

  /// The half-angles of the planet's edge within the star and of the star's edge behind the planet.
  private var arcs: (planet: Arc, star: Arc) {
    let planetCosine = b > k ? (b - 1) * (b + 1) + k * k : (k - 1) * (k + 1) + b * b
    let starCosine = (1 - k) * (1 + k) + b * b
    let kite = kite
    return (
      Arc(
        angle: .atan2(y: kite, x: planetCosine), sin: kite / (2 * b * k), cos: planetCosine / (2 * b * k)),
      Arc(angle: .atan2(y: kite, x: starCosine), sin: kite / (2 * b), cos: starCosine / (2 * b))
    )
  }

  // MARK: The linear integral

  // With the polar angle χ of the edge's points at the star's centre it is ∫ z³ dχ / 3 along the planet's edge, and
  // 2π/3 more if that goes around the star's centre; dχ = ½ ((b² − k²)/ρ² − 1) dψ.

  /// The integrals of this modulus and the integral of z.
  private func linear() -> (EllipticIntegrals, Double) {
    if kind == .inside, k <= 0.15 * (1 - b) { return (EllipticIntegrals(m: m, mc: mc), small()) }
    guard z2 <= 0.16 else { return general() }
    let elliptic = EllipticIntegrals(m: m, mc: mc)
    return (elliptic, (k > b ? 2 * .pi / 3 : 0) + (kind == .partial && m <= 0.5 ? grazing() : shallow(elliptic)))
  }

  /// Any planet: elliptic integrals of all three kinds. The absolute error is a few units in the last place of 1.
  private func general() -> (EllipticIntegrals, Double) {
    // R = ∫ z/ρ² dψ, Z = ∫ z dψ, Z3 = ∫ z³ dψ over the covered half of the edge.
    let difference = b - k
    let z = z2.squareRoot()
    let ratio = (b + k) / difference
    let isInside = kind == .inside
    let p = isInside ? ratio * ratio : 1 / (difference * difference)
    let isCentred = difference == 0
    let elliptic =
      isCentred
      ? EllipticIntegrals(m: m, mc: mc) : EllipticIntegrals(m: m, mc: mc, p: p, c: isInside ? mc : 0)
    let (B, D) = (elliptic.B, elliptic.mcD)
    let scale = isInside ? 2 * z : z2 / (b * k).squareRoot()
    let R = isCentred ? 0 : scale * ratio * elliptic.third
    let Z = scale * (isInside ? B + D : B)
    let Z3 = scale * z2 * (isInside ? ((2 + mc) * B + (1 + 2 * mc) * D) / 3 : B - elliptic.S)
    let turn = isCentred ? Double.pi / 3 : k > b ? 2 * .pi / 3 : 0
    return (elliptic, turn + (R - difference * (b + k) * Z - Z3) / 3)
  }

  /// A planet that is small and far from the star's edge: ∫ 2r dr ∫ z dψ over the circles of radius r in it.
  ///
  /// In r² the inner integral is smooth up to (1 − b)², so that three points of Gauss and Legendre give all digits.
  private func small() -> Double {
    let (k2, height, twiceB) = (k * k, (1 - b) * (1 + b), 2 * b)
    func circle(_ t: Double) -> Double {
      let h = height - t
      let x = twiceB * twiceB * t / (h * h)
      // The mean of √(1 + √x cos ψ): F(−¼, ¼; 1; x), with x below 0.023.
      let mean = PowerSeries(at: x).sum(
        1, -0.0625, -0.0146484375, -0.00640869140625, -0.0035798549652099609, -0.0022821575403213501,
        -0.0015808695461601019)
      return h.squareRoot() * mean
    }
    let outerNodes = 5 * (circle(0.11270166537925831 * k2) + circle(0.88729833462074169 * k2))
    return Double.pi * k2 * (outerNodes + 8 * circle(0.5 * k2)) / 18
  }

  /// The edge is near the limb everywhere: 1/ρ² = 1 + z² + z⁴ + …, and the powers of z by their recurrence.
  private func shallow(_ elliptic: EllipticIntegrals) -> Double {
    let (B, mcD) = (elliptic.B, elliptic.mcD)
    let isInside = kind == .inside
    // Inside, J(n) = ∫ Δⁿ dθ for odd n; else the integrals of cosⁿ⁺¹θ/Δ. Both recurrences are stable forwards here.
    var (before, now): (Double, Double)
    if isInside {
      (before, now) = (B + mcD, ((2 + mc) * B + (1 + 2 * mc) * mcD) / 3)
    } else {
      (before, now) = (B, ((3 * m - 1) * B + mcD) / (3 * m))
    }
    let first = now
    var (total, power, n) = (0.0, 1.0, 5.0)
    while n < 60 {
      let next: Double
      if isInside {
        next = ((n - 1) * (2 - m) * now - (n - 2) * mc * before) / n
      } else {
        next = ((n - 1) * (2 * m - 1) * now + (n - 2) * mc * before) / (n * m)
      }
      power *= z2
      let term = power * next
      total += term
      if term < 1e-17 * total { break }
      (before, now, n) = (now, next, n + 2)
    }
    let z = z2.squareRoot()
    let scale = z2 * z * (isInside ? 2 : z / (b * k).squareRoot()) / 3
    let difference = (b - k) * (b + k)
    return scale * (difference * total - (1 - difference) * first)
  }

  /// The planet just touches the limb, or just leaves a part of it: a sum over equal steps of θ, with sin(ψ/2) = √m sin
  /// θ, in which the integrand is smooth and periodic. Ten steps of a quarter turn give all digits for m up to ½.
  private func grazing() -> Double {
    let difference = b - k
    let (inner2, slope) = (difference * difference, 0.5 * z2)
    @inline(__always) func value(_ cos2: Double) -> Double {
      let sin2 = 1 - cos2
      let divisor = (inner2 * cos2 + sin2) * (1 - m * sin2).squareRoot()
      return cos2 * cos2 * (k * difference - slope * sin2) / divisor
    }
    // cos²(jπ/20).
    var total = 0.5 * value(1)
    total += value(0.97552825814757679) + value(0.90450849718747371) + value(0.79389262614623656)
    total += value(0.65450849718747371) + value(0.5) + value(0.34549150281252629)
    total += value(0.20610737385376344) + value(0.095491502812526288) + value(0.024471741852423214)
    return 2.0 / 3 * z2 * z2 / (b * k).squareRoot() * (Double.pi / 20) * total
  }

  // MARK: Second derivatives

  /// The second derivatives of the three integrals; infinite at the contacts.
  func secondDerivatives() -> (bb: DiscIntegrals, bk: DiscIntegrals, kk: DiscIntegrals) {
    guard kind == .inside || kind == .partial else { return (DiscIntegrals(), DiscIntegrals(), DiscIntegrals()) }
    let elliptic = EllipticIntegrals(m: m, mc: mc)
    let (B, D, S) = (elliptic.B, elliptic.D, elliptic.S)
    let twoK = 2 * k
    // Z = ∫ z dψ, K0, K1, K2 = ∫ cosⁿψ/z dψ.
    let Z, K0, K1, K2: Double
    if kind == .inside {
      let z = z2.squareRoot()
      Z = 2 * z * (B + elliptic.mcD)
      let scale = 2 / z
      (K0, K1, K2) = (scale * (B + D), -scale * elliptic.difference, scale * (B + D - 4 * S))
    } else {
      let scale = 1 / (b * k).squareRoot()
      Z = scale * z2 * B
      let V = m * S + elliptic.mcD
      (K0, K1, K2) = (scale * (B + D), scale * (B + (1 - 2 * m) * D), scale * (B + D - 4 * m * V))
    }
    var bb = DiscIntegrals(linear: -twoK * (k * K2 - b * K1))
    var bk = DiscIntegrals(linear: twoK * (k * K1 - b * K0))
    var kk = DiscIntegrals(linear: 2 * Z + twoK * (b * K1 - k * K0))
    if kind == .inside {
      kk.uniform = 2 * .pi
      bb.quadratic = -2 * .pi * k * k
      bk.quadratic = -4 * .pi * b * k
      kk.quadratic = 2 * .pi * ((1 - b) * (1 + b) - 3 * k * k)
    } else {
      let (planet, star) = arcs
      let kite = kite
      let (starSide, planetSide) = (2 * b * star.cos, (1 - b) * (1 + b) + k * k)
      bb.uniform = kite / (b * b) - 2 * planetSide / kite
      bk.uniform = -twoK * starSide / (b * kite)
      kk.uniform = 2 * planet.angle - 2 * planetSide / kite
      bb.quadratic = -twoK * k * planet.segment + twoK * planet.sin * starSide / b
      bk.quadratic = 4 * k * k * planet.moment - twoK * planet.angle * starSide / b
      kk.quadratic = 8 * b * k * planet.moment - 2 * planet.angle * planetSide
    }
    return (bb, bk, kk)
  }
}
