// A file that a run writes its draws to.

public import ApusData

/// A sink that keeps the draws in memory and writes them to a file when the run ends, also where it was stopped.
///
/// That a file can be made there is tried before the run.
public struct FileSink: DatasetSink {
  /// The file; the end of its name tells the format.
  public let path: String
  private let memory = MemorySink()

  /// A sink for a file, `.csv` or `.npz`.
  public init(_ path: String) { self.path = path }

  public func open(_ schema: DatasetSchema) throws(DataError) {
    do { try Dataset.requirePlace(for: path) } catch { throw .unwritable(reason: "\(error)") }
    try memory.open(schema)
  }

  public func append(_ block: DrawBlock) throws(DataError) { try memory.append(block) }

  public func close() throws(DataError) {
    let dataset = try memory.dataset()
    do { try dataset.write(path) } catch { throw .unwritable(reason: "\(error)") }
  }
}

extension DatasetSink where Self == FileSink {
  /// A file, `.csv` or `.npz`, that is written when the run ends.
  public static func file(_ path: String) -> FileSink { FileSink(path) }
}
