// The cost of a summary: it must not be felt after a run.

import ApusDiagnostics
import ApusTestSupport
import Testing

@Suite(.serialized) struct SpeedTests {
  @Test func `a summary of 200 parameters with 4 chains of 1000 draws takes less than half a second in release`() {
    var generator = TestGenerator(seed: 1)
    let parameters = (0..<200).map { index in
      (name: "x[\(index)]", draws: generator.autoregressive(chains: 4, draws: 1000, Double(index) / 201))
    }
    let time = processorTime { #expect(Summary(parameters).rows.count == 200) }
    print("summary of 200 parameters: \(time) s")
    #if !DEBUG
      #expect(time < 0.5, "\(time) s")
    #endif
  }

  @Test func `a stuck chain of a hundred thousand draws takes less than a second in release`() {
    var generator = TestGenerator(seed: 2)
    let draws = generator.autoregressive(chains: 2, draws: 100_000, 0.99999)
    let time = processorTime { #expect(draws.effectiveSampleSize(for: .mean) < 1000) }
    print("effective sample size of 200 000 draws: \(time) s")
    #if !DEBUG
      #expect(time < 1, "\(time) s")
    #endif
  }
}
