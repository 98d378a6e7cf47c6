// Mixtures, truncated mixtures and ordered vectors against mpmath: tails down to 1e-300, quantiles, densities, derivatives, moments.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import ApusTestSupport
import Testing

/// The numbers that Scripts/reference/compound.py wrote.
private struct CompoundReference: Decodable {
  struct Vector: Decodable {
    let value: [Double]
    let logDensity: Double
    let inElements: [Double]
    let inParameters: [Double]
  }
  struct Categories: Decodable {
    let probabilities: [Double]
    let tails: [[Double]]
  }
  struct Moments: Decodable {
    let family: String
    let parameters: [Double]
    let lower: Double?
    let upper: Double?
    let mean: Double
    let variance: Double
  }
  let mixtures: [String: [[Double]]]
  let truncated: [String: [[Double]]]
  let ordered: [String: [Vector]]
  let moments: [Moments]
  let categories: Categories

  static let shared = Result { try Reference.load("compound", as: CompoundReference.self) }
}

/// A mixture of the reference file as a function of its weights and the parameters of its components.
struct MixtureRow: Sendable, CustomTestStringConvertible {
  let name: String
  let operands: [NDArray]
  let make: @Sendable ([Tensor]) -> Mixture
  var testDescription: String { name }

  static let all: [MixtureRow] = [
    MixtureRow(name: "normals", operands: [[0.3, 0.7], -2, 0.5, 1, 1]) {
      Mixture(weights: $0[0], [Normal($0[1], $0[2]), Normal($0[3], $0[4])])
    },
    MixtureRow(name: "heavy", operands: [[1e-10, 1 - 1e-10], 4, 0, 1, 3, 2]) {
      Mixture(
        weights: $0[0], [StudentT(degreesOfFreedom: $0[1], location: $0[2], scale: $0[3]), Normal($0[4], $0[5])])
    },
    MixtureRow(name: "positive", operands: [[0.5, 0.25, 0.25], 2, 1, 0.3, 2, 9, 0.5]) {
      Mixture(
        weights: $0[0],
        [Gamma(shape: $0[1], rate: $0[2]), Gamma(shape: $0[3], rate: $0[4]), Gamma(shape: $0[5], rate: $0[6])])
    },
    MixtureRow(name: "counts", operands: [[0.6, 0.4], 3, 9, 3]) {
      Mixture(weights: $0[0], [Poisson(rate: $0[1]), NegativeBinomial(mean: $0[2], dispersion: $0[3])])
    },
  ]

  /// The values of what is made of the mixture and of a column of numbers.
  func values(
    _ backend: Backend, _ numbers: [Double], _ outputs: (Mixture, Tensor) -> [Tensor]
  ) throws -> [[Double]] {
    let arguments = operands.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
    let x = Tensor.argument("x", .float64([numbers.count]))
    let bindings = try paired(arguments + [x], operands + [NDArray(numbers)])
    return try backend.values(of: outputs(make(arguments), x), bindings)
  }
}

@Suite struct CompoundTests {
  private func expect(
    _ given: [Double], _ expected: [Double], at places: [Double], _ tolerance: Double, absolute: Bool = false,
    _ name: String
  ) throws {
    #expect(!given.isEmpty)
    for (place, pair) in try paired(given, expected).enumerated() {
      let size = absolute ? 1 : abs(pair.1)
      #expect(abs(pair.0 - pair.1) <= tolerance * size, "\(name) at \(places[place]): \(pair.0), \(pair.1)")
    }
  }

