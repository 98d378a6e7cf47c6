// The posterior of a radial-velocity fit in astronomers' terms: P, K, e, ω, times of periastron and conjunction, m sin i, a.

public import ApusData
public import ApusDiagnostics
internal import ApusModel
internal import ApusRandom
internal import RealModule

/// A mass of a star, in solar masses, with its standard error.
public struct StellarMass: Sendable, Hashable {
  /// In solar masses.
  public var mass: Double
  /// In solar masses; 0 where none is given.
  public var error: Double

  /// A mass.
  public init(_ mass: Double, error: Double = 0) { (self.mass, self.error) = (mass, error) }
}

extension RadialVelocityModel {
  /// Draws of the quantities that astronomers quote, by name: for planet b the period `P_b [d]`, the semi-amplitude
  /// `K_b [m/s]`, the eccentricity `e_b` with `e_b cos w_b` and `e_b sin w_b`, `omega_b [deg]`, the times of periastron
  /// `Tp_b [BJD]` and of inferior conjunction `Tc_b [BJD]` nearest to the epoch, `cos(phase_b)` and `sin(phase_b)`, and, where the
  /// star's mass is given, `m sin i_b [M_Jup]` and the semi-major axis `a_b [AU]`; for instrument k the offset `gamma_k [m/s]`,
  /// the jitter `jitter_k [m/s]` and its logarithm `log s_k`; the trend's coefficients in m/s a year, and a year squared.
  ///
  /// Angles and times are continued around their circular means, so that a cut through the posterior at ±180° does not look like
  /// disagreement between chains.
  ///
  /// - Parameters:
  ///   - epoch: the time near which times are given and from which phases count; the model's where nil.
  ///   - stellarMass: with an error, each draw has a mass of its own.
  public func quantities(
    _ draws: DataGroup, epoch: Double? = nil, stellarMass: StellarMass? = nil
  ) -> [(name: String, draws: ScalarDraws)] {
    let epoch = epoch ?? self.epoch
    func column(_ name: String, _ index: Int = 0) -> [[Double]] { draws[name]?.scalarDraws[index].chains ?? [] }
    var result: [(String, ScalarDraws)] = []
    for (planet, letter) in letters.enumerated() {
      let (P, K, e) = (column("P", planet), column("K", planet), column("e", planet))
      let omega = column("omega", planet)
      let phase = Self.combined(column("phase", planet), P) { $0 + 2 * .pi * (epoch - self.epoch) / $1 }
      result.append(("P_\(letter) [d]", ScalarDraws(P)))
      result.append(("K_\(letter) [m/s]", ScalarDraws(K)))
      result.append(("e_\(letter)", ScalarDraws(e)))
      result.append(("e_\(letter) cos w_\(letter)", ScalarDraws(Self.combined(e, omega) { $0 * .cos($1) })))
      result.append(("e_\(letter) sin w_\(letter)", ScalarDraws(Self.combined(e, omega) { $0 * .sin($1) })))
      let degrees = Self.continued(omega).map { $0.map { $0 * 180 / .pi } }
      result.append(("omega_\(letter) [deg]", ScalarDraws(degrees)))
      let turns = Self.continued(phase.map { $0.map { -$0 } })
      let periastron = Self.combined(turns, P) { epoch + $0 * $1 / (2 * .pi) }
      result.append(("Tp_\(letter) [BJD]", ScalarDraws(periastron)))
      let conjunction = Self.combined(Self.combined(e, omega, SearchOrbit.conjunctionAnomaly), phase) { $0 - $1 }
      let transit = Self.combined(Self.continued(conjunction), P) { epoch + $0 * $1 / (2 * .pi) }
      result.append(("Tc_\(letter) [BJD]", ScalarDraws(transit)))
      result.append(("cos(phase_\(letter))", ScalarDraws(phase.map { $0.map { .cos($0) } })))
      result.append(("sin(phase_\(letter))", ScalarDraws(phase.map { $0.map { .sin($0) } })))
      if let stellarMass {
        let stars = stellarMass.draws(like: P)
        let masses = P.indices.map { chain in
          P[chain].indices.map { draw in
            Self.minimumMass(
              period: P[chain][draw], amplitude: K[chain][draw], eccentricity: e[chain][draw],
              stellarMass: stars[chain][draw])
          }
        }
        result.append(("m sin i_\(letter) [M_Jup]", ScalarDraws(masses)))
        let axes = Self.combined(Self.combined(stars, masses) { $0 + $1 * Self.jupiterInSuns }, P) {
          // Kepler's third law in years and astronomical units.
          .root($0 * ($1 / 365.25) * ($1 / 365.25), 3)
        }
        result.append(("a_\(letter) [AU]", ScalarDraws(axes)))
      }
    }
    for name in table.instruments {
      // What is fixed has no draws, and no row.
      let offset = column("gamma_\(name)")
      if !offset.isEmpty { result.append(("gamma_\(name) [m/s]", ScalarDraws(offset))) }
      let jitter = column(settings.isJitterShared ? "jitter" : "jitter_\(name)")
      if jitter.isEmpty { continue }
      result.append(("jitter_\(name) [m/s]", ScalarDraws(jitter)))
      result.append(("log s_\(name)", ScalarDraws(jitter.map { $0.map { .log($0) } })))
    }
    for entry in priors.entries where entry.name.hasPrefix("gp_") && entry.prior.fixedValue == nil {
      let unit = entry.unit.isEmpty ? "" : " [\(entry.unit)]"
      result.append(("\(entry.name)\(unit)", ScalarDraws(column(entry.name))))
    }
    // The coefficients are velocities at half the span from the middle.
    let halfYears = 0.5 * table.span / 365.25
    for name in trendNames where !column(name).isEmpty {
      let isLinear = name.hasPrefix("linear")
      let draws = column(name).map { $0.map { $0 / (isLinear ? halfYears : halfYears * halfYears) } }
      result.append(("\(name) [m/s/yr\(isLinear ? "" : "²")]", ScalarDraws(draws)))
    }
    return result
  }

