// Which columns of a table are the times, velocities, errors and instruments: as the user says, by their names, or by place.

/// The places of the columns that matter.
struct ColumnChoice {
  let time: Int
  let velocity: Int
  let error: Int
  let instrument: Int?
  /// The columns as messages name them.
  let shownNames: [ColumnRole: String]
  /// What was assumed, as sentences.
  let notes: [String]
  /// All columns: their names, and what is said of them.
  let names: [(name: HeaderName, remark: String)]

  /// The columns of a table.
  ///
  /// - Parameter wanted: those that the user named.
  /// - Throws: `VelocityError.missingColumn`, `.unknownColumn`, `.tooFewColumns`, `.badSetting`.
  init(_ table: RawTable, _ wanted: VelocityColumns) throws(VelocityError) {
    names = table.columns.map { (HeaderName($0.name), $0.remark) }
    var places: [ColumnRole: Int] = [:]
    var notes: [String] = []
    for role in ColumnRole.allCases {
      if let name = wanted[role] { places[role] = try Self.place(of: name, table) }
    }
    for role in ColumnRole.allCases where places[role] == nil {
      let taken = Set(places.values)
      let found =
        table.headerLine == nil
        ? Self.byPlace(role, table) : role.candidates(in: names, velocity: places[.velocity])
      let free = found.filter { !taken.contains($0) && (role != .instrument || table.hasText(in: $0)) }
      if let place = free.first(where: { role == .velocity && table.isFull(in: $0) }) ?? free.first {
        places[role] = place
        if role == .velocity || role == .time, free.count > 1, table.headerLine != nil {
          notes.append(
            "took \(ShownText.name(table.columns[place].name)) as the \(role.rawValue), not "
              + "\(ShownText.names(free.filter { $0 != place }.map { table.columns[$0].name }))")
        }
      } else if role != .instrument {
        throw Self.missing(role, table)
      }
    }
    guard let time = places[.time], let velocity = places[.velocity], let error = places[.error] else {
      throw Self.missing(.error, table)
    }
    guard Set(places.values).count == places.count else {
      throw .badSetting("two of the columns that are named are one")
    }
    self.time = time
    self.velocity = velocity
    self.error = error
    instrument = places[.instrument]
    shownNames = places.mapValues { place in
      let name = table.columns[place].name
      return name.isEmpty ? "\(place + 1)" : name
    }
    if table.headerLine == nil { notes.append(Self.note(places, table)) }
    self.notes = notes
  }

  /// The place of a column that the user names, by name or number.
  private static func place(of name: String, _ table: RawTable) throws(VelocityError) -> Int {
    let names = table.columns.map(\.name)
    if let place = names.firstIndex(of: name) { return place }
    if let place = names.firstIndex(where: { $0.lowercased() == name.lowercased() }) { return place }
    if let number = Int(name), names.indices.contains(number - 1) { return number - 1 }
    let key = HeaderName(name).key
    if !key.isEmpty, let place = names.firstIndex(where: { HeaderName($0).key == key }) { return place }
    throw .unknownColumn(
      file: table.file, line: table.headerLine, column: name,
      found: table.headerLine == nil ? names.indices.map { "\($0 + 1)" } : names)
  }

  /// The place of a column without a header: time, velocity, error, and a fourth that can be an instrument.
  private static func byPlace(_ role: ColumnRole, _ table: RawTable) -> [Int] {
    switch role {
    case .time: [0]
    case .velocity: table.columns.count > 1 ? [1] : []
    case .error: table.columns.count > 2 ? [2] : []
    case .instrument: table.columns.count > 3 && table.hasInstruments(in: 3) ? [3] : []
    }
  }

  private static func missing(_ role: ColumnRole, _ table: RawTable) -> VelocityError {
    guard let line = table.headerLine else {
      return .tooFewColumns(file: table.file, line: table.rows.first?.line ?? 1, count: table.columns.count)
    }
    return .missingColumn(
      file: table.file, line: line, role: role.plural, found: table.columns.map(\.name), accepted: role.examples)
  }

  private static func note(_ places: [ColumnRole: Int], _ table: RawTable) -> String {
    let taken = ColumnRole.allCases.filter { places[$0] != nil }
    let numbers = taken.compactMap { places[$0].map { "\($0 + 1)" } }.joined(separator: ", ")
    let rest = table.columns.count - taken.count
    return "no header: took columns \(numbers) as \(taken.map(\.rawValue).joined(separator: ", "))"
      + (rest > 0 ? " and left out \(rest) more" : "")
  }

  /// The zero of the times by the name of their column, what stands beside it, and the comments of the file.
  ///
  /// - Throws: `VelocityError.wrongTimeUnit`.
  func namedSystem(_ table: RawTable) throws(VelocityError) -> TimeSystem? {
    let column = names[time]
    let frame = table.remarks["time_reference_frame"] ?? table.remarks["time_system"] ?? ""
    switch TimeSystem.naming(column.name, remark: column.remark) {
    case .system(let system): return system
    case .neutral: return TimeSystem(named: column.name, remark: column.remark + " " + frame)
    case .otherUnit(let unit):
      throw .wrongTimeUnit(
        file: table.file, line: table.headerLine, column: shownNames[.time] ?? "", unit: unit)
    case nil: return nil
    }
  }
}

extension RawTable {
  /// Whether no value of a column is missing.
  func isFull(in column: Int) -> Bool {
    rows.allSatisfy { column < $0.cells.count && !CellNumber.isMissing($0.cells[column]) }
  }

  /// Whether a column has text.
  func hasText(in column: Int) -> Bool { rows.contains { column < $0.cells.count && !$0.cells[column].isEmpty } }

  /// Refuses tables of many stars, and returns a warning of a few names, which may be those of one star: a column of stars has
  /// few names, each in several rows.
  func starWarning(_ choice: ColumnChoice) throws(VelocityError) -> String? {
    for (place, column) in choice.names.enumerated()
    where ColumnRole.starKeys.contains(column.name.key) && place != choice.instrument {
      var stars: [String: Int] = [:]
      for row in rows where place < row.cells.count && !row.cells[place].isEmpty {
        stars[row.cells[place], default: 0] += 1
      }
      guard stars.count > 1, stars.values.allSatisfy({ $0 > 1 }) || 4 * stars.count < rows.count else { continue }
      let names = stars.keys.sorted().prefix(3).map { $0 }
      if stars.count <= Self.namesOfOneStar {
        return
          "column \(ShownText.name(columns[place].name)) names \(ShownText.names(names)): all rows are taken as of one star"
      }
      throw .severalStars(
        file: file, line: headerLine, column: columns[place].name, names: names, count: stars.count)
    }
    return nil
  }

  /// One star may have so many names in a table.
  private static let namesOfOneStar = 3

  /// Whether a column of a table without a header can be one of instruments: words, or at most twenty small whole numbers.
  func hasInstruments(in column: Int) -> Bool {
    let cells = Set(rows.map { column < $0.cells.count ? $0.cells[column] : "" })
    if cells.contains(where: { CellNumber.parse($0) == nil && !CellNumber.isMissing($0) }) { return true }
    return cells.count <= 20 && cells.allSatisfy { Int($0).map { (0...99).contains($0) } ?? false }
  }
}
