// Draws kept in memory, as one dataset at the end.

internal import ApusGraph
internal import Synchronization

/// A sink that keeps the draws in memory. ``dataset`` has those that all chains have made so far.
public final class MemorySink: DatasetSink {
  private struct Kept: Sendable {
    var schema: DatasetSchema?
    /// By variable and chain.
    var buffers: [[DrawBuffer]] = []
    /// The number of draws by group and chain.
    var counts: [DataGroup.Name: [Int]] = [:]
  }

  private let kept = Mutex(Kept())

  /// A sink without draws.
  public init() {}

  /// Drops earlier draws and prepares for a schema.
  public func open(_ schema: DatasetSchema) throws(DataError) {
    guard schema.chainCount >= 0, schema.drawCount >= 0 else {
      throw .badBlock(reason: "there cannot be \(schema.chainCount) chains of \(schema.drawCount) draws")
    }
    kept.withLock { kept in
      kept.schema = schema
      kept.buffers = schema.variables.map { variable in
        let capacity = min(schema.drawCount.multipliedReportingOverflow(by: variable.type.elementCount).0, 1 << 24)
        return (0..<schema.chainCount).map { _ in
          DrawBuffer(variable.type.elementType, capacity: max(capacity, 0))
        }
      }
      kept.counts = Dictionary(
        uniqueKeysWithValues: schema.groups.map { ($0, [Int](repeating: 0, count: schema.chainCount)) })
    }
  }

  public func append(_ block: DrawBlock) throws(DataError) {
    let reason: String? = kept.withLock { kept in
      guard let schema = kept.schema else { return "draws were appended to a sink that is not open" }
      let places = schema.variables.indices.filter { schema.variables[$0].group == block.group }
      guard let counts = kept.counts[block.group], counts.indices.contains(block.chain) else {
        return "the schema has no chain \(block.chain) of the group \(block.group)"
      }
      guard counts[block.chain] == block.firstDraw else {
        return
          "draw \(block.firstDraw) of chain \(block.chain) was appended, where draw \(counts[block.chain]) comes next"
      }
      guard places.count == block.values.count else {
        return
          "\(block.values.count) values were appended for the \(places.count) variables of the group \(block.group)"
      }
      for (place, values) in zip(places, block.values) {
        let variable = schema.variables[place]
        let expected = Shape([block.count] + variable.type.shape.dimensions)
        guard values.shape == expected else {
          return "'\(variable.name)' was appended with shape \(values.shape) for \(expected)"
        }
      }
      for (place, values) in zip(places, block.values) { kept.buffers[place][block.chain].append(values) }
      kept.counts[block.group]?[block.chain] += block.count
      return nil
    }
    if let reason { throw .badBlock(reason: reason) }
  }

  public func close() throws(DataError) {}

  /// The groups so far: of each the first draws, as many as every chain has, and the groups that the schema knows.
  ///
  /// - Throws: ``DataError`` where the schema's variables make no groups: two of one name, or other labels than an axis is long.
  public func dataset() throws(DataError) -> Dataset {
    let kept = self.kept.withLock { $0 }
    guard let schema = kept.schema else { return Dataset() }
    return try schema.dataset { (place, variable) throws(DataError) in
      try variable.array(
        kept.buffers[place], draws: kept.counts[variable.group]?.min() ?? 0, chains: schema.chainCount,
        labels: schema.coords)
    }
  }
}
