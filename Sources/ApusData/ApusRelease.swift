// Which Apus this is, for the files that it writes.

/// This release.
package enum ApusRelease {
  /// The version.
  package static let version = "0.1.0"
}
