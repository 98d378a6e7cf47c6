// Object files on disk, in the user's cache folder: code of an identical program is compiled once for a processor.

internal import ApusSystem

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

  private let folder: Folder
  /// The number of files that are kept; the oldest go first.
  static let capacity = 256

  /// A cache in a folder, which need not be there.
  package init(folder: String) { self.folder = Folder(folder) }

  /// The user's.
  static let standard = Self.folder(of: environmentVariable).map { ObjectCache(folder: $0) }

  /// The folder that an environment names: `APUS_CACHE` (empty for none), `XDG_CACHE_HOME/apus`, or `.cache/apus` at home;
  /// nil where there is none.
  ///
  /// Only `APUS_CACHE` may be relative to the current folder: an empty or relative `XDG_CACHE_HOME` counts as not set, as its
  /// specification asks for, and so does such a `HOME`.
  package static func folder(of variable: (String) -> String?) -> String? {
    if let chosen = variable("APUS_CACHE") { return chosen.isEmpty ? nil : chosen }
    if let base = variable("XDG_CACHE_HOME"), base.hasPrefix("/") { return base + "/apus" }
    if let home = variable("HOME"), home.hasPrefix("/") { return home + "/.cache/apus" }
    return nil
  }

  /// The object of a key; nil where it is not there or damaged.
  package func object(_ key: Key) -> [UInt8]? {
    ObjectFile(path: folder.path(of: key.name), content: key.content).load()
  }

  /// Stores an object, in place of an earlier one of its name. A failure does no harm: the code is compiled again.
  package func keep(_ object: [UInt8], _ key: Key) {
    folder.make()
    if ObjectFile(path: folder.path(of: key.name), content: key.content).save(object) { removeOldest() }
  }

  /// Removes the cache's oldest files if there are too many, and unfinished files that nobody is writing any more.
  private func removeOldest() {
    let names = folder.names()
    let objects = names.filter { $0.isNameOfObject }
    guard objects.count > Self.capacity + Self.capacity / 4 else { return }
    let times = Dictionary(uniqueKeysWithValues: names.map { ($0, folder.timeOfChange($0) ?? 0) })
    let oldest = objects.sorted { (times[$0] ?? 0) < (times[$1] ?? 0) }.prefix(objects.count - Self.capacity)
    let hourAgo = secondsSince1970() - 3600
    let unfinished = names.filter { ObjectFile.isNameOfPart($0) && (times[$0] ?? 0) < hourAgo }
    for name in oldest + unfinished { folder.remove(name) }
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
