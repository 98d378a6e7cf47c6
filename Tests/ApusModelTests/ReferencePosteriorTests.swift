// Posteriors of posteriordb, reproduced: schools, regressions, a mixture, a Gaussian process.

import ApusExtension
import Foundation
import Testing

@Suite struct ReferencePosteriorTests {
  @Test func `eight schools, non-centred`() throws {
    let reference = try ReferencePosterior("eight_schools-eight_schools_noncentered")
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), shape: [8])
      let theta = m.deterministic("theta", mu + tau * z)
      m.observe("y", Normal(theta, reference.numbers("sigma")), reference.numbers("y"))
    }
    let posterior = try model.sample(
      draws: 5000, warmup: 1000, chains: 4, seed: 1, sampler: NUTS(targetAcceptance: 0.95))
    try reference.compare(posterior)
  }

  @Test func `children's scores, with an interaction`() throws {
    let reference = try ReferencePosterior("kidiq-kidscore_interaction")
    let (school, iq) = (reference.numbers("mom_hs"), reference.numbers("mom_iq"))
    let model = try Model { m in
      let beta = m.parameter("beta", Flat(), shape: [4])
      let sigma = m.parameter("sigma", HalfCauchy(2.5))
      let design = zip(school, iq).map { [1, $0, $1, $0 * $1] }
      m.observe("y", Normal(matmul(Tensor(NDArray(rows: design)), beta), sigma), reference.numbers("kid_score"))
    }
    try reference.compare(model.sample(draws: 4000, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `summer temperatures at Kilpisjarvi`() throws {
    let reference = try ReferencePosterior("kilpisjarvi_mod-kilpisjarvi")
    let model = try Model { m in
      let alpha = m.parameter("alpha", Normal(reference.number("pmualpha"), reference.number("psalpha")))
      let beta = m.parameter("beta", Normal(reference.number("pmubeta"), reference.number("psbeta")))
      let sigma = m.parameter("sigma", HalfFlat())
      m.observe("y", Normal(alpha + beta * reference.numbers("x").tensor, sigma), reference.numbers("y"))
    }
    try reference.compare(model.sample(draws: 2000, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `mesquite bushes, on the log scale`() throws {
    let reference = try ReferencePosterior("mesquite-logmesquite")
    let columns = ["diam1", "diam2", "canopy_height", "total_height", "density"].map { name in
      reference.numbers(name).map(log)
    }
    let group = reference.numbers("group")
    let model = try Model { m in
      let beta = m.parameter("beta", Flat(), shape: [7])
      let sigma = m.parameter("sigma", HalfFlat())
      let design = group.indices.map { row in [1] + columns.map { $0[row] } + [group[row]] }
      m.observe(
        "y", Normal(matmul(Tensor(NDArray(rows: design)), beta), sigma), reference.numbers("weight").map(log))
    }
    try reference.compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `a linear regression`() throws {
    let reference = try ReferencePosterior("sblrc-blr")
    let model = try Model { m in
      let beta = m.parameter("beta", Normal(0, 10), shape: [5])
      let sigma = m.parameter("sigma", HalfNormal(10))
      m.observe("y", Normal(matmul(Tensor(NDArray(rows: reference.rows("X"))), beta), sigma), reference.numbers("y"))
    }
    try reference.compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `earnings by height and sex`() throws {
    let reference = try ReferencePosterior("earnings-logearn_interaction_z")
    let (height, male) = (reference.numbers("height"), reference.numbers("male"))
    let mean = height.reduce(0, +) / Double(height.count)
    let variance = height.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(height.count - 1)
    let z = height.map { ($0 - mean) / variance.squareRoot() }
    let model = try Model { m in
      let beta = m.parameter("beta", Flat(), shape: [4])
      let sigma = m.parameter("sigma", HalfFlat())
      let design = zip(z, male).map { [1, $0, $1, $0 * $1] }
      m.observe("y", Normal(matmul(Tensor(NDArray(rows: design)), beta), sigma), reference.numbers("earn").map(log))
    }
    try reference.compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `party affiliation by nine predictors`() throws {
    let reference = try ReferencePosterior("nes2000-nes")
    let age = reference.numbers("age_discrete")
    let before = ["real_ideo", "race_adj"].map { reference.numbers($0) }
    let after = ["educ1", "gender", "income"].map { reference.numbers($0) }
    let design = age.indices.map { row in
      [1] + before.map { $0[row] } + [2, 3, 4].map { age[row] == $0 ? 1 : 0 } + after.map { $0[row] }
    }
    let model = try Model { m in
      let beta = m.parameter("beta", Flat(), shape: [9])
      let sigma = m.parameter("sigma", HalfFlat())
      m.observe("y", Normal(matmul(Tensor(NDArray(rows: design)), beta), sigma), reference.numbers("partyid7"))
    }
    try reference.compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `a mixture of two normal distributions, in order`() throws {
    let reference = try ReferencePosterior("low_dim_gauss_mix-low_dim_gauss_mix")
    let model = try Model { m in
      // Two ordered numbers: the lower one, and how far the other is above it.
      let low = m.parameter("low", Flat())
      let gap = m.parameter("gap", HalfFlat())
      let mu = m.deterministic("mu", stack([low, low + gap]))
      m.potential("order", sum(Normal(0, 2).logDensity(mu)))
      let sigma = m.parameter("sigma", HalfNormal(2), shape: [2])
      let theta = m.parameter("theta", Beta(5, 5))
      m.observe(
        "y", Mixture(weights: stack([theta, 1 - theta]), [Normal(mu[0], sigma[0]), Normal(mu[1], sigma[1])]),
        reference.numbers("y"))
    }
    try reference.compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1))
  }

  @Test func `a Gaussian process`() throws {
    let reference = try ReferencePosterior("gp_pois_regr-gp_regr")
    let x = reference.numbers("x")
    let squares = x.map { a in x.map { b in (a - b) * (a - b) } }
    let identity = x.indices.map { row in x.indices.map { row == $0 ? 1.0 : 0 } }
    let model = try Model { m in
      let rho = m.parameter("rho", Gamma(shape: 25, rate: 4))
      let alpha = m.parameter("alpha", HalfNormal(2))
      let sigma = m.parameter("sigma", HalfNormal(1))
      let covariance =
        alpha * alpha * exp(Tensor(NDArray(rows: squares)) / (-2 * rho * rho)) + sigma * Tensor(NDArray(rows: identity))
      m.observe("y", MvNormal([Double](repeating: 0, count: x.count), covariance: covariance), reference.numbers("y"))
    }
    try reference.compare(model.sample(draws: 3000, warmup: 1000, chains: 4, seed: 1))
  }

  private func log(_ x: Double) -> Double { Foundation.log(x) }
}
