// Wrappers with zeros of their own against the mixtures that they are, and all probability at one number.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusRandom
import Testing

@Suite struct ZeroTests {
  private static let counts: [any UnivariateDistribution] = [
    Poisson(rate: 3), Binomial(trials: 6, probability: 0.4), NegativeBinomial(mean: 2, dispersion: 0.7),
    Geometric(probability: 0.3), BetaBinomial(trials: 6, alpha: 2, beta: 1), DiscreteUniform(0, 5), Skellam(3, 1),
  ]

  private func agree(_ one: [Double], _ other: [Double], _ name: String, within tolerance: Double = 1e-13) {
    #expect(one.count == other.count)
    for (place, pair) in zip(one, other).enumerated() {
      #expect(
        pair.0 == pair.1 || abs(pair.0 - pair.1) <= tolerance * max(1, abs(pair.1)), "\(name) at \(place): \(pair)")
    }
  }

  @Test(arguments: [1e-12, 0.2, 0.5, 0.97]) func `a zero-inflated family is its mixture with what is certain`(p: Double)
    throws
  {
    let x = Tensor([-2.0, 0, 1, 2, 4, 5])
    for base in Self.counts {
      let law = ZeroInflated(of: base, probability: p)
      let mixture = Mixture(weights: [p, 1 - p], [DiracDelta(0), base])
      try agree(numbers(law.logDensity(x)), numbers(mixture.logDensity(x)), base.name)
      try agree(numbers(law.logCDF(x)), numbers(mixture.logCDF(x)), base.name)
      try agree(numbers(law.logSurvival(x)), numbers(mixture.logSurvival(x)), base.name)
      if base is any DistributionWithMoments {
        try agree(
          [number(law.mean), number(law.variance)], [number(mixture.mean), number(mixture.variance)], base.name)
      }
    }
  }

  @Test(arguments: [1e-12, 0.2, 0.5, 0.97]) func `a hurdle of counts is the mixture of zero with the truncated family`(
    p: Double
  ) throws {
    let x = Tensor([0.0, 1, 2, 4, 5])
    for base in Self.counts {
      let law = Hurdle(of: base, probability: p)
      let mixture = Mixture(weights: [p, 1 - p], [DiracDelta(0), Truncated(base, lower: 1)])
      try agree(numbers(law.logDensity(x)), numbers(mixture.logDensity(x)), base.name)
      try agree(numbers(law.logCDF(x)), numbers(mixture.logCDF(x)), base.name)
      try agree(numbers(law.logSurvival(x)), numbers(mixture.logSurvival(x)), base.name)
      #expect(try number(law.logDensity(-1)) == -.infinity)
    }
  }

  @Test func `a hurdle of amounts has a probability at zero, and a density above`() throws {
    let bases: [any UnivariateDistribution] = [
      Gamma(shape: 2, rate: 0.5), Exponential(rate: 3), LogNormal(0, 1), HalfNormal(2), Normal(1, 2), Beta(2, 3),
    ]
    for base in bases {
      let law = Hurdle(of: base, probability: 0.3)
      #expect(law.support.elementType == .float64 && law.hasAtoms)
      let x = Tensor([0.05, 0.3, 0.9])
      let mass = try number(base.logSurvival(0))
      let expected = try numbers(base.logDensity(x)).map { $0 + logarithm(0.7) - mass }
      try agree(numbers(law.logDensity(x)), expected, base.name)
      #expect(try number(law.logDensity(0)) == logarithm(0.3) && number(law.logCDF(0)) == logarithm(0.3))
      #expect(try numbers(law.logDensity(Tensor([-1.0, -1e-300]))) == [-.infinity, -.infinity])
      #expect(try number(law.logDensity(Tensor(Double.nan))).isNaN)
      let (below, above) = (try numbers(law.logCDF(x)), try numbers(law.logSurvival(x)))
      try agree(above, numbers(base.logSurvival(x)).map { $0 + logarithm(0.7) - mass }, base.name)
      agree(zip(below, above).map { exponential($0) + exponential($1) }, [1, 1, 1], base.name)
      // Quantiles are 0 up to the probability of zero, and go round with both tails above it.
      #expect(try numbers(law.quantile(Tensor([0.0, 0.1, 0.3]))) == [0, 0, 0], "\(base.name)")
      try agree(numbers(law.quantile(logCDF: Tensor(below))), [0.05, 0.3, 0.9], base.name, within: 1e-10)
      try agree(numbers(law.quantile(logSurvival: Tensor(above))), [0.05, 0.3, 0.9], base.name, within: 1e-10)
      var generator = Philox4x64(seed: 5)
      let parameters = try law.parameters.map { try number($0.value) }.map { NDArray($0) }
      let draws = law.draw(shape: [4000], parameters: parameters, using: &generator).doubles
      #expect(draws.allSatisfy { $0 >= 0 })
      #expect(abs(Double(draws.count { $0 == 0 }) - 1200) < 5 * (4000 * 0.21).squareRoot(), "\(base.name)")
    }
  }

  @Test func `the gradient of a probability of zero is finite at 0, at 1 and between`() throws {
    for value in [0.0, 1, 4] {
      let inflated = try GradientProbe(count: 1) {
        ZeroInflated(of: Poisson(rate: 3), probability: $0[0]).logDensity(Tensor(value))
      }
      let chance = exponential(-3)
      for p in [0, 1e-300, 1e-9, 0.2, 0.8] {
        let expected = value == 0 ? (1 - chance) / (p + (1 - p) * chance) : -1 / (1 - p)
        #expect(try abs(inflated.slopes([p])[0] - expected) <= 1e-13 * abs(expected), "\(value), \(p)")
      }
    }
    let certain = try GradientProbe(count: 1) { ZeroInflated(of: Poisson(rate: 3), probability: $0[0]).logDensity(0) }
    #expect(try abs(certain.slopes([1])[0] - (1 - exponential(-3))) < 1e-15)
  }

  @Test func `a probability that is a sigmoid keeps its logit`() throws {
    let eta = Tensor.argument("eta")
    for (logit, value, expected) in [(-800.0, 0.0, -800.0), (800, 2, -800 + logarithm(4.5) - 3)] {
      let law = Hurdle(of: Poisson(rate: 3), probability: sigmoid(eta))
      let density = law.logDensity(Tensor(value))
      let rest = value == 0 ? 0 : -logarithm(1 - exponential(-3))
      let given = try Backend.interpreter.values(of: [density], [(eta, NDArray(logit))])[0][0]
      #expect(abs(given - expected - rest) < 1e-10, "\(given)")
    }
  }

  @Test func `what cannot be wrapped is refused in words`() throws {
    let amounts = ZeroInflated(of: Gamma(shape: 2, rate: 1), probability: 0.1).logDensity(0)
    #expect(try #require(amounts.error).description.contains("Gamma is no distribution of counts"))
    let censored = Hurdle(of: Censored(Normal(0, 1), lower: 0), probability: 0.1).logDensity(0)
    #expect(try #require(censored.error).description.contains("Censored"))
  }

  @Test func `what is certain has all its probability at one number`() throws {
    let law = DiracDelta(3)
    #expect(try numbers(law.logDensity(Tensor([2.0, 3, 3.5, 4]))) == [-.infinity, 0, -.infinity, -.infinity])
    #expect(try numbers(law.logCDF(Tensor([2.9, 3, 5]))) == [-.infinity, 0, 0])
    #expect(try numbers(law.logSurvival(Tensor([2.9, 3, 5]))) == [0, -.infinity, -.infinity])
    #expect(try numbers(law.quantile(Tensor([0.0, 0.3, 1]))) == [3, 3, 3])
    #expect(try number(law.mean) == 3 && number(law.variance) == 0)
    for bad in [law.logDensity(Tensor(Double.nan)), DiracDelta(0.5).logCDF(1), DiracDelta(0.5).quantile(0.2)] {
      #expect(try number(bad).isNaN)
    }
    var generator = Philox4x64(seed: 1)
    #expect(law.draw(shape: [2], parameters: [3], using: &generator) == NDArray([3, 3] as [Int], shape: [2]))
  }

  @Test func `one category is certain, two are a Bernoulli variable`() throws {
    let none = Tensor(NDArray([Double](), shape: [0]))
    for law in [OrderedLogistic(predictor: 2, cutpoints: none), OrderedProbit(predictor: 2, cutpoints: none)]
      as [any UnivariateDistribution]
    {
      #expect(try numbers(law.logDensity(Tensor([-1.0, 0, 1]))) == [-.infinity, 0, -.infinity])
    }
    let two = OrderedLogistic(predictor: 1.3, cutpoints: [0.5])
    try agree(
      numbers(two.logDensity(Tensor([0.0, 1]))), numbers(Bernoulli(logit: 0.8).logDensity(Tensor([0.0, 1]))), "two")
  }

  @Test func `cutpoints may differ from row to row`() throws {
    let cutpoints = Tensor(NDArray(rows: [[-1, 0.5], [0, 2]]))
    for value in 0..<3 {
      let together = try numbers(
        OrderedProbit(predictor: Tensor([0.3, -1]), cutpoints: cutpoints).logDensity(Tensor(Double(value))))
      let first = try number(OrderedProbit(predictor: 0.3, cutpoints: [-1, 0.5]).logDensity(Tensor(Double(value))))
      let second = try number(OrderedProbit(predictor: -1, cutpoints: [0, 2]).logDensity(Tensor(Double(value))))
      #expect(together == [first, second])
    }
  }
}
