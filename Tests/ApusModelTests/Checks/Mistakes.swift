// What the tests of mistakes share: the message of a model that must not be built.

import ApusExtension
import Testing

/// The message of the error that a declaration gives; nil where the model is built.
func mistake(_ declare: (inout ModelBuilder) -> Void) -> String? {
  do { _ = try Model(declare) } catch { return error.description }
  return nil
}

/// Expects a message of one line that has all parts.
func expect(
  _ message: String?, says parts: [String], _ place: SourceLocation = #_sourceLocation
) {
  guard let message else {
    Issue.record("no error", sourceLocation: place)
    return
  }
  for part in parts {
    #expect(message.contains(part), "\(part) in: \(message)", sourceLocation: place)
  }
  #expect(!message.contains("\n"), sourceLocation: place)
}

/// The place of a test, under a name that Apus's own type of places does not hide.
typealias SourceLocation = Testing.SourceLocation
