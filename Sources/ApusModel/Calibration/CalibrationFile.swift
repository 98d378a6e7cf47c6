// The file of a calibration: a heading that says what was simulated, then a line a simulation.

internal import ApusDiagnostics
internal import ApusStore

/// A file that grows by a line with each simulation, and is read back where the run goes on.
///
/// Its first lines are comments with the settings, `# draws: 500`; then come comma-separated values: the number of the simulation, its
/// divergences, its least effective sample size, and a rank for each quantity. A simulation that failed has `failed` and the reason.
struct CalibrationFile: Sendable {
  /// The simulations that were there.
  let simulations: [Calibration.Simulation]
  private var file: GrowingFile

  /// Opens a file, and reads what it has of the same calibration. A last line that does not end is left out.
  ///
  /// - Throws: ``CalibrationError`` where it is of another calibration, damaged, or not readable or writable; it is as before then.
  init(
    _ path: String, settings: [(name: String, value: String)], names: [String], rankedCount: Int
  ) throws(CalibrationError) {
    let columns = (["simulation", "divergences", "least_ess"] + names.map(Self.quoted)).joined(separator: ",")
    var lines = settings.map { "# \($0.name): \(Self.line($0.value))" } + [columns]
    var found: [Calibration.Simulation] = []
    if let known = try Self.lines(of: path), !known.isEmpty {
      try Self.check(known, against: lines, path)
      let reader = SimulationReader(path: path, quantityCount: names.count, rankedCount: rankedCount)
      found = try reader.simulations(known, from: lines.count)
      lines = known
    }
    simulations = found
    do throws(TableError) {
      file = try GrowingFile(path, beginningWith: Array((lines + [""]).joined(separator: "\n").utf8))
    } catch { throw .file("\(error)") }
  }

  /// Appends a simulation.
  mutating func append(_ simulation: Calibration.Simulation) throws(CalibrationError) {
    let cells =
      simulation.failure.map { ["\(simulation.number)", "failed", Self.quoted(Self.line($0))] }
      ?? ["\(simulation.number)", "\(simulation.divergenceCount)", "\(simulation.leastSampleSize)"]
      + simulation.ranks.map { "\($0)" }
    do throws(TableError) { try file.append(Array((cells.joined(separator: ",") + "\n").utf8)) } catch {
      throw .file("\(error)")
    }
  }

  /// Ends the file, which is on the disk then.
  func end() throws(CalibrationError) { do throws(TableError) { try file.end() } catch { throw .file("\(error)") } }

  /// The whole lines of a file; nil where there is none.
  private static func lines(of path: String) throws(CalibrationError) -> [String]? {
    let bytes: [UInt8]
    do throws(TableError) { bytes = try FileBytes.read(path, limit: greatestByteCount) } catch {
      if case .missingFile = error { return nil }
      throw .file("\(error)")
    }
    guard bytes.count <= greatestByteCount else {
      throw .damagedFile(file: path, line: 1, reason: "the file is larger than \(greatestByteCount) bytes")
    }
    var lines: [String] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      guard let line = String(validating: rest[..<end], as: UTF8.self) else {
        throw .damagedFile(file: path, line: lines.count + 1, reason: "the line is no text")
      }
      lines.append(line)
      rest = rest[(end + 1)...]
    }
    if lines.isEmpty, !rest.isEmpty {
      throw .damagedFile(file: path, line: 1, reason: "the file is no calibration: it has no whole line")
    }
    return lines
  }

  private static let greatestByteCount = 1 << 30

  /// Compares the heading with the one that this calibration has.
  private static func check(_ lines: [String], against due: [String], _ path: String) throws(CalibrationError) {
    for (number, expected) in due.enumerated() {
      let found = number < lines.count ? lines[number] : ""
      guard found != expected else { continue }
      let colon = expected.firstIndex(of: ":")
      let name = expected.hasPrefix("#") ? colon.map { String(expected[expected.startIndex..<$0]) } ?? "" : ""
      guard number > 0, name.isEmpty || found.hasPrefix(name + ":") else {
        throw .damagedFile(
          file: path, line: number + 1, reason: "the file is no calibration of this form: '\(expected)' is due here")
      }
      func value(_ line: String) -> String { name.isEmpty ? line : String(line.dropFirst(name.count + 2)) }
      throw .otherRun(
        file: path, setting: name.isEmpty ? "list of quantities" : String(name.dropFirst(2)), found: value(found),
        expected: value(expected))
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// The text on one line.
  private static func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}

/// Reads the lines of simulations.
private struct SimulationReader {
  let path: String
  let quantityCount: Int
  let rankedCount: Int

  func simulations(_ lines: [String], from first: Int) throws(CalibrationError) -> [Calibration.Simulation] {
    var simulations: [Calibration.Simulation] = []
    var numbers = Set<Int>()
    for (index, line) in lines.enumerated().dropFirst(first) {
      guard let simulation = simulation(line) else {
        throw .damagedFile(
          file: path, line: index + 1,
          reason:
            "the line is no simulation: its number, divergences, effective sample size and \(quantityCount) ranks in 0 ... "
            + "\(rankedCount) are due")
      }
      guard numbers.insert(simulation.number).inserted else {
        throw .damagedFile(
          file: path, line: index + 1, reason: "simulation \(simulation.number) is in the file twice")
      }
      simulations.append(simulation)
    }
    return simulations
  }

  private func simulation(_ line: String) -> Calibration.Simulation? {
    let cells = line.split(separator: ",", maxSplits: quantityCount + 3, omittingEmptySubsequences: false)
    guard cells.count >= 3, let number = Int(cells[0]), number >= 0 else { return nil }
    if cells[1] == "failed" {
      let reason = line.dropFirst(cells[0].count + 1 + cells[1].count + 1)
      guard reason.count >= 2, reason.first == "\"", reason.last == "\"" else { return nil }
      let text = reason.dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false)
      return Calibration.Simulation(number: number, ranks: [], failure: text.joined(separator: "\""))
    }
    guard cells.count == quantityCount + 3, let divergences = Int(cells[1]), divergences >= 0,
      let size = Double(cells[2])
    else { return nil }
    let ranks = cells[3...].compactMap { Int($0) }.filter { (0...rankedCount).contains($0) }
    guard ranks.count == quantityCount else { return nil }
    return Calibration.Simulation(
      number: number, ranks: ranks, leastSampleSize: size, divergenceCount: divergences)
  }
}
