// Posteriors of posteriordb, reproduced: means within Monte Carlo error, standard deviations within 5 %.

import Apus
import Foundation
import Testing

@Suite(.enabled(if: SharedReference.isPresent, "the folder ../shared with reference posteriors is absent"))
struct ReferencePosteriorTests {
  /// Compares each reference parameter with a column of the posterior.
  private func compare(
    _ posterior: Posterior, _ reference: SharedReference, _ column: (String) -> String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    #expect(posterior.divergenceCount <= posterior.chains.drawCount / 50, sourceLocation: sourceLocation)
    for (name, truth) in reference.moments {
      let row = try #require(posterior.summary()[column(name)], "\(name)", sourceLocation: sourceLocation)
      let referenceError = truth.sd / Double(truth.n).squareRoot()
      let error = (row.meanError * row.meanError + referenceError * referenceError).squareRoot()
      let difference = abs(row.mean - truth.mean)
      #expect(
        difference <= 5 * error || difference <= 0.05 * truth.sd, "mean of \(name): \(row.mean), not \(truth.mean)",
        sourceLocation: sourceLocation)
      #expect(
        abs(row.standardDeviation / truth.sd - 1) <= 0.05, "sd of \(name): \(row.standardDeviation), not \(truth.sd)",
        sourceLocation: sourceLocation)
      #expect(row.rHat < 1.01, "R-hat of \(name): \(row.rHat)", sourceLocation: sourceLocation)
    }
  }

  /// `beta[3]` of Stan is `beta[2]` here.
  private func fromZero(_ name: String) -> String {
    guard let open = name.firstIndex(of: "["), let index = Int(name[name.index(after: open)...].dropLast()) else {
      return name
    }
    return "\(name[..<open])[\(index - 1)]"
  }

  @Test func `eight schools, non-centred`() throws {
    let reference = try SharedReference("eight_schools-eight_schools_noncentered")
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), shape: [8])
      let theta = m.deterministic("theta", mu + tau * z)
      m.observe("y", Normal(theta, reference.numbers("sigma")), reference.numbers("y"))
    }
    let posterior = try model.sample(
      draws: 5000, warmup: 1000, chains: 4, seed: 1, sampler: NUTS(targetAcceptance: 0.95))
    try compare(posterior, reference, fromZero)
  }

  @Test func `an autoregression of order 5`() throws {
    let reference = try SharedReference("arK-arK")
    let y = reference.numbers("y")
    let order = Int(reference.number("K"))
    let model = try Model { m in
      let alpha = m.parameter("alpha", Normal(0, 10))
      let beta = m.parameter("beta", Normal(0, 10), shape: [order])
      let sigma = m.parameter("sigma", HalfCauchy(2.5))
      let lags = (order..<y.count).map { t in (1...order).map { y[t - $0] } }
      m.observe("y", Normal(alpha + matmul(Tensor(NDArray(rows: lags)), beta), sigma), Array(y[order...]))
    }
    try compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1), reference, fromZero)
  }

  @Test func `children's scores, with an interaction`() throws {
    let reference = try SharedReference("kidiq-kidscore_interaction")
    let (school, iq) = (reference.numbers("mom_hs"), reference.numbers("mom_iq"))
    let model = try Model { m in
      let beta = m.parameter("beta", Flat(), shape: [4])
      let sigma = m.parameter("sigma", HalfCauchy(2.5))
      let design = zip(school, iq).map { [1, $0, $1, $0 * $1] }
      m.observe("y", Normal(matmul(Tensor(NDArray(rows: design)), beta), sigma), reference.numbers("kid_score"))
    }
    try compare(model.sample(draws: 4000, warmup: 1000, chains: 4, seed: 1), reference, fromZero)
  }

  @Test func `summer temperatures at Kilpisjarvi`() throws {
    let reference = try SharedReference("kilpisjarvi_mod-kilpisjarvi")
    let model = try Model { m in
      let alpha = m.parameter("alpha", Normal(reference.number("pmualpha"), reference.number("psalpha")))
      let beta = m.parameter("beta", Normal(reference.number("pmubeta"), reference.number("psbeta")))
      let sigma = m.parameter("sigma", HalfFlat())
      m.observe("y", Normal(alpha + beta * reference.numbers("x").tensor, sigma), reference.numbers("y"))
    }
    try compare(model.sample(draws: 2000, warmup: 1000, chains: 4, seed: 1), reference, fromZero)
  }

  @Test func `mesquite bushes, on the log scale`() throws {
    let reference = try SharedReference("mesquite-logmesquite")
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
    try compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1), reference, fromZero)
  }

  @Test func `a linear regression`() throws {
    let reference = try SharedReference("sblrc-blr")
    let model = try Model { m in
      let beta = m.parameter("beta", Normal(0, 10), shape: [5])
      let sigma = m.parameter("sigma", HalfNormal(10))
      m.observe("y", Normal(matmul(Tensor(NDArray(rows: reference.rows("X"))), beta), sigma), reference.numbers("y"))
    }
    try compare(model.sample(draws: 2500, warmup: 1000, chains: 4, seed: 1), reference, fromZero)
  }

  private func log(_ x: Double) -> Double { Foundation.log(x) }
}
