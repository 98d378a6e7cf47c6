// Values that are known by intervals, or by a record of each row, against mpmath and against what they are made of.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct CensoringTests {
  @Test(arguments: ["Normal", "Weibull", "LogNormal", "Logistic", "Poisson"])
  func `probabilities of intervals and their derivatives agree, far out in tails too`(name: String) throws {
    let rows = try #require(try WrapperReference.table("intervals")[name])
    let make = try #require(WrapperReference.bases[name])
    let count = (rows[0].count - 3) / 2
    let arguments = (0..<count).map { Tensor.argument("p\($0)", .float64([rows.count])) }
    let intervals = Tensor.argument("intervals", .float64([rows.count, 2]))
    let density = IntervalCensored(make(arguments)).logDensity(intervals)
    let columns = (0..<count).map { index in NDArray(rows.map { $0[index] }) }
    let bindings = try paired(
      arguments + [intervals], columns + [NDArray(rows.flatMap { $0[count..<count + 2] }, shape: [rows.count, 2])])
    for backend in try Backend.present {
      let given = try backend.values(of: [density] + gradients(of: density, arguments), bindings)
      for (place, row) in rows.enumerated() {
        let here = "\(name) \(row[..<(count + 2)]) by \(backend)"
        #expect(WrapperReference.agree(given[0][place], row[count + 2], 1e-12), "\(here): \(given[0][place])")
        for index in 0..<count {
          let slope = given[1 + index][place]
          #expect(WrapperReference.agree(slope, row[count + 3 + index], 1e-9), "\(here), \(index): \(slope)")
        }
      }
    }
  }

  @Test func `an interval out of order has no probability, one that is open on both sides is certain`() throws {
    let law = IntervalCensored(Gamma(shape: 2, rate: 1))
    #expect(law.shape == [2] && law.eventRank == 1 && law.support.elementType == .float64)
    #expect(try number(law.logDensity(Tensor([2.0, 1]))) == -.infinity)
    #expect(try number(law.logDensity(Tensor([-3.0, -1]))) == -.infinity)
    #expect(try number(law.logDensity(Tensor([-Double.infinity, .infinity]))) == 0)
    #expect(try number(law.logDensity(Tensor([Double.nan, 1]))).isNaN)
    #expect(try number(law.logDensity(Tensor([3.0, 3]))) == number(law.base.logDensity(3)))
    let wrong = IntervalCensored(Mixture(weights: [1], [Dirichlet([1, 1])])).logDensity(Tensor([0.0, 1]))
    #expect(wrong.error?.description.contains("no distribution of numbers") == true)
    #expect(law.logDensity(Tensor([1.0, 2, 3])).error?.description.contains("2 numbers") == true)
  }

  @Test func `an event says what is known of its row`() throws {
    let times = Tensor([3.0, 8, 2, 5])
    for base: any UnivariateDistribution in [
      Weibull(shape: 2, scale: 5), Exponential(rate: 0.3), LogNormal(1, 0.5), Poisson(rate: 4),
    ] {
      let law = Censored(base, event: [1, 0, 2, 0])
      let (f, below, above) = try (
        numbers(base.logDensity(times)), numbers(base.logCDF(times)), numbers(base.logSurvival(times))
      )
      #expect(try numbers(law.logDensity(times)) == [f[0], above[1], below[2], above[3]], "\(base.name)")
      let simple = Censored(base, event: [true, false, true, false])
      #expect(try numbers(simple.logDensity(times)) == [f[0], above[1], f[2], above[3]], "\(base.name)")
      #expect(law.hasAtoms && !law.isProper && law.shape == [4])
    }
    #expect(try number(Censored(Exponential(rate: 1), event: 3).logDensity(2)).isNaN)
    #expect(try numbers(Censored(Exponential(rate: 1), event: [1, 0]).logDensity(-1)) == [-.infinity, 0])
  }

  @Test func `a value that was not seen spoils no gradient, and parameters that fall outside give NaN`() throws {
    let (shape, scale) = (Tensor.argument("shape"), Tensor.argument("scale"))
    let law = Censored(Weibull(shape: shape, scale: scale), event: [1, 0, 0, 2])
    let density = law.logDensity(Tensor([3.0, 1, 1e6, 1e-9]))
    for backend in try Backend.present {
      let given = try backend.values(
        of: [density] + gradients(of: density, [shape, scale]), [(shape, NDArray(0.7)), (scale, NDArray(2.0))])
      #expect(given.joined().allSatisfy { $0.isFinite }, "\(backend): \(given)")
      let bad = try backend.values(of: [density], [(shape, NDArray(-0.7)), (scale, NDArray(2.0))])
      #expect(bad[0].allSatisfy { $0.isNaN || $0 == -.infinity } && bad[0][0].isNaN, "\(backend): \(bad)")
    }
  }

  @Test func `draws are values of the base, known exactly`() throws {
    let base = Weibull(shape: 2, scale: 5)
    var (one, two, three) = (Philox4x64(seed: 3), Philox4x64(seed: 3), Philox4x64(seed: 3))
    let values = base.draw(shape: [40], parameters: [2, 5], using: &one).doubles
    let seen = Censored(base, event: [1]).draw(shape: [40], parameters: [2, 5, [1]], using: &two)
    #expect(seen.doubles == values)
    let rows = IntervalCensored(base).draw(shape: [40, 2], parameters: [2, 5], using: &three)
    #expect(rows.shape == [40, 2] && rows.doubles == values.flatMap { [$0, $0] })
    #expect(IntervalCensored(base).draw(shape: [3], parameters: [2, 5], using: &three).doubles.allSatisfy { $0.isNaN })
  }
}
