// Copies of one distribution, axes of a batch as one event, and elements that count by masks and weights.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct RowTests {
  private let rows = Tensor(NDArray(rows: [[0.5, -1, 2], [3, 0.25, -4]]))

  private func sums(_ density: Tensor) throws -> [Double] { try numbers(sum(density, axes: [-1])) }

  @Test func `copies and reinterpreted axes have the sums of the base's log densities`() throws {
    let copies = IID(Normal(1, 2), 3)
    #expect(copies.shape == [3] && copies.eventRank == 1)
    #expect(try numbers(copies.logDensity(rows)) == sums(Normal(1, 2).logDensity(rows)))
    let batch = IID(Normal(Tensor([1.0, -1]), 2), 3)
    #expect(batch.shape == [2, 3])
    let spread = Normal(Tensor(NDArray(rows: [[1], [-1]])), 2)
    #expect(try numbers(batch.logDensity(rows)) == sums(spread.logDensity(rows)))
    #expect(try numbers(batch.mean) == [1, -1] && batch.mean.shape == [2, 1])
    let levels = Normal(Tensor([0.0, 1, 2]), Tensor(NDArray(rows: [[1], [3]])))
    let profile = Independent(levels)
    #expect(profile.shape == [2, 3] && profile.eventRank == 1 && profile.logDensity(rows).shape == [2])
    #expect(try numbers(profile.logDensity(rows)) == sums(levels.logDensity(rows)))
    let all = Independent(levels, axes: 2)
    #expect(all.eventRank == 2 && all.shape == [2, 3])
    #expect(try abs(number(all.logDensity(rows)) - sums(levels.logDensity(rows)).reduce(0, +)) < 1e-13)
    #expect(try numbers(Independent(levels, axes: 0).logDensity(rows)) == numbers(levels.logDensity(rows)))
    // Vectors of vectors.
    let factor = Tensor(NDArray(rows: [[1, 0], [0.5, 2]]))
    let vectors = IID(MvNormal([0, 1], choleskyFactor: factor), [3])
    let points = Tensor(NDArray([0.5, 1, 2, -1, 0, 3], shape: [3, 2]))
    #expect(vectors.shape == [3, 2] && vectors.eventRank == 2)
    let expected = try numbers(MvNormal([0, 1], choleskyFactor: factor).logDensity(points)).reduce(0, +)
    #expect(try abs(number(vectors.logDensity(points)) - expected) < 1e-14)
    let matrix = IID(Poisson(rate: 2), [2, 2])
    #expect(matrix.support.elementType == .int64 && matrix.shape == [2, 2])
  }

  @Test func `a mixture of rows takes a row as one event`() throws {
    let mixture = Mixture(weights: [0.25, 0.75], [IID(Normal(0, 1), 3), IID(Normal(2, 0.5), 3)])
    let (a, b) = (try sums(Normal(0, 1).logDensity(rows)), try sums(Normal(2, 0.5).logDensity(rows)))
    for (given, terms) in try paired(numbers(mixture.logDensity(rows)), paired(a, b)) {
      let expected = logarithm(0.25 * exponential(terms.0) + 0.75 * exponential(terms.1))
      #expect(abs(given - expected) < 1e-13)
    }
  }

  @Test func `draws are the base's, and supports are its arrays`() throws {
    var (one, two, three) = (Philox4x64(seed: 2), Philox4x64(seed: 2), Philox4x64(seed: 2))
    let expected = Normal(1, 2).draw(shape: [50, 3], parameters: [1, 2], using: &one)
    #expect(IID(Normal(1, 2), 3).draw(shape: [50, 3], parameters: [1, 2], using: &two) == expected)
    let levels = Independent(Normal(Tensor([1.0, 1, 1]), 2))
    #expect(levels.draw(shape: [50, 3], parameters: [[1, 1, 1], 2], using: &three) == expected)
    let batch = IID(Exponential(rate: Tensor([1.0, 1000])), 400)
    let draws = batch.draw(shape: [2, 400], parameters: [[1, 1000]], using: &one).doubles
    #expect(draws[..<400].reduce(0, +) > 100 * draws[400...].reduce(0, +))
    #expect(IID(Gamma(shape: 1, rate: 1), 3).support.defaultTransform is LogTransform)
    #expect(IID(Gamma(shape: 1, rate: 1), 3).support.words.contains("the numbers from 0 up"))
  }

  @Test func `what does not fit is named`() {
    for (tensor, words) in [
      (IID(Normal(0, 1), 3).logDensity(Tensor([1.0, 2])), "IID"),
      (Independent(Normal(0, 1)).logDensity(1), "it has no 1 axes"),
      (Independent(Normal(Tensor([0.0, 1]), 1)).logDensity(1), "Independent"),
      (Masked(Normal(0, 1), [true, false]).logDensity(Tensor([1.0, 2, 3])), "Masked"),
      (Weighted(Normal(0, 1), [1, 2]).logDensity(Tensor([1.0, 2, 3])), "Weighted"),
      (Mixture(weights: [0.5, 0.5], [IID(Normal(0, 1), 2), IID(Normal(0, 1), 3)]).logDensity(1), "different shapes"),
    ] {
      #expect(tensor.error?.description.contains(words) == true, "\(String(describing: tensor.error))")
    }
  }

  @Test func `elements that do not count have no density and spoil no gradient`() throws {
    let (mean, scale) = (Tensor.argument("mean"), Tensor.argument("scale"))
    let bindings = [(mean, NDArray(0.5)), (scale, NDArray(2.0))]
    let base = LogNormal(mean, scale)
    let x = Tensor([1.5, -7, 0, 3])
    for (law, weights) in [
      (Masked(base, [true, false, false, true]), [1.0, 0, 0, 1]), (Weighted(base, [2, 0, 0, 0.5]), [2, 0, 0, 0.5]),
    ] as [(any Distribution, [Double])] {
      let density = law.logDensity(x)
      let inner = base.logDensity(Tensor([1.5, 1, 1, 3]))
      for backend in try Backend.present {
        let given = try backend.values(of: [density, inner] + gradients(of: density, [mean, scale]), bindings)
        #expect(
          try paired(given[0], paired(given[1], weights)).allSatisfy { $0 == $1.0 * $1.1 }, "\(law.name): \(given)")
        #expect(given[2...].joined().allSatisfy { $0.isFinite && $0 != 0 }, "\(law.name): \(given)")
      }
      #expect(!law.isProper && law.hasAtoms)
    }
    #expect(try number(Weighted(Normal(0, 1), -1).logDensity(0)).isNaN)
    #expect(try numbers(Masked(Normal(0, -1), [true]).logDensity(0))[0].isNaN)
    let vectors = Masked(Dirichlet([1, 2, 3]), [true, false])
    let shares = Tensor(NDArray(rows: [[0.2, 0.3, 0.5], [9, 9, 9]]))
    let density = try number(Dirichlet([1, 2, 3]).logDensity(Tensor([0.2, 0.3, 0.5])))
    #expect(try numbers(vectors.logDensity(shares)) == [density, 0])
    var (one, two) = (Philox4x64(seed: 2), Philox4x64(seed: 2))
    let draws = Masked(Normal(0, 1), [true, false]).draw(shape: [9, 2], parameters: [0, 1, [1, 0]], using: &one)
    #expect(draws == Normal(0, 1).draw(shape: [9, 2], parameters: [0, 1], using: &two))
  }
}
