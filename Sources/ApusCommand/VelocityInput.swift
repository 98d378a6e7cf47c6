// The velocities of a command: which files, and what their columns mean.

internal import ApusProgram
internal import ApusVelocities
internal import ArgumentParser

/// The files of velocities, with how they are read.
struct VelocityInput: ParsableArguments {
  @ArgumentParser.Argument(
    help: "The tables of velocities; NAME=FILE names the instrument, - is standard input.", completion: .file())
  var files: [String]

  @Option(help: "Columns by name, or by place from 1: time=bjd,velocity=rv,error=erv,instrument=tel.")
  var columns: String?

  @Option(help: "The unit of velocities and errors: m/s, km/s or cm/s, whatever the files say.")
  var units: String?

  @Option(parsing: .unconditional, help: "Days to add to all times, such as 2400000 for reduced Julian dates.")
  var timeOffset: Double?

  @Flag(help: "Leave out rows in which a value is missing; else they are errors.")
  var skipMissing = false

  /// Reads the files.
  ///
  /// - Throws: ``ProgramFailure``.
  func read() throws(ProgramFailure) -> VelocityReading {
    var unit: VelocityUnit?
    if let units {
      unit = VelocityUnit(units)
      if unit == nil {
        throw ProgramFailure(.usage, "--units: '\(units.printable)' is no unit; units are m/s, km/s, cm/s")
      }
    }
    if let timeOffset, !(timeOffset.magnitude <= 1e7) {
      throw ProgramFailure(.usage, "--time-offset must be between -10,000,000 and 10,000,000 days")
    }
    do throws(VelocityError) {
      return try VelocityTable.read(
        files.map { VelocitySource(argument: $0) },
        columns: try columns.map { text throws(VelocityError) in try VelocityColumns(text) } ?? VelocityColumns(),
        unit: unit, timeOffset: timeOffset, skippingMissing: skipMissing)
    } catch {
      switch error {
      case .table(.missingFile), .table(.unreadable): throw ProgramFailure(.noInput, error.description)
      case .badSetting: throw ProgramFailure(.usage, error.description)
      default: throw ProgramFailure(.dataError, error.description)
      }
    }
  }

  /// The star's name as far as the files tell: the first one's, without folder and ending.
  var starName: String {
    let first = files.first ?? ""
    let path =
      first.contains("=") && !first.hasPrefix("/") && !first.hasPrefix(".")
      ? first.split(separator: "=", maxSplits: 1).last.map(String.init) ?? first : first
    let last = path.split(separator: "/").last.map(String.init) ?? path
    if last == "-" { return "standard input" }
    let stem = last.split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: ".")
    return stem.isEmpty ? last : stem
  }
}
