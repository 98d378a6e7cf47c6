// The runs of populations on their threads: what they give, what they report, and how they are stopped.

internal import ApusSystem
internal import Synchronization

/// Populations in progress.
///
/// The runs share nothing but counters, so their particles do not depend on the number of threads.
final class PopulationRun: Sendable {
  private let target: any TemperedTarget
  private let plan: PopulationPlan
  /// The state of each run that was begun earlier.
  private let earlier: [PopulationSnapshot?]
  private let observe: PopulationObserver?
  private let threadCount: Int
  private let readings: Mutex<[PopulationProgress]>
  private let outcomes: Mutex<[Result<Population, SamplingError>?]>
  private let next = Atomic<Int>(0)
  private let stop = StopFlag.current ?? StopFlag()

  init(
    _ target: any TemperedTarget, _ plan: PopulationPlan, earlier snapshots: [PopulationSnapshot], threads: Int?,
    observe: PopulationObserver?
  ) throws(SamplingError) {
    try plan.validate(dimension: target.dimension)
    if let threads { try require(threads > 0, "threads", threads, "it must be positive") }
    var earlier = [PopulationSnapshot?](repeating: nil, count: plan.runCount)
    for snapshot in snapshots {
      guard earlier.indices.contains(snapshot.run), earlier[snapshot.run] == nil else {
        throw .invalidSetting(
          "the run of a snapshot", value: "\(snapshot.run)",
          requirement: "there are \(plan.runCount) runs, from 0, with one snapshot each")
      }
      earlier[snapshot.run] = snapshot
    }
    self.target = target
    self.plan = plan
    self.earlier = earlier
    self.observe = observe
    threadCount = min(plan.runCount, threads ?? Machine.processorCount)
    readings = Mutex(
      earlier.enumerated().map { run, snapshot in
        PopulationProgress(
          run: run, stageCount: snapshot?.stages.count ?? 0,
          inverseTemperature: snapshot?.stages.last?.inverseTemperature ?? 0)
      })
    outcomes = Mutex(Array(repeating: nil, count: plan.runCount))
  }

  func run(progress: PopulationProgressHandler?) throws(SamplingError) -> Populations {
    let begin = ContinuousClock.now
    WorkerThread.share(on: threadCount) {
      self.work()
    } watch: { isDue in
      if Interruption.stopsChains { stop.raise() }
      if isDue, let progress, !progress(readings.withLock { $0 }) { stop.raise() }
    }
    var populations: [Population] = []
    for (run, outcome) in outcomes.withLock({ $0 }).enumerated() {
      if let outcome { populations.append(try outcome.get()) } else { populations.append(population(run, nil)) }
    }
    return Populations(
      plan: plan, dimension: target.dimension, populations: populations, duration: .now - begin)
  }

  private func population(_ run: Int, _ snapshot: PopulationSnapshot?) -> Population {
    Population(run: run, dimension: target.dimension, snapshot: snapshot ?? earlier[run])
  }

  private func work() {
    while !stop.isRaised {
      let run = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard run < plan.runCount else { return }
      let outcome: Result<Population, SamplingError>
      do throws(SamplingError) { outcome = .success(try make(run)) } catch {
        outcome = .failure(error)
        stop.raise()
      }
      outcomes.withLock { $0[run] = outcome }
    }
  }

  private func make(_ run: Int) throws(SamplingError) -> Population {
    let system =
      if let snapshot = earlier[run] { try ParticleSystem(resuming: snapshot, of: plan, target) } else {
        try ParticleSystem(run, of: plan, target)
      }
    var snapshot: PopulationSnapshot?
    while !system.isFinished, !stop.isRaised, system.advance(isStopped: { stop.isRaised }) {
      let state = system.snapshot
      snapshot = state
      let reading = PopulationProgress(
        run: run, stageCount: state.stages.count, inverseTemperature: system.inverseTemperature)
      readings.withLock { $0[run] = reading }
      observe?(state)
    }
    return population(run, snapshot)
  }
}
