// Celerite processes as distributions of models: laws, rules, backends, draws, predictions, and what is refused.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct CeleriteProcessTests {
  /// Random points with a kernel of real terms and pairs on both sides of the critical damping.
  private struct Sample {
    var arguments: [Tensor]
    var bindings: [Tensor: NDArray]
    var density: Tensor

    init(seed: UInt64, count: Int, _ kernel: ([Tensor]) -> CeleriteKernel, _ hyperparameters: [Double]) {
      var generator = Philox4x64(seed: seed)
      let numbers = (0..<3).map { _ in (0..<count).map { _ in generator.standardNormal() } }
      let names = ["times", "residuals", "variances", "hyperparameters"]
      let values = [numbers[0].map { 10 * $0 }, numbers[1], numbers[2].map { 0.1 + $0 * $0 }, hyperparameters]
      arguments = zip(names, values).map { .argument($0, .float64([$1.count])) }
      bindings = Dictionary(uniqueKeysWithValues: zip(arguments, values.map { NDArray($0) }))
      let process = CeleriteProcess(
        kernel(hyperparameters.indices.map { [arguments] in arguments[3][$0] }), times: arguments[0], mean: 0.2,
        variances: arguments[2])
      density = process.logDensity(arguments[1])
    }
  }

  private static let layouts: [(String, @Sendable ([Tensor]) -> CeleriteKernel, [Double])] = [
    ("one real term", { .real(a: $0[0], c: $0[1]) }, [0.8, 0.2]),
    ("one oscillator", { .sho(sigma: $0[0], rho: $0[1], Q: $0[2]) }, [0.8, 7.0, 0.5003]),
    (
      "rotation", { .rotation(sigma: $0[0], period: $0[1], Q0: $0[2], dQ: $0[3], f: $0[4]) },
      [0.8, 7.0, 0.4, 1.1, 0.7]
    ),
    (
      "five columns",
      { .real(a: $0[0], c: $0[1]) + .sho(sigma: $0[0], rho: $0[2], Q: $0[3]) + .matern32(sigma: $0[4], rho: $0[5]) },
      [0.8, 0.1, 5.0, 0.1, 0.6, 9.0]
    ),
  ]

  @Test(arguments: layouts) func `the rule, the second derivatives and native code are right at random points`(
    name: String, kernel: @Sendable ([Tensor]) -> CeleriteKernel, hyperparameters: [Double]
  ) throws {
    for seed in 1...3 {
      let sample = Sample(seed: UInt64(seed), count: 9, kernel, hyperparameters)
      let node = try #require(sample.density.node)
      let operands = try evaluate(node.operands, sample.bindings)
      let verified = try verifyGradient(of: node.op, at: operands)
      #expect(verified.passed, "\(name): \(verified.failures)")
      #expect(verified.comparisonCount >= 4)

      let slopes = try gradient(of: sample.density, withRespectTo: sample.arguments)
      let products = try sample.arguments.map { try hessian(of: sample.density, withRespectTo: $0) }
      if NativeAgreement.isAvailable {
        let bindings = sample.arguments.map { ($0, sample.bindings[$0] ?? NDArray(0)) }
        let findings = try NativeAgreement.findings(name, [sample.density] + slopes + products, bindings)
        #expect(findings.isEmpty, "\(findings)")
      }

      // Central differences of the gradient, extrapolated, for every element of every operand.
      let values = try evaluate(products, sample.bindings).map(\.doubles)
      for (index, argument) in sample.arguments.enumerated() {
        let center = try #require(sample.bindings[argument]).doubles
        for k in center.indices {
          func slope(_ step: Double) throws -> [Double] {
            func at(_ move: Double) throws -> [Double] {
              var moved = center
              moved[k] += move
              return try evaluate(slopes[index], sample.bindings.merging([argument: NDArray(moved)]) { $1 }).doubles
            }
            return try paired(try at(step), try at(-step)).map { ($0 - $1) / (2 * step) }
          }
          let pairs = try paired(try slope(1e-4), try slope(5e-5))
          for (j, pair) in pairs.enumerated() {
            let difference = (4 * pair.1 - pair.0) / 3
            let own = values[index][k * center.count + j]
            #expect(
              (own - difference).magnitude <= 1e-7 * max(1, own.magnitude), "\(name), \(index): \(own), \(difference)")
          }
        }
      }
    }
  }

  @Test func `third derivatives are refused with a reason`() throws {
    let S = Tensor.argument("S")
    let density = CeleriteProcess(.sho(S0: S, w0: 1, Q: 2), times: [0.0, 1.0], variances: 0.1)
      .logDensity([0.3, 0.1].tensor)
    let second = try gradient(of: try gradient(of: density, withRespectTo: S), withRespectTo: S)
    let error = #expect(throws: GradientError.self) { try gradient(of: second, withRespectTo: S) }
    #expect(try #require(error).description.contains("third derivative"))
  }

  @Test func `points may come in any order, also with equal times`() throws {
    let times = [3.0, 1.0, 2.0, 1.0, 0.5]
    let values = [0.3, -0.1, 0.4, 0.2, 0.9]
    let variances = [0.1, 0.2, 0.3, 0.4, 0.5]
    let kernel = CeleriteKernel.rotation(sigma: 1, period: 3, Q0: 1, dQ: 1, f: 0.5)
    func found(_ order: [Int]) throws -> Double {
      let process = CeleriteProcess(
        kernel, times: order.map { times[$0] }, mean: 0.1, variances: order.map { variances[$0] })
      return try evaluate(process.logDensity(order.map { values[$0] }.tensor)).scalar
    }
    let first = try found([0, 1, 2, 3, 4])
    for order in [[4, 1, 3, 2, 0], [4, 3, 1, 2, 0], [2, 0, 4, 3, 1]] {
      #expect((try found(order) - first).magnitude < 1e-14)
    }
  }

  @Test func `what is no process gives NaN, also its gradient`() throws {
    let cases: [(CeleriteKernel, [Double], Double)] = [
      (.real(a: 1, c: 0.1), [0, .nan], 0.1), (.real(a: 1, c: 0.1), [0, .infinity], 0.1),
      (.real(a: 1, c: 0.1), [0, 1], -0.1), (.real(a: -1, c: 0.1), [0, 1], 0.1), (.real(a: 1, c: -0.1), [0, 1], 0.1),
      (.sho(sigma: 1, rho: 1, Q: -2), [0, 1], 0.1), (.real(a: 1, c: 0.1), [1, 1], 0),
      (.real(a: 1, c: 0.1), [0, 1], .infinity), (.complex(a: 1, b: 30, c: 0.1, d: 2), [0, 1], 0.1),
      (.real(a: Double.nan, c: 0.1), [0, 1], 0.1),
    ]
    for (kernel, times, variance) in cases {
      let v = Tensor.argument("v", .float64([2]))
      let process = CeleriteProcess(kernel, times: times, variances: v)
      let density = process.logDensity([0.1, 0.2].tensor)
      let slope = try gradient(of: density, withRespectTo: v)
      let curvature = try hessian(of: density, withRespectTo: v)
      let found = try evaluate([density, slope, curvature], [v: NDArray([variance, variance])])
      let areNaN = found.flatMap(\.doubles).allSatisfy(\.isNaN)
      #expect(areNaN, "\(times), \(variance): \(found)")
      var generator = Philox4x64(seed: 1)
      let drawn = process.draw(
        shape: [2], parameters: try evaluate(process.parameters.map(\.value), [v: NDArray([variance, variance])]),
        using: &generator
      ).doubles
      let drawnAreNaN = drawn.allSatisfy(\.isNaN)
      #expect(drawnAreNaN, "\(drawn)")
    }
  }

  @Test func `shapes that do not fit are refused, batches are not`() throws {
    let kernel = CeleriteKernel.real(a: 1, c: 0.1)
    let process = CeleriteProcess(kernel, times: [0.0, 1.0, 2.0], variances: [0.1, 0.2, 0.3])
    #expect(process.shape == [3] && process.eventRank == 1)
    let error = try #require(process.logDensity([0.1, 0.2].tensor).error)
    #expect(error.description.contains("CeleriteProcess"), "\(error)")
    let rows = Tensor([[0.1, 0.2, 0.3], [1.0, 2.0, 3.0]])
    let batch = try evaluate(process.logDensity(rows)).doubles
    let single = try [[0.1, 0.2, 0.3], [1.0, 2.0, 3.0]].map { try evaluate(process.logDensity($0.tensor)).scalar }
    #expect(batch == single)
  }

  @Test(arguments: [1e-120, 1e-80, 1e-20, 1e20, 1e80, 1e120])
  func `in another unit of the values the density is that of a scaled variable`(unit: Double) throws {
    let times = (0..<40).map { Double($0) * 0.7 }
    let values = (0..<40).map { sin(Double($0 * $0)) }
    func found(_ unit: Double) throws -> Double {
      let process = CeleriteProcess(
        .sho(sigma: 1.3 * unit, rho: 5.0, Q: 3.0) + .real(a: unit * unit, c: 0.1), times: times,
        variances: 0.1 * unit * unit)
      return try evaluate(process.logDensity(values.map { $0 * unit }.tensor)).scalar
    }
    let expected = try found(1) - 40 * log(unit)
    #expect((try found(unit) / expected - 1).magnitude < 1e-13)
  }

  @Test func `one variance, or one mean, stands for all points`() throws {
    let times = [2.0, 0.0, 0.5, 9.0]
    let values = [0.3, -0.1, 0.4, 0.2]
    let v = Tensor.argument("v")
    let kernel = CeleriteKernel.sho(sigma: 1, rho: 3, Q: 2)
    let one = CeleriteProcess(kernel, times: times, mean: 0.2, variances: v)
    let many = CeleriteProcess(kernel, times: times, mean: [0.2, 0.2, 0.2, 0.2], variances: v * Tensor.ones([4]))
    let found = try [one, many].map { process in
      let density = process.logDensity(values.tensor)
      let slope = try gradient(of: density, withRespectTo: v)
      let outputs = [density, slope, try gradient(of: slope, withRespectTo: v)]
      return try evaluate(outputs, [v: 0.3]).map(\.scalar)
    }
    for (a, b) in try paired(found[0], found[1]) { #expect((a - b).magnitude < 1e-13 * max(1, b.magnitude)) }
    let draws = try [one, many].map { process in
      var generator = Philox4x64(seed: 3)
      let numbers = try evaluate(process.parameters.map(\.value), [v: 0.3])
      return process.draw(shape: [4], parameters: numbers, using: &generator).doubles
    }
    #expect(draws[0] == draws[1] && draws[0].allSatisfy(\.isFinite))
  }

  @Test func `times and values may be replaced by longer ones`() throws {
    func model(_ times: [Double], _ values: [Double]) throws -> Model {
      try Model { m in
        let kernel = CeleriteKernel.real(a: m.parameter("a", HalfNormal(1)), c: 0.3)
        let jitter = m.parameter("jitter", HalfNormal(1))
        m.observe(
          "y",
          CeleriteProcess(
            kernel, times: m.data("t", times), mean: m.parameter("mean", Normal(0, 1)), variances: jitter.squared()),
          values)
      }
    }
    let (times, values) = ([0.0, 2.0, 3.0, 0.7, 9.0], [0.1, 0.3, -0.2, 0.4, 0.0])
    var short = try model([0.0, 1.0, 2.0], [0.3, 0.1, 0.2])
    try short.replaceData(["t": NDArray(times), "y": NDArray(values)])
    let byHand = try model(times, values)
    let position = [0.1, -0.2, 0.3]
    let found = try [short, byHand].map { model in
      try model.compile([model.logDensity()] + model.gradient())(position).flatMap(\.doubles)
    }
    #expect(found[0] == found[1] && found[0].count == 4)
  }

  @Test func `draws have the mean and the covariance`() throws {
    let times = [2.0, 0.0, 0.5, 0.5, 9.0]
    let variances = [0.1, 0.2, 0.3, 0.1, 0.4]
    let kernel = CeleriteKernel.rotation(sigma: 1.3, period: 3, Q0: 1, dQ: 1, f: 0.5) + .real(a: 0.3, c: 1)
    let process = CeleriteProcess(kernel, times: times, mean: [1.0, 2.0, 3.0, 4.0, 5.0], variances: variances)
    let count = 40_000
    var generator = Philox4x64(seed: 5)
    let numbers = try evaluate(process.parameters.map(\.value))
    let draws = process.draw(shape: [count, 5], parameters: numbers, using: &generator).doubles
    let lags = times.map { t in times.map { t - $0 } }
    let covariance = try evaluate(kernel.covariance(lag: lags)).doubles
    let mean = (0..<5).map { k in (0..<count).reduce(0) { $0 + draws[$1 * 5 + k] } / Double(count) }
    for i in 0..<5 {
      #expect((mean[i] - Double(i + 1)).magnitude < 4.5 * (2.4 / Double(count)).squareRoot())
      for j in 0..<5 {
        let found = (0..<count).reduce(0) { $0 + (draws[$1 * 5 + i] - mean[i]) * (draws[$1 * 5 + j] - mean[j]) }
        let expected = covariance[i * 5 + j] + (i == j ? variances[i] : 0)
        #expect(
          (found / Double(count) - expected).magnitude < 4.5 * 2.4 * (2 / Double(count)).squareRoot(), "\(i), \(j)")
      }
    }
  }

  @Test func `a model with a process verifies, samples, predicts and finds its hyperparameters`() throws {
    var generator = Philox4x64(seed: 11)
    let times = (0..<120).map { Double($0) * 0.7 + 0.3 * generator.standardNormal() }
    let truth = CeleriteProcess(
      .sho(sigma: 2, rho: 12, tau: 9), times: times, mean: 3, variances: 0.09)
    let values = truth.draw(
      shape: [120], parameters: try evaluate(truth.parameters.map(\.value)), using: &generator
    ).doubles
    let newTimes = [-5.0, 10.0, 100.0]
    let model = try Model { m in
      let sigma = m.parameter("sigma", HalfNormal(5))
      let rho = m.parameter("rho", LogNormal(log(12), 0.5))
      let tau = m.parameter("tau", LogNormal(log(9), 1))
      let mean = m.parameter("mean", Normal(0, 10))
      let jitter = m.parameter("jitter", HalfNormal(1))
      let process = CeleriteProcess(
        .sho(sigma: sigma, rho: rho, tau: tau), times: times, mean: mean, variances: jitter.squared())
      m.observe("v", process, values)
      m.deterministic("activity", process.conditional(on: values, at: newTimes).mean)
    }
    let report = try model.gradientReport().description
    #expect(report.contains("CeleriteLogDensity: user's rule"), "\(report)")
    let posterior = try model.sample(draws: 400, warmup: 400, chains: 2, seed: 3)
    for (name, expected) in [("sigma", 2.0), ("rho", 12), ("tau", 9), ("jitter", 0.3)] {
      let draws = try #require(posterior[name]).values.doubles
      let mean = draws.reduce(0, +) / Double(draws.count)
      let deviation = (draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count)).squareRoot()
      #expect(
        (mean - expected).magnitude < 3 * deviation && deviation < expected * 2, "\(name): \(mean) ± \(deviation)")
    }
    let predicted = try model.posteriorPredictive(posterior, seed: 4)
    #expect("\(predicted)".contains("v"))
  }
}
