// Velocities as they were read, with what was assumed on the way.

/// A table of velocities, and what its user should know of how it was read.
public struct VelocityReading: Sendable {
  /// The velocities.
  public let table: VelocityTable
  /// From where the days count; nil where neither names nor sizes tell.
  public let timeSystem: TimeSystem?
  /// What was assumed, each a sentence that starts with the file:
  /// `rv.txt: no header: took columns 1, 2, 3 as time, velocity, error`.
  public let notes: [String]
  /// What is probably wrong, each a sentence: `rv.csv: the median error is 0.0021 m/s: …`.
  public let warnings: [String]
}

extension VelocityTable {
  /// Reads one table of any number of files in the forms that are in use: with or without a header, and with any separator.
  ///
  /// Columns are found by their usual names, units and zeros of time by the names, units and descriptions beside them; what
  /// was assumed is noted, and what cannot be told is refused. A file without a column of instruments gets its own name as
  /// the instrument. A `.sys` file of Systemic stands for the files that it names. The article <doc:VelocityFiles> shows the
  /// forms.
  ///
  /// - Parameters:
  ///   - sources: the files; at least one.
  ///   - columns: columns that are not found by their usual names.
  ///   - unit: the unit of velocities and errors, whatever the files say.
  ///   - timeOffset: days that are added to all times, such as 2400000 for reduced Julian dates.
  ///   - skippingMissing: whether rows in which a value is missing are left out; they are refused otherwise.
  /// - Throws: ``VelocityError``, with file, line and column.
  public static func read(
    _ sources: [VelocitySource], columns: VelocityColumns = VelocityColumns(), unit: VelocityUnit? = nil,
    timeOffset: Double? = nil, skippingMissing: Bool = false
  ) throws(VelocityError) -> VelocityReading {
    guard !sources.isEmpty else { throw .badSetting("no file of velocities is given") }
    let reader = VelocityReader(
      columns: columns, unit: unit, timeOffset: timeOffset, skipsMissing: skippingMissing)
    return try VelocityUnion(reader.pieces(sources)).reading()
  }
}
