// Celerite processes against dense factorisations at 130 digits and against celerite2.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Testing

@Suite struct CeleriteReferenceTests {
  @Test func `there are cases of every kind of term, and of celerite2`() {
    let all = CeleriteReference.all
    #expect(all.count >= 30 && all.count { $0.times.count == 200 } >= 2)
    #expect(Set(all.flatMap { $0.terms.map(\.kind) }).count == 8)
    #expect(all.count { $0.celerite2 != nil } >= 25)
  }

  @Test(arguments: CeleriteReference.all)
  func `value, gradient and Hessian agree with dense factorisations to 1e-9`(row: CeleriteReference) throws {
    let theta = Tensor.argument("theta", .float64([row.parameters.count]))
    let density = try row.process(row.parameters.indices.map { theta[$0] }).logDensity(row.values.tensor)
    let outputs = [
      density, try gradient(of: density, withRespectTo: theta), try hessian(of: density, withRespectTo: theta),
    ]
    let found = try evaluate(outputs, [theta: NDArray(row.parameters)]).map(\.doubles)
    #expect(found[0][0].isClose(to: row.logDensity, 1e-9, scale: 1), "\(found[0][0]), not \(row.logDensity)")
    // A derivative's size is what a change of the parameter by its own size makes.
    let sizes = row.parameters.map { $0 == 0 ? 1 : $0.magnitude }
    for (i, expected) in row.gradient.enumerated() {
      #expect(
        found[1][i].isClose(to: expected, 1e-9, scale: 1e-3 / sizes[i]),
        "gradient \(i): \(found[1][i]), not \(expected)")
      for (j, expected) in row.hessian[i].enumerated() {
        let value = found[2][i * sizes.count + j]
        #expect(
          value.isClose(to: expected, 1e-9, scale: 1 / (sizes[i] * sizes[j])),
          "Hessian \(i), \(j): \(value), not \(expected)")
      }
    }
  }

  @Test(arguments: CeleriteReference.all)
  func `derivatives for residuals and variances agree with dense factorisations`(row: CeleriteReference) throws {
    let y = Tensor.argument("y", .float64([row.values.count]))
    let v = Tensor.argument("v", .float64([row.values.count]))
    let process = CeleriteProcess(
      try row.kernel(row.parameters.map { $0.tensor }), times: row.times, mean: row.mean,
      variances: v + row.jitter * row.jitter)
    let slopes = try gradient(of: process.logDensity(y), withRespectTo: [y, v])
    let found = try evaluate(slopes, [y: NDArray(row.values), v: NDArray(row.variances)]).map(\.doubles)
    for (values, expected) in zip(found, [row.ofResiduals, row.ofVariances]) {
      let size = expected.reduce(0) { max($0, $1.magnitude) }
      for (a, b) in try paired(values, expected) { #expect((a - b).magnitude <= 1e-10 * size, "\(a), not \(b)") }
    }
  }

  @Test(arguments: CeleriteReference.all)
  func `the process at new times agrees with dense factorisations`(row: CeleriteReference) throws {
    let process = try row.process(row.parameters.map { $0.tensor })
    let found = try process.prediction(of: row.values, at: row.newTimes)
    let variance = try evaluate(try row.kernel(row.parameters.map { $0.tensor }).covariance(lag: 0)).scalar
    for (a, b) in try paired(found.mean, row.newMean) {
      #expect((a - b).magnitude <= 1e-10 * variance.squareRoot(), "mean \(a), not \(b)")
    }
    for (a, b) in try paired(found.variance, row.newVariance) {
      #expect((a - b).magnitude <= 1e-10 * variance, "variance \(a), not \(b)")
    }
  }

  @Test(arguments: CeleriteReference.all)
  func `celerite2 has the same log likelihood where it does not regularize`(row: CeleriteReference) throws {
    // Within 1e-5 of the square root's zero, celerite2 replaces 4Q² − 1 by 1e-5.
    let qualities = row.terms.flatMap { term -> [Double] in
      switch term.kind {
      case "rotation": [term.values[2] + 0.5, term.values[2] + term.values[3] + 0.5]
      case "sho(S0:w0:Q:)", "sho(sigma:w0:Q:)", "sho(sigma:rho:Q:)": [term.values[2]]
      default: []
      }
    }
    guard let expected = row.celerite2, qualities.allSatisfy({ (4 * $0 * $0 - 1).magnitude > 1e-5 }) else { return }
    let density = try evaluate(try row.process(row.parameters.map { $0.tensor }).logDensity(row.values.tensor)).scalar
    #expect(density.isClose(to: expected, 1e-7, scale: 1), "\(density), not \(expected)")
  }
}

extension Double {
  /// Whether the difference is at most `tolerance` of the larger of the number and a scale.
  fileprivate func isClose(to other: Double, _ tolerance: Double, scale: Double) -> Bool {
    (self - other).magnitude <= tolerance * max(other.magnitude, scale)
  }
}
