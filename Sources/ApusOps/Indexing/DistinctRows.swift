// The distinct rows of columns of data, and how often each occurs.

package import ApusGraph

/// The distinct rows of columns of one shape, in the order in which they first occur, by their bits: for each column its elements of
/// these rows, and last how often they occur. What is left of the capacity are copies of the first row that occur 0 times.
///
/// Where more rows are distinct than there is capacity, the counts are NaN, and all places hold the first row.
package struct DistinctRows: DiscreteOp, BuiltInOp {
  package let capacity: Int

  package init(capacity: Int) { self.capacity = capacity }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard let first = operands.first else { throw .operandCount(0, expected: 1) }
    for operand in operands where operand.shape != first.shape || first.shape.elementCount == 0 {
      throw TypeError(.shape, "columns of shapes \(first.shape) and \(operand.shape) have no rows in common")
    }
    let shape: Shape = [capacity]
    return operands.map { TensorType($0.elementType, shape) } + [.float64(shape)]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let rows = Self.rows(of: operands.map { Self.bits($0.array) }, limit: capacity)
    for (operand, result) in zip(operands, results) {
      switch operand.type.elementType {
      case .float64: fill(result.float64, rows) { operand.float64[$0] }
      case .int64: fill(result.int64, rows) { operand.int64[$0] }
      case .bool: fill(result.bool, rows) { operand.bool[$0] }
      }
    }
    guard let counts = results.last?.float64 else { return }
    for place in 0..<capacity { counts[place] = rows.map { place < $0.counts.count ? $0.counts[place] : 0 } ?? .nan }
  }

  private func fill<Element>(
    _ result: UnsafeMutableBufferPointer<Element>, _ rows: Rows?, _ element: (Int) -> Element
  ) {
    for place in 0..<capacity {
      result[place] = element(rows.map { place < $0.firstRows.count ? $0.firstRows[place] : 0 } ?? 0)
    }
  }

  /// The first row with each distinct bits, and how often they occur.
  package struct Rows: Sendable {
    package var firstRows: [Int] = []
    package var counts: [Double] = []
  }

  /// The distinct rows; nil where there are more than the limit.
  package static func rows(of columns: [[UInt64]], limit: Int) -> Rows? {
    struct Pair: Hashable {
      let known: Int
      let bits: UInt64
    }
    guard let first = columns.first else { return nil }
    // Column by column, rows that were the same so far are told apart.
    var classes = [Int](repeating: 0, count: first.count)
    var classCount = 1
    for column in columns {
      var numbers: [Pair: Int] = [:]
      for row in column.indices {
        let pair = Pair(known: classes[row], bits: column[row])
        if let number = numbers[pair] {
          classes[row] = number
        } else {
          guard numbers.count < limit else { return nil }
          classes[row] = numbers.count
          numbers[pair] = numbers.count
        }
      }
      classCount = numbers.count
    }
    var rows = Rows(firstRows: [], counts: [Double](repeating: 0, count: classCount))
    for (row, number) in classes.enumerated() {
      if number == rows.firstRows.count { rows.firstRows.append(row) }
      rows.counts[number] += 1
    }
    return rows
  }

  /// Whether a program that has places for as many rows serves these columns.
  package func holds(_ columns: [NDArray]) -> Bool { Self.rows(of: columns.map(Self.bits), limit: capacity) != nil }

  /// The bits of a column's elements.
  package static func bits(_ column: NDArray) -> [UInt64] {
    switch column.elements {
    case .float64(let values): values.map(\.bitPattern)
    case .int64(let values): values.map { UInt64(bitPattern: Int64($0)) }
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }

  package var name: String { "DistinctRows of at most \(capacity)" }
}
