// `diagnose FILE…`: the summary of draws from files of any program, and what speaks against them.

internal import ApusExtension
package import ArgumentParser

/// Summarizes draws in files and judges them.
package struct DiagnoseCommand: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "diagnose", abstract: "Summarize draws from files of any program, and say what speaks against them.",
      discussion: """
        FILE is a Zarr store, a NetCDF file, an archive of NumPy or a table of draws, by Apus, PyMC, nutpie, NumPyro, ArviZ or \
        CmdStan; several files are the chains of one fit. The exit status is 1 if a concern is serious.

        Example: apus diagnose fit.zarr --variables mu,tau
        """)
  }

  @ArgumentParser.Argument(help: "The file of a fit, or those of its chains.", completion: .file())
  var files: [String]

  @Option(help: "The variables, or elements such as z[3], to show, between commas; all by default.")
  var variables: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  package init() {}

  package func run() throws {
    try FileCommand.doing {
      let names = variables.map { $0.split(separator: ",").map(String.init) }
      let summary = try FileCommand.working { try FileCommand.summary(of: files, names) }
      try StandardOutput.write(json ? try jsonText(summary) : "\(summary)")
      if summary.concerns.contains(where: { $0.severity == .serious }) { throw ExitCode.seriousConcern }
    }
  }
}

/// Compares models by the log likelihoods in the files of their fits.
package struct CompareCommand: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "compare", abstract: "Compare models by leave-one-out cross-validation of their fits.",
      discussion: """
        Each FILE has the draws of one model and the log likelihood of each observation (`PROGRAM predict --store FILE` adds it). \
        The models must have the same observations.

        Example: apus compare pooled.zarr hierarchical.zarr
        """)
  }

  @ArgumentParser.Argument(help: "The files of the fits.", completion: .file())
  var files: [String]

  @Option(help: "The observed variable, where a fit has several.")
  var observation: String?

  package init() {}

  package func validate() throws { if files.count < 2 { throw ValidationError("name two files or more") } }

  package func run() throws {
    try FileCommand.doing {
      let comparison = try FileCommand.working {
        var models: [String: LeaveOneOut] = [:]
        for file in files { models[file] = try leaveOneOut(file) }
        return try compare(models)
      }
      try StandardOutput.write("\(comparison)")
    }
  }

  private func leaveOneOut(_ file: String) throws -> LeaveOneOut {
    let dataset = try Dataset(contentsOf: file)
    guard let group = dataset[.logLikelihood] else {
      throw ProgramFailure(
        .dataError,
        "\(file): there is no log likelihood; PROGRAM predict --store \(file) adds it, where PROGRAM has the model")
    }
    guard let name = observation ?? (group.names.count == 1 ? group.names[0] : nil), let array = group[name] else {
      throw ProgramFailure(
        .dataError, "\(file): name one of its observations by --observation: \(group.names.joined(separator: ", "))")
    }
    return LeaveOneOut(array, posterior: dataset[.posterior])
  }
}

/// Writes the draws of files as a file of another format.
package struct ConvertCommand: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "convert", abstract: "Write the draws of files as a file of another format.",
      discussion: """
        The ends of names tell the formats: .zarr, .nc, .npz, .csv (the draws of the posterior alone). Several files are the \
        chains of one fit.

        Example: apus convert output_1.csv output_2.csv fit.nc
        """)
  }

  @ArgumentParser.Argument(
    help: "The file of a fit, or those of its chains, then the file to write.", completion: .file())
  var files: [String]

  package init() {}

  package func validate() throws {
    if files.count < 2 { throw ValidationError("name a file to read and one to write") }
  }

  package func run() throws {
    try FileCommand.doing {
      try FileCommand.working {
        let dataset = try Dataset(contentsOf: Array(files.dropLast()))
        do { try dataset.write(files[files.count - 1]) } catch { throw ProgramFailure(.cannotCreate, "\(error)") }
      }
      try StandardOutput.write("saved \(files[files.count - 1])")
    }
  }
}

/// What the commands on files share.
package enum FileCommand {
  /// Does a command's work; where it throws, the process ends with one line on the error stream and an exit status.
  package static func doing(_ work: () throws -> Void) throws {
    try ProgramFailure.saying("apus") {
      do { try work() } catch let error where error is ExitCode || error is OutputFailure || error is ProgramFailure {
        throw error
      } catch TableError.missingFile(let file) {
        throw ProgramFailure(.noInput, "\(file): there is no such file")
      } catch { throw ProgramFailure(.dataError, "\(error)") }
    }
  }

  /// Does work that may last, and says on the error stream that it does.
  package static func working<Value>(_ work: () throws -> Value) rethrows -> Value {
    try ProgressChoice.auto.showing(.summarizing, work)
  }

  /// The summary of a fit. A run store is read variable by variable, since it may be larger than the memory.
  static func summary(of files: [String], _ names: [String]?) throws -> Summary {
    if files.count == 1, StoreReader.isStore(files[0]) { return try RunStore(files[0]).summary(names) }
    return try Dataset(contentsOf: files).summary(names)
  }
}
