// The velocities of one file in m/s, with the zero of their times as far as it is known.

/// The velocities of one file.
struct VelocityPiece {
  /// The zero from which a file's days count.
  enum Zero {
    /// Known by a name that agrees with the numbers, or by numbers that can be nothing else.
    /// `isNamed` tells whether the frame is, too.
    case known(TimeSystem, isNamed: Bool)
    /// Not known; what the numbers look like.
    case unknown(looks: String)
  }

  let file: String
  private let columnNames: [ColumnRole: String]
  private(set) var lines: [Int] = []
  private(set) var times: [Double] = []
  private(set) var velocities: [Double] = []
  private(set) var errors: [Double] = []
  private(set) var zero = Zero.unknown(looks: "")
  var instruments: [String] = []
  var notes: [String] = []
  var warnings: [String] = []

  init(file: String, columnNames: [ColumnRole: String]) {
    self.file = file
    self.columnNames = columnNames
  }

  /// No velocities, but something to say of a source.
  init(note: String, of source: VelocitySource) {
    self.init(file: source.file, columnNames: [:])
    notes = [note]
  }

  mutating func append(line: Int, time: Double, velocity: Double, error: Double) {
    lines.append(line)
    times.append(time)
    velocities.append(velocity)
    errors.append(error)
  }

  /// The times with days added.
  func times(plus days: Double) -> [Double] { days == 0 ? times : times.map { $0 + days } }
}

extension VelocityPiece {
  /// Observations of one star that lie further apart than this, some 110 years, are of two zeros.
  private static let longestSpan = 40_000.0

  /// Decides from where the days count, by the column's name and by the numbers, and refuses times that cannot be.
  ///
  /// - Parameters:
  ///   - named: the zero that the column's name tells.
  ///   - offset: days that the user wants added.
  mutating func settleTimes(named: TimeSystem?, offset: Double?, column: String) throws(VelocityError) {
    if let offset {
      times = times(plus: offset)
      notes.append("\(offset) days added to the times as asked for")
    }
    let whole = times.indices.filter { TimeSystem.julianDates.contains(times[$0]) }
    if whole.count == times.count {
      settleWhole(named, offset)
      return
    }
    if let named, named.offset != 0, offset == nil {
      for place in times.indices where !named.contains(times[place]) || TimeSystem.julianDates.contains(times[place]) {
        throw impossible(place, column, named)
      }
      zero = .known(named, isNamed: true)
      notes.append("times are \(named) by the name of column \(ShownText.name(column))")
      return
    }
    for place in times.indices
    where !TimeSystem.relativeDays.contains(times[place]) && !TimeSystem.julianDates.contains(times[place]) {
      throw impossible(place, column, nil)
    }
    if let place = whole.first {
      throw mixed(place > 0 ? place : times.firstIndex { !TimeSystem.julianDates.contains($0) } ?? 0)
    }
    let span = (times.max() ?? 0) - (times.min() ?? 0)
    if span > Self.longestSpan { throw mixed(farthest) }
    let looks = Self.looks(times[0])
    zero = .unknown(looks: looks)
    let name = named.map { "column \(ShownText.name(column)) names \($0), but " } ?? ""
    notes.append(
      "\(name)the times count from a zero that is not named (the first is \(times[0])\(looks)): kept as they are")
  }

  /// All times are whole Julian dates, whatever the name says.
  private mutating func settleWhole(_ named: TimeSystem?, _ offset: Double?) {
    zero = .known(TimeSystem(frame: named?.frame ?? "JD", offset: 0), isNamed: named != nil)
    if let named, named.offset != 0, offset == nil {
      notes.append("the times are whole Julian dates, though their column is named as \(named)")
    }
  }

  private func impossible(_ place: Int, _ column: String, _ system: TimeSystem?) -> VelocityError {
    .impossibleTime(
      file: file, line: lines[place], column: column, cell: "\(times[place])", system: system?.description)
  }

  private func mixed(_ place: Int) -> VelocityError {
    .mixedTimes(
      file: file, line: lines[place],
      reason:
        "the time \(times[place]) and the \(place == 0 ? "next" : "first") one, \(times[place == 0 ? 1 : 0]), do not count from "
        + "one zero: each file needs times of one kind")
  }

  /// The time that is farthest from the first.
  private var farthest: Int {
    times.indices.max { abs(times[$0] - times[0]) < abs(times[$1] - times[0]) } ?? 0
  }

  /// What a time without a known zero looks like.
  private static func looks(_ time: Double) -> String {
    switch time {
    case 30_000...: ", as of JD − 2400000 or of MJD, half a day apart"
    case 9_000..<30_000: ", as of JD − 2440000 or JD − 2450000"
    case 1_000..<9_000: ", as of JD − 2450000, JD − 2454833 or JD − 2457000"
    default: ""
    }
  }
}
