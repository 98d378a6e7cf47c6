// The velocities of several files as one table: one zero of time, instruments by name, repeated rows counted.

/// Pieces that become one table.
struct VelocityUnion {
  private let pieces: [VelocityPiece]
  private var notes: [String] = []
  private var warnings: [String] = []
  private var offsets: [Double]
  private var timeSystem: TimeSystem?

  /// - Throws: `VelocityError.mixedTimes` where the times of two files do not count from one zero, and the zeros are not known.
  init(_ pieces: [VelocityPiece]) throws(VelocityError) {
    self.pieces = pieces.filter { !$0.times.isEmpty }
    offsets = self.pieces.map { _ in 0 }
    for piece in pieces {
      let name = ShownText.escaped(piece.file, limit: 200)
      notes += piece.notes.map { "\(name): \($0)" }
      warnings += piece.warnings.map { "\(name): \($0)" }
    }
    try settleZeros()
  }

  /// Finds the zero that all pieces share, or turns all times into whole Julian dates.
  private mutating func settleZeros() throws(VelocityError) {
    guard let first = pieces.first else { return }
    let systems = pieces.map { piece in if case .known(let system, _) = piece.zero { system } else { TimeSystem?.none }
    }
    let known = systems.compactMap { $0 }
    if known.count == pieces.count {
      let frames = Set(
        pieces.compactMap { piece in if case .known(let system, true) = piece.zero { system.frame } else { nil } })
      let frame = frames.count == 1 ? frames.first ?? "JD" : frames.contains("BJD") ? "BJD" : "JD"
      if Set(known.map(\.offset)).count == 1 {
        timeSystem = TimeSystem(frame: frame, offset: known[0].offset)
      } else {
        offsets = known.map(\.offset)
        timeSystem = TimeSystem(frame: frame, offset: 0)
        let words = zip(pieces, known).map { "\(ShownText.escaped($0.file, limit: 200)) \($1)" }
        notes.append("times of different zeros (\(words.joined(separator: ", "))) turned into whole Julian dates")
      }
      if frames.count > 1 {
        warnings.append(
          "times are \(frames.sorted().joined(separator: " and ")): up to 8.4 minutes apart, and not corrected for that"
        )
      }
      return
    }
    for (piece, system) in zip(pieces, systems).dropFirst()
    where (system == nil || systems[0] == nil) && !isAlike(piece, system, first, systems[0]) {
      throw .mixedTimes(
        file: piece.file, line: nil,
        reason: "its times (\(words(piece, system))) and those of \(ShownText.escaped(first.file, limit: 200)) "
          + "(\(words(first, systems[0]))) do not count from one zero, or it is not known: name the zeros in the headers, such as "
          + "rjd, mjd, bjd-2450000, or give --time-offset")
    }
    if pieces.count > 1 { notes.append("the times of all files are taken to count from one zero") }
  }

  /// Whether the times of two pieces, whose zeros are not both known, look as if they count from one.
  private func isAlike(_ a: VelocityPiece, _ aSystem: TimeSystem?, _ b: VelocityPiece, _ bSystem: TimeSystem?) -> Bool {
    guard aSystem == nil, bSystem == nil, case .unknown(let aLooks) = a.zero, case .unknown(let bLooks) = b.zero else {
      return false
    }
    let both = a.times + b.times
    return aLooks == bLooks
      || ((both.max() ?? 0) - (both.min() ?? 0) < 30_000 && !aLooks.isEmpty && !bLooks.isEmpty
        && !aLooks.contains("MJD") && !bLooks.contains("MJD"))
  }

  private func words(_ piece: VelocityPiece, _ system: TimeSystem?) -> String {
    system.map { "\($0)" } ?? "such as \(piece.times[0])"
  }

  /// The table.
  ///
  /// - Throws: `VelocityError.tooFew`, `.noSpan`.
  func reading() throws(VelocityError) -> VelocityReading {
    var notes = notes
    var warnings = warnings
    let times = zip(pieces, offsets).flatMap { $0.times(plus: $1) }
    let names = pieces.flatMap(\.instruments)
    let table = VelocityTable(
      times: times, velocities: pieces.flatMap(\.velocities), errors: pieces.flatMap(\.errors), instrumentNames: names)
    let file = pieces.count > 1 ? "\(pieces.count) files" : pieces.first?.file ?? "the files"
    try table.check(file: file)
    var homes: [String: [String]] = [:]
    for piece in pieces {
      for name in Set(piece.instruments) { homes[name, default: []].append(piece.file) }
    }
    for name in table.instruments {
      if let files = homes[name], files.count > 1 {
        notes.append(
          "instrument '\(name)' is in \(files.map { ShownText.escaped($0, limit: 200) }.joined(separator: " and ")): taken as one; "
            + "NAME=FILE tells them apart")
      }
    }
    notes += repetitions(table)
    if table.instruments.count > 2, 2 * table.instruments.count > table.count {
      warnings.append(
        "\(table.instruments.count) instruments for \(table.count) velocities: each has an offset of its own")
    }
    return VelocityReading(table: table, timeSystem: timeSystem, notes: notes, warnings: warnings)
  }

  /// What is to be said of rows that stand twice.
  private func repetitions(_ table: VelocityTable) -> [String] {
    struct Row: Hashable { let time, velocity, error: Double; let instrument: Int }
    var seen: Set<Row> = []
    var repeated: [Int] = []
    for place in table.times.indices {
      let row = Row(
        time: table.times[place], velocity: table.velocities[place], error: table.errors[place],
        instrument: table.instrumentIndices[place])
      if !seen.insert(row).inserted { repeated.append(place) }
    }
    guard let first = repeated.first else { return [] }
    let places = pieces.flatMap { piece in piece.lines.map { "\(ShownText.escaped(piece.file, limit: 200)):\($0)" } }
    return [
      "\(repeated.count) row\(repeated.count == 1 ? " repeats" : "s repeat") another to the last digit (the first is \(places[first])): "
        + "each counts"
    ]
  }
}
