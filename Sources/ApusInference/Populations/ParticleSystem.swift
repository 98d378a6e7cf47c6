// One run of tempered sequential Monte Carlo, advanced one stage at a time.

internal import ApusRandom

/// The particles of one run.
///
/// Particles whose likelihood is −∞, NaN or +∞, or whose prior is no number, have weight 0; only prior draws can be such. It belongs
/// to one thread. What happens depends on the target, the plan and the number of the run alone.
final class ParticleSystem {
  /// The streams of a run: its own choices have the number of the run, draws from the prior that number in the upper half.
  private static func priorStream(_ run: Int) -> UInt64 { 1 << 63 | UInt64(run) }

  let run: Int
  private let settings: TemperedSMC
  private let count: Int
  private let dimension: Int
  private let evaluator: any TemperedEvaluator
  private var generator: Philox4x64
  private var scale: Double
  private(set) var stages: [TemperingStage] = []
  private var ancestors: [Int]

  private var positions: UnsafeMutableBufferPointer<Double>
  /// The particles as the stage began, for the correlation.
  private var origins: UnsafeMutableBufferPointer<Double>
  private let priors: UnsafeMutableBufferPointer<Double>
  private let likelihoods: UnsafeMutableBufferPointer<Double>
  private let weights: UnsafeMutableBufferPointer<Double>
  private let proposal: UnsafeMutableBufferPointer<Double>
  private let normals: UnsafeMutableBufferPointer<Double>
  /// The Cholesky factors of the proposals: of the first half of the particles, then of the second.
  private let factors: UnsafeMutableBufferPointer<Double>

  /// A run at the prior.
  ///
  /// - Throws: ``SamplingError/noLiveParticle(run:count:diagnosis:)`` and errors of the target.
  convenience init(_ run: Int, of plan: PopulationPlan, _ target: any TemperedTarget) throws(SamplingError) {
    let count = plan.sampler.particleCount
    let draws = try target.drawPrior(count: count, seed: plan.seed, stream: Self.priorStream(run))
    guard draws.count == count * target.dimension else {
      throw .wrongDimension(of: "the list of prior draws", expected: count * target.dimension, given: draws.count)
    }
    try self.init(
      run, plan.sampler, target, draws, Philox4x64(seed: plan.seed, stream: UInt64(run)),
      scale: 2.38 / Double(max(target.dimension, 1)).squareRoot(), stages: [], ancestors: Array(0..<count))
  }

  /// A run that goes on where another was when its snapshot was taken.
  ///
  /// - Throws: ``SamplingError`` where the snapshot is one of another target or plan.
  convenience init(
    resuming snapshot: PopulationSnapshot, of plan: PopulationPlan, _ target: any TemperedTarget
  ) throws(SamplingError) {
    let count = plan.sampler.particleCount
    let name = "the snapshot of run \(snapshot.run)"
    guard snapshot.positions.count == count * target.dimension else {
      throw .wrongDimension(of: name, expected: count * target.dimension, given: snapshot.positions.count)
    }
    guard snapshot.ancestors.count == count, snapshot.ancestors.allSatisfy((0..<count).contains) else {
      throw .invalidSetting(name, value: "damaged", requirement: "each of its particles must descend from one of them")
    }
    guard snapshot.scale > 0, snapshot.scale.isFinite else {
      throw .invalidSetting("the scale in \(name)", value: "\(snapshot.scale)", requirement: "it must be positive")
    }
    let reached = snapshot.stages.map(\.inverseTemperature)
    guard let last = reached.last, last <= 1, reached.count == snapshot.stageCount,
      zip(reached, [0] + reached).allSatisfy({ $0 > $1 })
    else {
      throw .invalidSetting(name, value: "damaged", requirement: "the β of its stages must rise in (0, 1]")
    }
    try self.init(
      snapshot.run, plan.sampler, target, snapshot.positions, snapshot.generator, scale: snapshot.scale,
      stages: snapshot.stages, ancestors: snapshot.ancestors)
  }

