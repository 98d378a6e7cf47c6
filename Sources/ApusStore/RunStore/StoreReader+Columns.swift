// Some elements of a stored variable at a time, where the whole would not fit into memory.

package import ApusData
internal import ApusGraph

extension StoreReader {
  /// A variable of a store, without its draws.
  package struct Variable: Sendable {
    package let name: String
    /// The draws of all chains.
    package let drawCount: Int
    /// The names of the elements of a draw, by labels and by positions.
    package let elementNames: [String]
    package let positionNames: [String]
    let place: Int
  }

  /// The variables of a group.
  package func variables(of group: DataGroup.Name) throws(StoreError) -> [Variable] {
    let labels = try coordinates(of: group)
    var variables: [Variable] = []
    for (place, array) in index.samples.enumerated() where array.group == group.rawValue {
      let shape = Shape([index.chainCount, 0] + array.rowShape)
      let empty = try dataArray(
        array.name, NDArray([Double](), shape: shape), DataArray.sampleDims + array.dims, labels)
      variables.append(
        Variable(
          name: array.name, drawCount: index.chainCount * drawCount(of: group), elementNames: empty.elementNames,
          positionNames: empty.positionNames, place: place))
    }
    return variables
  }

  /// The draws of some elements of a variable: by element, chain and draw.
  ///
  /// - Parameter isChecked: whether the files were compared with their checksums before.
  package func draws(
    of variable: Variable, _ elements: Range<Int>, isChecked: Bool
  ) throws(StoreError) -> [[[Double]]] {
    let array = index.samples[variable.place]
    let drawCount = variable.drawCount / index.chainCount
    var columns = elements.map { _ in
      chains.map { _ in
        var draws: [Double] = []
        draws.reserveCapacity(drawCount)
        return draws
      }
    }
    for (chain, stored) in chains.enumerated() {
      for first in stride(from: 0, to: drawCount, by: array.chunkDraws) {
        let bytes = try stored.rows(
          of: variable.place, chunk: first / array.chunkDraws, in: folder, index, isChecked: isChecked)
        let rows = min(array.chunkDraws, drawCount - first)
        bytes.withUnsafeBytes { bytes in
          for (column, element) in elements.enumerated() {
            for row in 0..<rows {
              columns[column][chain].append(array.type.number(bytes, row * array.rowCount + element))
            }
          }
        }
      }
    }
    return columns
  }
}

extension ElementType {
  /// The element at a place of stored bytes, as a double.
  fileprivate func number(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Double {
    switch self {
    case .float64:
      Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)))
    case .int64: Double(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: Int64.self)))
    case .bool: bytes[place] == 0 ? 0 : 1
    }
  }
}
