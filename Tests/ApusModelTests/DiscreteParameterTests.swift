// Discrete parameters where continuous ones are needed: one error that says what the parameter is and what can be done, which works.

import ApusExtension
import Foundation
import Testing

@Suite struct DiscreteParameterTests {
  /// The discrete families, alone and compound, with the number of their values.
  private static let families: [(name: String, distribution: @Sendable () -> any Distribution, values: Int?)] = [
    ("Bernoulli", { Bernoulli(probability: 0.3) }, 2),
    ("Binomial", { Binomial(trials: 7, probability: 0.3) }, 8),
    ("Categorical", { Categorical(probabilities: [0.2, 0.3, 0.5]) }, 3),
    ("Geometric", { Geometric(probability: 0.4) }, nil),
    ("NegativeBinomial", { NegativeBinomial(mean: 4, dispersion: 2) }, nil),
    ("Poisson", { Poisson(rate: 3) }, nil),
    ("Truncated", { Truncated(Poisson(rate: 3), upper: 9) }, 10),
    ("Truncated", { Truncated(Poisson(rate: 3), lower: 2) }, nil),
    ("Truncated", { Truncated(Geometric(probability: 0.4), lower: 2.5, upper: 6) }, 4),
    ("Mixture", { Mixture(weights: [0.5, 0.5], [Poisson(rate: 1), Poisson(rate: 8)]) }, nil),
    (
      "Mixture",
      {
        Mixture(
          weights: [0.5, 0.5],
          [Binomial(trials: 2, probability: 0.5), Categorical(probabilities: [0.1, 0.2, 0.3, 0.4])])
      },
      4
    ),
  ]

  private func declare<D: Distribution>(_ distribution: D) throws -> Model {
    try Model { m in
      let k = m.parameter("k", distribution)
      let mu = m.parameter("mu", Normal(0, 1))
      m.observe("y", Normal(mu + k.asFloat64, 1), [2.0, 3])
    }
  }

  /// Every way to ask a model for what needs continuous parameters, with the name in the message.
  private static let ways: [(method: String, ask: @Sendable (Model) throws -> Void)] = [
    ("NUTS", { _ = try $0.sample(draws: 1, warmup: 1, chains: 1, seed: 1) }),
    ("HMC", { _ = try $0.sample(using: .hmc(), draws: 1, warmup: 1, chains: 1, seed: 1) }),
    ("MALA", { _ = try $0.sample(using: .mala(), draws: 1, warmup: 1, chains: 1, seed: 1) }),
    ("random-walk Metropolis", { _ = try $0.sample(using: .randomWalk(), draws: 1, warmup: 1, chains: 1, seed: 1) }),
    ("the slice sampler", { _ = try $0.sample(using: .slice(), draws: 1, warmup: 1, chains: 1, seed: 1) }),
    ("tempered SMC", { _ = try $0.sampleSMC(particles: 10, runs: 1, seed: 1) }),
    ("the search for a maximum", { _ = try $0.maximumAPosteriori() }),
    ("Laplace's method", { _ = try $0.laplace(draws: 1, seed: 1) }),
    ("the gradient", { _ = try $0.gradient() }),
    ("the gradient", { _ = try $0.verify() }),
  ]

  @Test func `every method names the parameter, its distribution, its values, and what can be done`() throws {
    for (name, distribution, values) in Self.families {
      let model = try declare(distribution())
      for (method, ask) in Self.ways {
        do {
          try ask(model)
          Issue.record("\(method) takes \(name)")
        } catch ModelError.discreteParameter(let parameter) {
          #expect(parameter.name == "k" && parameter.distribution == name && parameter.method == method)
          #expect(parameter.supportSize == values, "\(name)")
          let text = "\(ModelError.discreteParameter(parameter))"
          let size = values.map { "\($0) values" } ?? "no fixed, finite number of values"
          for part in [
            "'k'", method, "\(name) has \(size)", "model.marginalized(over: [\"k\"])",
            "model.conditioned(on: [\"k\": …])", ".kernel(",
          ] {
            #expect(text.contains(part), "\(text) has no \(part)")
          }
        }
      }
    }
  }

