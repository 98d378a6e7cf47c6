// Object files on disk, in the user's cache folder: code of an identical program is compiled once for a processor.

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A folder of object files.
struct ObjectCache: Sendable {
  /// What code depends on.
  struct Key {
    let name: String

    init(entry: String, target: CodeTarget, version: Int) {
      var digest = Digest()
      digest.combine(Array("\(entry) \(target.triple) \(target.processor) \(target.features) \(version)".utf8))
      name = "\(digest.hexadecimal)-\(target.level).o"
    }
  }

  /// The folder.
  let folder: URL
  /// The number of files that are kept; the oldest go first.
  static let capacity = 256

  /// The user's: `APUS_CACHE` (empty for none), `XDG_CACHE_HOME/apus`, or `.cache/apus` at home.
  static let standard: ObjectCache? = {
    let environment = ProcessInfo.processInfo.environment
    if let chosen = environment["APUS_CACHE"] {
      return chosen.isEmpty ? nil : ObjectCache(folder: URL(filePath: chosen, directoryHint: .isDirectory))
    }
    let base =
      environment["XDG_CACHE_HOME"].map { URL(filePath: $0, directoryHint: .isDirectory) }
      ?? environment["HOME"].map { URL(filePath: $0, directoryHint: .isDirectory).appending(path: ".cache") }
    return base.map { ObjectCache(folder: $0.appending(path: "apus", directoryHint: .isDirectory)) }
  }()

  /// The object of a key, unless it is not there or damaged.
  func object(_ key: Key) -> [UInt8]? {
    guard let data = try? Data(contentsOf: folder.appending(path: key.name)), data.count > Self.trailer.count else {
      return nil
    }
    let bytes = [UInt8](data)
    // The trailer tells a whole file from one that was cut off.
    guard bytes.suffix(Self.trailer.count).elementsEqual(Self.trailer) else { return nil }
    return Array(bytes.dropLast(Self.trailer.count))
  }

  /// Keeps an object. Failures are of no consequence: the code is compiled again.
  func keep(_ object: [UInt8], _ key: Key) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      // Written under another name and renamed: other processes see all or nothing.
      try Data(object + Self.trailer).write(to: folder.appending(path: key.name), options: .atomic)
      try removeOldest()
    } catch { return }
  }

  private static let trailer = Array("apus object 1\n".utf8)

  private func removeOldest() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".o") }
    guard files.count > Self.capacity + Self.capacity / 4 else { return }
    let dated = files.map { name -> (name: String, date: Date) in
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
      return (name, attributes?[.modificationDate] as? Date ?? .distantPast)
    }
    for file in dated.sorted(by: { $0.date < $1.date }).prefix(files.count - Self.capacity) {
      try FileManager.default.removeItem(at: folder.appending(path: file.name))
    }
  }
}
