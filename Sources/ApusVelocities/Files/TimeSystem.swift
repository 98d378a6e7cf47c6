// From where a table's days count: Julian dates, whole or reduced, told by a column's name.

/// A zero from which days count, such as that of BJD − 2450000.
public struct TimeSystem: Hashable, Sendable {
  /// The kind of Julian date: `BJD`, `HJD` or `JD`.
  public let frame: String
  /// The Julian date of the zero: 0 for whole Julian dates, 2400000.5 for the modified one.
  public let offset: Double

  /// A system.
  public init(frame: String, offset: Double) {
    self.frame = frame
    self.offset = offset
  }

  /// The whole Julian dates of observations that can be read: from 1 January 1800 to 1 January 2100.
  public static let julianDates = 2_378_496.5...2_488_069.5

  /// Days from an unknown zero can be so many, before or after it: some 270 years, as many as observations.
  static let relativeDays = -100_000.0...100_000.0

  /// Whether the time of an observation can be such a number of days.
  func contains(_ time: Double) -> Bool { Self.julianDates.contains(time + offset) }
}

extension TimeSystem: CustomStringConvertible {
  /// `BJD`, `BJD − 2450000`, `MJD`.
  public var description: String {
    if offset == 0 { return frame }
    if offset == 2_400_000.5 { return frame == "JD" ? "MJD" : "\(frame) − 2400000.5" }
    return "\(frame) − \(offset == offset.rounded() ? "\(Int(offset))" : "\(offset)")"
  }
}

extension TimeSystem {
  /// What the name of a column says of its times.
  enum Naming: Equatable {
    /// A kind of Julian date; whole or reduced by what the name says.
    case system(TimeSystem)
    /// A time, as from `time`, `date`, `epoch`.
    case neutral
    /// A time of another unit: years, seconds.
    case otherUnit(String)
  }

  /// What a name and its remark (what stands in brackets, what a description says) tell; nil where it names no time.
  init?(named name: HeaderName, remark: String) {
    guard case .system(let system) = Self.naming(name, remark: remark) else { return nil }
    self = system
  }

  /// What a name and its remark tell; nil where they name no time.
  static func naming(_ name: HeaderName, remark: String) -> Naming? {
    let words = name.words.flatMap { frames[$0] == nil ? split($0) : [$0] }
    let frame = words.lazy.compactMap { frames[$0] }.first
    let known = words.allSatisfy {
      frames[$0] != nil || neutral.contains($0) || fillers.contains($0) || number($0) != nil
    }
    guard known, frame != nil || words.contains(where: neutral.contains) else { return nil }
    let all = name.remark.isEmpty ? remark : name.remark + " " + remark
    let remarkFrame = Self.frame(of: all)
    if let offset = offset(in: name.text) ?? offset(in: all) {
      return .system(TimeSystem(frame: remarkFrame ?? frame?.frame ?? "JD", offset: offset))
    }
    if let frame { return .system(frame) }
    let unit = all.lowercased().split { !$0.isLetter }.first.map(String.init) ?? ""
    if otherUnits.contains(unit) || words.contains(where: { otherUnits.contains($0) }) { return .otherUnit(unit) }
    if let remarkFrame {
      let reduced = all.lowercased().contains("mjd") || all.lowercased().contains("modified")
      return .system(TimeSystem(frame: remarkFrame, offset: reduced ? 2_400_000.5 : 0))
    }
    return .neutral
  }

  /// Whether what stands in brackets is about times.
  static func isRemark(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return offset(in: text) != nil
      || words.contains { frames[$0] != nil || units.contains($0) || otherUnits.contains($0) }
  }

  /// The zero in a text such as `BJD-2450000`, `JD − 2,400,000.5`, `2450000+`.
  static func offset(in text: String) -> Double? {
    var digits = ""
    for character in text.unicodeScalars.map(Character.init) + [" "] {
      if ("0"..."9").contains(character) || (character == "." && !digits.isEmpty) {
        digits.append(character)
      } else if character == ",", !digits.isEmpty {
        continue
      } else {
        if digits.hasSuffix(".") { digits.removeLast() }
        if let number = Double(digits), (2_390_000...2_470_000).contains(number) { return number }
        digits = ""
      }
    }
    return nil
  }

  private static func frame(of text: String) -> String? {
    let text = text.lowercased()
    if text.contains("bjd") || text.contains("barycentric") { return "BJD" }
    if text.contains("hjd") || text.contains("heliocentric") { return "HJD" }
    return text.contains("jd") || text.contains("julian") ? "JD" : nil
  }

  private static func number(_ word: String) -> Double? { Double(word) }

  /// `bjdtdb` as `bjd` and `tdb`; a word that is none of these as it is.
  private static func split(_ word: String) -> [String] {
    for (name, _) in frames where word.hasPrefix(name) {
      let rest = String(word.dropFirst(name.count))
      if fillers.contains(rest) || number(rest) != nil { return [name, rest] }
    }
    return [word]
  }

  private static let frames: [String: TimeSystem] = [
    "bjd": TimeSystem(frame: "BJD", offset: 0), "hjd": TimeSystem(frame: "HJD", offset: 0),
    "jd": TimeSystem(frame: "JD", offset: 0), "jdb": TimeSystem(frame: "BJD", offset: 0),
    "julian": TimeSystem(frame: "JD", offset: 0), "bjul": TimeSystem(frame: "BJD", offset: 0),
    "rjd": TimeSystem(frame: "JD", offset: 2_400_000),
    "rbjd": TimeSystem(frame: "BJD", offset: 2_400_000), "rhjd": TimeSystem(frame: "HJD", offset: 2_400_000),
    "mjd": TimeSystem(frame: "JD", offset: 2_400_000.5), "bmjd": TimeSystem(frame: "BJD", offset: 2_400_000.5),
    "mbjd": TimeSystem(frame: "BJD", offset: 2_400_000.5), "mhjd": TimeSystem(frame: "HJD", offset: 2_400_000.5),
    "btjd": TimeSystem(frame: "BJD", offset: 2_457_000), "bkjd": TimeSystem(frame: "BJD", offset: 2_454_833),
  ]

  private static let neutral: Set<String> = [
    "time", "times", "date", "dates", "epoch", "epochs", "t", "obstime", "day", "days", "dateobs",
  ]

  private static let fillers: Set<String> = [
    "tdb", "utc", "tt", "tcb", "ut", "obs", "observation", "of", "the", "mid", "mean", "start", "d", "date", "time",
    "barycentric", "heliocentric", "bary", "helio", "at", "exposure", "offset", "minus", "in", "corr", "corrected",
  ]

  private static let units: Set<String> = ["d", "day", "days"]
  private static let otherUnits: Set<String> = [
    "yr", "yrs", "year", "years", "s", "sec", "second", "seconds", "h", "hr", "hour", "hours", "min",
  ]
}