  @Test func `the number of values may depend on data, on elements and on other parameters`() throws {
    func parameter(_ model: Model) throws -> DiscreteParameter {
      do throws(ModelError) { _ = try model.gradient() } catch {
        if case .discreteParameter(let parameter) = error { return parameter }
      }
      throw CancellationError()
    }
    let fromData = try Model { m in
      let n = m.data("n", NDArray(5))
      m.parameter("k", Binomial(trials: n, probability: 0.5), shape: [4])
    }
    #expect(try parameter(fromData).supportSize == 6 && parameter(fromData).elementCount == 4)
    #expect(try parameter(fromData).description.contains("6 values for each of its 4 elements"))
    let unlike = try Model { m in m.parameter("k", Binomial(trials: [2, 3], probability: 0.5)) }
    #expect(try parameter(unlike).supportSize == nil)
    let chained = try Model { m in
      let n = m.parameter("n", Poisson(rate: 4))
      m.parameter("k", Binomial(trials: n, probability: 0.5))
    }
    #expect(try parameter(chained).name == "n")
  }

  /// The posterior of k in {0, 1, 2} with prior (0.2, 0.3, 0.5) and one observation 1.4 of N(k, 1), by Bayes' theorem.
  private static let posterior: [Double] = {
    let weights = [0.2, 0.3, 0.5].enumerated().map { $1 * exp(-0.5 * (1.4 - Double($0)) * (1.4 - Double($0))) }
    return weights.map { $0 / weights.reduce(0, +) }
  }()

  private func threeWay() throws -> Model {
    try Model { m in
      let k = m.parameter("k", Categorical(probabilities: [0.2, 0.3, 0.5]))
      m.observe("y", Normal(k.asFloat64, 1), 1.4)
    }
  }

  @Test func `what the message advises works: a mixture, and an observed parameter`() throws {
    let mixture = try Model { m in
      m.observe("y", Mixture(weights: [0.2, 0.3, 0.5], (0..<3).map { Normal(Double($0), 1) }), 1.4)
    }
    let evidence = try mixture.compile([mixture.logDensity()])([])[0].scalar
    for k in 0..<3 {
      let observed = try threeWay().conditioned(on: ["k": NDArray(k)])
      let joint = try observed.compile([observed.logDensity()])([])[0].scalar
      #expect(abs(exp(joint - evidence) - Self.posterior[k]) < 1e-14)
    }
  }

  @Test func `what the message advises works: a kernel of one's own that moves integers`() throws {
    let chains = try threeWay().sample(
      using: .kernel(Flip(values: 3)), draws: 20_000, warmup: 0, chains: 2, seed: 4, showsProgress: false)
    let draws = try #require(chains["k"]?.integers)
    for k in 0..<3 {
      let share = Double(draws.count { $0 == k }) / Double(draws.count)
      #expect(abs(share - Self.posterior[k]) < 0.015, "\(k): \(share) for \(Self.posterior[k])")
    }
    #expect(throws: ModelError.self) {
      try threeWay().sample(using: .kernel(Flip.Silent(flip: Flip(values: 3))), draws: 1, warmup: 0, chains: 1, seed: 4)
    }
  }
}

/// Metropolis with a proposal that is uniform over the values of one integer.
private struct Flip: Kernel {
  static var traits: SamplerTraits { SamplerTraits(name: "Flip", usesGradient: false, movesIntegers: true) }
  struct State: KernelState { var position: [Double], logDensity: Double }
  let values: Int

  func start(at position: [Double], on target: TargetEvaluation) -> State {
    State(position: position, logDensity: target.value(at: position))
  }

  func step(
    _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
  ) -> TransitionStatistics {
    let proposal = [Double(generator.integer(below: values))]
    let value = target.value(at: proposal)
    let acceptance = min(1, exp(value - state.logDensity))
    if generator.uniform() < acceptance { state = State(position: proposal, logDensity: value) }
    return TransitionStatistics(logDensity: state.logDensity, acceptance: acceptance)
  }

  /// The same, whose traits do not say that it moves integers.
  struct Silent: Kernel {
    static var traits: SamplerTraits { SamplerTraits(name: "Silent", usesGradient: false) }
    let flip: Flip
    func start(at position: [Double], on target: TargetEvaluation) -> State { flip.start(at: position, on: target) }
    func step(
      _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
    ) -> TransitionStatistics {
      flip.step(&state, on: target, using: &generator)
    }
  }
}
