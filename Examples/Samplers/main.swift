// One model by every sampler and approximation: how each is called, and what it answers.

import Apus

// Reaction times of twelve people in seconds, two of whom were distracted (made-up numbers).
let times = [0.31, 0.35, 0.29, 0.42, 0.38, 0.33, 0.36, 0.30, 1.90, 0.34, 0.41, 2.60]
let model = try Model { m in
  let center = m.parameter("center", Normal(-1, 1))
  let spread = m.parameter("spread", HalfNormal(0.5))
  m.observe("log times", StudentT(degreesOfFreedom: 3, location: center, scale: spread), log(times.tensor))
}

func rounded(_ x: Double) -> Double { (100 * x).rounded() / 100 }

func show(_ method: String, _ draws: DataArray?) throws {
  guard let draws else { return }
  let (mean, deviation) = (try draws.mean().doubles[0], try draws.standardDeviation().doubles[0])
  print("\(method): center \(rounded(mean)) ± \(rounded(deviation))")
}

// NUTS is the default.
try show("default", try model.sample(seed: 1)["center"])

// Chains with gradients, and without.
try show("NUTS", try model.sample(using: .nuts(targetAcceptance: 0.95), seed: 1)["center"])
try show("HMC", try model.sample(using: .hmc(), seed: 1)["center"])
try show("MALA", try model.sample(using: .mala(), draws: 4000, seed: 1)["center"])
try show("slice", try model.sample(using: .slice(), seed: 1)["center"])
try show("random walk", try model.sample(using: .randomWalk(), draws: 10_000, seed: 1)["center"])

// Chains that begin at given positions, with a metric that knows correlations, from a covariance on the unconstrained space.
let starts = try [-1.2, -0.8].map { try model.unconstrain(["center": NDArray($0), "spread": NDArray(0.2)]) }
let dense = NUTS(metric: .dense, initialCovariance: [0.01, 0.01, 0.01, 0.1])
try show("dense", try model.sample(using: dense, chains: 2, seed: 1, start: .positions(starts))["center"])

// A population finds separate modes, and estimates the evidence.
let population = try model.sampleSMC(particles: 2000, seed: 1)
try show("SMC", population["center"])
print("log evidence by SMC:", rounded(population.logEvidence))

// A point, and the normal distribution around it.
let maximum = try model.maximumAPosteriori()
print("maximum converged:", maximum.isConverged)
let laplace = try model.laplace(seed: 1)
try show("Laplace", laplace["center"])
print("log evidence by Laplace:", rounded(laplace.logEvidence))
