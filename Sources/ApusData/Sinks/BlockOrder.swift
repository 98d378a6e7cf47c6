// Whether a block of draws is one of a schema, and the next of its chain.

internal import ApusGraph

/// The numbers of draws that a run has handed over, by group and chain.
package struct BlockOrder: Sendable {
  package let schema: DatasetSchema
  private var counts: [DataGroup.Name: [Int]]

  /// - Throws: ``DataError/badBlock(reason:)`` where a schema has a negative number of chains or draws.
  package init(_ schema: DatasetSchema) throws(DataError) {
    guard schema.chainCount >= 0, schema.drawCount >= 0 else {
      throw .badBlock(reason: "there cannot be \(schema.chainCount) chains of \(schema.drawCount) draws")
    }
    self.schema = schema
    counts = Dictionary(
      uniqueKeysWithValues: schema.groups.map { ($0, [Int](repeating: 0, count: schema.chainCount)) })
  }

  /// The number of draws of each chain of a group.
  package func drawCounts(of group: DataGroup.Name) -> [Int] { counts[group] ?? [] }

  /// - Throws: ``DataError/badBlock(reason:)`` where a block is not the next of its chain, or has not the values of its group.
  package func check(_ block: DrawBlock) throws(DataError) {
    guard let counts = counts[block.group], counts.indices.contains(block.chain) else {
      throw .badBlock(reason: "the schema has no chain \(block.chain) of the group \(block.group)")
    }
    guard counts[block.chain] == block.firstDraw else {
      throw .badBlock(
        reason:
          "draw \(block.firstDraw) of chain \(block.chain) was appended, where draw \(counts[block.chain]) comes next")
    }
    let variables = schema.variables(of: block.group)
    guard variables.count == block.values.count else {
      throw .badBlock(
        reason:
          "\(block.values.count) values were appended for the \(variables.count) variables of the group \(block.group)")
    }
    for (variable, values) in zip(variables, block.values) {
      let expected = Shape([block.count] + variable.type.shape.dimensions)
      guard values.shape == expected else {
        throw .badBlock(reason: "'\(variable.name)' was appended with shape \(values.shape) for \(expected)")
      }
    }
  }

  /// Counts the draws of a block that was checked and kept.
  package mutating func count(_ block: DrawBlock) { counts[block.group]?[block.chain] += block.count }
}

extension DataError {
  /// What is said of a block that comes before the schema.
  package static let notOpen = DataError.badBlock(reason: "draws were appended to a sink that is not open")
}
