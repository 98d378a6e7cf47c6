// The trajectory of Hamilton's equations by leapfrog steps, on rows of memory that are used again.

/// The points that leapfrog steps reach from one point, in both directions of time.
///
/// No point is copied: a leapfrog step writes the next point into a free row, and a span only says which rows are its ends,
/// its selected point and its sum of momenta. Rows return to the pool when no span uses them.
package struct HamiltonianTrajectory: Trajectory {
  /// Numbers of points in the pool, and of the row with the sum of all momenta.
  package struct Span {
    package let first: Int32
    package let last: Int32
    package let selected: Int32
    let sum: Int32

    var isLeaf: Bool { first == last }
  }

  /// Owns all memory that is pointed to; it must not step, nor make room, while the trajectory is in use.
  let owner: Hamiltonian
  private let pool: PointPool
  private let inverseMass: UnsafeMutablePointer<Double>
  private let dimension: Int
  private let laneCount: Int
  let stepSize: Double
  private let maxEnergyError: Double
  private var freePointCount: Int
  private var freeSumCount: Int
  package let root: Span
  /// The Hamiltonian at the initial point.
  package let initialEnergy: Double
  /// The divergence that was met, if any: the points before and after it.
  private(set) var divergence: (start: Int32, end: Int32)?

  /// A trajectory through a point whose momentum is set.
  ///
  /// All other points of the pool are taken for free.
  init(_ hamiltonian: Hamiltonian, from point: Int32, stepSize: Double, maxEnergyError: Double) {
    owner = hamiltonian
    pool = hamiltonian.pool
    inverseMass = hamiltonian.inverseMass
    dimension = hamiltonian.dimension
    laneCount = (dimension + 3) / 4
    self.stepSize = stepSize
    self.maxEnergyError = maxEnergyError
    (freePointCount, freeSumCount) = pool.reset(keeping: point)
    root = Span(first: point, last: point, selected: point, sum: PointPool.momentumRow(point))
    pool.useCounts[point] = 3
    var kinetic = Lanes.zero
    let p = pool.momentum(point)
    for k in 0..<laneCount { kinetic += inverseMass[lanes: k] * p[lanes: k] * p[lanes: k] }
    initialEnergy = 0.5 * kinetic.orderedSum - pool.logDensities[point]
    pool.energies[point] = initialEnergy
  }

  package mutating func step(beyond span: Span, _ direction: TimeDirection) -> TrajectoryLeaf<Span> {
    let start = direction == .forward ? span.last : span.first
    freePointCount -= 1
    let end = pool.freePoints[freePointCount]
    pool.useCounts[end] = 3
    leapfrog(from: start, to: end, by: direction == .forward ? stepSize : -stepSize)
    let energyError = pool.energies[end] - initialEnergy
    let isUsable = energyError <= maxEnergyError && energyError > -.infinity
    if !isUsable { divergence = (start, end) }
    return TrajectoryLeaf(
      span: Span(first: end, last: end, selected: end, sum: PointPool.momentumRow(end)),
      logWeight: isUsable ? -energyError : -.infinity, isDivergent: !isUsable)
  }

  /// One leapfrog step: half a kick, a drift, half a kick.
  ///
  /// It is reversible and keeps volume.
  private func leapfrog(from start: Int32, to end: Int32, by time: Double) {
    let half = Lanes(repeating: 0.5 * time)
    let whole = Lanes(repeating: time)
    let (q, p, g) = (pool.position(start), pool.momentum(start), pool.gradient(start))
    let (newQ, newP, newG) = (pool.position(end), pool.momentum(end), pool.gradient(end))
    for k in 0..<laneCount {
      let middle = p[lanes: k] + half * g[lanes: k]
      newP[lanes: k] = middle
      newQ[lanes: k] = q[lanes: k] + whole * (inverseMass[lanes: k] * middle)
    }
    let value = owner.evaluator.valueAndGradient(
      at: UnsafeBufferPointer(start: newQ, count: dimension),
      gradient: UnsafeMutableBufferPointer(start: newG, count: dimension))
    var kinetic = Lanes.zero
    for k in 0..<laneCount {
      let momentum = newP[lanes: k] + half * newG[lanes: k]
      newP[lanes: k] = momentum
      kinetic += inverseMass[lanes: k] * momentum * momentum
    }
    pool.logDensities[end] = value
    pool.energies[end] = 0.5 * kinetic.orderedSum - value
  }

  /// The generalised criterion, asked of both spans together, and of each with the nearest point of the other.
  ///
  /// With ρ the sum of a stretch's momenta, the stretch turns unless ρ has a positive product with the velocities at both of
  /// its ends. The stretches that reach over by one point find a turn that lies across the two spans.
  package func isTurning(_ early: Span, _ late: Span) -> Bool {
    let (a, b) = (pool.momentum(early.first), pool.momentum(early.last))
    let (c, d) = (pool.momentum(late.first), pool.momentum(late.last))
    let (rho, sigma) = (pool.row(early.sum), pool.row(late.sum))
    var (wholeA, wholeD) = (Lanes.zero, Lanes.zero)
    if early.isLeaf && late.isLeaf {
      for k in 0..<laneCount {
        let whole = inverseMass[lanes: k] * (rho[lanes: k] + sigma[lanes: k])
        wholeA += whole * a[lanes: k]
        wholeD += whole * d[lanes: k]
      }
      return !(wholeA.orderedSum > 0 && wholeD.orderedSum > 0)
    }
    var (earlyA, earlyC, lateB, lateD) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    for k in 0..<laneCount {
      let m = inverseMass[lanes: k]
      let whole = m * (rho[lanes: k] + sigma[lanes: k])
      wholeA += whole * a[lanes: k]
      wholeD += whole * d[lanes: k]
      let withNext = m * (rho[lanes: k] + c[lanes: k])
      earlyA += withNext * a[lanes: k]
      earlyC += withNext * c[lanes: k]
      let withPrevious = m * (b[lanes: k] + sigma[lanes: k])
      lateB += withPrevious * b[lanes: k]
      lateD += withPrevious * d[lanes: k]
    }
    let goesOn =
      wholeA.orderedSum > 0 && wholeD.orderedSum > 0 && earlyA.orderedSum > 0 && earlyC.orderedSum > 0
      && lateB.orderedSum > 0 && lateD.orderedSum > 0
    return !goesOn
  }

  package mutating func join(_ early: Span, _ late: Span, selecting part: TrajectoryHalf) -> Span {
    let sum = joinSums(early.sum, late.sum)
    let (selected, dropped) =
      part == .early ? (early.selected, late.selected) : (late.selected, early.selected)
    release(early.last)
    release(late.first)
    release(dropped)
    return Span(first: early.first, last: late.last, selected: selected, sum: sum)
  }

  /// Adds two sums in a row that one of them had, or in a free one where both are single momenta.
  private mutating func joinSums(_ early: Int32, _ late: Int32) -> Int32 {
    let target: Int32
    switch (pool.isSum(early), pool.isSum(late)) {
    case (true, let isLateSum):
      target = early
      if isLateSum {
        pool.freeSums[freeSumCount] = late
        freeSumCount += 1
      }
    case (false, true): target = late
    case (false, false):
      freeSumCount -= 1
      target = pool.freeSums[freeSumCount]
    }
    let (a, b, c) = (pool.row(early), pool.row(late), pool.row(target))
    for k in 0..<laneCount { c[lanes: k] = a[lanes: k] + b[lanes: k] }
    return target
  }

  private mutating func release(_ point: Int32) {
    pool.useCounts[point] -= 1
    if pool.useCounts[point] == 0 {
      pool.freePoints[freePointCount] = point
      freePointCount += 1
    }
  }
}

extension HamiltonianTrajectory {
  func logDensity(_ point: Int32) -> Double { pool.logDensities[point] }

  package func energy(_ point: Int32) -> Double { pool.energies[point] }

  package func position(_ point: Int32) -> [Double] {
    Array(UnsafeBufferPointer(start: pool.position(point), count: dimension))
  }

  func gradient(_ point: Int32) -> [Double] {
    Array(UnsafeBufferPointer(start: pool.gradient(point), count: dimension))
  }

  package func momentum(_ point: Int32) -> [Double] {
    Array(UnsafeBufferPointer(start: pool.momentum(point), count: dimension))
  }

  /// Gives the memory of a single point back; the root stays.
  mutating func discard(_ leaf: Span) {
    guard leaf.first != root.first else { return }
    for _ in 0..<3 { release(leaf.first) }
  }

  /// The points and sums that a tree of a depth needs at most: each level keeps one finished span, with three points and
  /// one sum, while its neighbour grows.
  static func reservation(maxDepth: Int) -> (pointCount: Int, sumCount: Int) { (3 * (maxDepth + 2) + 1, maxDepth + 2) }
}