  private init(
    _ run: Int, _ settings: TemperedSMC, _ target: any TemperedTarget, _ draws: [Double], _ generator: Philox4x64,
    scale: Double, stages: [TemperingStage], ancestors: [Int]
  ) throws(SamplingError) {
    self.run = run
    self.settings = settings
    count = settings.particleCount
    dimension = target.dimension
    self.generator = generator
    self.scale = scale
    self.stages = stages
    self.ancestors = ancestors
    evaluator = try target.makeTemperedEvaluator()
    func buffer(_ size: Int) -> UnsafeMutableBufferPointer<Double> {
      let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: size)
      buffer.initialize(repeating: 0)
      return buffer
    }
    positions = buffer(count * dimension)
    origins = buffer(count * dimension)
    priors = buffer(count)
    likelihoods = buffer(count)
    weights = buffer(count)
    proposal = buffer(dimension)
    normals = buffer(dimension)
    factors = buffer(2 * dimension * dimension)
    _ = positions.update(fromContentsOf: draws)
    var liveCount = 0
    for particle in 0..<count {
      let position = UnsafeBufferPointer(rebasing: positions[particle * dimension..<(particle + 1) * dimension])
      let (prior, likelihood) = evaluator.parts(at: position)
      let isLive = prior.isFinite && likelihood.isFinite && position.allSatisfy(\.isFinite)
      priors[particle] = prior
      likelihoods[particle] = isLive ? likelihood : -.infinity
      if isLive { liveCount += 1 }
    }
    // The particles of a later stage are all alive.
    guard liveCount == count || liveCount > 0 && stages.isEmpty else {
      let dead = likelihoods.firstIndex(of: -.infinity) ?? 0
      let position = UnsafeBufferPointer(rebasing: positions[dead * dimension..<(dead + 1) * dimension])
      throw .noLiveParticle(run: run, count: count, diagnosis: target.diagnose(at: position))
    }
  }

  deinit {
    for buffer in [positions, origins, priors, likelihoods, weights, proposal, normals, factors] {
      buffer.deallocate()
    }
  }

  var inverseTemperature: Double { stages.last?.inverseTemperature ?? 0 }

  var isFinished: Bool { inverseTemperature == 1 }

  var snapshot: PopulationSnapshot {
    PopulationSnapshot(
      run: run, stages: stages, stageCount: stages.count, positions: Array(positions), ancestors: ancestors,
      scale: scale, generator: generator)
  }

  /// Makes one stage.
  ///
  /// - Returns: whether it was completed; where `isStopped` said so between two steps it was not, and the run is spent.
  func advance(isStopped: () -> Bool) -> Bool {
    let largest = likelihoods.max() ?? 0
    let rest = 1 - inverseTemperature
    let increment = nextIncrement(upTo: rest, largest)
    let reached = increment == rest ? 1 : inverseTemperature + increment
    let (sum, squares) = weigh(increment, largest)
    let variance = evidenceVariance(sum)
    resample(sum)
    guard let mutation = mutate(at: reached, isStopped) else { return false }
    stages.append(
      TemperingStage(
        inverseTemperature: reached, logEvidenceIncrement: increment * largest + Stable.log(sum / Double(count)),
        evidenceVariance: variance, effectiveSampleSize: sum * sum / squares, acceptanceRate: mutation.acceptance,
        stepCount: mutation.stepCount, correlation: mutation.correlation))
    return true
  }

  // MARK: Weights

  /// Sets the weights exp(Δ (l − max l)); their sum and the sum of their squares.
  @discardableResult
  private func weigh(_ increment: Double, _ largest: Double) -> (sum: Double, squares: Double) {
    var (sum, squares) = (0.0, 0.0)
    for particle in 0..<count {
      let difference = likelihoods[particle] - largest
      let weight = difference == -.infinity ? 0 : Stable.exp(increment * difference)
      weights[particle] = weight
      sum += weight
      squares += weight * weight
    }
    return (sum, squares)
  }

  /// The largest increment of β, up to a limit, at which the effective sample size is the wanted share of the live particles.
  private func nextIncrement(upTo limit: Double, _ largest: Double) -> Double {
    let wanted = settings.effectiveShare * Double(likelihoods.count { $0 > -.infinity })
    func suffices(_ increment: Double) -> Bool {
      let (sum, squares) = weigh(increment, largest)
      return sum * sum >= wanted * squares
    }
    if suffices(limit) { return limit }
    // Differences of log likelihoods may have any size: the first digit is found before the others.
    var (low, high) = (limit / 1024, limit)
    while !suffices(low), low > .leastNormalMagnitude {
      high = low
      low /= 1024
    }
    while high - low > 1e-6 * low {
      let middle = low + 0.5 * (high - low)
      if suffices(middle) { low = middle } else { high = middle }
    }
    // A smaller increment would change nothing.
    return min(limit, max(low, inverseTemperature.ulp))
  }

  /// Σ over first particles of (their descendants' share of the weights)², less 1/N.
  private func evidenceVariance(_ sum: Double) -> Double {
    var shares = [Double](repeating: 0, count: count)
    for particle in 0..<count { shares[ancestors[particle]] += weights[particle] / sum }
    return max(0, shares.reduce(0) { $0 + $1 * $1 } - 1 / Double(count))
  }

  /// Systematic resampling: one uniform number, and as many copies of a particle as its weight says, up to one; then the proposals of
  /// the particles.
  private func resample(_ sum: Double) {
    let offset = generator.uniform()
    let step = sum / Double(count)
    var source = -1
    var total = 0.0
    let last = weights.lastIndex { $0 > 0 } ?? 0
    let spread = ParticleProposal.spread(positions, dimension: dimension)
    swap(&positions, &origins)
    var isNew = [Bool](repeating: false, count: count)
    let (oldPriors, oldLikelihoods, oldAncestors) = (Array(priors), Array(likelihoods), ancestors)
    for particle in 0..<count {
      let mark = (Double(particle) + offset) * step
      while total <= mark, source < last {
        source += 1
        total += weights[source]
        isNew[particle] = true
      }
      priors[particle] = oldPriors[source]
      likelihoods[particle] = oldLikelihoods[source]
      ancestors[particle] = oldAncestors[source]
      for j in 0..<dimension { positions[particle * dimension + j] = origins[source * dimension + j] }
    }
    _ = origins.update(fromContentsOf: positions)
    let proposal = ParticleProposal(positions, isNew: isNew, dimension: dimension, spread: spread)
    _ = factors.update(fromContentsOf: proposal.factors.joined())
  }
}

