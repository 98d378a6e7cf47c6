// Reads the draws of a run store, each file against its checksum.

package import ApusData
internal import ApusGraph

/// A store as it is now: a run may go on writing to it.
package struct StoreReader: Sendable {
  let folder: StoreFolder
  let index: StoreIndex
  let chains: [StoredChain]

  /// - Throws: ``StoreError/notAStore(path:reason:)``, ``StoreError/damaged(file:reason:)``.
  package init(_ path: String) throws(StoreError) {
    folder = StoreFolder(path)
    switch folder.content {
    case .nothing: throw .notAStore(path: path, reason: "there is nothing")
    case .emptyFolder: throw .notAStore(path: path, reason: "the folder is empty")
    case .other(let reason): throw .notAStore(path: path, reason: reason)
    case .store: break
    }
    // A chain's file is newer than the index, or as old: it has at least the draws that the index names.
    index = try StoreIndex(in: folder)
    var chains: [StoredChain] = []
    for chain in 0..<index.chainCount { chains.append(try StoredChain(chain, of: index, in: folder)) }
    self.chains = chains
  }

  /// Whether a run store stands at a path.
  package static func isStore(_ path: String) -> Bool {
    if case .store = StoreFolder(path).content { true } else { false }
  }

  /// What the draws depend on.
  package func identity() throws(StoreError) -> RunIdentity { try RunIdentity(in: folder) }

  /// The names of the groups.
  package var groupNames: [DataGroup.Name] { index.groups.map { DataGroup.Name(rawValue: $0.name) } }

  /// The facts of the whole.
  package var attributes: [String: Attribute] { index.attributes }

  /// The number of draws of a group that all chains have.
  package func drawCount(of group: DataGroup.Name) -> Int {
    chains.map { $0.count(of: group.rawValue) }.min() ?? 0
  }

  /// The names of a group's arrays.
  package func names(of group: DataGroup.Name) -> [String] {
    let fixed = index.fixed.filter { $0.group == group.rawValue && $0.dims != [$0.name] }
    return fixed.map(\.name) + index.samples.filter { $0.group == group.rawValue }.map(\.name)
  }

  /// Groups with all their arrays: all where nil. Groups that are not there are left out.
  package func dataset(_ names: [DataGroup.Name]? = nil) throws(StoreError) -> Dataset {
    var groups: [DataGroup] = []
    for name in groupNames where names?.contains(name) ?? true { groups.append(try group(name)) }
    return Dataset(groups, attributes: index.attributes)
  }

  /// A group with the arrays of these names, or with all.
  package func group(_ name: DataGroup.Name, _ arrays: [String]? = nil) throws(StoreError) -> DataGroup {
    let labels = try coordinates(of: name)
    var found: [DataArray] = []
    for array in index.fixed
    where array.group == name.rawValue && array.dims != [array.name] && arrays?.contains(array.name) ?? true {
      guard case .numbers(let values) = try values(of: array) else { continue }
      found.append(try dataArray(array.name, values, array.dims, labels))
    }
    for (place, array) in index.samples.enumerated()
    where array.group == name.rawValue && arrays?.contains(array.name) ?? true {
      found.append(try dataArray(array.name, draws(of: place), DataArray.sampleDims + array.dims, labels))
    }
    let attributes = index.groups.first { $0.name == name.rawValue }?.attributes ?? [:]
    do { return try DataGroup(name, found, attributes: attributes) } catch {
      throw .damaged(file: folder.indexPath, reason: "\(error)")
    }
  }

  func dataArray(
    _ name: String, _ values: NDArray, _ dims: [String], _ labels: [String: Labels]
  ) throws(StoreError) -> DataArray {
    do { return try DataArray(name, values, dims: dims, coords: labels.filter { dims.contains($0.key) }) } catch {
      throw .damaged(file: folder.indexPath, reason: "\(error)")
    }
  }

  func coordinates(of group: DataGroup.Name) throws(StoreError) -> [String: Labels] {
    var labels: [String: Labels] = [:]
    for array in index.fixed where array.group == group.rawValue && array.dims == [array.name] {
      switch try values(of: array) {
      case .texts(let texts): labels[array.name] = .text(texts)
      case .numbers(let values):
        labels[array.name] = values.integers.map { Labels.integers($0).normalized } ?? .numbers(values.doubles)
      }
    }
    return labels
  }

  private func values(of array: FixedArray) throws(StoreError) -> FixedArray.Values {
    let path = folder.path(of: array.chunkPath)
    func damaged(_ reason: String) -> StoreError { .damaged(file: path, reason: reason) }
    let bytes: [UInt8]
    if array.shape.contains(0) {
      bytes = []
    } else {
      do { bytes = try FileBytes.read(path) } catch { throw damaged(error.reasonWithoutFile) }
      guard Checksum.of(bytes) == array.checksum else { throw damaged("its checksum is another") }
    }
    guard let type = ElementType(zarrType: array.type) else {
      if bytes.isEmpty { return .texts([]) }
      guard let values = try? StoredValues(vlenUTF8: bytes, count: array.shape.reduce(1, *)),
        case .texts(let texts) = values
      else { throw damaged("it holds no texts") }
      return .texts(texts)
    }
    var buffer = StoredElements(type)
    buffer.append(bytes)
    guard let values = buffer.array(Shape(array.shape)) else { throw damaged("it has \(bytes.count) bytes") }
    return .numbers(values)
  }

  /// The draws of an array that all chains have.
  private func draws(of place: Int) throws(StoreError) -> NDArray {
    let array = index.samples[place]
    let drawCount = drawCount(of: DataGroup.Name(rawValue: array.group))
    var elements = StoredElements(array.type, capacity: index.chainCount * drawCount * array.rowCount)
    for chain in chains where array.rowBytes > 0 {
      var rest = drawCount
      var chunk = 0
      while rest > 0 {
        let count = min(array.chunkDraws, rest)
        let bytes = try chain.rows(of: place, chunk: chunk, in: folder, index)
        elements.append(bytes.prefix(count * array.rowBytes))
        rest -= count
        chunk += 1
      }
    }
    let shape = Shape([index.chainCount, drawCount] + array.rowShape)
    guard let values = elements.array(shape) else {
      throw .damaged(file: folder.path(of: array.path), reason: "it has other draws than the index says")
    }
    return values
  }
}

