// Files of zarr-python, xarray and NumPy that hold the same arrays: Scripts/reference/stores.py.

import ApusTestSupport
import Foundation
import Testing

struct StoreReference: Decodable {
  struct Store: Decodable {
    let files: [String: String]
    let x: [Double]
    let labels: [String]

    /// Writes the store into a folder, and returns its path.
    func write(_ name: String, into folder: String) throws -> String {
      for (path, text) in files {
        let file = URL(fileURLWithPath: "\(folder)/\(path)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try #require(Data(base64Encoded: text)).write(to: file)
      }
      return "\(folder)/\(name)"
    }
  }

  let stores: [String: Store]
  let i: [Int]
  let b: [Bool]

  static let shared = Result { try Reference.load("stores", as: StoreReference.self) }
  static let names = ((try? shared.get())?.stores.keys.sorted() ?? [])
}
