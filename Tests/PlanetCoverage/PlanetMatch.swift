// Which of the planets that a search found is which of those that are there, and what the others are.

internal import ApusVelocities
internal import Foundation

/// Found planets against injected ones.
struct PlanetMatch {
  /// The injected planet of each found one; nil for a wrong one.
  let injected: [Int?]

  private let system: SyntheticSystem

  /// A found planet is right if it is of an injected one's peak: its frequency within 0.5/span, and its period within a quarter; or
  /// its period within five of its errors. Each injected planet is found once at most, by the nearest.
  init(_ system: SyntheticSystem, _ found: [PlanetSearch.Orbit]) {
    self.system = system
    var pairs: [(found: Int, injected: Int, distance: Double)] = []
    for (index, orbit) in found.enumerated() {
      for (place, truth) in system.orbits.enumerated() {
        let distance = (1 / orbit.period - 1 / truth.period).magnitude * system.span
        let difference = (orbit.period - truth.period).magnitude
        let isNear = distance < 0.5 && difference < 0.25 * truth.period || difference < 5 * orbit.periodError
        if isNear { pairs.append((index, place, distance)) }
      }
    }
    var injected = [Int?](repeating: nil, count: found.count)
    for pair in pairs.sorted(by: { $0.distance < $1.distance })
    where injected[pair.found] == nil && !injected.contains(pair.injected) {
      injected[pair.found] = pair.injected
    }
    self.injected = injected
  }

  /// What a wrong period is, as far as frequencies tell.
  func reason(_ period: Double) -> String {
    let width = 1.5 / system.span
    let frequency = 1 / period
    for (place, truth) in system.orbits.enumerated() {
      let true0 = 1 / truth.period
      let name = "of \(shortText(truth.period)) d, e \(shortText(truth.eccentricity, 2))"
      let isFound = injected.contains(place)
      if (frequency - true0).magnitude < width { return "a second one at the period \(name)" }
      for (text, factor) in [
        ("half", 2.0), ("a third of", 3), ("a quarter of", 4), ("twice", 0.5), ("thrice", 1 / 3.0),
      ]
      where (frequency - factor * true0).magnitude < width {
        return "\(text) the period \(name)\(isFound ? ", which was found too" : "")"
      }
      let windows = [("a day", 1.0), ("a sidereal day", 1.002_737_909), ("a year", 1 / 365.2422), ("two days", 2.0)]
      for (text, window) in windows {
        for alias in [true0 + window, (true0 - window).magnitude] where (frequency - alias).magnitude < width {
          return "the alias by \(text) of the planet \(name)\(isFound ? ", which was found too" : "")"
        }
      }
    }
    return period > 0.7 * system.span ? "beyond the span" : "noise, or what other planets leave"
  }
}

/// A number to some digits.
func shortText(_ value: Double, _ digits: Int = 5) -> String { String(format: "%.\(digits)g", value) }
