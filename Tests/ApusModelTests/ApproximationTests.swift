// The maximum of a model's posterior and Laplace's method, by name.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct ApproximationTests {
  @Test func `conjugate regressions are exact`() throws {
    for row in try EvidenceRow.load() {
      let laplace = try row.model().laplace(draws: 500, seed: 4)
      #expect(abs(laplace.logEvidence - row.logEvidence) < 1e-8, "\(row.name)")
      #expect(laplace.approximation.hessianSource == .given)
      let covariance = laplace.approximation.covariance
      let n = row.mean.count
      for i in 0..<n {
        let scale = row.covariance[i][i].squareRoot()
        #expect(abs(laplace.approximation.mean[i] - row.mean[i]) < 1e-8 * scale, "\(row.name)")
        for j in 0..<n {
          let other = row.covariance[j][j].squareRoot()
          #expect(abs(covariance[i * n + j] - row.covariance[i][j]) < 1e-8 * scale * other, "\(row.name)")
        }
        let line = try #require(laplace.summary()["b[\(i)]"])
        #expect(abs(line.mean - row.mean[i]) < 5 * scale / 2000.0.squareRoot())
        #expect(abs(line.standardDeviation / scale - 1) < 0.1)
      }
      let top = try row.model().maximumAPosteriori()
      #expect(top.isConverged)
      for (index, (value, truth)) in try paired(try #require(top["b"]).doubles, row.mean).enumerated() {
        #expect(abs(value - truth) < 1e-5 * row.covariance[index][index].squareRoot())
      }
    }
  }

  @Test func `the maximum is that of the constrained density, or with the Jacobian where asked`() throws {
    // Gamma(3, 2): the mode is (3 − 1)/2; that of the log is 3/2.
    let model = try Model { m in
      let rate = m.parameter("rate", Gamma(shape: 3, rate: 2))
      m.deterministic("double", 2 * rate)
    }
    let constrained = try model.maximumAPosteriori()
    #expect(abs(constrained["rate"]!.doubles[0] - 1) < 1e-6 && abs(constrained["double"]!.doubles[0] - 2) < 1e-6)
    #expect(!constrained.includesJacobian && abs(constrained.logDensity - (log(4.0) - 2)) < 1e-12)
    #expect(constrained["other"] == nil)
    let unconstrained = try model.maximumAPosteriori(jacobian: true)
    #expect(abs(unconstrained["rate"]!.doubles[0] - 1.5) < 1e-6 && unconstrained.includesJacobian)
    #expect(unconstrained.description.contains("(with the log-Jacobians): converged to a maximum\n  rate = "))
    // On the log scale the curvature at the mode is −3.
    let laplace = try model.laplace(draws: 10, seed: 1)
    #expect(abs(laplace.approximation.covariance[0] - 1.0 / 3) < 1e-9)
    #expect(laplace.draws["double"]?.shape == [4, 10])
    for (a, b) in try paired(laplace.draws["rate"]!.doubles, laplace.draws["double"]!.doubles) { #expect(2 * a == b) }
    #expect(try model.laplace(draws: 10, seed: 1).draws["rate"] == laplace.draws["rate"])
  }

  @Test func `a logistic regression has SciPy's maximum, covariance and evidence`() throws {
    struct File: Decodable {
      struct Logistic: Decodable {
        let x: [[Double]]
        let y: [Double]
        let position: [Double]
        let covariance: [[Double]]
        let logEvidence: Double
      }
      let logistic: Logistic
    }
    let truth = try Reference.load("maxima", as: File.self).logistic
    let model = try Model { m in
      let b = m.parameter("b", Normal(0, 2), shape: [4])
      m.observe("y", Bernoulli(logit: matmul(Tensor(NDArray(rows: truth.x)), b)), truth.y.map { Int($0) })
    }
    let top = try model.maximumAPosteriori()
    let laplace = try model.laplace(seed: 1)
    #expect(abs(laplace.logEvidence - truth.logEvidence) < 1e-8)
    for i in 0..<4 {
      let scale = truth.covariance[i][i].squareRoot()
      #expect(abs(top["b"]!.doubles[i] - truth.position[i]) < 1e-5 * scale)
      #expect(abs(laplace.approximation.mean[i] - truth.position[i]) < 1e-8 * scale)
      #expect(abs(laplace.approximation.covariance[i * 4 + i] - scale * scale) < 1e-8 * scale * scale)
    }
  }

  @Test func `a hierarchical model without a maximum is said to have none`() throws {
    let reference = try ReferencePosterior("eight_schools-eight_schools_noncentered")
    let centred = try Model { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let theta = m.parameter("theta", Normal(mu, tau), shape: [8])
      m.observe("y", Normal(theta, reference.numbers("sigma")), reference.numbers("y"))
    }
    let top = try centred.maximumAPosteriori()
    #expect(!top.isConverged, "\(top)")
    #expect(throws: ModelError.self) { try centred.laplace(seed: 1) }
    // What is not in the likelihood and has no proper prior.
    let free = try Model { m in
      let a = m.parameter("a", Normal(0, 1))
      m.parameter("b", Flat(), allowsZeroGradient: true)
      m.observe("y", Normal(a, 1), [1.0])
    }
    #expect(try free.maximumAPosteriori().verdict == .flat(coordinate: 1))
    #expect(try free.maximumAPosteriori().description.contains("does not fall along 'b'"))
    let error = #expect(throws: ModelError.self) { try free.laplace(seed: 1) }
    #expect(error?.description.contains("no Gaussian approximation: ") == true)
    #expect(error?.description.contains("'b'") == true && error?.description.contains("\n") == false)
  }

  @Test func `ascents of a model go on after a stop`() throws {
    let row = try #require(try EvidenceRow.load().last)
    let model = try row.model()
    let whole = try model.maximumAPosteriori(starts: 2, seed: 3)
    var calls = 0
    let stopped = try model.maximumAPosteriori(
      starts: 2, seed: 3,
      progress: { _ in
        calls += 1
        return calls < 3
      })
    #expect(stopped.verdict == nil && stopped.description.contains("stopped on the way; it can be resumed\n"))
    let bytes = try JSONEncoder().encode(stopped.maximum.ascents.map(\.state))
    let resumed = try model.resumeMaximumAPosteriori(from: JSONDecoder().decode([AscentState].self, from: bytes))
    #expect(resumed.maximum.ascents == whole.maximum.ascents && resumed.values == whole.values)
  }

  @Test func `wrong rules, discrete parameters and bad settings are refused`() throws {
    let wrong = CustomFunction("wrong") {
      [$0[0].squared()]
    } pullback: {
      [.value(3 * $0.cotangent() * $0.operands[0])]
    }
    let model = try Model { m in
      let a = m.parameter("a", Normal(1, 1))
      m.observe("y", Normal(wrong(a), 1), [2.0])
    }
    for work in [{ _ = try model.maximumAPosteriori() }, { _ = try model.laplace(seed: 1) }] {
      let error = #expect(throws: ModelError.self) { try work() }
      guard case .wrongRule? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    let discrete = try Model { m in m.observe("y", Normal(m.parameter("k", Poisson(rate: 3)).asFloat64, 1), [1.0]) }
    #expect(throws: ModelError.self) { try discrete.maximumAPosteriori() }
    let plain = try Model { m in m.parameter("a", Normal(0, 1)) }
    #expect(throws: ModelError.self) { try plain.maximumAPosteriori(starts: 0) }
    #expect(throws: ModelError.self) { try plain.maximumAPosteriori(settings: LBFGS(memory: 0)) }
    #expect(throws: ModelError.self) { try plain.laplace(draws: -1, seed: 1) }
  }

  @Test func `the asynchronous forms give the same`() async throws {
    let model = try #require(try EvidenceRow.load().last).model()
    let blocking = { () throws in
      (try model.maximumAPosteriori(seed: 3).values, try model.laplace(draws: 10, seed: 3).draws["b"])
    }
    let (values, draws) = try blocking()
    #expect(try await model.maximumAPosteriori(seed: 3).values == values)
    #expect(try await model.laplace(draws: 10, seed: 3).draws["b"] == draws)
  }
}
