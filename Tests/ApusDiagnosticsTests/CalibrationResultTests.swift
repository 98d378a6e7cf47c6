// What a calibration says of its ranks: Holm's adjustment, histograms, sentences.

import ApusDiagnostics
import ApusTestSupport
import Testing

@Suite struct CalibrationResultTests {
  /// A calibration with one quantity of even ranks and one of ranks of choice.
  private func calibration(
    _ other: (Int) -> Int, count: Int = 110, requested: Int = 110,
    change: (inout [Calibration.Simulation]) -> Void = { _ in }
  ) -> Calibration {
    var simulations = (0..<count).map { number in
      Calibration.Simulation(number: number, ranks: [number % 11, other(number)], leastSampleSize: 50)
    }
    change(&simulations)
    return Calibration(names: ["even", "other"], drawCount: 10, requestedCount: requested, simulations: simulations)
  }

  @Test func `p-values are adjusted by Holm's method`() throws {
    for (adjusted, expected) in try paired(Calibration.holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]) {
      #expect((adjusted - expected).magnitude < 1e-15)
    }
    #expect(Calibration.holm([0.6, 0.7]) == [1, 1] && Calibration.holm([]).isEmpty)
  }

  @Test func `even ranks are uniform, and the table says so`() {
    let result = calibration { ($0 * 7) % 11 }
    #expect(result.isUniform() && result.quantities.map(\.meanRank) == [0.5, 0.5])
    #expect(result["even"]?.histogram(bins: 11) == [Int](repeating: 10, count: 11))
    #expect(
      result.description == """
        Simulation-based calibration: 110 simulations, each rank among 10 draws from the posterior.

               mean_rank                          ranks in tenths     p  p_holm  uniform
        even       0.500   20  10  10  10  10  10  10  10  10  10  1.00    1.00      yes
        other      0.500   20  10  10  10  10  10  10  10  10  10  1.00    1.00      yes

        The ranks of all 2 quantities are uniform as far as 110 simulations tell (simultaneous bands, Holm's adjustment, level 5%).
        """)
  }

  /// Ranks that are not uniform, and what they mean.
  struct Shape: Sendable, CustomTestStringConvertible {
    let words: String
    let rank: @Sendable (_ number: Int) -> Int
    var testDescription: String { words }

    static let all = [
      Shape(words: "the posterior's draws are too small") { 5 + $0 % 6 },
      Shape(words: "the posterior's draws are too large") { $0 % 6 },
      Shape(words: "the posterior is too narrow") { $0 % 2 == 0 ? $0 % 3 : 10 - $0 % 3 },
      Shape(words: "the posterior is too wide") { 4 + $0 % 3 },
    ]
  }

  @Test(arguments: Shape.all)
  func `what the ranks' shape means is said`(_ shape: Shape) {
    let result = calibration(shape.rank)
    #expect(!result.isUniform() && result["even"]?.adjustedPValue == 1 && result["other"]?.adjustedPValue ?? 1 < 0.001)
    #expect(result.description.contains("The ranks of other (\(shape.words)) are not uniform"))
  }

  @Test func `what speaks against the ranks is said`() {
    let result = calibration({ ($0 * 7) % 11 }, count: 60, requested: 61) { simulations in
      simulations[7] = .init(number: 7, ranks: [], failure: "no data")
      simulations[8] = .init(number: 8, ranks: [1, 2], leastSampleSize: 4, divergenceCount: 3)
    }
    let lines = result.description.split(separator: "\n").suffix(5)
    #expect(lines.first == "1 of 61 simulations are not done.")
    #expect(
      Array(lines.suffix(3)) == [
        "In 1 of 59 simulations a quantity had fewer effective draws than 10 (the least: 4, simulation 8): these ranks are not those of "
          + "independent draws. Draw more, and thin more.",
        "3 transitions diverged, in 1 of 59 simulations.",
        "1 simulation failed, the first is number 7: no data. The ranks are those of the others.",
      ])
    #expect(result.quantities[0].ranks.count == 59)
  }

  @Test func `without simulations nothing is uniform`() {
    let result = calibration({ $0 }, count: 0)
    #expect(!result.isUniform() && result.description.contains("No simulation has ranks: nothing is known."))
  }
}
