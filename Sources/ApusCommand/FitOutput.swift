// The folder of a fit: draws, summary and pictures.

internal import ApusExtension
internal import ApusProgram
internal import ApusSystem
internal import ApusVelocities
internal import Foundation

/// A folder that files can be written to.
struct FitOutput {
  let folder: String

  /// Makes the folder, and tries whether files can be written there, before anything is computed.
  init(_ folder: String, files: [String]) throws(ProgramFailure) {
    self.folder = folder
    Folder(folder).make()
    do throws(TableError) {
      for file in files { try FileBytes.requirePlace("\(folder)/\(file)") }
    } catch {
      throw ProgramFailure(.cannotCreate, "\(folder.printable): cannot be written: \(error)")
    }
  }

  /// Does the writing, of which a failure names the folder.
  private func writing(_ body: () throws -> Void) throws(ProgramFailure) {
    Folder(folder).make()
    do {
      try body()
    } catch {
      throw ProgramFailure(.cannotCreate, "\(folder.printable): cannot be written: \(error)")
    }
  }

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
  }

  /// Saves the draws and, where there are any, report and pictures.
  ///
  /// - Parameter thin: of the draws each so-many-th is saved.
  /// - Returns: what was saved, in words.
  func save(
    _ fit: RadialVelocityFit, _ report: FitReport?, _ figures: FitFigures?, thin: Int
  ) throws(ProgramFailure) -> String {
    var saved = ["draws.csv"]
    try writing {
      try Self.draws(fit.posterior, thin: thin).write("\(folder)/draws.csv")
      guard let report else { return }
      try write(try report.text() + "\n", "summary.json")
      saved.append("summary.json")
      for (name, picture) in figures?.pictures() ?? [] { saved += try write(picture, name) }
    }
    return "\(folder.printable): \(saved.joined(separator: ", "))"
  }

  /// The dataset with each n-th draw.
  private static func draws(_ posterior: Posterior, thin: Int) throws -> Dataset {
    guard thin > 1 else { return posterior.dataset }
    let kept = stride(from: 0, to: posterior.chains.drawCount, by: thin).map { LabelChoice(integerLiteral: $0) }
    let arrays = posterior.draws.arrays.compactMap { $0.selecting("draw", in: kept) }
    return Dataset([try DataGroup(.posterior, arrays)], attributes: posterior.dataset.attributes)
  }

  /// Saves a periodogram and its picture.
  func save(_ periodogram: Periodogram, star: String) throws(ProgramFailure) -> String {
    var saved = ["periodogram.csv"]
    try writing {
      var lines = ["period_d,frequency_per_d,power"]
      for (frequency, power) in zip(periodogram.frequencies, periodogram.powers) {
        lines.append("\(1 / frequency),\(frequency),\(power)")
      }
      try write(lines.joined(separator: "\n") + "\n", "periodogram.csv")
      saved += try write(FitFigures.periodogram(periodogram, star: star), "periodogram")
    }
    return "\(folder.printable): \(saved.joined(separator: ", "))"
  }

  /// Writes a picture as SVG and, where rsvg-convert is there, as PNG; the names of the files.
  private func write(_ picture: Picture, _ name: String) throws -> [String] {
    try write(picture.svg, "\(name).svg")
    guard let converter = Self.converter else { return ["\(name).svg"] }
    let process = Process()
    process.executableURL = converter
    process.arguments = ["--zoom", "2", "\(folder)/\(name).svg", "-o", "\(folder)/\(name).png"]
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return ["\(name).svg"] }
    process.waitUntilExit()
    return process.terminationStatus == 0 ? ["\(name).svg", "\(name).png"] : ["\(name).svg"]
  }

  /// The program rsvg-convert, where it is installed.
  private static let converter: URL? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { URL(fileURLWithPath: "\($0)/rsvg-convert") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()
}
