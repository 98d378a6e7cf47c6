// A star's radial velocities as a table: times, velocities, errors, instruments.

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

  /// Reads a file in any of the forms that ``read(_:columns:unit:timeOffset:skippingMissing:)`` knows, without its notes.
  ///
  /// Several velocities at one time, as from neighbouring exposures, each count.
  ///
  /// - Throws: ``VelocityError`` with file and line.
  public init(contentsOf path: String) throws(VelocityError) {
    self = try Self.read([VelocitySource(path: path)]).table
  }

  /// Takes the velocities from a table whose columns have usual names, in m/s and days; one without instruments is of one,
  /// `instrument`.
  ///
  /// - Throws: ``VelocityError`` with file and line.
  public init(_ table: DelimitedText) throws(VelocityError) {
    var raw = RawTable(file: table.file, columns: table.columnNames.map { RawColumn(name: $0) }, headerLine: 1)
    do throws(TableError) {
      var columns: [[TableCell]] = []
      for name in table.columnNames { columns.append(try table.cells(name)) }
      raw.rows = (0..<table.rowCount).map { row in
        RawRow(line: table.line(ofRow: row), cells: columns.map { $0[row].text })
      }
    } catch { throw .table(error) }
    let reader = VelocityReader(columns: VelocityColumns(), unit: nil, timeOffset: nil, skipsMissing: false)
    let source = VelocitySource(bytes: [], file: "instrument")
    self = try VelocityUnion([reader.piece(raw, source)]).reading().table
  }

  /// The same times, errors and instruments with other velocities.
  func replacing(velocities: [Double]) -> VelocityTable {
    VelocityTable(
      times: times, velocities: velocities, errors: errors, instrumentNames: instrumentIndices.map { instruments[$0] })
  }

  init(times: [Double], velocities: [Double], errors: [Double], instrumentNames: [String]) {
    self.times = times
    self.velocities = velocities
    self.errors = errors
    var found: [String] = []
    var places: [String: Int] = [:]
    instrumentIndices = instrumentNames.map { name in
      if let place = places[name] { return place }
      places[name] = found.count
      found.append(name)
      return found.count - 1
    }
    instruments = found
  }

  /// Refuses what cannot be fitted.
  func check(file: String) throws(VelocityError) {
    guard times.count >= 2 else { throw .tooFew(file: file, count: times.count) }
    guard span > 0 else { throw .noSpan(file: file) }
  }
}