// MARK: - Moves

extension ParticleSystem {
  /// Moves all particles by Metropolis steps until they have forgotten where they began, as far as can be told.
  ///
  /// - Returns: nil where it was stopped.
  private func mutate(
    at inverseTemperature: Double, _ isStopped: () -> Bool
  ) -> (acceptance: Double, stepCount: Int, correlation: Double)? {
    guard dimension > 0 else { return (1, 0, 0) }
    // The rates that are best for normal densities in one and in many dimensions.
    let target = dimension == 1 ? 0.44 : 0.234
    var acceptances = 0.0
    var means: [Double] = []
    var correlation = (largest: 1.0, mean: 1.0)
    let begun = OriginMoments(origins, dimension: dimension)
    while means.count < settings.maxSteps {
      if isStopped() { return nil }
      let acceptance = step(at: inverseTemperature)
      acceptances += acceptance
      scale = min(max(scale * Stable.exp(acceptance - target), 1e-8), 1e4)
      correlation = begun.correlation(of: positions, with: origins)
      means.append(correlation.mean)
      if correlation.largest <= settings.largestCorrelation { break }
      // Separate modes keep their particles: steps that no longer change the correlation are in vain.
      let window = 10
      if means.count > window, !begun.isDegenerate, means[means.count - 1 - window] - correlation.mean < 0.01 { break }
    }
    return (acceptances / Double(means.count), means.count, correlation.largest)
  }

  /// One Metropolis step of each particle; the mean acceptance probability.
  private func step(at inverseTemperature: Double) -> Double {
    var generator = self.generator
    let reader = UnsafeBufferPointer(proposal)
    var sum = 0.0
    for particle in 0..<count {
      generator.fillStandardNormal(normals)
      let place = particle * dimension
      let half = particle < count / 2 ? 0 : dimension * dimension
      for i in 0..<dimension {
        var move = 0.0
        for j in 0...i { move += factors[half + i * dimension + j] * normals[j] }
        proposal[i] = positions[place + i] + scale * move
      }
      let (prior, likelihood) = evaluator.parts(at: reader)
      let uniform = generator.openUniform()
      guard prior.isFinite, likelihood.isFinite else { continue }
      let ratio = (prior - priors[particle]) + inverseTemperature * (likelihood - likelihoods[particle])
      let probability = ratio >= 0 ? 1 : Stable.exp(ratio)
      guard !probability.isNaN else { continue }
      sum += probability
      guard uniform < probability else { continue }
      priors[particle] = prior
      likelihoods[particle] = likelihood
      for i in 0..<dimension { positions[place + i] = proposal[i] }
    }
    self.generator = generator
    return sum / Double(count)
  }
}

/// Means and sums of squares of the particles as a stage began.
private struct OriginMoments {
  private let dimension: Int
  private let count: Int
  private let means: [Double]
  private let squares: [Double]
  /// Whether a coordinate is the same in all particles, so that correlations tell nothing of it.
  let isDegenerate: Bool

  init(_ origins: UnsafeMutableBufferPointer<Double>, dimension: Int) {
    self.dimension = dimension
    count = origins.count / dimension
    means = Self.means(origins, dimension)
    var squares = [Double](repeating: 0, count: dimension)
    for particle in 0..<count {
      for j in 0..<dimension {
        let difference = origins[particle * dimension + j] - means[j]
        squares[j] += difference * difference
      }
    }
    self.squares = squares
    isDegenerate = squares.contains { !($0 > 0) }
  }

  private static func means(_ values: UnsafeMutableBufferPointer<Double>, _ dimension: Int) -> [Double] {
    let count = values.count / dimension
    var means = [Double](repeating: 0, count: dimension)
    for particle in 0..<count { for j in 0..<dimension { means[j] += values[particle * dimension + j] } }
    return means.map { $0 / Double(count) }
  }

  /// The largest and the mean correlation of a coordinate with its origins; 1 where it cannot be told.
  func correlation(
    of positions: UnsafeMutableBufferPointer<Double>, with origins: UnsafeMutableBufferPointer<Double>
  ) -> (largest: Double, mean: Double) {
    let now = Self.means(positions, dimension)
    var products = [Double](repeating: 0, count: dimension)
    var nowSquares = [Double](repeating: 0, count: dimension)
    for particle in 0..<count {
      for j in 0..<dimension {
        let difference = positions[particle * dimension + j] - now[j]
        products[j] += difference * (origins[particle * dimension + j] - means[j])
        nowSquares[j] += difference * difference
      }
    }
    var (largest, sum) = (-1.0, 0.0)
    for j in 0..<dimension {
      let correlation = products[j] / (squares[j].squareRoot() * nowSquares[j].squareRoot())
      let known = correlation.isNaN ? 1 : correlation
      largest = max(largest, known)
      sum += known
    }
    return (largest, sum / Double(dimension))
  }
}
