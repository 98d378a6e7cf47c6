// The turning criterion of the Hamiltonian trajectory, on momenta that are chosen by hand.

import ApusInference
import ApusTestSupport
import Testing

@Suite struct TurningTests {
  /// Points of a trajectory in a force field that is written down: the momentum at point k is given.
  ///
  /// With a constant position-independent density gradient the momentum changes by the step size times the gradient; the
  /// density's closure hands out the gradients in turn, so that any sequence of momenta comes out.
  private func spans(
    of momenta: [[Double]], metric: [Double]? = nil
  ) throws -> (HamiltonianTrajectory, [HamiltonianTrajectory.Span]) {
    let dimension = momenta[0].count
    let source = ScriptedForces(momenta)
    let hamiltonian = try Hamiltonian(source)
    hamiltonian.reserve(pointCount: momenta.count + 1, sumCount: momenta.count)
    if let metric { hamiltonian.inverseMetric = metric }
    hamiltonian.start(at: [Double](repeating: 0, count: dimension))
    var trajectory = hamiltonian.trajectory(momentum: momenta[0], stepSize: 2, maxEnergyError: 1e9)
    var spans = [trajectory.root]
    for _ in 1..<momenta.count { spans.append(trajectory.step(beyond: spans.last!, .forward).span) }
    for (span, momentum) in try paired(spans, momenta) {
      #expect(try paired(trajectory.momentum(span.first), momentum).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    }
    return (trajectory, spans)
  }

  @Test func `two points turn unless both velocities have a positive product with the sum`() throws {
    for (first, second, turns) in [
      ([1.0, 0], [1.0, 0], false), ([1, 0], [0, 1], false), ([1, 0], [-0.5, 0], true), ([1, 0], [-1, 0], true),
      ([0.5, 0], [-1, 0], true), ([1, 0], [-0.5, 3], false), ([1, 0], [-2, 1], true),
    ] {
      let (trajectory, spans) = try spans(of: [first, second])
      #expect(trajectory.isTurning(spans[0], spans[1]) == turns, "\(first) \(second)")
    }
  }

  @Test func `products are taken in the metric`() throws {
    // With the identity 1 · 0.4 − 0.6 · 0.6 > 0; with M⁻¹ = (1, 10) the second coordinate decides.
    let momenta = [[1.0, 0.6], [-0.6, -0.5]]
    let (flat, a) = try spans(of: momenta)
    #expect(flat.isTurning(a[0], a[1]))
    let (tilted, b) = try spans(of: [[1.0, 0.1], [-0.5, 0.4]], metric: [1, 10])
    #expect(!tilted.isTurning(b[0], b[1]))
    let (untilted, c) = try spans(of: [[1.0, 0.1], [-0.5, 0.4]])
    #expect(untilted.isTurning(c[0], c[1]))
  }

  @Test func `the sum is that of all points of a span, joined in any order`() throws {
    var (trajectory, spans) = try spans(of: [[1], [1], [1], [-0.9], [-0.8]])
    let early = trajectory.join(spans[0], spans[1], selecting: .early)
    let late = trajectory.join(spans[2], spans[3], selecting: .late)
    // 1 + 1 + 1 − 0.9 against the last velocity, −0.9.
    #expect(trajectory.isTurning(early, late))
    #expect(early.selected == spans[0].first)
    #expect(late.selected == spans[3].first)
    let all = trajectory.join(early, late, selecting: .late)
    #expect(all.first == spans[0].first)
    #expect(all.last == spans[3].first)
    #expect(all.selected == spans[3].first)
    #expect(trajectory.isTurning(all, spans[4]))
  }

  @Test func `a turn between the spans is found though the whole does not turn`() throws {
    // Around a circle and on: the ends and the sum agree, the stretch that reaches over by one point does not.
    let momenta = [[1.0, 0], [0.2, 1], [-1.5, 0.2], [3, 0.1]]
    var (trajectory, spans) = try spans(of: momenta)
    let early = trajectory.join(spans[0], spans[1], selecting: .early)
    let late = trajectory.join(spans[2], spans[3], selecting: .early)
    let sum = [0, 1].map { index in momenta.reduce(0) { $0 + $1[index] } }
    func product(_ a: [Double], _ b: [Double]) -> Double { a[0] * b[0] + a[1] * b[1] }
    #expect(product(sum, momenta[0]) > 0 && product(sum, momenta[3]) > 0)
    let over = [0, 1].map { momenta[0][$0] + momenta[1][$0] + momenta[2][$0] }
    #expect(product(over, momenta[0]) < 0)
    #expect(trajectory.isTurning(early, late))
  }

  @Test func `a turn between the spans is found from the later side as well`() throws {
    let momenta = [[3.0, 0.1], [-1.5, 0.2], [0.2, 1], [1, 0]]
    var (trajectory, spans) = try spans(of: momenta)
    let early = trajectory.join(spans[0], spans[1], selecting: .early)
    let late = trajectory.join(spans[2], spans[3], selecting: .early)
    #expect(trajectory.isTurning(early, late))
  }
}

/// A density whose gradients are such that a trajectory of step size 2 has the given momenta.
private struct ScriptedForces: LogDensity {
  let momenta: [[Double]]
  let dimension: Int

  init(_ momenta: [[Double]]) {
    self.momenta = momenta
    dimension = momenta[0].count
  }

  func makeEvaluator() -> any LogDensityEvaluator { Evaluator(momenta) }

  private final class Evaluator: LogDensityEvaluator {
    private let momenta: [[Double]]
    private var gradient: [Double]
    private var count = 0

    init(_ momenta: [[Double]]) {
      self.momenta = momenta
      gradient = Array(repeating: 0, count: momenta[0].count)
    }

    /// p(k) = p(k − 1) + g(k − 1) + g(k), for a step size of 2.
    func valueAndGradient(
      at position: UnsafeBufferPointer<Double>, gradient target: UnsafeMutableBufferPointer<Double>
    ) -> Double {
      if count > 0 {
        for index in gradient.indices {
          gradient[index] = momenta[count][index] - momenta[count - 1][index] - gradient[index]
        }
      }
      count += 1
      for index in gradient.indices { target[index] = gradient[index] }
      return 0
    }
  }
}