  @Test(arguments: MixtureRow.all) func `each tail of a mixture agrees to 1e-10, down to 1e-300`(
    row: MixtureRow
  ) throws {
    let table = try #require(try CompoundReference.shared.get().mixtures[row.name])
    let column = { (index: Int) in table.map { $0[index] } }
    #expect(column(3).min() ?? 0 < -680 && (!["normals", "heavy"].contains(row.name) || column(2).min() ?? 0 < -630))
    for backend in try Backend.present {
      let given = try row.values(backend, column(0)) { [$0.logDensity($1), $0.logCDF($1), $0.logSurvival($1)] }
      for (place, expected) in table.enumerated() {
        let here = "\(row.name) at \(expected[0]) by \(backend)"
        #expect(
          abs(given[0][place] - expected[1]) <= 1e-12 * max(1, abs(expected[1])), "\(here): \(given[0][place])")
        for tail in [1, 2] {
          // The logarithm's absolute error is the probability's relative one; near 1 it is the probability's own.
          let difference = abs(given[tail][place] - expected[tail + 1])
          #expect(difference <= 1e-10, "\(here), tail \(tail): \(given[tail][place]), \(expected[tail + 1])")
        }
      }
    }
  }

  @Test(arguments: MixtureRow.all) func `quantiles of a mixture agree to 1e-10, and those of counts exactly`(
    row: MixtureRow
  ) throws {
    let table = try #require(try CompoundReference.shared.get().mixtures[row.name])
    for (tail, isUpper) in [(2, false), (3, true)] {
      let rows = table.filter { $0[tail] < -0.3 && $0[tail] > -691 }
      let (places, logarithms) = (rows.map { $0[0] }, rows.map { $0[tail] })
      for backend in try Backend.present {
        let given = try row.values(backend, logarithms) {
          [isUpper ? $0.quantile(logSurvival: $1) : $0.quantile(logCDF: $1)]
        }[0]
        try expect(given, places, at: logarithms, row.name == "counts" ? 0 : 1e-10, "\(row.name) by \(backend)")
      }
    }
  }

  @Test(arguments: MixtureRow.all.filter { $0.name != "heavy" }) func `truncated mixtures agree`(
    row: MixtureRow
  ) throws {
    let table = try #require(try CompoundReference.shared.get().truncated[row.name])
    for expected in table {
      let law = Truncated(row.make(row.operands.map { Tensor($0) }), lower: expected[0], upper: expected[1])
      let x = Tensor(expected[2])
      let here = "\(row.name) \(expected)"
      #expect(try abs(number(law.logDensity(x)) - expected[3]) <= 1e-11 * max(1, abs(expected[3])), "\(here)")
      #expect(try abs(number(law.logCDF(x)) - expected[4]) <= 1e-10, "\(here)")
      #expect(try abs(number(law.logSurvival(x)) - expected[5]) <= 1e-10, "\(here)")
      let back = try number(law.quantile(logit: law.logCDF(x) - law.logSurvival(x)))
      #expect(abs(back - expected[2]) <= 1e-9 * abs(expected[2]), "\(here): \(back)")
    }
  }

  /// Components with different supports, and the mixture's support in words.
  static let supports: [([any Distribution], String)] = [
    ([Gamma(shape: 2, rate: 1), Uniform(2, 5)], "the numbers from 0 up"),
    ([HalfNormal(1), LogNormal(0, 1)], "the numbers from 0 up"),
    ([LogNormal(0, 1), InverseGamma(shape: 2, scale: 1)], "the numbers above 0"),
    ([Uniform(0, 1), Uniform(2, 5)], "the numbers from 0 to 5"),
    ([Uniform(-3, 1), Exponential(rate: 1)], "the numbers from -3 up"),
    ([Truncated(Normal(0, 1), upper: -2), Beta(2, 2)], "the numbers up to 1"),
    ([Normal(0, 1), Gamma(shape: 2, rate: 1)], "the real numbers"),
    ([VonMises(0, 1), Uniform(0, 1)], "the real numbers"),
    ([Poisson(rate: 2), Geometric(probability: 0.5)], "the whole numbers from 0 up"),
    ([Bernoulli(probability: 0.5), Binomial(trials: 3, probability: 0.5)], "the whole numbers from 0 to 3"),
  ]

  @Test func `the support of a mixture is the least interval that holds those of its components`() throws {
    for (components, words) in Self.supports {
      #expect(Mixture(weights: [0.4, 0.6], components).support.words == words, "\(components.map(\.name))")
    }
    let ends = (Tensor.argument("a"), Tensor.argument("b"))
    let batch = Mixture(weights: [0.4, 0.6], [Uniform(ends.0, 9), Uniform(1, ends.1)]).support
    let bound = try #require(batch.ends)
    let values: [Tensor: NDArray] = [ends.0: NDArray(-2.0), ends.1: NDArray(4.0)]
    #expect(try evaluate([bound.lower, bound.upper], values).map(\.scalar) == [-2, 9])
  }

  @Test func `a mixture of positive components has a positive transform and the density of the formula`() throws {
    let mixture = Mixture(weights: [0.4, 0.6], [Gamma(shape: 2, rate: 1), Uniform(2, 5)])
    let transform = try #require(mixture.support.defaultTransform)
    let unconstrained = Tensor([-30.0, -1, 0, 1.2, 4])
    let x = try numbers(transform.constrain(unconstrained))
    #expect(x.allSatisfy { $0 > 0 })
    for (value, density) in try paired(x, numbers(mixture.logDensity(Tensor(x)))) {
      let expected = 0.4 * value * exponential(-value) + (value >= 2 && value <= 5 ? 0.2 : 0)
      #expect(abs(density - logarithm(expected)) <= 1e-14 * max(1, abs(density)), "\(value): \(density)")
    }
  }

  @Test func `censored mixtures have the mixture's tails at their bounds`() throws {
    for row in MixtureRow.all {
      let mixture = row.make(row.operands.map { Tensor($0) })
      let law = Censored(mixture, lower: 1, upper: 30)
      #expect(try number(law.logDensity(1)) == number(mixture.logCDF(1)))
      #expect(try number(law.logDensity(30)) == number(mixture.logSurvival(row.name == "counts" ? 29 : 30)))
      #expect(try number(law.logDensity(7)) == number(mixture.logDensity(7)))
    }
  }

  @Test func `both tails of categories agree to 1e-10, down to 1e-300`() throws {
    let reference = try CompoundReference.shared.get().categories
    let x = Tensor(reference.tails.map { $0[0] })
    let p = Tensor(NDArray(reference.probabilities, shape: [1, reference.probabilities.count]))
    for law in [Categorical(probabilities: p), Categorical(logits: log(p) - 3)] {
      for (index, tail) in [law.logCDF(x), law.logSurvival(x)].enumerated() {
        for (given, row) in try paired(numbers(tail), reference.tails) {
          #expect(abs(given - row[index + 1]) <= 1e-10, "tail \(index) at \(row[0]): \(given)")
        }
      }
      let inner = reference.tails.filter { $0[1] < -1e-9 && $0[2] < -1e-9 }
      let back = try numbers(law.quantile(logit: Tensor(inner.map { $0[1] - $0[2] })))
      #expect(back == inner.map { $0[0] } && !back.isEmpty)
    }
    #expect(reference.tails.count == 200 && (reference.tails.map { $0[1] }.min() ?? 0) < -689)
  }

  @Test func `derivatives of a mixture's tails are those of differences`() throws {
    for row in MixtureRow.all where row.name != "counts" {
      let weights = row.operands[0]
      let numbers = row.operands.dropFirst().map(\.scalar) + [1.3]
      for function in [
        { (m: Mixture, x: Tensor) in m.logCDF(x) }, { $0.logSurvival($1) }, { $0.quantile(logit: $1) },
      ] as [(Mixture, Tensor) -> Tensor] {
        let probe = try GradientProbe(count: numbers.count) { arguments in
          function(row.make([Tensor(weights)] + arguments.dropLast()), arguments[numbers.count - 1])
        }
        for (index, slope) in try probe.slopes(numbers).enumerated() {
          let difference = try probe.difference(numbers, index, step: 1e-3)
          #expect(
            abs(slope - difference) <= 1e-7 * abs(difference) + 2e-11,
            "\(row.name) \(index): \(slope), \(difference)")
        }
      }
    }
  }

  @Test func `quantiles of a mixture cross gaps, and end where its components do`() throws {
    let apart = Mixture(weights: [0.25, 0.75], [Normal(-300, 1), Normal(300, 1)])
    for (p, expected) in [(0.2, Normal(-300, 1).quantile(0.8)), (0.5, Normal(300, 1).quantile(1.0 / 3))] {
      #expect(try abs(number(apart.quantile(Tensor(p))) - number(expected)) < 1e-11, "\(p)")
    }
    #expect(try abs(number(apart.quantile(0.25))) < 295)
    let rows: [(Mixture, [Double])] = [
      (Mixture(weights: [0.5, 0.5], [Uniform(-1, 2), Exponential(rate: 1)]), [-1, .infinity]),
      (Mixture(weights: [0.5, 0.5], [Beta(2, 3), Uniform(0.5, 4)]), [0, 4]),
      (
        Mixture(weights: [0.5, 0.5], [Geometric(probability: 0.5), Binomial(trials: 9, probability: 0.5)]),
        [0, .infinity]
      ),
      (Mixture(weights: [0.5, 0.5], [Bernoulli(probability: 0.5), Binomial(trials: 9, probability: 0.5)]), [0, 9]),
    ]
    for (mixture, ends) in rows {
      #expect(try numbers(mixture.quantile(Tensor([0.0, 1]))) == ends, "\(mixture.components.map(\.name))")
      #expect(try numbers(mixture.logCDF(Tensor([-Double.infinity, .infinity]))) == [-.infinity, 0])
      #expect(try numbers(mixture.logSurvival(Tensor([-Double.infinity, .infinity]))) == [0, -.infinity])
      #expect(try number(mixture.logCDF(Tensor(Double.nan))).isNaN)
    }
  }

  @Test func `a circle that is cut has ends, and angles of one number each`() throws {
    let law = Truncated(VonMises(0.5, 2), lower: 0)
    #expect(law.support.words == "the numbers from 0 to \(Double.pi)")
    let density = try numbers(law.logDensity(Tensor([-0.5, 1, 4, 7])))
    let whole = try number(VonMises(0.5, 2).logDensity(1) - VonMises(0.5, 2).logSurvival(0))
    #expect(density[0] == -.infinity && density[2] == -.infinity && density[3] == -.infinity)
    #expect(abs(density[1] - whole) < 1e-14, "\(density), \(whole)")
    #expect(try abs(number(law.logCDF(law.quantile(0.25))) - logarithm(0.25)) < 1e-13)
  }

  @Test func `a component without tails, or one of vectors, is named`() throws {
    let other = CustomDistribution([Tensor(2.0)], support: .real) { x, p in log(0.5 * p[0]) - p[0] * abs(x) }
    let law = Mixture(weights: [0.5, 0.5], [Normal(0, 1), other])
    for tensor in [law.logCDF(1), law.logSurvival(1), law.quantile(0.5), Truncated(law, lower: 0).logDensity(1)] {
      #expect(tensor.error?.description.contains("CustomDistribution") == true, "\(String(describing: tensor.error))")
    }
    #expect(try number(law.mean).isNaN && number(law.variance).isNaN)
    #expect(Ordered(law, count: 2).logDensity(Tensor([0.0, 1])).error == nil)
  }

  @Test func `ordered densities and their derivatives agree`() throws {
    for (name, rows) in try CompoundReference.shared.get().ordered {
      let family = try #require(Family.all.first { $0.name == name })
      let numbers: [Double] =
        switch name {
        case "Normal": [1, 2]
        case "Gamma": [2, 0.5]
        case "Beta": [2, 1.5]
        default: [4, 1, 2]
        }
      for (row, isDescending) in rows.flatMap({ [($0, false), ($0, true)] }) {
        let arguments = (0..<numbers.count).map { Tensor.argument("p\($0)") }
        let x = Tensor.argument("x", .float64([row.value.count]))
        let base = try #require(family.make(arguments) as? any UnivariateDistribution)
        let density = Ordered(base, count: row.value.count, descending: isDescending).logDensity(x)
        func directed(_ numbers: [Double]) -> [Double] { isDescending ? numbers.reversed() : numbers }
        let bindings = try paired(arguments + [x], numbers.map { NDArray($0) } + [NDArray(directed(row.value))])
        for backend in try Backend.present {
          let given = try backend.values(of: [density] + gradients(of: density, [x] + arguments), bindings)
          let expected = [[row.logDensity], directed(row.inElements)] + row.inParameters.map { [$0] }
          for (values, numbers) in try paired(given, expected) {
            for (value, number) in try paired(values, numbers) {
              #expect(
                abs(value - number) <= 1e-9 * max(1, abs(number)),
                "\(name) \(row.value) by \(backend): \(value), \(number)")
            }
          }
          #expect(abs(given[0][0] - row.logDensity) <= 1e-12 * max(1, abs(row.logDensity)), "\(name) \(row.value)")
        }
      }
    }
  }

  @Test func `vectors out of order have no density, and what has no order is refused`() throws {
    let law = Ordered(Normal(0, 1), count: 3)
    for vector in [[0.0, 0, 1], [1, 0, 2], [0, 2, 1]] {
      #expect(try number(law.logDensity(Tensor(vector))) == -.infinity, "\(vector)")
    }
    #expect(try number(law.logDensity(Tensor([0, 1, Double.nan]))).isNaN)
    let falling = Ordered(Normal(0, 1), count: 3, descending: true)
    for vector in [[1.0, 0, 0], [2, 0, 1], [0, 1, 2]] {
      #expect(try number(falling.logDensity(Tensor(vector))) == -.infinity, "\(vector)")
    }
    #expect(
      try number(falling.logDensity(Tensor([2.0, 1, 0]))) == number(law.logDensity(Tensor([0.0, 1, 2]))))
    #expect(try number(falling.support.contains(Tensor([2.0, 1, 0]))) == 1)
    #expect(try number(falling.support.contains(Tensor([0.0, 1, 2]))) == 0)
    #expect(try number(Ordered(Gamma(shape: 2, rate: 1), count: 2).logDensity(Tensor([-1.0, 1]))) == -.infinity)
    #expect(
      try number(Ordered(Normal(0, 1), count: 1).logDensity(Tensor([0.5]))) == number(Normal(0, 1).logDensity(0.5)))
    let batch = Ordered(Normal(Tensor([0.0, 10]), 1), count: 2)
    let x = Tensor(NDArray([0, 1, 9, 12], shape: [2, 2]))
    let singles = try [
      Ordered(Normal(0, 1), count: 2).logDensity(Tensor([0.0, 1])),
      Ordered(Normal(10, 1), count: 2).logDensity(Tensor([9.0, 12])),
    ].map { try number($0) }
    #expect(try numbers(batch.logDensity(x)) == singles)
    let refused: [(Ordered, String)] = [
      (Ordered(Poisson(rate: 2), count: 2), "may be equal"), (Ordered(Normal(0, 1), count: 0), "0 elements"),
      (Ordered(Censored(Normal(0, 1), lower: 0), count: 2), "may be equal"),
      (Ordered(Mixture(weights: [1.0], [Dirichlet([1, 2])]), count: 2), "distribution of numbers"),
    ]
    for (law, reason) in refused {
      let error = law.logDensity(Tensor([0.0, 1])).error
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
    #expect(law.logDensity(Tensor([0.0, 1])).error?.description.contains("Ordered") == true)
  }

  @Test func `draws of ordered vectors are sorted, and have the order statistics' means`() throws {
    let law = Ordered(Uniform(0, Tensor([1.0, 4])), count: 3)
    var generator = Philox4x64(seed: 8)
    let parameters: [NDArray] = [0, [1, 4]]
    let draws = law.draw(shape: [20_000, 2, 3], parameters: parameters, using: &generator).doubles
    let inside = try numbers(law.support.contains(Tensor(NDArray(draws, shape: [20_000, 2, 3]))))
    #expect(inside.count == 40_000 && inside.allSatisfy { $0 == 1 })
    generator = Philox4x64(seed: 8)
    let falling = Ordered(Uniform(0, Tensor([1.0, 4])), count: 3, descending: true)
    let reversed = falling.draw(shape: [20_000, 2, 3], parameters: parameters, using: &generator).doubles
    #expect(reversed == stride(from: 0, to: draws.count, by: 3).flatMap { draws[$0..<$0 + 3].reversed() })
    for element in 0..<6 {
      let scale = element < 3 ? 1.0 : 4
      let mean = scale * Double(element % 3 + 1) / 4
      let values = stride(from: element, to: draws.count, by: 6).map { draws[$0] - mean }
      // The k-th of three is beta-distributed with shapes k and 4 − k.
      let k = Double(element % 3 + 1)
      let error = scale * (k * (4 - k) / 80 / 20_000).squareRoot()
      #expect(abs(values.reduce(0, +) / 20_000) <= 5 * error, "element \(element)")
    }
    let bad = law.draw(shape: [4, 3], parameters: [NDArray(Double.nan), 1], using: &generator)
    #expect(bad.doubles.allSatisfy { $0.isNaN } && bad.count == 12)
  }

  @Test func `moments of truncated distributions agree`() throws {
    for row in try CompoundReference.shared.get().moments {
      let family = try #require(Family.all.first { $0.name == row.family })
      let law = Truncated(
        try family.withCDF(row.parameters), lower: row.lower ?? -.infinity, upper: row.upper ?? .infinity)
      let (mean, variance) = (try number(law.mean), try number(law.variance))
      #expect(abs(mean - row.mean) <= 1e-12 * abs(row.mean), "\(row): \(mean)")
      #expect(abs(variance - row.variance) <= 1e-9 * row.variance, "\(row): \(variance)")
    }
  }

  @Test func `where moments are not known to exist they are NaN`() throws {
    let laws: [any DistributionWithMoments] = [
      Truncated(Cauchy(0, 1), lower: 0), Truncated(Poisson(rate: 2), lower: 1),
      Truncated(StudentT(degreesOfFreedom: 2), lower: 0), Mixture(weights: [0.5, 0.5], [Normal(0, 1), Cauchy(0, 1)]),
      Truncated(Normal(0, 1), lower: 2, upper: 1),
    ]
    for law in laws {
      #expect(try number(law.mean).isNaN && number(law.variance).isNaN, "\(law.name)")
    }
    // Bounded on both sides, whatever the base: a Cauchy distribution's mean is log(1 + b²)/(2 atan b) from 0 to b.
    let mean = try number(Truncated(HalfCauchy(1), upper: 3).mean)
    #expect(abs(mean - logarithm(10) / (2 * 1.2490457723982544)) <= 1e-12, "\(mean)")
    let both = Truncated(Normal(Tensor([0.0, 1]), 1), lower: 0)
    #expect(both.mean.shape == [2] && both.variance.shape == [2])
  }

  @Test func `moments of mixtures are the components' and their spread`() throws {
    let mixture = Mixture(weights: [0.3, 0.7], [Normal(-2, 0.5), Exponential(rate: 0.25)])
    // 0.3 (−2) + 0.7 · 4; 0.3 (0.25 + 4²) + 0.7 (16 + 2²).
    #expect(
      try abs(number(mixture.mean) - 2.2) <= 1e-15
        && abs(number(mixture.variance) - (0.3 * (0.25 + 17.64) + 0.7 * (16 + 3.24))) <= 1e-14)
    let vectors = Mixture(
      weights: [0.25, 0.75],
      [MvNormal([0, 4], choleskyFactor: NDArray(rows: [[1, 0], [0, 2]])), Dirichlet([1, 1])])
    #expect(try numbers(vectors.mean) == [0.375, 1.375])
    let batch = Mixture(weights: NDArray(rows: [[0.5, 0.5], [0.25, 0.75]]), [Normal(0, 1), Normal(4, 1)])
    #expect(try numbers(batch.mean) == [2, 3] && numbers(batch.variance) == [5, 4])
  }
}
