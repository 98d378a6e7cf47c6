// Where a run writes its draws while it goes on: memory, a file, a store.

public import ApusGraph

/// Takes the draws of a run, block by block.
///
/// A run calls ``open(_:)`` once, then ``append(_:)`` for blocks of draws, then ``close()`` once, also where it was stopped before
/// its end. The blocks of a group of one chain come in the order of their draws, without gaps; those of different chains come from
/// different threads, also at the same time. An error of any call ends the run.
public protocol DatasetSink: Sendable {
  /// Prepares for the draws of a schema.
  func open(_ schema: DatasetSchema) throws(DataError)

  /// Takes neighbouring draws of one chain.
  func append(_ block: DrawBlock) throws(DataError)

  /// Ends the run: nothing more will be appended.
  func close() throws(DataError)
}

/// Neighbouring draws of one chain: of all variables of one group.
public struct DrawBlock: Sendable {
  /// The group.
  public let group: DataGroup.Name
  /// The chain, counted from 0.
  public let chain: Int
  /// The number of the first draw.
  public let firstDraw: Int
  /// The number of draws.
  public let count: Int
  /// For each variable of the group, in the schema's order, the values of the draws: shape (count, the variable's shape).
  public let values: [NDArray]

  /// A block.
  public init(group: DataGroup.Name = .posterior, chain: Int, firstDraw: Int, count: Int, values: [NDArray]) {
    self.group = group
    self.chain = chain
    self.firstDraw = firstDraw
    self.count = count
    self.values = values
  }
}
