// Simulation-based calibration of a model: parameters from the prior, data from the model, posteriors, ranks.

public import ApusDiagnostics
public import ApusInference

extension Model {
  /// Simulation-based calibration: whether sampler and model recover the parameters that data were simulated with.
  ///
  /// ```swift
  /// let calibration = try model.calibrate(simulations: 200, seed: 1, into: "calibration.csv")
  /// print(calibration)
  /// ```
  ///
  /// Each simulation draws parameters from the prior and observations from the model, samples the posterior of these observations, and
  /// counts how many of its draws lie below the prior's, for each element of each parameter and for the log likelihood. The model is
  /// compiled once. A simulation depends on the seed and its number alone, not on the number of threads or of simulations. Rules of the
  /// user's own are verified before the first one. Ctrl-C inside ``Interruption/deferred(_:)`` and a cancelled task end the run with what
  /// is done.
  ///
  /// - Parameters:
  ///   - simulations: their number: a hundred show gross mistakes, a thousand small ones.
  ///   - sampler: the sampler that is tested.
  ///   - draws: the draws of each chain; the prior's is ranked among `chains · draws / thinning` of them.
  ///   - warmup: the draws before them.
  ///   - chains: the number of chains of each posterior.
  ///   - thinning: every so many draws one is taken. The result says where draws still depend on each other.
  ///   - seed: the seed of all random numbers.
  ///   - threads: how many simulations run at once; one for each processor where nil.
  ///   - path: a file that grows by a line with each simulation. Where it is there already, its simulations are not done again.
  ///     One run at a time may write it.
  ///   - verifying: whether rules of the user's own are verified first.
  ///   - progress: called now and then with the number of simulations done; returning false ends the run. Where nil, the number is shown
  ///     if the standard error stream is a terminal.
  /// - Throws: ``ModelError/calibration(_:)`` where observations cannot be simulated, a setting is out of range, or the file is of another
  ///   model, of other settings, or damaged; ``ModelError/improperPrior(_:)``; ``ModelError/potentialsIgnored(_:)``; and as
  ///   ``sample(using:draws:warmup:chains:seed:threads:start:verifying:backend:progress:showsProgress:)``. What goes wrong in one simulation
  ///   alone is kept with it.
  public func calibrate(
    simulations: Int = 100, using sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
    chains: Int = 1, thinning: Int = 10, seed: UInt64, threads: Int? = nil, into path: String? = nil,
    verifying: Bool = true, backend: Backend = .automatic, progress: ((_ done: Int) -> Bool)? = nil
  ) throws(ModelError) -> Calibration {
    let settings = CalibrationSettings(
      sampler: sampler, draws: draws, warmup: warmup, chains: chains, thinning: thinning, seed: seed)
    try settings.check(simulations: simulations, threads: threads)
    let simulator = try Simulator(self, settings, verifying: verifying, backend: backend)
    let file: CalibrationFile? =
      if let path { try simulator.file(path) } else { nil }
    let run = CalibrationRun(simulator, count: simulations, file: file)
    return try run.run(threads: threads, progress: progress)
  }

  /// The same while the calling task waits, without blocking its thread; cancelling the task ends the run with what is done.
  public func calibrate(
    simulations: Int = 100, using sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
    chains: Int = 1, thinning: Int = 10, seed: UInt64, threads: Int? = nil, into path: String? = nil,
    verifying: Bool = true, backend: Backend = .automatic, progress: (@Sendable (_ done: Int) -> Bool)? = nil
  ) async throws(ModelError) -> Calibration {
    try await cancellable { () throws(ModelError) in
      try self.calibrate(
        simulations: simulations, using: sampler, draws: draws, warmup: warmup, chains: chains, thinning: thinning,
        seed: seed, threads: threads, into: path, verifying: verifying, backend: backend, progress: progress)
    }
  }
}

/// What a calibration draws of each posterior.
struct CalibrationSettings: Sendable {
  let sampler: any ChainSampler
  let draws: Int
  let warmup: Int
  let chains: Int
  let thinning: Int
  let seed: UInt64

  /// The draws that the prior's is ranked among.
  var rankedCount: Int { chains * (draws / thinning) }

  func check(simulations: Int, threads: Int?) throws(ModelError) {
    func require(_ holds: Bool, _ name: String, _ value: Int, _ requirement: String) throws(ModelError) {
      guard !holds else { return }
      throw .calibration(.invalidSetting(name, value: "\(value)", requirement: requirement))
    }
    try require((1...10_000_000).contains(simulations), "simulations", simulations, "it must be in 1 ... 10000000")
    try require((1...1_000_000).contains(draws), "draws", draws, "it must be in 1 ... 1000000")
    try require((0...1_000_000).contains(warmup), "warmup", warmup, "it must be in 0 ... 1000000")
    try require((1...1000).contains(chains), "chains", chains, "it must be in 1 ... 1000")
    try require((1...draws).contains(thinning), "thinning", thinning, "it must be in 1 ... draws")
    try require(rankedCount <= 100_000, "thinning", thinning, "it must leave at most 100000 draws to rank among")
    if let threads { try require(threads > 0, "threads", threads, "it must be positive") }
  }
}
