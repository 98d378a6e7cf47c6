// Mixtures of any components against mpmath: vectors, shares, different families, weights for each row; and those along a batch's axis.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct MixtureTests {
  private func expect(_ given: [Double], _ expected: [Double], _ name: String) throws {
    for (a, b) in try paired(given, expected) { #expect(WrapperReference.agree(a, b, 1e-12), "\(name): \(a), \(b)") }
  }

  @Test func `vectors, shares and rows of different families agree`() throws {
    let tables = try WrapperReference.table("mixtures")
    let vectors = try #require(tables["vectors"])
    let normals = Mixture(
      weights: [0.3, 0.7],
      [
        MvNormal([1, -2], covariance: NDArray(rows: [[2, 0.5], [0.5, 0.25]])),
        MvNormal([0, 3], covariance: NDArray(rows: [[1, 0], [0, 4]])),
      ])
    let points = Tensor(NDArray(rows: vectors.map { Array($0[..<2]) }))
    try expect(numbers(normals.logDensity(points)), vectors.map { $0[2] }, "vectors")

    let shares = try #require(tables["shares"])
    let dirichlets = Mixture(weights: [0.125, 0.875], [Dirichlet([2, 1, 3.5]), Dirichlet([0.5, 4, 1])])
    try expect(
      numbers(dirichlets.logDensity(Tensor(NDArray(rows: shares.map { Array($0[..<3]) })))), shares.map { $0[3] },
      "shares")

    let rows = try #require(tables["rows"])
    let weights = NDArray(rows: rows.map { Array($0[..<3]) })
    let each = Mixture(weights: weights, [Normal(0, 1), Laplace(1, 2), Cauchy(0, 1)])
    #expect(each.shape == [rows.count])
    try expect(numbers(each.logDensity(Tensor(rows.map { $0[3] }))), rows.map { $0[4] }, "rows")
  }

  @Test func `weights of a batch and vectors have gradients, in native code too`() throws {
    let (logits, mean) = (Tensor.argument("logits", .float64([2, 2])), Tensor.argument("mean", .float64([2])))
    let law = Mixture(
      weights: softmax(logits),
      [MvNormal(mean, choleskyFactor: NDArray(rows: [[1, 0], [0, 2]])), Independent(Laplace(mean, 1))])
    let x = Tensor(NDArray(rows: [[0.5, -1], [300, 2]]))
    let density = law.logDensity(x)
    let bindings = [(logits, NDArray(rows: [[0, 1], [-40, 2]])), (mean, NDArray([0.25, -2]))]
    let all = try Backend.present.map {
      try $0.values(of: [density] + gradients(of: density, [logits, mean]), bindings)
    }
    #expect(all[0].joined().allSatisfy { $0.isFinite }, "\(all)")
    for other in all.dropFirst() {
      for (a, b) in try paired(Array(all[0].joined()), Array(other.joined())) {
        #expect(abs(a - b) <= 1e-12 * max(1, abs(a)), "\(a), \(b)")
      }
    }
  }

  @Test func `the distributions along the last axis of a batch are components`() throws {
    let y = Tensor([-1.0, 0.5, 7])
    let one = Mixture(weights: [0.2, 0.3, 0.5], of: Normal([0, 2, 5], [1, 0.5, 2]))
    let same = Mixture(weights: [0.2, 0.3, 0.5], [Normal(0, 1), Normal(2, 0.5), Normal(5, 2)])
    #expect(try numbers(one.logDensity(y)) == numbers(same.logDensity(y)))
    #expect(try numbers(one.logCDF(y)) == numbers(same.logCDF(y)) && one.components.count == 3)
    let common = Mixture(weights: [0.5, 0.5], of: Normal([0, 2], 3))
    #expect(
      try numbers(common.logDensity(y))
        == numbers(Mixture(weights: [0.5, 0.5], [Normal(0, 3), Normal(2, 3)]).logDensity(y)))
    let rows = Mixture(weights: [0.5, 0.5], of: Poisson(rate: Tensor(NDArray(rows: [[1, 2], [3, 4], [5, 6]]))))
    #expect(rows.shape == [3] && rows.support.elementType == .int64)
    #expect(
      try numbers(rows.logDensity(2))
        == numbers(Mixture(weights: [0.5, 0.5], [Poisson(rate: [1, 3, 5]), Poisson(rate: [2, 4, 6])]).logDensity(2)))
    let factor = Tensor(NDArray(rows: [[1, 0], [0, 2]]))
    let vectors = Mixture(
      weights: [0.5, 0.5], of: MvNormal(Tensor(NDArray(rows: [[0, 0], [3, 3]])), choleskyFactor: factor))
    #expect(vectors.shape == [2] && vectors.eventRank == 1)
    let parts = [MvNormal([0, 0], choleskyFactor: factor), MvNormal([3, 3], choleskyFactor: factor)]
    #expect(
      try number(vectors.logDensity(Tensor([1.0, 2])))
        == number(Mixture(weights: [0.5, 0.5], parts).logDensity(Tensor([1.0, 2]))))
    let wrong = Mixture(weights: [0.5, 0.5], of: Normal([0, 2, 5], 1)).logDensity(1)
    #expect(wrong.error?.description.contains("2 weights need as many") == true)
    let other = one.rebuilt(on: one.parameters.map(\.value))
    #expect(other.logDensity(y) == one.logDensity(y))
  }

  @Test func `draws of a batch of weights come from each row's components`() throws {
    let weights = NDArray(rows: [[1, 0], [0, 1]])
    let law = Mixture(weights: weights, [Normal(-50, 1), Normal(50, 1)])
    var generator = Philox4x64(seed: 3)
    let draws = law.draw(shape: [200, 2], parameters: [weights, -50, 1, 50, 1], using: &generator).doubles
    #expect(draws.enumerated().allSatisfy { $0 % 2 == 0 ? $1 < 0 : $1 > 0 })
  }
}
