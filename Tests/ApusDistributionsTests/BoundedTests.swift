// Truncated and censored distributions against mpmath, far out in tails and near the bulk, with derivatives in parameters, bounds
// and value; and their laws.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

/// A family with the distribution of given parameters.
struct BoundedRow: Sendable, CustomTestStringConvertible {
  let name: String
  let parameterCount: Int
  let base: @Sendable ([Tensor]) -> any UnivariateDistribution
  var testDescription: String { name }

  static let all: [BoundedRow] = [
    BoundedRow(name: "Normal", parameterCount: 2) { Normal($0[0], $0[1]) },
    BoundedRow(name: "Gamma", parameterCount: 2) { Gamma(shape: $0[0], rate: $0[1]) },
    BoundedRow(name: "StudentT", parameterCount: 3) {
      StudentT(degreesOfFreedom: $0[0], location: $0[1], scale: $0[2])
    },
    BoundedRow(name: "Exponential", parameterCount: 1) { Exponential(rate: $0[0]) },
    BoundedRow(name: "Logistic", parameterCount: 2) { Logistic($0[0], $0[1]) },
    BoundedRow(name: "Poisson", parameterCount: 1) { Poisson(rate: $0[0]) },
  ]
}

@Suite struct BoundedTests {
  /// The tables that Scripts/reference/bounded.py wrote.
  private static let tables = Result {
    try Reference.load("bounded", as: [String: [[Double]]].self)
  }

  private func agree(_ given: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    given == expected || abs(given - expected) <= tolerance * max(1, abs(expected))
  }

  /// What differs from a table: the density, both tails, the derivatives of the density, with bounds that are tensors.
  private func findings(
    _ backend: Backend, _ kind: String, _ row: BoundedRow,
    _ make: (any UnivariateDistribution, Tensor, Tensor) -> any UnivariateDistribution
  ) throws -> [String] {
    let rows = try #require(try Self.tables.get()["\(kind) \(row.name)"])
    let count = row.parameterCount
    let isDiscrete = row.base((0..<count).map { _ in 1 }).support.elementType == .int64
    let arguments = (0..<count + 3).map { Tensor.argument("argument \($0)", .float64([rows.count])) }
    let member = make(row.base(Array(arguments[..<count])), arguments[count], arguments[count + 1])
    let x = arguments[count + 2]
    let density = member.logDensity(x)
    let moved = isDiscrete ? Array(0..<count) : kind == "censored" ? Array(0..<count) : Array(0..<count + 3)
    let slopes = try gradients(of: density, moved.map { arguments[$0] })
    let bindings = try paired(arguments, arguments.indices.map { index in NDArray(rows.map { $0[index] }) })
    let given = try backend.values(
      of: [density, member.logCDF(x), member.logSurvival(x)] + slopes, bindings)
    var findings: [String] = []
    for (place, expected) in rows.enumerated() {
      let here = "\(kind) \(row.name) \(expected[..<(count + 3)]) by \(backend)"
      if !agree(given[0][place], expected[count + 3], 1e-12) {
        findings.append("\(here): density \(given[0][place]), \(expected[count + 3])")
      }
      for (tail, name) in ["log F", "log(1 - F)"].enumerated() where expected[count + 4 + tail] < -0.5 {
        if !agree(given[1 + tail][place], expected[count + 4 + tail], 1e-10) {
          findings.append("\(here): \(name) \(given[1 + tail][place]), \(expected[count + 4 + tail])")
        }
      }
      for (slope, index) in moved.enumerated() where expected[index].isFinite {
        let number = expected[count + 6 + index]
        if !agree(given[3 + slope][place], number, 1e-9) {
          findings.append("\(here): derivative \(index) \(given[3 + slope][place]), \(number)")
        }
      }
    }
    return findings
  }

  @Test(arguments: BoundedRow.all) func `truncated densities, tails and derivatives agree`(row: BoundedRow) throws {
    for backend in try Backend.present {
      let findings = try findings(backend, "truncated", row) { Truncated($0, lower: $1, upper: $2) }
      #expect(findings.isEmpty, "\(findings.count): \(findings.joined(separator: "\n"))")
    }
  }

  @Test(arguments: BoundedRow.all.filter { !["Gamma", "Logistic"].contains($0.name) })
  func `censored densities, tails and derivatives agree`(row: BoundedRow) throws {
    for backend in try Backend.present {
      let findings = try findings(backend, "censored", row) { Censored($0, lower: $1, upper: $2) }
      #expect(findings.isEmpty, "\(findings.count): \(findings.joined(separator: "\n"))")
    }
  }

  @Test func `the far tail of SciPy's truncnorm`() throws {
    // scipy.stats.truncnorm(40, 41).logpdf(40.02), .median().
    let far = Truncated(Normal(0, 1), lower: 40, upper: 41)
    #expect(try abs(number(far.logDensity(40.02)) - 2.889303480549074) < 1e-9)
    let median = try number(far.quantile(0.5))
    #expect(abs(median - 40.01731412676465) < 1e-9, "\(median)")
    #expect(try number(far.logDensity(39.9)) == -.infinity && number(far.logDensity(41.1)) == -.infinity)
  }

