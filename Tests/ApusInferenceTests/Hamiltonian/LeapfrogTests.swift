// The leapfrog step: reversible, volume-keeping, of second order; and what counts as a divergence.

import ApusInference
import ApusTestSupport
import Testing

@Suite struct LeapfrogTests {
  /// Steps from a position with a momentum; gives position, momentum and energy after each.
  private func path(
    _ density: ClosureLogDensity, from q: [Double], _ p: [Double], stepSize: Double, count: Int,
    metric: [Double]? = nil, _ direction: TimeDirection = .forward
  ) throws -> [(q: [Double], p: [Double], energy: Double)] {
    let hamiltonian = try Hamiltonian(density)
    hamiltonian.reserve(pointCount: count + 1, sumCount: 1)
    if let metric { hamiltonian.inverseMetric = metric }
    hamiltonian.start(at: q)
    var trajectory = hamiltonian.trajectory(momentum: p, stepSize: stepSize, maxEnergyError: 1000)
    var span = trajectory.root
    var result = [(q, p, trajectory.initialEnergy)]
    for _ in 0..<count {
      span = trajectory.step(beyond: span, direction).span
      result.append((trajectory.position(span.last), trajectory.momentum(span.last), trajectory.energy(span.last)))
    }
    return result
  }

  @Test func `one step is half a kick, a drift, half a kick`() throws {
    let end = try path(
      Targets.normal([2]), from: [1], [0.5], stepSize: 0.25, count: 1, metric: [3])[1]
    let middle = 0.5 - 0.125 * 1 / 4
    let q = 1 + 0.25 * 3 * middle
    #expect((end.q[0] - q).magnitude < 1e-15)
    #expect((end.p[0] - (middle - 0.125 * q / 4)).magnitude < 1e-15)
    #expect((end.energy - (q * q / 8 + 1.5 * end.p[0] * end.p[0])).magnitude < 1e-15)
  }

  @Test(arguments: [1, 3, 4, 5, 8, 9, 17])
  func `back from the end with the same momentum comes the beginning`(dimension: Int) throws {
    let density = dimension == 1 ? Targets.studentT(3) : Targets.funnel(dimension)
    let q = (0..<dimension).map { 0.3 * Double($0 % 5) - 0.4 }
    let p = (0..<dimension).map { 0.9 - 0.35 * Double($0 % 6) }
    let metric = (0..<dimension).map { 0.5 + 0.25 * Double($0 % 4) }
    let there = try path(density, from: q, p, stepSize: 0.07, count: 40, metric: metric)
    let back = try path(
      density, from: there[40].q, there[40].p, stepSize: 0.07, count: 40, metric: metric, .backward)
    for (a, b) in try paired(there, back.reversed()) {
      for index in 0..<dimension {
        #expect((a.q[index] - b.q[index]).magnitude < 1e-11)
        #expect((a.p[index] - b.p[index]).magnitude < 1e-11)
      }
    }
    #expect((there[0].q[0] - there[40].q[0]).magnitude > 0.05)
  }

  @Test func `volume in phase space is kept`() throws {
    // The Jacobian of five steps by central differences, in the four dimensions of phase space.
    let density = Targets.funnel(2)
    let point = [0.4, -0.7, 1.1, 0.3]
    func end(_ x: [Double]) throws -> [Double] {
      let last = try path(density, from: [x[0], x[1]], [x[2], x[3]], stepSize: 0.3, count: 5, metric: [1, 2])[5]
      return last.q + last.p
    }
    let h = 1e-5
    var rows: [[Double]] = []
    for index in 0..<4 {
      var (low, high) = (point, point)
      low[index] -= h
      high[index] += h
      rows.append(zip(try end(high), try end(low)).map { ($0 - $1) / (2 * h) })
    }
    #expect((determinant(rows) - 1).magnitude < 1e-8)
  }

  @Test func `the energy error is of second order in the step size`() throws {
    func error(_ stepSize: Double) throws -> Double {
      let count = Int((1 / stepSize).rounded())
      let path = try path(Targets.studentT(4), from: [0.8], [1.1], stepSize: stepSize, count: count)
      return (path[count].energy - path[0].energy).magnitude
    }
    let ratio = try error(0.02) / error(0.01)
    #expect((ratio - 4).magnitude < 0.05)
  }

  @Test func `a normal in the metric of its variances moves as one of unit variances`() throws {
    let unit = try path(Targets.normal([1]), from: [0.7], [-0.2], stepSize: 0.5, count: 6)
    let scaled = try path(Targets.normal([100]), from: [70], [-0.002], stepSize: 0.5, count: 6, metric: [10_000])
    for (a, b) in try paired(unit, scaled) { #expect((100 * a.q[0] - b.q[0]).magnitude < 1e-11) }
  }

  @Test func `a step that leaves the support, meets no number, or gains too much energy diverges`() throws {
    func leaf(_ density: ClosureLogDensity, stepSize: Double = 0.5) throws -> (leaf: Bool, logWeight: Double) {
      let hamiltonian = try Hamiltonian(density)
      hamiltonian.start(at: [0.5])
      var trajectory = hamiltonian.trajectory(momentum: [2], stepSize: stepSize, maxEnergyError: 1000)
      let leaf = trajectory.step(beyond: trajectory.root, .forward)
      return (leaf.isDivergent, leaf.logWeight)
    }
    let holes: [(value: Double, gradient: Double)] = [
      (-.infinity, 0), (.nan, 0), (.infinity, 0), (0, .nan), (0, .infinity), (0, -.infinity),
    ]
    for (value, gradient) in holes {
      let outcome = try leaf(Targets.normalWithHole(1, above: 1, value: value, gradient: gradient))
      #expect(outcome.leaf && outcome.logWeight == -.infinity, "value \(value), gradient \(gradient)")
    }
    #expect(try leaf(Targets.standardNormal(1), stepSize: 100).leaf)
    #expect(try !leaf(Targets.standardNormal(1)).leaf)
  }

  private func determinant(_ matrix: [[Double]]) -> Double {
    var a = matrix
    var result = 1.0
    for k in a.indices {
      let pivot = a.indices[k...].max { a[$0][k].magnitude < a[$1][k].magnitude } ?? k
      if pivot != k { (a[k], a[pivot], result) = (a[pivot], a[k], -result) }
      result *= a[k][k]
      for row in (k + 1)..<a.count {
        let factor = a[row][k] / a[k][k]
        for column in k..<a.count { a[row][column] -= factor * a[k][column] }
      }
    }
    return result
  }
}
