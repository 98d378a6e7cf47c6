// A reference posterior of posteriordb, and the comparison of draws with it. What each model is stands in MODELS.md beside them.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

/// One posterior: its data and the reference draws' means and standard deviations.
struct ReferencePosterior {
  struct Moments: Decodable {
    let mean: Double
    let sd: Double
    let n: Int
  }

  let data: [String: Any]
  let moments: [String: Moments]

  private static let folder = Reference.folder.appendingPathComponent("posteriors")

  /// The names of all posteriors that are there.
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  init(_ name: String) throws {
    let bytes = try Data(contentsOf: Self.folder.appendingPathComponent("\(name).json"))
    let object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    data = object["data"] as? [String: Any] ?? [:]
    struct File: Decodable { let reference: [String: Moments] }
    moments = try JSONDecoder().decode(File.self, from: bytes).reference
    try #require(!moments.isEmpty && !data.isEmpty)
  }

  /// A list of numbers of the data.
  func numbers(_ name: String) -> [Double] { (data[name] as? [NSNumber] ?? []).map(\.doubleValue) }
  /// A number of the data.
  func number(_ name: String) -> Double { (data[name] as? NSNumber)?.doubleValue ?? .nan }
  /// A matrix of the data.
  func rows(_ name: String) -> [[Double]] {
    (data[name] as? [[NSNumber]] ?? []).map { $0.map(\.doubleValue) }
  }

  /// Compares each reference parameter with its column: means within Monte Carlo error, standard deviations within 5 %.
  func compare(_ posterior: Posterior, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    #expect(posterior.divergenceCount <= posterior.chains.drawCount / 50, sourceLocation: sourceLocation)
    let summary = posterior.summary()
    for (name, truth) in moments {
      let row = try #require(summary[Self.fromZero(name)], "\(name)", sourceLocation: sourceLocation)
      let referenceError = truth.sd / Double(truth.n).squareRoot()
      let error = (row.meanError * row.meanError + referenceError * referenceError).squareRoot()
      let difference = abs(row.mean - truth.mean)
      #expect(
        difference <= 5 * error || difference <= 0.05 * truth.sd, "mean of \(name): \(row.mean), not \(truth.mean)",
        sourceLocation: sourceLocation)
      #expect(
        abs(row.standardDeviation / truth.sd - 1) <= 0.05, "sd of \(name): \(row.standardDeviation), not \(truth.sd)",
        sourceLocation: sourceLocation)
      #expect(row.rHat < 1.01, "R-hat of \(name): \(row.rHat)", sourceLocation: sourceLocation)
    }
  }

  /// `beta[3]` of Stan is `beta[2]` here.
  private static func fromZero(_ name: String) -> String {
    guard let open = name.firstIndex(of: "["), let index = Int(name[name.index(after: open)...].dropLast()) else {
      return name
    }
    return "\(name[..<open])[\(index - 1)]"
  }
}
