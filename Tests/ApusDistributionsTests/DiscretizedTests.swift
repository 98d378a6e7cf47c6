// Whole numbers that continuous distributions are rounded to, against mpmath in both tails, and their laws.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

@Suite struct DiscretizedTests {
  private static let roundings: [(String, FloatingPointRoundingRule)] = [
    ("nearest", .toNearestOrAwayFromZero), ("down", .down), ("up", .up),
  ]

  @Test(arguments: ["Normal", "LogNormal", "Exponential", "Weibull", "Logistic", "Laplace"])
  func `probabilities, tails and derivatives agree in both tails`(name: String) throws {
    let make = try #require(WrapperReference.bases[name])
    for (word, rounding) in Self.roundings {
      let rows = try #require(try WrapperReference.table("discretized")["\(name) \(word)"])
      #expect(rows.count >= 4)
      let count = (rows[0].count - 4) / 2
      let arguments = (0...count).map { Tensor.argument("p\($0)", .float64([rows.count])) }
      let law = Discretized(make(Array(arguments[..<count])), rounding: rounding)
      let (density, k) = (law.logDensity(arguments[count]), arguments[count])
      let bindings = try paired(arguments, (0...count).map { index in NDArray(rows.map { $0[index] }) })
      for backend in try Backend.present {
        let given = try backend.values(
          of: [density, law.logCDF(k), law.logSurvival(k)] + gradients(of: density, Array(arguments[..<count])),
          bindings)
        for (place, row) in rows.enumerated() {
          let here = "\(name) \(word) \(row[...count]) by \(backend)"
          // A base that is wide beside 1 costs the digits that it is wider by.
          #expect(WrapperReference.agree(given[0][place], row[count + 1], 3e-12), "\(here): \(given[0][place])")
          for tail in [1, 2] {
            let expected = row[count + 1 + tail]
            #expect(
              WrapperReference.agree(given[tail][place], expected, 1e-10), "\(here), \(tail): \(given[tail][place])")
          }
          for index in 0..<count {
            let slope = given[3 + index][place]
            #expect(WrapperReference.agree(slope, row[count + 4 + index], 1e-9), "\(here), \(index): \(slope)")
          }
        }
      }
    }
  }

  @Test func `probabilities sum to 1, and quantiles go round with both tails`() throws {
    for base: any UnivariateDistribution in [
      Normal(2.3, 4), LogNormal(1, 0.5), Exponential(rate: 0.4), Uniform(-3.2, 7.9), Gamma(shape: 2, rate: 0.5),
    ] {
      for (word, rounding) in Self.roundings {
        let law = Discretized(base, rounding: rounding)
        let k = (-60...200).map(Double.init)
        let chances = try numbers(law.logDensity(Tensor(k))).map { exponential($0) }
        #expect(abs(chances.reduce(0, +) - 1) < 1e-13, "\(base.name) \(word)")
        let inside = zip(k, chances).filter { $1 > 1e-9 }.map(\.0)
        let x = Tensor(inside)
        #expect(try numbers(law.quantile(logCDF: law.logCDF(x))) == inside, "\(base.name) \(word)")
        let upper = Tensor(Array(inside.dropLast()))
        #expect(
          try numbers(law.quantile(logSurvival: law.logSurvival(upper))) == inside.dropLast(), "\(base.name) \(word)")
        #expect(try numbers(law.logDensity(Tensor([0.5, 1 - 1e-9]))) == [-.infinity, -.infinity])
        #expect(try number(law.logDensity(Tensor(Double.nan))).isNaN)
        var (one, two) = (Philox4x64(seed: 9), Philox4x64(seed: 9))
        let parameters = try base.parameters.map { NDArray(try number($0.value)) }
        let draws = law.draw(shape: [2000], parameters: parameters, using: &one)
        let values = base.draw(shape: [2000], parameters: parameters, using: &two).doubles
        #expect(draws.type.elementType == .int64 && draws.doubles == values.map { $0.rounded(rounding) })
        let inSupport = try numbers(law.support.contains(Tensor(draws)))
        #expect(inSupport.allSatisfy { $0 == 1 }, "\(base.name) \(word)")
      }
    }
  }

  @Test func `supports are the whole numbers that may come out`() {
    func words(_ base: any UnivariateDistribution, _ rounding: FloatingPointRoundingRule) -> String {
      Discretized(base, rounding: rounding).support.words
    }
    #expect(words(Gamma(shape: 2, rate: 1), .toNearestOrAwayFromZero) == "the whole numbers from 0 up")
    #expect(words(Gamma(shape: 2, rate: 1), .down) == "the whole numbers from 0 up")
    #expect(words(Gamma(shape: 2, rate: 1), .up) == "the whole numbers from 1 up")
    #expect(words(Uniform(-3.2, 7), .down) == "the whole numbers from -4 to 6")
    #expect(words(Uniform(-3.2, 7), .up) == "the whole numbers from -3 to 7")
    #expect(words(Uniform(-3.2, 7), .toNearestOrEven) == "the whole numbers from -3 to 7")
  }

  @Test func `what has no density, and other ways to round, are refused in words`() throws {
    for (law, words) in [
      (Discretized(Poisson(rate: 2)), "Poisson is no distribution of numbers with a density"),
      (Discretized(Censored(Normal(0, 1), lower: 0)), "Censored is no distribution"),
      (Discretized(Normal(0, 1), rounding: .towardZero), "to the nearest, down or up"),
    ] {
      #expect(try #require(law.logDensity(1).error).description.contains(words))
    }
    #expect(try number(Discretized(Normal(0, -1)).logDensity(1)).isNaN)
  }
}
