// Files to pieces of a table: what the user said is applied, columns get their meaning, cells become numbers.

internal import ApusStore

/// What the user says of how files are to be read.
struct VelocityReader {
  let columns: VelocityColumns
  let unit: VelocityUnit?
  let timeOffset: Double?
  let skipsMissing: Bool

  /// The pieces of all sources, in their order.
  func pieces(_ sources: [VelocitySource]) throws(VelocityError) -> [VelocityPiece] {
    for offset in [timeOffset] + sources.map(\.timeOffset) {
      if let offset, !offset.isFinite { throw .badSetting("the time offset \(offset) is no number of days") }
    }
    var pieces: [VelocityPiece] = []
    var contents: [(file: String, bytes: [UInt8])] = []
    var pending = sources.map { (source: $0, parent: Parent?.none) }[...]
    while let (source, parent) = pending.popFirst() {
      let bytes = try read(source, parent)
      if let other = contents.first(where: { $0.bytes == bytes }) {
        throw .repeatedSource(file: source.file, other: other.file)
      }
      contents.append((source.file, bytes))
      let text = try TextLines(bytes, file: source.file)
      if parent == nil, let system = SystemicFile(text) {
        pending = try system.sources(of: source).map { ($0.source, Parent(file: source.file, line: $0.line)) } + pending
        if system.hasTransits {
          pieces.append(VelocityPiece(note: "its transit times are no velocities: left out", of: source))
        }
        continue
      }
      pieces.append(try piece(RawTable(text, wanted: columns.names), source))
    }
    return pieces
  }

  /// The line of a file that names another.
  private struct Parent {
    let file: String
    let line: Int
  }

  /// The bytes of a source; a file that another one names is missed by the name of that.
  private func read(_ source: VelocitySource, _ parent: Parent?) throws(VelocityError) -> [UInt8] {
    do throws(VelocityError) { return try source.bytes() } catch {
      if let parent, case .table(.missingFile(let file)) = error {
        throw .badSystem(
          file: parent.file, line: parent.line,
          reason: "it names \(ShownText.escaped(file, limit: 300)), and there is no such file")
      }
      throw error
    }
  }

  /// The velocities of a table.
  func piece(_ table: RawTable, _ source: VelocitySource) throws(VelocityError) -> VelocityPiece {
    let choice = try ColumnChoice(table, columns)
    var piece = VelocityPiece(file: table.file, columnNames: choice.shownNames)
    piece.notes = table.notes + choice.notes
    if columns.instrument == nil, let warning = try table.starWarning(choice) { piece.warnings.append(warning) }
    let units = VelocityUnits(table, choice, unit)
    let timeName = choice.shownNames[.time] ?? ""
    let system = try choice.namedSystem(table)
    var skipped: [Int] = []
    var names: [String] = []
    for row in table.rows {
      let cells = [choice.time, choice.velocity, choice.error].map { $0 < row.cells.count ? row.cells[$0] : "" }
      if skipsMissing, cells.contains(where: CellNumber.isMissing) {
        skipped.append(row.line)
        continue
      }
      let time = try number(cells[0], .time, row, choice, table.file)
      let velocity = try number(cells[1], .velocity, row, choice, table.file)
      let error = try number(cells[2], .error, row, choice, table.file)
      guard error > 0 else {
        throw .nonpositiveError(file: table.file, line: row.line, column: choice.shownNames[.error] ?? "", error: error)
      }
      piece.append(
        line: row.line, time: time, velocity: units.velocity.inMetersPerSecond(velocity),
        error: units.error.inMetersPerSecond(error))
      guard abs(piece.velocities.last ?? 0) < 299_792_458 else {
        throw .badCell(
          file: table.file, line: row.line, column: choice.shownNames[.velocity] ?? "", cell: cells[1],
          reason: "faster than light in \(units.velocity)")
      }
      if let place = choice.instrument, source.instrument == nil {
        names.append(try instrumentName(row, place, choice, table.file))
      }
    }
    piece.instruments = names.isEmpty ? [] : names
    let own = source.instrument ?? source.baseName
    if names.isEmpty { piece.instruments = [String](repeating: Self.shown(own), count: piece.times.count) }
    if !skipped.isEmpty {
      let lines = skipped.prefix(10).map(String.init).joined(separator: ", ")
      piece.notes.append(
        "\(skipped.count) row\(skipped.count == 1 ? "" : "s") with missing values left out (line\(skipped.count == 1 ? "" : "s") "
          + "\(lines)\(skipped.count > 10 ? ", …" : ""))")
    }
    try piece.settleTimes(named: system, offset: source.timeOffset ?? timeOffset, column: timeName)
    units.report(in: &piece)
    return piece
  }

  private func number(
    _ cell: String, _ role: ColumnRole, _ row: RawRow, _ choice: ColumnChoice, _ file: String
  ) throws(VelocityError) -> Double {
    let column = choice.shownNames[role] ?? role.rawValue
    if let number = CellNumber.parse(cell), number.isFinite { return number }
    let reason =
      if cell.isEmpty { "" } else if CellNumber.parse(cell) != nil || CellNumber.isMissing(cell) {
        "no value: such rows must be left out"
      } else if CellNumber.hasDecimalComma(cell) {
        "a number with a decimal comma: a point is needed"
      } else if role == .time, CellNumber.isCalendarDate(cell) {
        "a date of the calendar: Julian dates in days are needed"
      } else { "no number" }
    throw .badCell(file: file, line: row.line, column: column, cell: cell, reason: reason)
  }

  private func instrumentName(
    _ row: RawRow, _ place: Int, _ choice: ColumnChoice, _ file: String
  ) throws(VelocityError) -> String {
    let cell = place < row.cells.count ? row.cells[place] : ""
    guard !cell.isEmpty else {
      throw .badCell(file: file, line: row.line, column: choice.shownNames[.instrument] ?? "", cell: "", reason: "")
    }
    guard cell.unicodeScalars.count <= Self.longestName else {
      throw .badCell(
        file: file, line: row.line, column: choice.shownNames[.instrument] ?? "", cell: cell,
        reason: "longer than the \(Self.longestName) characters that a name can have")
    }
    return Self.shown(cell)
  }

  private static let longestName = 80

  /// A name that can be printed: control characters are escaped.
  private static func shown(_ name: String) -> String { ShownText.escaped(name, limit: longestName) }
}