  private static let jupiterInSuns = 1.2668653e17 / 1.3271244e20

  /// m sin i in Jupiter masses, from K = (2πG/P)^(1/3) m sin i / ((M + m)^(2/3) √(1 − e²)) with sin i = 1 in M + m.
  ///
  /// - Parameters:
  ///   - period: P in days.
  ///   - amplitude: K in m/s.
  ///   - stellarMass: M in solar masses.
  public static func minimumMass(
    period: Double, amplitude: Double, eccentricity: Double, stellarMass: Double
  ) -> Double {
    // Nominal values of IAU 2015 resolution B3: GM of the Sun and of Jupiter in m³/s².
    let (sun, jupiter) = (1.3271244e20, 1.2668653e17)
    let scaled = amplitude * (1 - eccentricity * eccentricity).squareRoot() * .root(period * 86_400 / (2 * .pi), 3)
    var planet = 0.0
    for _ in 0..<20 {
      let total = sun * stellarMass + planet
      planet = scaled * .root(total * total, 3)
    }
    return planet / jupiter
  }

  private static func combined(_ a: [[Double]], _ b: [[Double]], _ combine: (Double, Double) -> Double) -> [[Double]] {
    zip(a, b).map { zip($0, $1).map(combine) }
  }

  /// Angles moved by whole turns to within half a turn of their circular mean.
  private static func continued(_ angles: [[Double]]) -> [[Double]] {
    let all = angles.joined()
    let center = Double.atan2(y: all.reduce(0) { $0 + .sin($1) }, x: all.reduce(0) { $0 + .cos($1) })
    return angles.map { chain in
      chain.map { angle in
        let turns = ((angle - center) / (2 * .pi)).rounded()
        return angle - 2 * .pi * turns
      }
    }
  }
}

extension StellarMass {
  /// A mass for each draw: normal around the mass, positive; the same for the same number of draws.
  fileprivate func draws(like chains: [[Double]]) -> [[Double]] {
    var generator = Philox4x64(seed: 20_130_912, stream: 0)
    return chains.map { chain in
      chain.map { _ in
        guard error > 0 else { return mass }
        var drawn = 0.0
        repeat { drawn = mass + error * generator.standardNormal() } while drawn <= 0
        return drawn
      }
    }
  }
}
