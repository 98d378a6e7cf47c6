// Stars whose planets are published, with the orbits that were published.

import ApusVelocities
import Foundation
import Testing

/// A value with its standard error.
struct Published: Sendable {
  let value, error: Double

  init(_ value: Double, _ error: Double) { (self.value, self.error) = (value, error) }

  /// Whether a value lies within two of the published errors.
  func agrees(with found: Double) -> Bool { abs(found - value) <= 2 * error }
}

/// A star with its planets.
struct KnownStar: CustomTestStringConvertible, Sendable {
  struct Planet: Sendable {
    let period, amplitude, eccentricity: Published
  }

  let name, file: String
  let planets: [Planet]

  var testDescription: String { name }

  private static func planet(
    _ period: (Double, Double), _ amplitude: (Double, Double), _ eccentricity: (Double, Double)
  ) -> Planet {
    Planet(
      period: Published(period.0, period.1), amplitude: Published(amplitude.0, amplitude.1),
      eccentricity: Published(eccentricity.0, eccentricity.1))
  }

  /// The planets of K above five standard errors.
  static let all = [
    // Butler et al. 2006, ApJ 646, 505.
    KnownStar(
      name: "51 Peg", file: "stars/51peg.csv",
      planets: [planet((4.230785, 3.6e-5), (55.94, 0.69), (0.013, 0.012))]),
    // Moutou et al. 2009, A&A 498, L5.
    KnownStar(
      name: "HD 80606", file: "stars/hd80606.csv", planets: [planet((111.436, 0.003), (472, 5), (0.934, 0.003))]),
    // Wittenmyer, Endl & Cochran 2007, ApJ 654, 625.
    KnownStar(
      name: "14 Her", file: "stars/14her.csv", planets: [planet((1773.4, 2.5), (90, 0.5), (0.369, 0.005))]),
    // Lovis et al. 2011, A&A 528, A112.
    KnownStar(
      name: "HD 10180", file: "stars/hd10180.csv",
      planets: [
        planet((5.75979, 6.2e-4), (4.50, 0.12), (0.045, 0.026)),
        planet((16.3579, 0.0038), (2.86, 0.13), (0.088, 0.041)),
        planet((49.745, 0.022), (4.25, 0.18), (0.026, 0.036)), planet((122.76, 0.17), (2.98, 0.15), (0.135, 0.046)),
        planet((601.2, 8.1), (1.59, 0.25), (0.19, 0.14)), planet((2222, 91), (3.04, 0.19), (0.08, 0.07)),
      ]),
    // Butler et al. 2006, ApJ 646, 505 (K of d 63.4 ± 1.5 m/s, P 1290.1 ± 8.4 d, e of c 0.262 ± 0.021), and Curiel et al. 2011,
    // A&A 525, A78 (68.1 ± 0.5 m/s, 1276.5 ± 0.6 d, 0.260 ± 0.008), differ by more than their errors. These values lie between
    // them, and the errors hold both.
    KnownStar(
      name: "υ And", file: "stars/upsand.csv",
      planets: [
        planet((4.617111, 8.2e-5), (70.2, 1.5), (0.022, 0.018)), planet((241.25, 0.3), (56, 1.7), (0.261, 0.03)),
        planet((1283, 8.4), (65.8, 2.4), (0.28, 0.032)),
      ]),
    // Fulton et al. 2016, ApJ 830, 46.
    KnownStar(
      name: "HD 164922", file: "../../Examples/Data/hd164922.csv",
      planets: [
        planet((1201.1, 5.6), (7.15, 0.22), (0.126, 0.05)), planet((75.765, 0.064), (2.22, 0.24), (0.22, 0.13)),
      ]),
  ]
}
