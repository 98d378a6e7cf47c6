// Source of a user's, outside of the package, which the compiler checks against the built modules.

import ApusTestSupport
import Foundation
import Testing

struct OutsideSource {
  let text: String

  /// What the compiler says to it, which sees public names only.
  func typeChecked(_ flags: [String] = []) throws -> BuiltProgram.Outcome {
    let products = try #require(BuiltProgram.products)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("outside.swift")
    try Data(text.utf8).write(to: file)
    let modules = products.appendingPathComponent("Modules").path
    let checkouts = products.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("checkouts")
    let maps =
      ["CReturnAddress", "CTryRetain"].map { products.appendingPathComponent("\($0).build/module.modulemap") }
      + [checkouts.appendingPathComponent("swift-numerics/Sources/_NumericsShims/include/module.modulemap")]
    let found = maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0.path)"] }
    return try BuiltProgram(tool: "swiftc").run(["-typecheck", "-I", modules] + found + flags + [file.path])
  }
}
