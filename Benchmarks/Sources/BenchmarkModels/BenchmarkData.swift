// The benchmark's data files, found beside the sources.

import Foundation

/// Why data cannot be had, or numbers are not as they should be.
public struct DataError: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// The files of Benchmarks/Data.
public enum BenchmarkData {
  /// The folder of the benchmarks.
  public static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The rows of a table with a header, as texts.
  static func rows(_ file: URL) throws -> [[String]] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// The rows of a table of numbers in the folder of data.
  static func numbers(_ name: String) throws -> [[Double]] {
    try rows(folder.appending(path: "Data").appending(path: name)).map { row in
      try row.map { text in
        guard let number = Double(text) else { throw DataError("\(name): '\(text)' is no number") }
        return number
      }
    }
  }

  /// The houses of radon_like.json.
  struct Houses: Decodable {
    let J: Int
    let county_idx: [Int]
    let floor_measure: [Double]
    let log_uppm: [Double]
    let log_radon: [Double]
  }

  static func houses() throws -> Houses {
    let file = folder.appending(path: "Data").appending(path: "radon_like.json")
    return try JSONDecoder().decode(Houses.self, from: Data(contentsOf: file))
  }
}
