// The reference posteriors of posteriordb that lie beside a checkout of the project's developers; absent elsewhere.

import Foundation

/// One posterior: its data and the reference draws' means and standard deviations.
struct SharedReference {
  struct Moments: Decodable {
    let mean: Double
    let sd: Double
    let n: Int
  }

  let data: [String: Any]
  let moments: [String: Moments]

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")

  /// Whether the folder is there; tests that need it are skipped where it is not.
  static let isPresent = FileManager.default.fileExists(atPath: folder.appendingPathComponent("reference").path)

  /// A file of the shared folder.
  static func file(_ path: String) -> URL { folder.appendingPathComponent(path) }

  init(_ name: String) throws {
    let bytes = try Data(contentsOf: Self.file("reference/\(name).json"))
    let object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    data = object["data"] as? [String: Any] ?? [:]
    struct File: Decodable { let reference: [String: Moments] }
    moments = try JSONDecoder().decode(File.self, from: bytes).reference
  }

  /// A list of numbers of the data.
  func numbers(_ name: String) -> [Double] { (data[name] as? [NSNumber] ?? []).map(\.doubleValue) }
  /// A number of the data.
  func number(_ name: String) -> Double { (data[name] as? NSNumber)?.doubleValue ?? .nan }
  /// A matrix of the data.
  func rows(_ name: String) -> [[Double]] {
    (data[name] as? [[NSNumber]] ?? []).map { $0.map(\.doubleValue) }
  }
}
