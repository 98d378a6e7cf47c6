// What can be wrong with a store of draws.

/// A run store that cannot be used, and why.
public enum StoreError: Error, Hashable, Sendable {
  /// The store holds another run; each difference is a sentence.
  case otherRun(store: String, differences: [String])
  /// Another process, or another run of this one, writes to the store.
  case inUse(store: String)
  /// A file of the store is damaged or missing.
  case damaged(file: String, reason: String)
  /// What stands at the path is no store.
  case notAStore(path: String, reason: String)
  /// A file of the store cannot be written.
  case unwritable(file: String, reason: String)
}

extension StoreError: CustomStringConvertible {
  /// One line that begins with the file.
  public var description: String {
    switch self {
    case .otherRun(let store, let differences):
      "\(store): the store holds another run: \(differences.joined(separator: "; ")). Ask for the same, take another name, "
        + "or remove it"
    case .inUse(let store):
      "\(store): another run writes to the store now; wait until it has ended, or take another name"
    case .damaged(let file, let reason): "\(file): the file is damaged: \(reason)"
    case .notAStore(let path, let reason): "\(path): this is no run store: \(reason)"
    case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
    }
  }
}
