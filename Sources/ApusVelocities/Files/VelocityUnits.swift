// The units of a table's velocities and errors: as the user says, by the header, by a pipeline's habit, or m/s.

/// The units of the velocities and errors of a table, and how they are known.
struct VelocityUnits {
  let velocity: VelocityUnit
  let error: VelocityUnit
  private let notes: [String]
  private let warnings: [String]

  init(_ table: RawTable, _ choice: ColumnChoice, _ wanted: VelocityUnit?) {
    let columns = [choice.velocity, choice.error].map { (table.columns[$0], choice.names[$0].name) }
    let named = columns.map { $0.1.unit ?? $0.0.unit }
    let remark = (table.remarks["value_units"] ?? table.remarks["velocity_units"] ?? table.remarks["rv_units"])
    let remarkUnit = remark.flatMap { VelocityUnit($0) }
    let median = Self.medianError(table, choice.error)
    var notes: [String] = []
    var warnings: [String] = []
    if let wanted {
      velocity = wanted
      error = wanted
      notes.append("velocities in \(wanted) as asked for: taken \(wanted.conversion)")
      if let other = named.compactMap({ $0 }).first(where: { $0 != wanted }) {
        warnings.append("the file says \(other), and \(wanted) was asked for")
      }
    } else if let first = named[0] ?? named[1] {
      velocity = first
      error = named[1] ?? first
      let source = "by the header \(ShownText.name(columns[named[0] == nil ? 1 : 0].1.text))"
      if velocity != .metersPerSecond {
        notes.append("velocities in \(velocity) \(source): taken \(velocity.conversion)")
      }
      if error != velocity {
        notes.append("errors in \(error) by the header \(ShownText.name(columns[1].1.text)): taken \(error.conversion)")
      }
    } else if let remark, let unit = remarkUnit {
      velocity = unit
      error = unit
      if unit != .metersPerSecond {
        notes.append(
          "velocities in \(unit) by the file's remark '\(ShownText.escaped(remark))': taken \(unit.conversion)")
      }
    } else if Self.isPipeline(columns.map(\.1)), let median, median < Self.smallError {
      velocity = .kilometersPerSecond
      error = .kilometersPerSecond
      notes.append(
        "'vrad' and 'svrad' are in km/s in the tables of the HARPS pipeline, and the median error \(median) agrees: taken times "
          + "1000; --units m/s if they are not")
    } else {
      velocity = .metersPerSecond
      error = .metersPerSecond
      notes.append("no unit is named: velocities and errors taken as m/s")
      if let median, median < Self.smallError {
        warnings.append(
          "the median error is \(median) m/s, as if the velocities were in km/s: --units km/s if they are")
      }
    }
    if let median, error == .kilometersPerSecond, median > 3 {
      warnings.append("the median error is \(median) km/s, as if the velocities were in m/s: --units m/s if they are")
    }
    self.notes = notes
    self.warnings = warnings
  }

  /// Adds what was assumed to a piece.
  func report(in piece: inout VelocityPiece) {
    piece.notes += notes
    piece.warnings += warnings
  }

  /// No spectrograph measures a star to less than 5 cm/s.
  private static let smallError = 0.05

  private static func isPipeline(_ names: [HeaderName]) -> Bool {
    names[0].key.hasPrefix("vrad") && names[1].key == "s" + names[0].key
  }

  private static func medianError(_ table: RawTable, _ column: Int) -> Double? {
    let errors = table.rows.compactMap { column < $0.cells.count ? CellNumber.parse($0.cells[column]) : nil }
      .filter { $0 > 0 && $0.isFinite }.sorted()
    return errors.isEmpty ? nil : errors[errors.count / 2]
  }
}
