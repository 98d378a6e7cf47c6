// What a run of a population gave: its particles, its stages, and the state from which it can go on.

public import ApusRandom

/// One stage of tempered sequential Monte Carlo.
public struct TemperingStage: Sendable, Hashable, Codable {
  /// The inverse temperature β that the stage reached; 1 at the posterior.
  public let inverseTemperature: Double
  /// What the stage adds to the log evidence: the log of the weights' mean.
  public let logEvidenceIncrement: Double
  /// The relative variance of the evidence as estimated up to this stage, from how few of the first particles the present ones
  /// descend from.
  ///
  /// Reference: Lee, Whiteley (2018), Variance estimation in the particle filter; without the term of multinomial resampling,
  /// since systematic resampling adds next to nothing.
  public let evidenceVariance: Double
  /// The effective sample size of the weights, before the particles were resampled.
  public let effectiveSampleSize: Double
  /// The mean acceptance probability of the Metropolis steps; 1 where there are no coordinates.
  public let acceptanceRate: Double
  /// The Metropolis steps of each particle.
  public let stepCount: Int
  /// The largest correlation of a coordinate with where the particles began the stage.
  public let correlation: Double
}

/// The state of a run after a stage, from which it goes on with the same particles, bit for bit.
public struct PopulationSnapshot: Sendable, Hashable, Codable {
  /// The number of the run.
  public let run: Int
  /// The stages so far.
  public let stages: [TemperingStage]
  /// The number of stages once more, by which a list that was cut short is seen.
  let stageCount: Int
  /// The particles, one after another.
  public let positions: [Double]
  /// For each particle the first one that it descends from.
  public let ancestors: [Int]
  /// The scale of the proposals, in standard deviations of the particles.
  public let scale: Double
  /// The generator of the run.
  public let generator: Philox4x64
}

/// The particles of one run.
public struct Population: Sendable {
  /// The number of the run.
  public let run: Int
  /// The number of coordinates.
  public let dimension: Int
  /// The particles, one after another, with equal weights: draws from the posterior where the run is complete, else from the
  /// density of its last stage. Empty where no stage was completed.
  public let positions: [Double]
  /// The stages.
  public let stages: [TemperingStage]
  /// The state from which the run can go on; nil where no stage was completed.
  public let snapshot: PopulationSnapshot?

  init(run: Int, dimension: Int, snapshot: PopulationSnapshot?) {
    self.run = run
    self.dimension = dimension
    self.snapshot = snapshot
    positions = snapshot?.positions ?? []
    stages = snapshot?.stages ?? []
  }

  /// Whether the run reached the posterior.
  public var isComplete: Bool { stages.last?.inverseTemperature == 1 }

  /// The log evidence as this run estimates it; NaN where it is not complete.
  public var logEvidence: Double { isComplete ? stages.reduce(0) { $0 + $1.logEvidenceIncrement } : .nan }

  /// The coordinates of a particle.
  public subscript(particle: Int) -> ArraySlice<Double> { positions[particle * dimension..<(particle + 1) * dimension] }
}

/// The populations of several independent runs, in their order.
public struct Populations: Sendable {
  /// The plan of the run.
  public let plan: PopulationPlan
  /// The number of coordinates.
  public let dimension: Int
  /// The populations, by run.
  public let populations: [Population]
  /// The time of the whole.
  public let duration: Duration

  /// Whether every run reached the posterior.
  public var isComplete: Bool { populations.allSatisfy(\.isComplete) }

  /// The log evidence (log marginal likelihood): the log of the mean of the runs' evidences; NaN where a run is not complete.
  public var logEvidence: Double {
    let logs = populations.map(\.logEvidence)
    guard let largest = logs.max(), isComplete else { return .nan }
    return largest + Stable.log(logs.reduce(0) { $0 + Stable.exp($1 - largest) } / Double(logs.count))
  }

  /// The Monte Carlo error (standard deviation) of ``logEvidence``: the larger of what the spread of the runs says and what the
  /// runs estimate of themselves; NaN where a run is not complete.
  public var logEvidenceError: Double {
    guard isComplete else { return .nan }
    let count = Double(populations.count)
    let own = populations.reduce(0) { $0 + ($1.stages.last?.evidenceVariance ?? 0) } / count
    guard count > 1 else { return own.squareRoot() }
    let logs = populations.map(\.logEvidence)
    let mean = logs.reduce(0, +) / count
    let spread = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (max(own, spread) / count).squareRoot()
  }

  /// The states from which the runs can go on, of those that have one.
  public var snapshots: [PopulationSnapshot] { populations.compactMap(\.snapshot) }
}

/// How far a run is.
public struct PopulationProgress: Sendable, Hashable {
  /// The number of the run.
  public let run: Int
  /// The stages that it has completed.
  public let stageCount: Int
  /// The inverse temperature that it has reached: 1 at its end.
  public let inverseTemperature: Double

  package init(run: Int, stageCount: Int, inverseTemperature: Double) {
    self.run = run
    self.stageCount = stageCount
    self.inverseTemperature = inverseTemperature
  }
}
