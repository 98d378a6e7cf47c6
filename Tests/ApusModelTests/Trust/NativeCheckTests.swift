// The check of native code against the interpreter: ordinary models pass, broken code does not, and the error says what differs.

import ApusExtension
import ApusNative
import Foundation
import NativeMutation
import Testing

@Suite(.enabled(if: Backend.available == .native, "libLLVM is not installed"))
struct NativeCheckTests {
  /// Makes native code of a model's density, which is held against the interpreter.
  private func accept(_ model: Model) throws {
    _ = try model.logDensityFunction(backend: .native)
  }

  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var random = Philox4x64(seed: seed)
    return (0..<count).map { _ in 3 * (random.uniform() + random.uniform() + random.uniform()) - 4.5 }
  }

  private func standardised(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return values.map { ($0 - mean) / variance.squareRoot() }
  }

  // MARK: Models whose gradients cancel

  @Test func `a single parameter passes at its prior mean, for many priors`() throws {
    for step in 0..<120 {
      let rate = pow(10, -6 + 0.1 * Double(step))
      try accept(Model { m in m.parameter("tau", Exponential(rate: rate)) })
      try accept(Model { m in m.parameter("g", Gamma(shape: 2, rate: rate)) })
      try accept(Model { m in m.parameter("x", Normal(rate, rate)) })
      try accept(Model { m in m.parameter("p", Beta(1 + 0.13 * Double(step), 3)) })
    }
    try accept(Model { m in m.parameter("p", Beta(2, 3)) })
    try accept(Model { m in m.parameter("w", Dirichlet([1.0, 2, 3])) })
  }

  @Test func `eight schools pass with a prior of any rate`() throws {
    let (y, errors) = ([28.0, 8, -3, 7, -1, 1, 18, 12], [15.0, 10, 16, 11, 9, 11, 10, 18])
    for rate in [0.01, 0.05, 0.1, 0.2, 0.3, 0.7, 1, 3, 10] {
      try accept(
        Model { m in
          let mu = m.parameter("mu", Normal(0, 5))
          let tau = m.parameter("tau", Exponential(rate: rate))
          let z = m.parameter("z", Normal(0, 1), shape: [8])
          m.observe("y", Normal(mu + tau * z, errors), y)
        })
    }
  }

  @Test func `regressions on standardised data pass on 80 data sets`() throws {
    for seed in 0..<80 as Range<UInt64> {
      let x = standardised(numbers(20 + Int(seed), seed: 2 * seed))
      let y = standardised(zip(x, numbers(x.count, seed: 2 * seed + 1)).map { $0 + $1 })
      try accept(
        Model { m in
          let alpha = m.parameter("alpha", Normal(0, 1))
          let beta = m.parameter("beta", Normal(0, 1))
          let sigma = m.parameter("sigma", Exponential(rate: 1))
          m.observe("y", Normal(alpha + beta * m.data("x", x), sigma), y)
        })
    }
  }

  @Test(arguments: [4, 10, 100, 3000]) func `balanced choices and mixtures of equal components pass`(count: Int) throws
  {
    let x = standardised(numbers(count, seed: 5))
    try accept(
      Model { m in
        let alpha = m.parameter("alpha", Normal(0, 1))
        let beta = m.parameter("beta", Normal(0, 1))
        m.observe("y", Bernoulli(logit: alpha + beta * m.data("x", x)), x.indices.map { $0 % 2 })
      })
    try accept(
      Model { m in
        let a = m.parameter("a", Normal(0, 1), shape: [1, 4])
        let b = m.parameter("b", Normal(0, 1), shape: [1, 4])
        let logits = a + m.data("x", x).reshaped(to: [count, 1]) * b
        m.observe("y", Categorical(logits: logits), x.indices.map { $0 % 4 })
      })
    try accept(
      Model { m in
        let weights = m.parameter("weights", Dirichlet([2.0, 2]))
        let mu = m.parameter("mu", Normal(0, 1), shape: [2])
        let sigma = m.parameter("sigma", HalfNormal(1), shape: [2])
        m.observe("y", Mixture(weights: weights, (0..<2).map { Normal(mu[$0], sigma[$0]) }), x)
      })
  }

  // MARK: Models that magnify roundings

  @Test(arguments: [1.0, 2.5e-3, 1e6]) func `angles of Julian dates pass`(scale: Double) throws {
    for seed in 0..<8 as Range<UInt64> {
      let times = numbers(60, seed: seed).map { 2.45e6 + 1e3 * $0 }
      let y = numbers(60, seed: seed + 100).map { scale * $0 }
      try accept(
        Model { m in
          let period = m.parameter("P", LogNormal(2, 0.3))
          let amplitude = m.parameter("K", HalfNormal(scale))
          let phase = m.parameter("phase", VonMises(0, 0.1))
          let angle = 2 * Double.pi * m.data("t", times) / period + phase
          m.observe("y", Normal(amplitude * sin(angle), scale), y)
        })
    }
  }

  @Test(arguments: [1e-6, 1e-8, 1e-9, 1e-10]) func `latent Gaussian processes pass with a small jitter`(jitter: Double)
    throws
  {
    for count in [5, 12, 30, 60] {
      let x = Tensor((0..<count).map { 10 * Double($0) / Double(count) })
      let distance = x.reshaped(to: [count, 1]) - x.reshaped(to: [1, count])
      try accept(
        Model { m in
          let rho = m.parameter("rho", InverseGamma(shape: 5, scale: 5))
          let alpha = m.parameter("alpha", HalfNormal(2))
          let z = m.parameter("z", Normal(0, 1), shape: [count])
          let kernel = alpha * alpha * exp(-(distance * distance) / (2 * rho * rho)) + jitter * Tensor.identity(count)
          m.observe("y", Poisson(logRate: matmul(cholesky(kernel), z)), (0..<count).map { $0 % 7 })
        })
    }
  }

  // MARK: Whatever is compiled

  @Test func `values that are no density are held against the interpreter too, and pass`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1), shape: [50])
      m.deterministic("centred", x - sum(x) / 50)
      // Neither has a finite value at the start.
      m.deterministic("logarithm", log(x[0]))
      m.deterministic("quotient", x[1] / x[2])
    }
    let function = try model.compile(model.deterministics.map(\.value), backend: .native)
    #expect(try function([Double](repeating: 1, count: 50))[1].scalar == 0)
  }

  @Test func `a fault names the value, both numbers, the tolerance and what to do`() throws {
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 1), shape: [3])
      m.observe("y", Normal(mu, 2), [1.0, 2, 3])
    }
    let native = try #require(try model.logDensityFunction(backend: .native).native)
    let (points, count) = model.nativeCheckPoints(of: native)
    let names = ["the log density", "the gradient with respect to 'mu'"]
    var random = Philox4x64(seed: 3)
    let broken = try NativeProgram(native) { CodeMutation.constant.apply(to: $0, &random) ?? $0 }
    let error = try #require(throws: NativeError.self) {
      try NativeCheck(broken, data: model.dataBindings, names: names).run(at: points, enough: count)
    }
    guard case .mismatch(let mismatch) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(names.contains(mismatch.name))
    #expect((mismatch.native - mismatch.interpreted).magnitude > mismatch.tolerance)
    #expect(mismatch.tolerance < 1e-12)
    for part in [
      mismatch.name, "\(mismatch.native)", "\(mismatch.interpreted)", "\(mismatch.tolerance)", "APUS_LLVM=none",
    ] {
      #expect(error.description.contains(part))
    }
  }

  @Test func `faults of emitted code are found, and right code passes`() throws {
    var score = NativeMutationScore()
    for (index, subject) in NativeSubject.all.enumerated() {
      let kinds = CodeMutation.allCases
      let some = [kinds[index % kinds.count], kinds[(index + 3) % kinds.count]]
      try score.breakInEveryWay(subject, some, seed: UInt64(1000 + index))
    }
    #expect(score.isEnough, "\(score)\n\((score.falseAlarms + score.missed).joined(separator: "\n"))")
    #expect(score.faultCount >= 12)
  }
}
