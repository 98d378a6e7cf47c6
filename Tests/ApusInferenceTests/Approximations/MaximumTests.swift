// Maxima against SciPy's, honest verdicts where there is none, and ascents that go on after a stop.

import ApusInference
import ApusTestSupport
import Foundation
import Testing

@Suite struct MaximumTests {
  private func density(
    _ dimension: Int = 1,
    _ body: @escaping @Sendable (UnsafeBufferPointer<Double>) -> (value: Double, gradient: [Double])
  ) -> ClosureLogDensity {
    ClosureLogDensity(dimension: dimension) { q, gradient in
      let (value, slope) = body(q)
      for index in slope.indices { gradient[index] = slope[index] }
      return value
    }
  }

  @Test func `maxima are those that SciPy finds`() throws {
    let reference: MaximaReference = try Reference.load("maxima")
    #expect(reference.problems.count == 4)
    for problem in reference.problems {
      let found = try maximum(of: problem.density, from: [problem.start])
      #expect(found.verdict == .converged, "\(problem.name): \(String(describing: found.verdict))")
      #expect(abs(found.logDensity - problem.truth.value) < 1e-11, "\(problem.name)")
      for (index, (x, truth)) in try paired(found.position, problem.truth.position).enumerated() {
        let deviation = problem.truth.covariance[index][index].squareRoot()
        #expect(abs(x - truth) < 1e-5 * deviation, "\(problem.name), coordinate \(index): \(x), not \(truth)")
      }
      #expect(found.ascents[0].scaledGradient <= 1e-7)
      #expect(found.ascents[0].state.evaluationCount < 1000)
    }
  }

  @Test func `maxima of conjugate regressions, whatever the scales`() throws {
    for regression in try ConjugateRegression.load() {
      let found = try maximum(of: regression.density, from: [regression.scales.map { _ in 0 }])
      #expect(found.verdict == .converged, "\(regression.name)")
      for (index, (x, truth)) in try paired(found.position, regression.mean).enumerated() {
        #expect(abs(x - truth) < 1e-5 * regression.covariance[index][index].squareRoot(), "\(regression.name)")
      }
    }
  }

  @Test func `the highest of several starts counts`() throws {
    // Two peaks: at −1 with the height 0, at about 1 with 1.
    let peaks = density { q in
      let x = q[0]
      return (0.5 * (x + 1) - 2 * (x * x - 1) * (x * x - 1), [0.5 - 8 * x * (x * x - 1)])
    }
    let found = try maximum(of: peaks, from: [[-1.1], [0.9], [-0.8]])
    #expect(found.best == 1 && found.position[0] > 1 && found.logDensity > 1)
    #expect(found.ascents.allSatisfy { $0.state.verdict == .converged })
    #expect(found.ascents[0].state.position[0] < -0.9 && found.ascents[2].state.position[0] < -0.9)
  }

  @Test func `a saddle or a minimum at the start is left`() throws {
    let found = try maximum(
      of: density(2) { q in
        let a = q[0] * q[0] - 1
        return (-a * a - q[1] * q[1], [-4 * q[0] * a, -2 * q[1]])
      }, from: [[0, 0]])
    #expect(found.verdict == .converged && abs(abs(found.position[0]) - 1) < 1e-6 && abs(found.position[1]) < 1e-6)
  }

  @Test func `no coordinates`() throws {
    let found = try maximum(of: density(0) { _ in (2.5, []) }, from: [[]])
    #expect(found.verdict == .converged && found.logDensity == 2.5)
  }

  @Test func `a quartic peak, whose curvature vanishes`() throws {
    let found = try maximum(of: density { q in (-q[0] * q[0] * q[0] * q[0], [-4 * q[0] * q[0] * q[0]]) }, from: [[1]])
    #expect(found.verdict == .converged && abs(found.position[0]) < 1e-2)
  }

  // MARK: No maximum

  @Test func `flat densities are said to be flat`() throws {
    #expect(try maximum(of: density { _ in (1, [0]) }, from: [[3]]).verdict == .flat(coordinate: 0))
    let along = density(2) { q in (-q[0] * q[0], [-2 * q[0], 0]) }
    #expect(try maximum(of: along, from: [[3, 4]]).verdict == .flat(coordinate: 1))
    // A maximum at infinity: −exp(−x).
    let away = try maximum(of: density { q in (-exp(-q[0]), [exp(-q[0])]) }, from: [[0]])
    #expect(away.verdict == .flat(coordinate: 0))
  }

  @Test func `a regression of separable data has no maximum`() throws {
    let separable = density(2) { b in
      var (value, slope) = (0.0, [0.0, 0])
      for (x, sign) in [(-2.0, -1.0), (-1, -1), (0.5, 1), (3, 1)] {
        let z = sign * (b[0] + b[1] * x)
        value -= z > 0 ? log1p(exp(-z)) : log1p(exp(z)) - z
        let rest = sign / (1 + exp(z))
        slope[0] += rest
        slope[1] += rest * x
      }
      return (value, slope)
    }
    let verdict = try maximum(of: separable, from: [[0, 0]]).verdict
    switch verdict {
    case .flat, .ranToInfinity, .limitReached: break
    default: Issue.record("\(String(describing: verdict))")
    }
  }

