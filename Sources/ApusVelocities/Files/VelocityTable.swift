// A star's radial velocities as a table: times, velocities, errors, instruments, read from text and checked.

public import ApusStore
internal import RealModule

/// Radial velocities.
public struct VelocityTable: Sendable {
  /// The times in days.
  public let times: [Double]
  /// The velocities in m/s.
  public let velocities: [Double]
  /// The velocities' standard errors in m/s; positive.
  public let errors: [Double]
  /// The names of the instruments, in the order in which they appear.
  public let instruments: [String]
  /// The instrument of each velocity.
  public let instrumentIndices: [Int]

  /// The number of velocities.
  public var count: Int { times.count }
  /// The time between the first and the last velocity, in days.
  public var span: Double { (times.max() ?? 0) - (times.min() ?? 0) }
  /// The middle of the times, down to a multiple of the greatest power of ten days within the span.
  public var roundEpoch: Double {
    let unit = Double.pow(10, .log10(span).rounded(.down))
    return (((times.max() ?? 0) - 0.5 * span) / unit).rounded(.down) * unit
  }

  /// Reads a table with a header: a time, a velocity, an error and, optionally, an instrument, under their usual names, such
  /// as `time_bjd`, `velocity_m_s`, `error_m_s`.
  ///
  /// Several velocities at one time, as from neighbouring exposures, each count. A file is read whatever its delimiter, its
  /// line ends and a byte-order mark.
  ///
  /// - Throws: ``VelocityError`` with file and line.
  public init(contentsOf path: String) throws(VelocityError) {
    let table: DelimitedText
    do { table = try DelimitedText(contentsOf: path) } catch { throw .table(error) }
    try self.init(table)
  }

  /// Takes the velocities from a table.
  ///
  /// - Throws: ``VelocityError`` with file and line.
  public init(_ table: DelimitedText) throws(VelocityError) {
    do throws(TableError) {
      times = try table.numbers(Column.time.name(in: table))
      velocities = try table.numbers(Column.velocity.name(in: table))
      errors = try table.numbers(Column.error.name(in: table))
      let names =
        if let column = Column.instrument.found(in: table) { try table.texts(column) } else {
          [String](repeating: "instrument", count: table.rowCount)
        }
      var found: [String] = []
      var places: [String: Int] = [:]
      instrumentIndices = names.map { name in
        if let place = places[name] { return place }
        places[name] = found.count
        found.append(name)
        return found.count - 1
      }
      instruments = found
    } catch { throw .table(error) }
    try check(table)
  }

  private func check(_ table: DelimitedText) throws(VelocityError) {
    guard times.count >= 2 else { throw .tooFew(file: table.file, count: times.count) }
    for row in errors.indices where !(errors[row] > 0) {
      throw .nonpositiveError(file: table.file, line: table.line(ofRow: row), error: errors[row])
    }
    guard span > 0 else { throw .noSpan(file: table.file) }
  }

  /// A column with the names under which it is known.
  private enum Column {
    case time, velocity, error, instrument

    private var names: [String] {
      switch self {
      case .time: ["time", "time_bjd", "bjd", "jd", "bjd_tdb", "hjd", "mjd", "t", "date"]
      case .velocity: ["velocity", "velocity_m_s", "rv", "mnvel", "vel", "v", "radial_velocity"]
      case .error: ["error", "error_m_s", "errvel", "rv_err", "e_rv", "sigma", "err", "uncertainty", "velocity_error"]
      case .instrument: ["instrument", "tel", "telescope", "inst"]
      }
    }

    /// The first column of the table that has one of the names, in upper or lower case.
    func found(in table: DelimitedText) -> String? {
      for name in names {
        if let match = table.columnNames.first(where: { $0.lowercased() == name }) { return match }
      }
      return nil
    }

    /// That column, or the usual name, which the table will say is missing.
    func name(in table: DelimitedText) -> String { found(in: table) ?? names[0] }
  }
}

/// What can be wrong with a table of velocities.
public enum VelocityError: Error, Sendable, CustomStringConvertible {
  /// The file is no table, a column is missing, or a cell is no number.
  case table(TableError)
  /// Fewer than two velocities.
  case tooFew(file: String, count: Int)
  /// An error that is not positive.
  case nonpositiveError(file: String, line: Int, error: Double)
  /// All velocities are at one time.
  case noSpan(file: String)

  /// One line with file and line.
  public var description: String {
    switch self {
    case .table(let error): error.description
    case .tooFew(let file, let count): "\(file): \(count) velocities are too few for a fit; at least 2 are needed"
    case .nonpositiveError(let file, let line, let error): "\(file):\(line): the error \(error) is not positive"
    case .noSpan(let file): "\(file): all velocities are at one time"
    }
  }
}
