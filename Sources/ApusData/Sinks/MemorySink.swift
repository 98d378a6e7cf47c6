// Draws kept in memory, as one dataset at the end.

internal import ApusGraph
internal import Synchronization

/// A sink that keeps the draws in memory. ``dataset`` has those that all chains have made so far.
public final class MemorySink: DatasetSink {
  private struct Kept: Sendable {
    var order: BlockOrder
    /// By variable and chain.
    var buffers: [[DrawBuffer]]
  }

  private let kept = Mutex<Kept?>(nil)

  /// A sink without draws.
  public init() {}

  /// Drops earlier draws and prepares for a schema.
  public func open(_ schema: DatasetSchema) throws(DataError) {
    let order = try BlockOrder(schema)
    kept.withLock { kept in
      let buffers = schema.variables.map { variable in
        let capacity = min(schema.drawCount.multipliedReportingOverflow(by: variable.type.elementCount).0, 1 << 24)
        return (0..<schema.chainCount).map { _ in
          DrawBuffer(variable.type.elementType, capacity: max(capacity, 0))
        }
      }
      kept = Kept(order: order, buffers: buffers)
    }
  }

  public func append(_ block: DrawBlock) throws(DataError) {
    try kept.withLock { (kept) throws(DataError) in
      guard let schema = kept?.order.schema else { throw .notOpen }
      try kept?.order.check(block)
      let places = schema.variables.indices.filter { schema.variables[$0].group == block.group }
      for (place, values) in zip(places, block.values) { kept?.buffers[place][block.chain].append(values) }
      kept?.order.count(block)
    }
  }

  public func close() throws(DataError) {}

  /// The groups so far: of each the first draws, as many as every chain has, and the groups that the schema knows.
  ///
  /// - Throws: ``DataError`` where the schema's variables make no groups: two of one name, or other labels than an axis is long.
  public func dataset() throws(DataError) -> Dataset {
    guard let kept = self.kept.withLock({ $0 }) else { return Dataset() }
    let schema = kept.order.schema
    return try schema.dataset { (place, variable) throws(DataError) in
      try variable.array(
        kept.buffers[place], draws: kept.order.drawCounts(of: variable.group).min() ?? 0, chains: schema.chainCount,
        labels: schema.coords)
    }
  }
}
