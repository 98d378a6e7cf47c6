// A file that a run writes its draws to.

public import ApusData

/// A sink that writes a file, whose format the end of its name tells.
///
/// - A `.csv` file has the draws of the posterior, and grows while the chains run: what a run has appended stays, whatever becomes
///   of the process. Rows of the chains stand among each other; `DataGroup(csv:)` puts them in order. A file that is there before
///   is replaced when the first draws come.
/// - Any other file (`.npz`, `.nc`, `.zarr`) has all groups. The draws are kept in memory and written when the run ends, also where it
///   was stopped, but not where the process was killed.
///
/// That a file can be made there is tried before the run.
public struct FileSink: DatasetSink {
  /// The file; the end of its name tells the format.
  public let path: String
  private let draws: any DatasetSink

  /// A sink for a file of a format that the end of its name tells.
  public init(_ path: String) {
    self.path = path
    draws = DatasetFormat(fileName: path) == .csv ? DrawStream(path) : DatasetFileSink(path)
  }

  public func open(_ schema: DatasetSchema) throws(DataError) { try draws.open(schema) }
  public func append(_ block: DrawBlock) throws(DataError) { try draws.append(block) }
  public func close() throws(DataError) { try draws.close() }
}

/// A file that is written when the run ends.
private struct DatasetFileSink: DatasetSink {
  let path: String
  private let memory = MemorySink()

  init(_ path: String) { self.path = path }

  func open(_ schema: DatasetSchema) throws(DataError) {
    do { try Dataset.requirePlace(for: path) } catch { throw .unwritable(reason: "\(error)") }
    try memory.open(schema)
  }

  func append(_ block: DrawBlock) throws(DataError) { try memory.append(block) }

  func close() throws(DataError) {
    let dataset = try memory.dataset()
    do { try dataset.write(path) } catch { throw .unwritable(reason: "\(error)") }
  }
}

extension DatasetSink where Self == FileSink {
  /// A file: `.csv`, which grows while the chains run, or `.npz`, `.nc` or `.zarr`, which are written when the run ends.
  public static func file(_ path: String) -> FileSink { FileSink(path) }
}
