// A table of draws that grows while the chains run.

internal import ApusData
internal import ApusGraph
internal import Synchronization

/// A sink that writes the draws of the posterior as rows of a CSV file, block by block.
///
/// **Law.** Whenever the process ends, the file has the header and all blocks that were appended, chain by chain in the order of
/// their draws.
final class DrawStream: DatasetSink {
  /// What is known once the schema is.
  fileprivate struct Table: Sendable {
    let group: DataGroup.Name
    let header: [UInt8]
    var order: BlockOrder
    /// Nil before the first block.
    var file: GrowingFile?
  }

  private let path: String
  private let table = Mutex<Table?>(nil)

  init(_ path: String) { self.path = path }

  deinit { table.withLock { try? $0?.file?.end() } }

  /// Tries the place, and the names of the columns. The file that is there before stays until there are draws.
  func open(_ schema: DatasetSchema) throws(DataError) {
    let order = try BlockOrder(schema)
    // The dataset of no draws has the columns' names.
    let empty = try schema.dataset { (_, variable) throws(DataError) in
      try variable.array([DrawBuffer(variable.type.elementType)], draws: 0, chains: 1, labels: schema.coords)
    }
    let header: (DataGroup.Name, [UInt8])
    do throws(TableError) {
      try Dataset.requirePlace(for: path)
      let draws = try empty.drawsForTable(path)
      header = (draws.name, try draws.table().header)
    } catch { throw .unwritable(reason: "\(error)") }
    try table.withLock { (table) throws(DataError) in
      try table?.end()
      table = Table(group: header.0, header: header.1, order: order, file: nil)
    }
  }

  func append(_ block: DrawBlock) throws(DataError) {
    let isRow = try table.withLock { (table) throws(DataError) in
      guard let table else { throw .notOpen }
      try table.order.check(block)
      return table.group == block.group
    }
    // Chains write their numbers out side by side, and wait for each other only to append.
    let rows = isRow ? Self.rows(block) : []
    try table.withLock { (table) throws(DataError) in
      try table?.order.check(block)
      if isRow { try table?.write(rows, path) }
      table?.order.count(block)
    }
  }

  func close() throws(DataError) {
    try table.withLock { (table) throws(DataError) in
      guard var open = table else { return }
      table = nil
      // A run without draws leaves a table without rows.
      if open.file == nil { try open.write([], path) }
      try open.end()
    }
  }

  private static func rows(_ block: DrawBlock) -> [UInt8] {
    let values = block.values.map(\.doubles)
    let sizes = values.map { $0.count / max(block.count, 1) }
    var rows: [UInt8] = []
    for draw in 0..<block.count {
      let numbers = zip(values, sizes).lazy.flatMap { $0[(draw * $1)..<((draw + 1) * $1)] }
      DrawsTable.appendRow(block.chain, block.firstDraw + draw, numbers, to: &rows)
    }
    return rows
  }
}

extension DrawStream.Table {
  /// Appends rows, with which the file appears.
  fileprivate mutating func write(_ rows: [UInt8], _ path: String) throws(DataError) {
    do throws(TableError) {
      if file == nil {
        file = try GrowingFile(path, beginningWith: header + rows)
      } else {
        try file?.append(rows)
      }
    } catch { throw .unwritable(reason: "\(error)") }
  }

  fileprivate mutating func end() throws(DataError) {
    defer { file = nil }
    do throws(TableError) { try file?.end() } catch { throw .unwritable(reason: "\(error)") }
  }
}
