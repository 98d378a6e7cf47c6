// One simulation of a calibration: what is drawn from the prior and the model, the posterior's draws, the ranks.

internal import ApusData
internal import ApusDiagnostics
internal import ApusDistributions
internal import ApusGraph
internal import ApusInference
internal import ApusInterpreter
internal import ApusRandom
internal import ApusText

/// A model that is built, verified and compiled once, and what makes simulations of it.
struct Simulator: Sendable {
  let model: Model
  let settings: CalibrationSettings
  /// The names of the quantities that are ranked.
  let names: [String]
  private let ready: ReadyToSample
  private let backend: Backend
  /// The parameters, and the sum of the log likelihood.
  private let quantities: CompiledFunction
  private let quantityTensors: [Tensor]
  /// The data that each observation is.
  private let observed: [(name: String, argument: Tensor)]

  /// - Throws: ``ModelError`` where nothing can be drawn from the prior or the model, or the sampler cannot run.
  init(_ model: Model, _ settings: CalibrationSettings, verifying: Bool, backend: Backend) throws(ModelError) {
    observed = try model.simulatedData()
    let request = SamplingRequest(
      settings.sampler, settings.draws, settings.warmup, settings.chains, settings.seed, 1, nil, verifying, backend,
      false)
    ready = try ReadyToSample(model, request, RunPhases(nil, chainCount: 1, iterationCount: 0))
    let likelihood = Model.total(model.logDensityTerms(jacobian: false).filter { $0.source == .likelihood })
    quantityTensors = model.parameters.map(\.value) + [likelihood]
    quantities = try model.compile(quantityTensors, backend: backend)
    names = try model.elementNames() + ["log_likelihood"]
    self.model = model
    self.settings = settings
    self.backend = backend
  }

  /// The file of its simulations.
  ///
  /// - Throws: ``ModelError/calibration(_:)``.
  func file(_ path: String) throws(ModelError) -> CalibrationFile {
    let digest: String
    do throws(GraphError) { digest = try ModelText.digest(of: model.textModel) } catch { throw .graph(error) }
    let lines: [(name: String, value: String)] = [
      ("calibration by Apus", ApusRelease.version), ("model", digest), ("sampler", "\(settings.sampler)"),
      ("draws", "\(settings.draws)"), ("warmup", "\(settings.warmup)"), ("chains", "\(settings.chains)"),
      ("thinning", "\(settings.thinning)"), ("seed", "\(settings.seed)"),
    ]
    do throws(CalibrationError) {
      return try CalibrationFile(path, settings: lines, names: names, rankedCount: settings.rankedCount)
    } catch { throw .calibration(error) }
  }

  /// What one thread uses for one simulation after another.
  struct Worker {
    let ancestral: AncestralSampler
    let unconstraining: Unconstraining
  }

  func makeWorker() throws(ModelError) -> Worker {
    Worker(ancestral: try AncestralSampler(model, upTo: .everything), unconstraining: try Unconstraining(model))
  }

  /// A simulation; nil where it was stopped.
  func simulation(_ number: Int, by worker: Worker) -> Calibration.Simulation? {
    do throws(ModelError) { return try ranked(number, by: worker) } catch {
      return Calibration.Simulation(number: number, ranks: [], failure: "\(error)")
    }
  }

  private func ranked(_ number: Int, by worker: Worker) throws(ModelError) -> Calibration.Simulation? {
    func failed(_ reason: String) -> Calibration.Simulation {
      Calibration.Simulation(number: number, ranks: [], failure: reason)
    }
    var generator = Philox4x64(seed: settings.seed, stream: UInt64(number))
    let (values, thrown) = try worker.ancestral.draw(using: &generator)
    let samplerSeed = generator.next()
    if let first = thrown.first { return failed("\(first.op) threw: \(first.message)") }
    var data: [Tensor: NDArray] = [:]
    for (name, argument) in observed {
      guard let value = values[name], value.type == argument.type, !value.doubles.contains(where: \.isNaN) else {
        return failed("the simulated '\(name)' is not a number, or no integer")
      }
      data[argument] = value
    }
    let truth = try worker.unconstraining.position(values.filter { name, _ in observed.allSatisfy { $0.name != name } })
    guard truth.allSatisfy(\.isFinite) else { return failed("the prior's draw lies on the edge of its support") }
    let simulated = model.replacing(data)
    let target = try target(of: simulated)
    let chains: Chains
    do throws(SamplingError) {
      chains = try sample(
        target, sampler: ready.sampler, draws: settings.draws, warmup: settings.warmup, chains: settings.chains,
        seed: samplerSeed, threads: 1, start: ready.start, progress: { _ in true }, showsProgress: false)
    } catch { throw .sampling(error) }
    guard chains.isComplete else { return nil }
    let function =
      if let same = try quantities.rebound(to: simulated) { same } else {
        try simulated.compile(quantityTensors, backend: backend)
      }
    let count = settings.chains * settings.draws
    let (blocks, _) = try function.block(at: chains.positions[...], count: count)
    let own = try function.values(at: truth).values
    // The parameters as they were drawn, without the way to the sampler's space and back.
    let drawn = model.parameters.compactMap { values[$0.name]?.doubles } + [own.last?.doubles ?? []]
    var ranks: [Int] = []
    var least = Double.infinity
    for (block, truths) in zip(blocks, drawn) {
      let elements = block.doubles
      for (element, truth) in truths.enumerated() {
        let draws = (0..<count).map { elements[$0 * truths.count + element] }
        let size = ScalarDraws(values: draws, chainCount: settings.chains).bulkEffectiveSampleSize()
        if size < least { least = size }
        ranks.append(rank(of: truth, among: draws, &generator))
      }
    }
    return Calibration.Simulation(
      number: number, ranks: ranks, leastSampleSize: least, divergenceCount: chains.divergenceCount)
  }

