// The posterior of the two planets of HD 164922 under radvel's priors is radvel's.

import ApusTestSupport
import Foundation
import Testing

@Suite struct RadvelAgreementTests {
  /// The file of Scripts/reference/radvel-hd164922.py.
  private struct Content: Decodable {
    struct Row: Decodable { let sd, median: Double }
    let quantities: [String: Row]
  }

  private struct Report: Decodable {
    struct Row: Decodable { let q50, sd, rhat: Double }
    let parameters: [String: Row]
    let divergences: Int
  }

  @Test func `under the priors of radvel the posterior is radvel's`() throws {
    let reference: Content = try Reference.load("radvel-hd164922")
    let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples/Data/hd164922.csv")
    let outcome = try BuiltProgram("apus").run([
      "fit", "rv", data.path, "--planets", "2", "--trend", "none", "--eccentricity", "uniform",
      "--prior", "P1=uniform(1100,1300)", "--prior", "P2=uniform(74,77)", "--prior", "K=uniform(0,50)",
      "--prior", "gamma=uniform(-100,100)", "--prior", "jitter=uniform(0,10)", "--json",
      "--draws", NativeAgreement.isAvailable ? "4000" : "1500",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(reference.quantities.count == 18 && report.divergences < 10)
    for (name, expected) in reference.quantities.sorted(by: { $0.key < $1.key }) {
      let found = try #require(report.parameters[name], "\(name)")
      #expect(abs(found.q50 - expected.median) < 0.15 * expected.sd, "\(name): \(found), not \(expected)")
      #expect(abs(found.sd / expected.sd - 1) < 0.15, "\(name): \(found), not \(expected)")
      #expect(found.rhat < 1.01, "\(name): \(found)")
    }
  }
}
