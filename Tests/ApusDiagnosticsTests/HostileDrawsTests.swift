// Laws of the verdict on random draws: nothing that is NaN is silent, and nothing that is well is accused.

import ApusDiagnostics
import Testing

@Suite struct HostileDrawsTests {
  /// Draws of a kind that breaks diagnostics, or of none.
  private func hostile(
    _ kind: Int, chains: Int, draws: Int, using generator: inout TestGenerator
  ) -> ScalarDraws {
    var columns = (0..<chains).map { _ in (0..<draws).map { _ in generator.normal() } }
    func every(_ transform: (Double) -> Double) { columns = columns.map { $0.map(transform) } }
    func one(_ value: Double) {
      guard chains > 0, draws > 0 else { return }
      columns[Int(generator.uniform() * Double(chains))][Int(generator.uniform() * Double(draws))] = value
    }
    switch kind {
    case 0: break
    case 1: every { _ in 3 }
    case 2: one(.nan)
    case 3: one(.infinity)
    case 4: one(-.infinity)
    case 5: every { $0 * 1e308 }
    case 6: every { $0 * 1e160 }
    case 7: every { $0 * 1e-300 }
    case 8: every { $0 * .leastNonzeroMagnitude }
    case 9: every { ($0 * 2).rounded() }
    case 10: every { $0 > 2.9 ? 1 : 0 }
    case 11: if chains > 0 { columns[chains / 2] = columns[chains / 2].map { _ in 0.25 } }
    case 12: columns = columns.indices.map { chain in columns[chain].map { _ in Double(chain) } }
    case 13: every { 1e15 + $0 * 0.1 }
    case 14:
      every { _ in 1 }
      one(1 + 1e-16)
      one(1.0.nextUp)
    case 15: every { $0 < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude }
    case 16: every { _ in .nan }
    case 17: every { _ in -.infinity }
    case 18: every { $0 < 0 ? -0.0 : 0 }
    default: one(1e300)
    }
    return ScalarDraws(columns)
  }

  @Test func `whatever is NaN in a row has a concern that names it, or one about all parameters`() {
    var generator = TestGenerator(seed: 15)
    var unknownCount = 0
    for trial in 0..<4000 {
      let chains = [1, 2, 3, 4][trial % 4]
      let draws = [0, 1, 2, 3, 4, 5, 8, 30, 101][Int(generator.uniform() * 9)]
      let kinds = (0..<(1 + trial % 3)).map { _ in Int(generator.uniform() * 20) }
      let columns = kinds.enumerated().map {
        ("x\($0)", hostile($1, chains: chains, draws: draws, using: &generator))
      }
      let summary = Summary(columns, sampler: trial % 5 == 0 ? SamplerStatistics(transitionCount: 1) : nil)
      for row in summary.rows {
        let numbers = [
          row.mean, row.standardDeviation, row.q05, row.q50, row.q95, row.meanError, row.standardDeviationError,
          row.bulkSampleSize, row.tailSampleSize, row.rHat,
        ]
        guard numbers.contains(where: \.isNaN) else { continue }
        unknownCount += 1
        let isOnlyRHat = numbers.dropLast().allSatisfy { !$0.isNaN }
        let isNamed = summary.concerns.contains { concern in
          switch concern {
          case .notANumber(let names), .infinite(let names), .constant(let names), .withoutDiagnostics(let names):
            names.contains(row.name)
          case .tooFewDraws: draws < 4
          case .oneChain: chains == 1 && isOnlyRHat
          case .frozenChains(let frozen, let count): frozen.count == count
          default: false
          }
        }
        #expect(isNamed, "kinds \(kinds), \(chains) chains of \(draws) draws: \(row) \(summary.concerns)")
      }
      // Each is a sentence with what can be done.
      for concern in summary.concerns {
        let text = concern.description
        #expect(
          text.hasSuffix(".") && text.count < 500 && !text.contains("  ") && !text.contains("Optional"), "\(text)")
      }
    }
    #expect(unknownCount > 2000)
  }

  @Test func `the most serious concerns come first`() {
    var generator = TestGenerator(seed: 16)
    for _ in 0..<500 {
      let columns = (0..<4).map { place in
        ("x\(place)", hostile(Int(generator.uniform() * 20), chains: 3, draws: 60, using: &generator))
      }
      let severities = Summary(
        columns,
        sampler: SamplerStatistics(
          transitionCount: 180, divergenceCounts: [Int(generator.uniform() * 3), 0, 0],
          maximumTreeDepthCounts: [0, Int(generator.uniform() * 30), 0])
      ).concerns.map(\.severity)
      #expect(severities == severities.sorted(by: >))
    }
  }

  /// The kinds of draws that are well: independent, with light and heavy tails, and integers.
  static let wellBehaved = ["normal", "uniform", "Cauchy", "Poisson", "product", "coin"]

  @Test(arguments: wellBehaved, [250, 1000, 4000])
  func `independent draws raise a concern in at most two of a hundred runs`(kind: String, draws: Int) {
    var alarms: [Concern] = []
    for seed in 0..<100 {
      var generator = TestGenerator(seed: UInt64(1000 * draws + seed))
      func draw() -> Double {
        let u = generator.uniform()
        switch kind {
        case "normal": return generator.normal()
        case "uniform": return u
        case "Cauchy": return generator.normal() / generator.normal()
        case "product": return generator.normal() * generator.normal()
        case "coin": return u < 0.5 ? 1 : 0
        default:
          // Poisson with mean 3, by the product of uniform numbers.
          var (count, product) = (0.0, u)
          while product > 0.049_787_068_367_863_944 {
            count += 1
            product *= generator.uniform()
          }
          return count
        }
      }
      let column = ScalarDraws((0..<4).map { _ in (0..<draws).map { _ in draw() } })
      let energy = ScalarDraws((0..<4).map { _ in (0..<draws).map { _ in generator.normal() } })
      let divergent = (0..<4).map { _ in (0..<draws / 50).map { _ in Int(generator.uniform() * Double(draws)) } }
      let sampler = SamplerStatistics(transitionCount: 4 * draws, energies: energy, divergentDraws: divergent)
      alarms += Summary([("x", column)], sampler: sampler).concerns
    }
    let graver = alarms.filter { $0.severity > .note }
    #expect(graver.count <= 2, "\(graver.prefix(3))")
    #expect(!graver.contains { $0.severity == .serious })
  }
}
