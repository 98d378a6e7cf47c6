// A log density with a kinetic energy, and the point where a chain is: the state that kernels step on.

internal import ApusRandom

/// The Hamiltonian H(q, p) = −log π(q) + ½ pᵀ M⁻¹ p with a diagonal metric, and the current point of one chain.
///
/// It owns all memory that the kernels use, so that a step allocates nothing. One thread uses it at a time. With a kernel it
/// is the `start` and `step` by which every sampler can be driven by hand:
///
/// ```swift
/// let hamiltonian = try Hamiltonian(density)
/// hamiltonian.start(at: [0, 0])
/// let transition = NUTS().step(hamiltonian, stepSize: 0.5, using: &generator)
/// print(hamiltonian.position, transition.statistics.treeDepth)
/// ```
public final class Hamiltonian {
  /// The number of coordinates.
  public let dimension: Int
  /// How often the log density and its gradient were computed.
  public internal(set) var gradientCount = 0

  let evaluator: any LogDensityEvaluator
  /// M⁻¹ and M^½, one row each.
  let inverseMass: UnsafeMutablePointer<Double>
  let momentumScale: UnsafeMutablePointer<Double>
  private(set) var pool: PointPool
  /// The point of ``pool`` where the chain is.
  private(set) var current: Int32 = 0

  /// A Hamiltonian of a density, with the identity as metric, at the origin, where nothing is computed yet.
  ///
  /// - Throws: what the density's `makeEvaluator` throws.
  public convenience init(_ density: any LogDensity) throws(SamplingError) {
    self.init(dimension: density.dimension, try density.makeEvaluator())
  }

  /// The same of a density that an evaluator computes.
  init(dimension: Int, _ evaluator: any LogDensityEvaluator) {
    self.dimension = dimension
    self.evaluator = evaluator
    pool = PointPool(dimension: dimension, pointCount: 3, sumCount: 1)
    inverseMass = .allocateLanes(pool.rowLength, repeating: 1)
    momentumScale = .allocateLanes(pool.rowLength, repeating: 1)
  }

  deinit {
    pool.deallocate()
    inverseMass.deallocate()
    momentumScale.deallocate()
  }

  /// Moves to a position and computes the log density and its gradient there.
  ///
  /// - Returns: whether both are finite: if not, the chain cannot go on from here.
  /// - Precondition: the position has as many elements as the density has dimensions.
  @discardableResult
  public func start(at position: some Collection<Double>) -> Bool {
    precondition(position.count == dimension, "\(position.count) coordinates in dimension \(dimension)")
    for (index, coordinate) in position.enumerated() { pool.position(current)[index] = coordinate }
    pool.logDensities[current] = evaluator.valueAndGradient(
      at: UnsafeBufferPointer(start: pool.position(current), count: dimension),
      gradient: UnsafeMutableBufferPointer(start: pool.gradient(current), count: dimension))
    gradientCount += 1
    return logDensity.isFinite && gradient.allSatisfy(\.isFinite)
  }

  /// The current position, without a copy: valid until the next step.
  public var positionBuffer: UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(start: pool.position(current), count: dimension)
  }

  /// The current position.
  public var position: [Double] { Array(positionBuffer) }

  /// The log density at the current position.
  public var logDensity: Double { pool.logDensities[current] }

  /// The gradient of the log density at the current position.
  public var gradient: [Double] { Array(gradientBuffer) }

  var gradientBuffer: UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(start: pool.gradient(current), count: dimension)
  }

  /// The diagonal of M⁻¹, an estimate of the variances of the coordinates; ones at the beginning.
  ///
  /// - Precondition: as many elements as the density has dimensions, positive and finite.
  public var inverseMetric: [Double] {
    get { Array(UnsafeBufferPointer(start: inverseMass, count: dimension)) }
    set {
      precondition(newValue.count == dimension, "\(newValue.count) variances in dimension \(dimension)")
      for (index, variance) in newValue.enumerated() {
        precondition(variance > 0 && variance < .infinity, "the metric's variance \(index) is \(variance)")
        inverseMass[index] = variance
        momentumScale[index] = 1 / variance.squareRoot()
      }
    }
  }

  /// Makes room for at least so many points and sums.
  ///
  /// It allocates at the first step of a kernel only.
  package func reserve(pointCount: Int, sumCount: Int) {
    guard pointCount > pool.pointCount || sumCount > pool.sumCount else { return }
    let larger = PointPool(
      dimension: dimension, pointCount: max(pointCount, pool.pointCount), sumCount: max(sumCount, pool.sumCount))
    larger.copy(0, from: pool, current)
    pool.deallocate()
    pool = larger
    current = 0
  }

  /// A trajectory through the current position, with a momentum drawn from N(0, M).
  func trajectory(
    stepSize: Double, maxEnergyError: Double, using generator: inout Philox4x64
  ) -> HamiltonianTrajectory {
    let momentum = pool.momentum(current)
    generator.fillStandardNormal(UnsafeMutableBufferPointer(start: momentum, count: dimension))
    for index in 0..<dimension { momentum[index] *= momentumScale[index] }
    return HamiltonianTrajectory(self, from: current, stepSize: stepSize, maxEnergyError: maxEnergyError)
  }

  /// A trajectory through the current position with a given momentum.
  ///
  /// - Precondition: the momentum has as many elements as the density has dimensions.
  package func trajectory(momentum: [Double], stepSize: Double, maxEnergyError: Double) -> HamiltonianTrajectory {
    precondition(momentum.count == dimension, "\(momentum.count) momenta in dimension \(dimension)")
    for (index, value) in momentum.enumerated() { pool.momentum(current)[index] = value }
    return HamiltonianTrajectory(self, from: current, stepSize: stepSize, maxEnergyError: maxEnergyError)
  }

  /// Moves to a point of a trajectory, and counts the trajectory's gradients.
  func finish(at point: Int32, leapfrogCount: Int) {
    current = point
    gradientCount += leapfrogCount
  }
}