  @Test func `unbounded densities run to infinity`() throws {
    let line = density(2) { q in (q[1] - q[0] * q[0], [-2 * q[0], 1]) }
    #expect(try maximum(of: line, from: [[1, 1]]).verdict == .ranToInfinity(coordinate: 1))
    let parabola = density { q in (q[0] * q[0], [2 * q[0]]) }
    #expect(try maximum(of: parabola, from: [[1]]).verdict == .ranToInfinity(coordinate: 0))
    let logarithm = density { q in (log(1 + q[0] * q[0]), [2 * q[0] / (1 + q[0] * q[0])]) }
    #expect(try maximum(of: logarithm, from: [[1]]).verdict == .ranToInfinity(coordinate: 0))
    // The log of a scale that falls to 0, until the scale itself underflows.
    let scale = density { q in
      let s = exp(q[0])
      return (-8 * log(s) + 0 / s, [-8 + 0 / s])
    }
    #expect(try maximum(of: scale, from: [[1]]).verdict == .ranToInfinity(coordinate: 0))
  }

  @Test func `a start without a number is named, and another taken`() throws {
    let half = density { q in q[0] > 2 ? (.nan, [.nan]) : (-q[0] * q[0], [-2 * q[0]]) }
    let found = try maximum(of: half, from: [[3], [1]])
    #expect(found.ascents.map(\.state.verdict) == [.badStart, .converged] && found.best == 1)
    for (value, gradient) in [(Double.nan, 0.0), (.infinity, 0), (-.infinity, 0), (0, .nan), (0, .infinity)] {
      let error = #expect(throws: SamplingError.self) {
        try maximum(of: density { _ in (value, [gradient]) }, from: [[1], [2]])
      }
      guard case .badStart(let start)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(start.position == [2] && start.attemptCount == 2)
    }
  }

  @Test func `a peak next to positions without a number is found`() throws {
    let edge = density { q in q[0] > 1.1 ? (.nan, [.nan]) : (-50 * (q[0] - 1) * (q[0] - 1), [-100 * (q[0] - 1)]) }
    let found = try maximum(of: edge, from: [[-40]])
    #expect(found.verdict == .converged && abs(found.position[0] - 1) < 1e-6)
  }

  @Test func `an edge, and a gradient that is not the value's, are said`() throws {
    let edge = density { q in q[0] > 1 ? (-.infinity, [0]) : (q[0], [1]) }
    #expect(try maximum(of: edge, from: [[0]]).verdict == .stuck)
    let wrong = density { q in (-q[0] * q[0], [2 * q[0]]) }
    #expect(try maximum(of: wrong, from: [[1]]).verdict == .stuck)
  }

  @Test func `the limit of iterations`() throws {
    let found = try maximum(
      of: MaximaReference.valley(10), from: [[Double](repeating: -1, count: 10)],
      settings: LBFGS(maxIterations: 5))
    #expect(found.verdict == .limitReached && found.ascents[0].state.iteration == 5)
  }

  // MARK: Stops

  @Test func `ascents go on from each stored state to the same maximum`() throws {
    let valley = MaximaReference.valley(4)
    let starts: [[Double]] = [[-1.2, 1, -1.2, 1], [2, 2, 2, 2]]
    let settings = LBFGS(memory: 4)
    let whole = try maximum(of: valley, from: starts, settings: settings)
    #expect(whole.isComplete && whole.ascents.allSatisfy { $0.state.verdict == .converged })
    let count = whole.ascents.reduce(0) { $0 + $1.state.iteration }
    #expect(count > 30)
    for stop in 1...count {
      var calls = 0
      let stopped = try maximum(
        of: valley, from: starts, settings: settings,
        progress: { _ in
          calls += 1
          return calls < stop
        })
      #expect(stopped.isComplete == false || stop == count)
      let bytes = try JSONEncoder().encode(stopped.ascents.map(\.state))
      let states = try JSONDecoder().decode([AscentState].self, from: bytes)
      let resumed = try resumeMaximum(from: states, of: valley, settings: settings)
      #expect(resumed.ascents == whole.ascents && resumed.best == whole.best, "stopped after \(stop)")
    }
  }

  @Test(arguments: [
    (LBFGS(memory: 0), "memory is 0, but it must be in 1 ... 1000"),
    (LBFGS(tolerance: 0), "tolerance is 0.0, but it must be above 0 and at most 0.1"),
    (LBFGS(tolerance: .nan), "tolerance is nan, but it must be above 0 and at most 0.1"),
    (LBFGS(maxIterations: 0), "maxIterations is 0, but it must be in 1 ... 100000000"),
  ])
  func `settings outside their domain are refused`(settings: LBFGS, message: String) {
    let error = #expect(throws: SamplingError.self) {
      try maximum(of: Targets.standardNormal(1), from: [[1]], settings: settings)
    }
    #expect(error?.description == message)
  }

  @Test func `starts that do not fit are refused`() {
    let normal = Targets.standardNormal(2)
    for starts in [[], [[1.0]], [[1, 2], [1, 2, 3]], [[.nan, 0]], [[0, .infinity]]] as [[[Double]]] {
      #expect(throws: SamplingError.self) { try maximum(of: normal, from: starts) }
    }
  }
}
