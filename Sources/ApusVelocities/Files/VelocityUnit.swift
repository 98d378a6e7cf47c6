// The units of velocities in tables, and the ways in which people write them.

/// A unit of velocity.
public enum VelocityUnit: Hashable, Sendable, CaseIterable {
  case metersPerSecond, kilometersPerSecond, centimetersPerSecond

  /// The unit that a text names in any of the usual ways: `m/s`, `km s-1`, `KM/S`, `m s^{-1}`, `kms`; nil where it names none.
  public init?(_ text: String) {
    var letters = ""
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "/": letters.unicodeScalars.append(scalar)
      case "1", "-", "^", "{", "}", "$", "\\", "*", ".", " ", "_", "⁻", "¹", "−", "·", "(", ")", "[", "]": continue
      default: return nil
      }
    }
    letters = letters.replacingPrefixes(["\\rm", "mathrm", "rm"], with: "")
    for (unit, prefixes) in Self.prefixes {
      for prefix in prefixes where letters.hasPrefix(prefix) {
        if Self.perSecond.contains(String(letters.dropFirst(prefix.count))) {
          self = unit
          return
        }
      }
    }
    return nil
  }

  /// A velocity of this unit in m/s, correctly rounded.
  public func inMetersPerSecond(_ velocity: Double) -> Double {
    switch self {
    case .metersPerSecond: velocity
    case .kilometersPerSecond: velocity * 1000
    case .centimetersPerSecond: velocity / 100
    }
  }

  private static let prefixes: [(VelocityUnit, [String])] = [
    (.kilometersPerSecond, ["kilo", "k"]), (.centimetersPerSecond, ["centi", "c"]), (.metersPerSecond, [""]),
  ]

  private static let perSecond: Set<String> = [
    "m/s", "ms", "mps", "m/sec", "msec", "mpers", "mpersec", "meter/second", "meters/second", "metre/second",
    "metres/second", "meterspersecond", "metrespersecond", "meterpersecond", "metrepersecond",
  ]
}

extension VelocityUnit: CustomStringConvertible {
  /// `m/s`, `km/s` or `cm/s`.
  public var description: String {
    switch self {
    case .metersPerSecond: "m/s"
    case .kilometersPerSecond: "km/s"
    case .centimetersPerSecond: "cm/s"
    }
  }

  /// What turns a velocity into m/s, in words.
  var conversion: String {
    switch self {
    case .metersPerSecond: "as they are"
    case .kilometersPerSecond: "times 1000"
    case .centimetersPerSecond: "divided by 100"
    }
  }
}

extension String {
  fileprivate func replacingPrefixes(_ prefixes: [String], with replacement: String) -> String {
    for prefix in prefixes where hasPrefix(prefix) { return replacement + dropFirst(prefix.count) }
    return self
  }
}