  /// How many of the thinned draws are less; equal ones count by chance.
  private func rank(of truth: Double, among draws: [Double], _ generator: inout Philox4x64) -> Int {
    var (less, equal) = (0, 0)
    for chain in 0..<settings.chains {
      for step in 1...(settings.draws / settings.thinning) {
        let draw = draws[chain * settings.draws + step * settings.thinning - 1]
        if draw < truth { less += 1 } else if draw == truth { equal += 1 }
      }
    }
    return equal > 0 ? less + generator.integer(below: equal + 1) : less
  }

  /// What the sampler moves on, on other data: the same code, where data allow it.
  private func target(of simulated: Model) throws(ModelError) -> any Target {
    switch ready.target {
    case let density as ModelLogDensity: return try density.rebound(to: simulated, backend: backend)
    case let value as ModelTarget: return try value.rebound(to: simulated, backend: backend)
    default: return ready.target
    }
  }
}

extension Model {
  /// The data that the observations are, each checked for what stands against simulating it.
  fileprivate func simulatedData() throws(ModelError) -> [(name: String, argument: Tensor)] {
    guard !observations.isEmpty else { throw .calibration(.noObservation) }
    if !potentials.isEmpty { throw .potentialsIgnored(potentials.map(\.name)) }
    try AncestralSampler.requireDraws(sites.parameters.map { ($0.name, $0.distribution, $0.location) })
    if let improper = parameters.first(where: { !$0.distribution.isProper }) { throw .improperPrior(improper.name) }
    let own = Set(data.map(\.argument))
    var due = Set<Tensor>()
    for observation in observations {
      if !observation.distribution.hasDrawsOfItsDensity {
        throw .misuse(
          name: observation.name,
          reason:
            "\(observation.distribution.name) is not drawn with its log density, so that nothing can be simulated from it",
          location: observation.location)
      }
      guard own.contains(observation.value), due.insert(observation.value).inserted else {
        throw .calibration(.computedObservation(observation.name))
      }
    }
    // What is made from observed data before these are drawn would be made from the old ones.
    func check(_ name: String, _ distribution: any Distribution, _ location: SourceLocation) throws(ModelError) {
      let nodes = (try? Traversal.topologicalOrder(of: distribution.parameters.map(\.value))) ?? []
      guard let early = due.first(where: { argument in nodes.contains { $0 == argument.node } }) else { return }
      throw .misuse(
        name: name,
        reason:
          "its distribution depends on the observed '\(early.argument?.label ?? "")', which is not drawn before it, so that no "
          + "data can be simulated", location: location)
    }
    for parameter in sites.parameters { try check(parameter.name, parameter.distribution, parameter.location) }
    for observation in observations {
      try check(observation.name, observation.distribution, observation.location)
      due.remove(observation.value)
    }
    return observations.map { ($0.name, $0.value) }
  }

  /// The names of all elements of the parameters, by their labels.
  fileprivate func elementNames() throws(ModelError) -> [String] {
    try ModelError.lifting {
      try parameters.flatMap { parameter in
        let variable = DatasetSchema.Variable(parameter.name, parameter.value.type, dims: parameter.dims)
        return try DataArray(
          parameter.name, .zeros(parameter.value.type), dims: variable.dims,
          coords: labels.filter { variable.dims.contains($0.key) }
        ).elementNames
      }
    }
  }

  /// The model with other values of data, which have the same types and are not checked.
  fileprivate func replacing(_ values: [Tensor: NDArray]) -> Model {
    withSites(
      sites.map { site in
        guard case .data(var variable) = site, let value = values[variable.argument] else { return site }
        variable.value = value
        return .data(variable)
      })
  }
}