  @Test func `supports are what is left within the bounds`() {
    func name(_ distribution: Truncated) -> String { distribution.support.words }
    #expect(name(Truncated(Normal(0, 1), lower: 2)) == "the numbers from 2 up")
    #expect(name(Truncated(Normal(0, 1), upper: 2)) == "the numbers up to 2")
    #expect(name(Truncated(Gamma(shape: 2, rate: 1), upper: 2)) == "the numbers from 0 to 2")
    #expect(name(Truncated(Gamma(shape: 2, rate: 1), lower: -1, upper: 2)) == "the numbers from 0 to 2")
    #expect(name(Truncated(Beta(2, 2), lower: 0.25)) == "the numbers from 0.25 to 1")
    #expect(name(Truncated(Poisson(rate: 3), lower: 1)).hasPrefix("the whole numbers from 1 to"))
    #expect(name(Truncated(Binomial(trials: 9, probability: 0.3), lower: 2.5)) == "the whole numbers from 3 to 9")
    #expect(name(Truncated(Normal(0, 1), lower: -Double.infinity, upper: 3)) == "the numbers up to 3")
    #expect(name(Truncated(Truncated(Normal(0, 1), lower: 0), upper: 3)) == "the numbers from 0 to 3")
    #expect(Truncated(Normal(0, 1), lower: 0).support.defaultTransform is LowerBoundTransform)
    #expect(Truncated(Normal(0, 1), lower: 0, upper: 1).support.defaultTransform is IntervalTransform)
  }

  @Test func `bounds out of order are NaN, shapes that do not fit are named`() throws {
    for law: any UnivariateDistribution in [
      Truncated(Normal(0, 1), lower: 2, upper: 1), Censored(Normal(0, 1), lower: 2, upper: 1),
      Truncated(Poisson(rate: 2), lower: 2.2, upper: 2.8),
    ] {
      #expect(try number(law.logDensity(1.5)).isNaN && number(law.quantile(0.5)).isNaN, "\(law.name)")
    }
    let law = Truncated(Normal(Tensor([0.0, 1, 2]), 1), lower: Tensor(NDArray([0.0, 0.5], shape: [2, 1])))
    #expect(law.shape == [2, 3] && law.logDensity(1).shape == [2, 3])
    #expect(law.logDensity(Tensor([1.0, 2])).error?.description.contains("Truncated") == true)
  }

  @Test func `draws are quantiles of uniform numbers, within the bounds, the same for the same seed`() throws {
    let rows: [(any UnivariateDistribution, ClosedRange<Double>)] = [
      (Truncated(Normal(0, 1), lower: 40, upper: 41), 40...41), (Truncated(Cauchy(0, 1), lower: 1e10), 1e10...1e300),
      (Truncated(Gamma(shape: 2, rate: 1), lower: 30, upper: 31), 30...31),
      (Truncated(Poisson(rate: 3), lower: 20, upper: 22), 20...22),
      (Truncated(StudentT(degreesOfFreedom: 4), upper: -100), -1e300 ... -100),
      (Censored(Normal(0, 1), lower: -0.5, upper: 1), -0.5...1),
    ]
    for (law, range) in rows {
      let parameters = try law.parameters.map { NDArray(try number($0.value)) }
      var (first, second) = (Philox4x64(seed: 5), Philox4x64(seed: 5))
      let draws = law.draw(shape: [2000], parameters: parameters, using: &first)
      #expect(draws == law.draw(shape: [2000], parameters: parameters, using: &second))
      #expect(draws.type.elementType == law.support.elementType)
      #expect(draws.doubles.allSatisfy(range.contains), "\(law.name) of \(range)")
      // The mean of F at draws of a continuous distribution is one half.
      let isMixed = law is Censored || law.support.elementType == .int64
      let mean = try numbers(law.logCDF(Tensor(draws.doubles))).map { exponential($0) }.reduce(0, +) / 2000
      #expect(isMixed || abs(mean - 0.5) < 0.03, "\(law.name) of \(range): \(mean)")
      let bad = law.draw(shape: [3], parameters: [], using: &first)
      #expect(bad.doubles.allSatisfy { $0.isNaN })
    }
  }

