// What a store knows of one chain: how many of its draws are valid, their checksums, and the state in which it goes on.

internal import ApusSystem

/// The state of a chain in a store, replaced as one file: draws beyond its counts are not there.
struct StoredChain: Sendable, Hashable {
  let chain: Int
  /// The draws of each group that were written.
  var counts: [String: Int] = [:]
  /// Those of them that are valid: the chain's file has these counts.
  private(set) var committed: [String: Int] = [:]
  /// For each array of the index, the checksum of the valid part of each chunk that was begun.
  var checksums: [[UInt32]]
  /// The sampler's state in its own bytes; empty before the first.
  var kernel: [UInt8] = []

  init(chain: Int, arrayCount: Int) {
    self.chain = chain
    checksums = Array(repeating: [], count: arrayCount)
  }

  func count(of group: String) -> Int { counts[group] ?? 0 }

  mutating func write(in folder: StoreFolder) throws(StoreError) {
    let header: JSONValue = [
      "format": .integer(StoreIndex.format), "chain": .integer(chain),
      "counts": .record(counts.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .integer($0.value)) }),
      "checksums": .list(checksums.map { .list($0.map { .integer(Int($0)) }) }),
    ]
    try SealedFile.write(header.bytes() + [UInt8(ascii: "\n")] + kernel, to: folder.chainPath(chain))
    committed = counts
  }

  /// - Throws: ``StoreError/damaged(file:reason:)``.
  init(_ chain: Int, of index: StoreIndex, in folder: StoreFolder) throws(StoreError) {
    let path = folder.chainPath(chain)
    let bytes = try SealedFile.read(path)
    func damaged(_ reason: String) -> StoreError { .damaged(file: path, reason: reason) }
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let header = try? JSONValue(parsing: Array(bytes[..<end])),
      let number = header["chain"]?.integer, let lists = header["checksums"]?.list
    else { throw damaged("it is no chain's state") }
    guard number == chain else { throw damaged("it is the state of chain \(number)") }
    self.chain = chain
    kernel = Array(bytes[(end + 1)...])
    counts = Dictionary(
      (header["counts"]?.members ?? []).compactMap { member in member.value.integer.map { (member.name, $0) } }
    ) { $1 }
    committed = counts
    checksums = lists.map { ($0.integers ?? []).map { UInt32(truncatingIfNeeded: $0) } }
    guard checksums.count == index.samples.count, counts.values.allSatisfy({ $0 >= 0 }) else {
      throw damaged("it is the state of another store")
    }
    for (array, sums) in zip(index.samples, checksums) {
      let count = count(of: array.group)
      guard sums.count == (array.rowBytes == 0 ? 0 : (count + array.chunkDraws - 1) / array.chunkDraws) else {
        throw damaged("it has \(sums.count) checksums for \(count) draws of '\(array.name)'")
      }
    }
  }

  /// Throws where the valid part of a chunk is not what was written.
  func check(in folder: StoreFolder, _ index: StoreIndex) throws(StoreError) {
    for place in index.samples.indices {
      for chunk in checksums[place].indices {
        _ = try rows(of: place, chunk: chunk, in: folder, index)
      }
    }
  }

  /// The bytes of the valid draws of a chunk.
  ///
  /// - Parameter isChecked: whether they were compared with their checksum before.
  /// - Throws: ``StoreError/damaged(file:reason:)`` where they are not what was written.
  func rows(
    of place: Int, chunk: Int, in folder: StoreFolder, _ index: StoreIndex, isChecked: Bool = false
  ) throws(StoreError) -> [UInt8] {
    let array = index.samples[place]
    let path = folder.path(of: array.chunkPath(chain: chain, chunk: chunk))
    let count = min(count(of: array.group) - chunk * array.chunkDraws, array.chunkDraws)
    var bytes: [UInt8]
    do { bytes = try FileBytes.read(path, limit: count * array.rowBytes) } catch {
      throw .damaged(file: path, reason: error.reasonWithoutFile)
    }
    guard bytes.count >= count * array.rowBytes else {
      throw .damaged(file: path, reason: "it has \(bytes.count) bytes of \(array.chunkBytes)")
    }
    bytes.removeLast(bytes.count - count * array.rowBytes)
    guard isChecked || Checksum.of(bytes) == checksums[place][chunk] else {
      throw .damaged(file: path, reason: "its checksum is another")
    }
    return bytes
  }
}
