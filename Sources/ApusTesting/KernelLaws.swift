// The laws of a kernel: steps leave targets invariant, snapshots go on, draws depend on the seed alone.

public import ApusExtension

/// Checks a kernel of any two coordinates with scales near 1: its steps, of fixed settings, leave a normal and an exponential density as
/// they are; it goes on from a snapshot with the same bits; its draws depend on the seed alone; it enters no region without numbers.
///
/// - Parameters:
///   - adaptation: what tunes it in the warm-up, for the snapshots.
///   - seed: the seed of all draws.
/// - Throws: ``SamplingError`` where it cannot be sampled at all.
public func checkLaws<A: Adaptation>(
  of kernel: A.Tuned, adaptation: A, seed: UInt64 = 1
) throws(SamplingError) -> LawReport {
  var report = LawReport(A.Tuned.traits.name)
  try checkInvariance(of: kernel, seed, &report)
  let sampler = KernelSampler(kernel, adaptation: adaptation)
  for iteration in [0, 1, 7, 50, 80] { try checkSnapshot(of: sampler, after: iteration, seed, &report) }
  func run(threads: Int) throws(SamplingError) -> Chains {
    try sample(
      normal, sampler: sampler, draws: 100, warmup: 50, chains: 3, seed: seed, threads: threads, showsProgress: false)
  }
  let one = try run(threads: 1)
  report.expect(try run(threads: 3).positions == one.positions, "draws depend on the number of threads")
  report.expect(Set(one.positions).count > 10, "the chains hardly move: \(Set(one.positions).count) different numbers")
  for hole in [Double.nan, .infinity, -.infinity] {
    let holed = ClosureLogDensity(dimension: 2) { q, gradient in
      for i in q.indices { gradient[i] = -q[i] }
      return q[0] > 0.5 ? hole : -0.5 * (q[0] * q[0] + q[1] * q[1])
    }
    let chains = try sample(
      holed, sampler: sampler, draws: 500, warmup: 50, chains: 1, seed: seed, start: .positions([[0, 0]]),
      showsProgress: false)
    report.expect(
      (0..<500).allSatisfy { chains[0, $0].first ?? 1 <= 0.5 }, "a region where the density is \(hole) is entered")
  }
  return report
}

/// The same for a kernel that is used as it is.
///
/// - Throws: ``SamplingError`` where it cannot be sampled at all.
public func checkLaws<K: Kernel>(of kernel: K, seed: UInt64 = 1) throws(SamplingError) -> LawReport {
  try checkLaws(of: kernel, adaptation: NoAdaptation(), seed: seed)
}

private let normal = ClosureLogDensity(dimension: 2) { q, gradient in
  gradient[0] = -q[0]
  gradient[1] = -q[1] / 4
  return -0.5 * (q[0] * q[0] + q[1] * q[1] / 4)
}

private let exponential = ClosureLogDensity(dimension: 2) { q, gradient in
  guard q[0] >= 0 && q[1] >= 0 else { return -.infinity }
  (gradient[0], gradient[1]) = (-1, -1)
  return -q[0] - q[1]
}

/// Exact draws of a density, each moved by two steps, must still be draws of it.
private func checkInvariance(of kernel: some Kernel, _ seed: UInt64, _ report: inout LawReport) throws(SamplingError) {
  let cases: [(String, ClosureLogDensity, (inout Philox4x64) -> [Double], [(String, ([Double]) -> Double, Double)])] = [
    (
      "a normal", normal, { [$0.standardNormal(), 2 * $0.standardNormal()] },
      [
        ("mean", { $0[0] }, 0), ("variance", { $0[0] * $0[0] }, 1), ("other variance", { $0[1] * $0[1] }, 4),
        ("product", { $0[0] * $0[1] }, 0), ("share near 0", { $0[0].magnitude < 0.5 ? 1 : 0 }, 0.38292492254802624),
      ]
    ),
    (
      "an exponential", exponential, { [$0.standardExponential(), $0.standardExponential()] },
      [
        ("mean", { $0[0] }, 1), ("square", { $0[0] * $0[0] }, 2), ("product", { $0[0] * $0[1] }, 1),
        ("share near 0", { $0[0] < 0.1 ? 1 : 0 }, 0.09516258196404043),
      ]
    ),
  ]
  for (name, density, draw, moments) in cases {
    var generator = Philox4x64(seed: seed, stream: 1)
    var ends: [[Double]] = []
    var movedCount = 0
    for part in 0..<3 {
      let starts = (0..<10_000).map { _ in draw(&generator) }
      let chains = try sample(
        density, sampler: .kernel(kernel), draws: 2, warmup: 0, chains: starts.count, seed: seed &+ UInt64(part),
        start: .positions(starts), showsProgress: false)
      for (start, chain) in zip(starts, chains.chains) {
        ends.append(Array(chain[1]))
        movedCount += ends[ends.count - 1] == start ? 0 : 1
      }
    }
    report.expect(movedCount > 300, "of 30000 draws of \(name) two steps move \(movedCount)")
    for (moment, function, expected) in moments {
      report.expectMean(of: ends.map(function), is: expected, "\(moment) of \(name) after two steps")
    }
  }
}

private func checkSnapshot(
  of sampler: some ChainSampler, after iteration: Int, _ seed: UInt64, _ report: inout LawReport
) throws(SamplingError) {
  let plan = SamplingPlan(sampler: sampler, drawCount: 100, warmupCount: 60, seed: seed)
  let chain = try Chain(1, of: plan, normal)
  for _ in 0..<iteration { _ = try chain.advance() }
  let restored = try Chain(resuming: chain.snapshot(), of: plan, normal)
  var isSame = true
  while !chain.isFinished && isSame {
    _ = try chain.advance()
    _ = try restored.advance()
    isSame = Array(chain.positionBuffer) == Array(restored.positionBuffer)
  }
  let (end, other) = (try chain.snapshot(), try restored.snapshot())
  report.expect(
    isSame && end == other, "a chain that goes on from its snapshot of iteration \(iteration) draws other numbers")
}
