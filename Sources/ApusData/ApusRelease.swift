// Which Apus this is, for the files that it writes.

package enum ApusRelease {
  package static let version = "0.1.0"
}
