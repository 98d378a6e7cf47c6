// The posterior of a radial-velocity fit in astronomers' terms: P, K, e, ω, time of periastron, m sin i.

public import ApusData
public import ApusDiagnostics
internal import ApusModel
internal import RealModule

extension RadialVelocityModel {
  /// Draws of the quantities that astronomers quote, by name: for planet b the period `P_b [d]`, the semi-amplitude
  /// `K_b [m/s]`, the eccentricity `e_b` with `e_b cos w_b` and `e_b sin w_b`, `omega_b [deg]`, the time of periastron
  /// `Tp_b [BJD]` nearest to the epoch, `cos(phase_b)` and `sin(phase_b)`, and `m sin i_b [M_Jup]` where the star's mass is
  /// given; for instrument k the offset `gamma_k [m/s]` and the jitter's logarithm `log s_k`.
  ///
  /// Angles and times of periastron are continued around their circular means, so that a cut through the posterior at ±180°
  /// does not look like disagreement between chains.
  ///
  /// - Parameter stellarMass: in solar masses.
  public func quantities(_ draws: DataGroup, stellarMass: Double? = nil) -> [(name: String, draws: ScalarDraws)] {
    func column(_ name: String, _ index: Int) -> [[Double]] { draws[name]?.scalarDraws[index].chains ?? [] }
    var result: [(String, ScalarDraws)] = []
    for (planet, letter) in letters.enumerated() {
      let (P, K, e) = (column("P", planet), column("K", planet), column("e", planet))
      let (omega, phase) = (column("omega", planet), column("phase", planet))
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
      result.append(("cos(phase_\(letter))", ScalarDraws(phase.map { $0.map { .cos($0) } })))
      result.append(("sin(phase_\(letter))", ScalarDraws(phase.map { $0.map { .sin($0) } })))
      if let stellarMass {
        let masses = zip(P, zip(K, e)).map { P, rest in
          zip(P, zip(rest.0, rest.1)).map { P, rest in
            Self.minimumMass(period: P, amplitude: rest.0, eccentricity: rest.1, stellarMass: stellarMass)
          }
        }
        result.append(("m sin i_\(letter) [M_Jup]", ScalarDraws(masses)))
      }
    }
    for (index, name) in table.instruments.enumerated() {
      result.append(("gamma_\(name) [m/s]", ScalarDraws(column("gamma", index))))
      result.append(("log s_\(name)", ScalarDraws(column("log s", index))))
    }
    return result
  }

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