/// Elements that were stored as bytes.
private struct StoredElements {
  private var doubles: [Double] = []
  private var integers: [Int] = []
  private var flags: [Bool] = []
  private let type: ElementType

  init(_ type: ElementType, capacity: Int = 0) {
    self.type = type
    switch type {
    case .float64: doubles.reserveCapacity(capacity)
    case .int64: integers.reserveCapacity(capacity)
    case .bool: flags.reserveCapacity(capacity)
    }
  }

  mutating func append(_ bytes: some RandomAccessCollection<UInt8>) {
    let whole: Void? = bytes.withContiguousStorageIfAvailable { append(UnsafeRawBufferPointer($0)) }
    if whole == nil { Array(bytes).withUnsafeBytes { append($0) } }
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    switch type {
    case .float64:
      for place in stride(from: 0, to: bytes.count - 7, by: 8) {
        doubles.append(
          Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))))
      }
    case .int64:
      for place in stride(from: 0, to: bytes.count - 7, by: 8) {
        integers.append(Int(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int64.self))))
      }
    case .bool: flags += bytes.lazy.map { $0 != 0 }
    }
  }

  /// The elements as an array; nil where they do not fill the shape.
  func array(_ shape: Shape) -> NDArray? {
    switch type {
    case .float64: doubles.count == shape.elementCount ? NDArray(doubles, shape: shape) : nil
    case .int64: integers.count == shape.elementCount ? NDArray(integers, shape: shape) : nil
    case .bool: flags.count == shape.elementCount ? NDArray(flags, shape: shape) : nil
    }
  }
}
