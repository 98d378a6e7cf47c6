// Object files on disk, in the user's cache folder: code of an identical program is compiled once for a processor.

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A folder of object files.
///
/// **Law.** ``object(_:)`` answers the bytes that ``keep(_:_:)`` was given for the same key, or nil: whatever happened to the
/// files meanwhile.
package struct ObjectCache: Sendable {
  /// What code depends on.
  package struct Key: Sendable {
    /// All of it, as text.
    let content: [UInt8]
    /// The name of the file.
    package let name: String

    init(entry: String, target: CodeTarget, version: Int) {
      content = Array(
        "\(entry) \(target.triple) \(target.processor) \(target.features) \(target.level) \(version)".utf8)
      var digest = Digest()
      digest.combine(content)
      name = "\(digest.hexadecimal)-\(target.level).o"
    }
  }

  let folder: URL
  /// The number of files that are kept; the oldest go first.
  static let capacity = 256

  /// A cache in a folder, which need not be there.
  package init(folder: String) { self.folder = URL(filePath: folder, directoryHint: .isDirectory) }

  /// The user's.
  static let standard = Self.folder(in: ProcessInfo.processInfo.environment).map { ObjectCache(folder: $0) }

  /// The folder that an environment names: `APUS_CACHE` (empty for none), `XDG_CACHE_HOME/apus`, or `.cache/apus` at home;
  /// nil where there is none.
  ///
  /// Only `APUS_CACHE` may be relative to the current folder: an empty or relative `XDG_CACHE_HOME` counts as not set, as its
  /// specification asks for, and so does such a `HOME`.
  package static func folder(in environment: [String: String]) -> String? {
    if let chosen = environment["APUS_CACHE"] { return chosen.isEmpty ? nil : chosen }
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/apus" }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/apus" }
    return nil
  }

  /// The object of a key; nil where it is not there or damaged.
  package func object(_ key: Key) -> [UInt8]? {
    ObjectFile(path: path(key.name), content: key.content).load()
  }

  /// Stores an object, in place of an earlier one of its name. A failure does no harm: the code is compiled again.
  package func keep(_ object: [UInt8], _ key: Key) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if ObjectFile(path: path(key.name), content: key.content).save(object) { try removeOldest() }
    } catch { return }
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Removes the cache's oldest files if there are too many, and unfinished files that nobody is writing any more.
  private func removeOldest() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let objects = names.filter { $0.isNameOfObject }
    guard objects.count > Self.capacity + Self.capacity / 4 else { return }
    for name in objects.sorted(by: { date($0) < date($1) }).prefix(objects.count - Self.capacity) {
      try FileManager.default.removeItem(atPath: path(name))
    }
    let hourAgo = Date.now.addingTimeInterval(-3600)
    for name in names where ObjectFile.isNameOfPart(name) && date(name) < hourAgo {
      try FileManager.default.removeItem(atPath: path(name))
    }
  }

  private func date(_ name: String) -> Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }
}

extension String {
  /// Whether this is a name that the cache gives: other files in its folder are not its own.
  var isNameOfObject: Bool {
    guard hasSuffix(".o") else { return false }
    let words = dropLast(2).split(separator: "-", omittingEmptySubsequences: false)
    return words.count == 2 && words[0].count == 32 && words[0].allSatisfy(\.isHexDigit) && Int(words[1]) != nil
  }
}
