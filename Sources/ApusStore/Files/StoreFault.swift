// What is wrong in a store or an archive, before it is known which file it is.

/// Why something that was read cannot be what it claims to be: a clause, to which the file's name is added.
package struct StoreFault: Error, Hashable, Sendable, CustomStringConvertible {
  package let reason: String
  package var description: String { reason }

  package init(_ reason: String) { self.reason = reason }

  /// The same as an error of a file.
  package func unreadable(_ file: String) -> TableError { .unreadable(file: file, reason: reason) }
}
