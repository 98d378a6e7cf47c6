// Reference numbers: JSON files in Tests/Reference, each made by the script of the same name in Scripts/reference.

public import Foundation

/// Reads the reference files that outside programs (SciPy, mpmath, ArviZ) wrote.
public enum Reference {
  /// The folder `Tests/Reference` of this checkout.
  public static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Reference")

  /// The decoded content of `Tests/Reference/<name>.json`.
  ///
  /// - Throws: what `Data(contentsOf:)` and `JSONDecoder` throw.
  public static func load<Content: Decodable>(_ name: String, as type: Content.Type = Content.self) throws -> Content {
    let file = folder.appendingPathComponent(name + ".json")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try decoder.decode(type, from: Data(contentsOf: file))
  }
}
