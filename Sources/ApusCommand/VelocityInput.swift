// The velocities of a command: which files, and what their columns mean.

internal import ApusProgram
internal import ApusVelocities
internal import ArgumentParser

/// The files of velocities, with how they are read.
struct VelocityInput: ParsableArguments {
  @ArgumentParser.Argument(
    help: "The tables of velocities; NAME=FILE names the instrument.", completion: .file())
  var files: [String]

  /// Reads the files.
  ///
  /// - Throws: ``ProgramFailure``.
  func read() throws(ProgramFailure) -> (table: VelocityTable, notes: [String]) {
    do throws(VelocityError) { return (try VelocityTable(contentsOf: files[0]), []) } catch {
      switch error {
      case .table(.missingFile), .table(.unreadable): throw ProgramFailure(.noInput, error.description)
      default: throw ProgramFailure(.dataError, error.description)
      }
    }
  }

  /// The star's name as far as the files tell: the first one's, without folder and ending.
  var starName: String {
    let name = (files.first ?? "").split(separator: "=", maxSplits: 1).last.map(String.init) ?? ""
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let stem = last.split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: ".")
    return stem.isEmpty ? last : stem
  }
}
