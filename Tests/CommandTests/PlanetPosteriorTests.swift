// The main job: the posterior of the two planets of HD 164922 is that of a sampler of another kind on the same density.

import ApusTestSupport
import Foundation
import Testing

@Suite struct PlanetPosteriorTests {
  /// A row of Scripts/reference/radial-velocity.py.
  private struct Row: Decodable { let mean, sd, mcse: Double }

  private struct Report: Decodable {
    struct Row: Decodable { let mean, sd, rhat: Double }
    let parameters: [String: Row]
    let divergences: Int
  }

  @Test func `the planets of HD 164922 are those that differential evolution finds`() throws {
    let reference: [String: Row] = try Reference.load("radial-velocity")
    let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples/Data/hd164922.csv")
    // The interpreter takes ten times as long: fewer draws then.
    let (draws, warmup) = NativeAgreement.isAvailable ? ("8000", "1000") : ("1000", "800")
    let outcome = try BuiltProgram("apus").run([
      "fit", "rv", data.path, "--planets", "2", "--periods", "1201.1,75.765", "--period-widths", "0.02,0.005",
      "--amplitudes", "7.0,2.2", "--epoch", "2453000", "--prior", "gamma=normal(0,10)", "--prior",
      "jitter=lognormal(1,1)", "--trend", "none", "--json", "--draws", draws, "--warmup", warmup, "--seed", "2",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(reference.count == 20 && report.divergences < 10)
    for (name, expected) in reference.sorted(by: { $0.key < $1.key }) {
      let found = try #require(report.parameters[name], "\(name)")
      #expect(abs(found.mean - expected.mean) < 0.12 * expected.sd, "\(name): \(found), not \(expected)")
      #expect(abs(found.sd / expected.sd - 1) < (draws == "8000" ? 0.1 : 0.2), "\(name): \(found), not \(expected)")
      #expect(found.rhat < 1.01, "\(name): \(found)")
    }
  }
}
