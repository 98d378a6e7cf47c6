// Writes the draws of a run into a store while chains go on, so that a killed run loses little and nothing is mixed up.

package import ApusData
internal import ApusGraph
internal import ApusSystem
internal import Synchronization

/// A run that writes to a store.
///
/// Rows of draws are written into chunk files behind the valid ones, where no reader looks. Then the chain's file is replaced: it
/// has the sampler's state and the number of valid draws, so both change at once. The metadata, replaced after that, let readers see
/// the draws that all chains have.
///
/// **Law.** Whenever the process ends, each chain's file names a state and the draws before it, and these draws are in the store.
package final class RunWriter: Sendable {
  private let folder: StoreFolder
  private let lock: StoreLock
  private let chains: [Guarded]
  private let published: Mutex<Published>
  /// The places of a group's arrays in the index, in the order of the schema's variables.
  private let places: [String: [Int]]
  private let samples: [SampleArray]
  private let begin = ContinuousClock.now
  /// The sampling time of earlier runs, in seconds.
  private let earlierSeconds: Double

  /// One chain's part. One thread at a time makes a chain, so that nobody waits for the lock.
  private final class Guarded: Sendable {
    private let chain: Mutex<StoredChain>
    init(_ chain: StoredChain) { self.chain = Mutex(chain) }

    var state: StoredChain { chain.withLock { $0 } }

    func withLock<Value: Sendable>(
      _ body: (inout StoredChain) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
      try chain.withLock { (chain) throws(StoreError) in try body(&chain) }
    }
  }

  private struct Published: Sendable {
    var index: StoreIndex
    var time: ContinuousClock.Instant
    var cost = Duration.zero
  }

  /// Opens a store for a run, or makes it where nothing, or an empty folder, stands at the path.
  ///
  /// - Throws: ``StoreError``: the store is another run's or in use, a file is damaged, or nothing can be written there.
  package init(_ path: String, _ identity: RunIdentity, _ schema: DatasetSchema) throws(StoreError) {
    folder = StoreFolder(path)
    switch folder.content {
    case .other(let reason): throw .notAStore(path: path, reason: reason)
    case .store: lock = try StoreLock(folder)
    case .nothing, .emptyFolder: lock = try NewStore(folder, identity, schema).make()
    }
    let index = try StoreIndex(in: folder)
    let differences = try identity.differences(from: RunIdentity(in: folder))
    if !differences.isEmpty { throw .otherRun(store: path, differences: differences) }
    var chains: [StoredChain] = []
    for chain in 0..<index.chainCount {
      chains.append(try StoredChain(chain, of: index, in: folder))
      try chains[chain].check(in: folder, index)
    }
    samples = index.samples
    places = Dictionary(grouping: index.samples.indices) { [samples] in samples[$0].group }
    if case .number(let seconds)? = index.attributes["sampling_time"] {
      earlierSeconds = seconds
    } else {
      earlierSeconds = 0
    }
    self.chains = chains.map(Guarded.init)
    published = Mutex(Published(index: index, time: .now))
  }

  /// The sampler's state of each chain, in its own bytes; nil where it has not begun.
  package var kernels: [[UInt8]?] {
    chains.map { $0.state.kernel.isEmpty ? nil : $0.state.kernel }
  }

  /// The number of valid draws of a chain.
  package func drawCount(of group: DataGroup.Name, chain: Int) -> Int {
    chains[chain].state.count(of: group.rawValue)
  }

  /// Writes draws behind those of the same chain and group. They are not valid before ``commit(_:kernel:)``.
  package func append(_ block: DrawBlock) throws(StoreError) {
    let group = block.group.rawValue
    try chains[block.chain].withLock { (chain) throws(StoreError) in
      guard chain.count(of: group) == block.firstDraw else {
        throw .unwritable(
          file: folder.path,
          reason: "draw \(block.firstDraw) of chain \(block.chain) came where draw \(chain.count(of: group)) is next")
      }
      for (place, values) in zip(places[group] ?? [], block.values) {
        try write(values, from: block.firstDraw, count: block.count, place, &chain)
      }
      chain.counts[group, default: 0] += block.count
    }
  }

  private func write(
    _ values: NDArray, from first: Int, count: Int, _ place: Int, _ chain: inout StoredChain
  ) throws(StoreError) {
    let array = samples[place]
    guard array.rowBytes > 0 else { return }
    guard values.type.elementType == array.type || array.type == .float64 else {
      throw .unwritable(
        file: folder.path(of: array.path), reason: "'\(array.name)' has a value that is no \(array.type.zarrType)")
    }
    let bytes = values.type.elementType == array.type ? values : NDArray(values.doubles, shape: values.shape)
    var done = 0
    while done < count {
      let (chunk, offset) = (first + done).quotientAndRemainder(dividingBy: array.chunkDraws)
      let rows = min(array.chunkDraws - offset, count - done)
      let path = folder.path(of: array.chunkPath(chain: chain.chain, chunk: chunk))
      if offset == 0 {
        try ChunkFile.make(path, byteCount: array.chunkBytes)
        // A chunk that a killed run began is begun again.
        chain.checksums[place].append(0)
      }
      var sum = offset == 0 ? Checksum() : Checksum(continuing: chain.checksums[place][chunk])
      let range = (done * array.rowBytes)..<((done + rows) * array.rowBytes)
      let outcome = bytes.withUnsafeBytes { all in
        let part = UnsafeRawBufferPointer(rebasing: all[range])
        sum.add(part)
        return Result { () throws(StoreError) in try ChunkFile.write(part, at: offset * array.rowBytes, to: path) }
      }
      try outcome.get()
      chain.checksums[place][chunk] = sum.value
      done += rows
    }
  }

  /// Makes the draws so far of a chain valid, with the state in which it goes on.
  package func commit(_ chain: Int, kernel: [UInt8]) throws(StoreError) {
    try chains[chain].withLock { (chain) throws(StoreError) in
      chain.kernel = kernel
      try chain.write(in: folder)
    }
  }

  /// Lets readers see the valid draws that all chains have: at most once a second, or always where it is due.
  package func publish(isDue: Bool = false) throws(StoreError) {
    try published.withLock { (published) throws(StoreError) in
      let now = ContinuousClock.now
      guard isDue || now - published.time >= max(.seconds(1), published.cost * 20) else { return }
      var index = published.index
      for place in index.groups.indices where index.groups[place].drawCount != nil {
        let name = index.groups[place].name
        index.groups[place].drawCount = committedCounts(name).min() ?? 0
        index.groups[place].attributes["sampling_time"] = .number(seconds)
      }
      index.attributes["sampling_time"] = .number(seconds)
      try index.write(in: folder, replacing: published.index)
      published = Published(index: index, time: .now, cost: .now - now)
    }
  }

  private var seconds: Double { earlierSeconds + (ContinuousClock.now - begin) / .seconds(1) }

  /// Counts as the chains' files have them: what was appended and not committed is not counted.
  private func committedCounts(_ group: String) -> [Int] {
    chains.map { $0.state.committed[group] ?? 0 }
  }
}

/// The files of chunks.
enum ChunkFile {
  /// Makes a file of zeros that takes no room on the disk, with the folders that it lies in.
  static func make(_ path: String, byteCount: Int) throws(StoreError) {
    if let end = path.lastIndex(of: "/") { Folder(String(path[..<end])).make() }
    let temporary = "\(path).\(getpid()).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .unwritable(file: path, reason: FileBytes.reason(errno)) }
    let isMade = ftruncate(file, off_t(byteCount)) == 0
    let code = errno
    guard close(file) == 0, isMade, rename(temporary, path) == 0 else {
      let reason = FileBytes.reason(isMade ? errno : code)
      _ = unlink(temporary)
      throw .unwritable(file: path, reason: reason)
    }
  }

  /// Writes into a file that is there.
  static func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, to path: String) throws(StoreError) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unwritable(file: path, reason: FileBytes.reason(errno)) }
    defer { _ = close(file) }
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = pwrite(file, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        throw .unwritable(file: path, reason: FileBytes.reason(errno))
      }
      done += count
    }
  }
}