  @Test func `a value that drew before draws what a new one draws, for other parameters and shapes too`() throws {
    func law() -> Truncated { Truncated(Gamma(shape: 2, rate: 1), lower: 1, upper: 9) }
    let kept = law()
    let rows: [(Shape, [NDArray])] = [
      ([4], [2, 1, 1, 9]), ([4], [2, 1, 1, 9]), ([4], [3, 1, 1, 9]), ([2, 3], [3, [1, 2, 0.5], 1, 9]),
      ([4], [2, 1, 1, 9]),
      ([4], [2, 1, 1, 5]), ([], [2, 1, 1, 9]), ([4], [2, 1, 2, 1]), ([0], [2, 1, 1, 9]),
    ]
    for (seed, (shape, parameters)) in rows.enumerated() {
      var (one, two) = (Philox4x64(seed: UInt64(seed)), Philox4x64(seed: UInt64(seed)))
      let draws = kept.draw(shape: shape, parameters: parameters, using: &one)
      #expect(draws == law().draw(shape: shape, parameters: parameters, using: &two), "row \(seed)")
      #expect(draws.shape == shape && draws.doubles.allSatisfy { $0.isNaN == (seed == 7) }, "row \(seed): \(draws)")
    }
    // Draws of the parameters' own distribution, whether these are constants or not.
    var (one, two) = (Philox4x64(seed: 20), Philox4x64(seed: 20))
    let other = Truncated(Gamma(shape: Tensor.argument("a"), rate: 1), lower: 1, upper: 9)
    #expect(
      kept.draw(shape: [50], parameters: [2, 1, 1, 9], using: &one)
        == other.draw(shape: [50], parameters: [2, 1, 1, 9], using: &two))
  }

  @Test func `probabilities of truncated counts sum to 1, and a censored one's with its bounds`() throws {
    let counts = Tensor((0...40).map(Double.init))
    for law: any UnivariateDistribution in [
      Truncated(Poisson(rate: 3), lower: 2, upper: 9), Truncated(Poisson(rate: 3), lower: 1),
      Truncated(Binomial(trials: 20, probability: 0.3), upper: 4.5), Censored(Poisson(rate: 3), lower: 2, upper: 6),
      Censored(NegativeBinomial(mean: 2, dispersion: 3), upper: 4),
    ] {
      let sum = try numbers(law.logDensity(counts)).map { exponential($0) }.reduce(0, +)
      #expect(abs(sum - 1) < 1e-13, "\(law.name): \(sum)")
    }
  }

  @Test func `quantiles of bounded distributions invert their tails`() throws {
    for law: any UnivariateDistribution in [
      Truncated(Normal(0, 1), lower: 8, upper: 9), Truncated(Normal(0, 1), lower: -1),
      Truncated(Gamma(shape: 2, rate: 1), upper: 4), Truncated(Truncated(Normal(0, 1), lower: 0), upper: 3),
    ] {
      for logit in [-5.0, -0.3, 0, 2, 6] {
        let x = law.quantile(logit: Tensor(logit))
        let back = try number(law.logCDF(x)) - number(law.logSurvival(x))
        #expect(abs(back - logit) < 1e-9, "\(law.name) at \(logit): \(back)")
      }
    }
    #expect(try number(Truncated(Poisson(rate: 3), lower: 1, upper: 4).quantile(0.999)) == 4)
    #expect(
      try numbers(Censored(Normal(0, 1), lower: -1, upper: 1).quantile(Tensor([0.01, 0.5, 0.99]))) == [-1, 0, 1])
  }

  @Test func `rebuilt on other operands they are what is written with these`() {
    let operands = (0..<4).map { Tensor.argument("p\($0)") }
    let x = Tensor.argument("x")
    let law = Truncated(Normal(0, 1), lower: 1, upper: 2)
    let other = Truncated(Normal(operands[0], operands[1]), lower: operands[2], upper: operands[3])
    #expect(law.rebuilt(on: operands).logDensity(x) == other.logDensity(x))
    #expect(law.rebuilt(on: law.parameters.map(\.value)).logDensity(x) == law.logDensity(x))
    #expect(law.parameters.map(\.name) == ["base mean", "base standardDeviation", "lower", "upper"])
    let right = Censored(Exponential(rate: 1), upper: 3)
    #expect(
      right.rebuilt(on: Array(operands[..<2])).logDensity(x)
        == Censored(Exponential(rate: operands[0]), upper: operands[1]).logDensity(x))
  }

  @Test func `an element without a bound is the base's, its derivatives too`() throws {
    let upper = Tensor.argument("upper", .float64([3]))
    let scale = Tensor.argument("scale")
    let x = Tensor([0.5, 1.0, 0.7])
    let bindings = [(upper, NDArray([.infinity, 1, .infinity])), (scale, NDArray(1.5))]
    for backend in try Backend.present {
      for law: any UnivariateDistribution in [
        Censored(HalfNormal(scale), upper: upper), Truncated(Normal(0, scale), lower: -1, upper: upper),
        Truncated(Poisson(rate: scale), upper: upper),
      ] {
        let density = law.logDensity(x)
        let values = try backend.values(of: [density] + gradients(of: density, [scale]), bindings)
        #expect(values[1][0].isFinite, "\(law.name) by \(backend): \(values)")
      }
    }
  }
}
