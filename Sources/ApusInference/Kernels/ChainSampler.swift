// What the chains driver knows of a sampler: how its chains are begun, stepped, stored and gone on with.

public import ApusRandom

/// A way to make chains: a kernel's settings with the way it is tuned.
///
/// ``NUTS``, ``HMC``, ``MALA``, ``RandomWalk`` and ``Slice`` are such values. A kernel of one's own becomes one as
/// ``KernelSampler``.
///
/// Law: the draws of a chain depend on the target, the settings and the generator alone, and a walker made from a snapshot goes
/// on with the same bits.
public protocol ChainSampler: Sendable {
  /// What users and the driver need to know about it.
  var traits: SamplerTraits { get }

  /// Throws where a setting is outside its domain, or does not fit the dimension.
  func validate(dimension: Int) throws(SamplingError)

  /// The sampler with initial sizes of the coordinates, such as the prior's standard deviations, if its settings have none.
  func scaled(by sizes: [Double]) -> Self

  /// Makes the walker of one chain, at its start or from its snapshot.
  func makeWalker(_ setup: ChainSetup, using generator: inout Philox4x64) throws(SamplingError) -> any ChainWalker
}

extension ChainSampler {
  public func scaled(by sizes: [Double]) -> Self { self }
}

/// What users and the driver need to know about a sampler.
public struct SamplerTraits: Sendable, Hashable {
  /// The name in messages.
  public var name: String
  /// Whether it asks for gradients.
  public var usesGradient: Bool
  /// Whether its energies are those of a Hamiltonian, by which the fraction of missing information is computed.
  public var hasEnergies: Bool
  /// The depth at which it does not double its trees any more; nil where it has none.
  public var maxTreeDepth: Int?
  /// The names of the statistics of its own, in the order of ``TransitionStatistics/own``.
  public var statisticNames: [String]
  /// Whether it moves the coordinates of discrete parameters, too, which are whole numbers: a kernel of one's own may.
  public var movesIntegers: Bool

  /// The names of all statistics: those of every sampler, and its own.
  public var allStatisticNames: [String] { TransitionStatistics.named.map(\.name) + statisticNames }

  /// Traits. By default a sampler has none of the optional ones.
  public init(
    name: String, usesGradient: Bool, hasEnergies: Bool = false, maxTreeDepth: Int? = nil,
    statisticNames: [String] = [], movesIntegers: Bool = false
  ) {
    self.name = name
    self.usesGradient = usesGradient
    self.hasEnergies = hasEnergies
    self.maxTreeDepth = maxTreeDepth
    self.statisticNames = statisticNames
    self.movesIntegers = movesIntegers
  }
}

/// One chain's position, with what moves it.
///
/// One thread at a time uses it.
public protocol ChainWalker: AnyObject {
  /// The current position, without a copy: valid until the next step.
  var positionBuffer: UnsafeBufferPointer<Double> { get }

  /// What progress shows.
  var reading: WalkerReading { get }

  /// The squared sizes of the coordinates that the kernel uses; for Hamiltonian kernels the diagonal of M⁻¹. Empty where it uses
  /// none.
  var inverseMetric: [Double] { get }

  /// Makes one step, and learns from it where it belongs to the warm-up.
  func advance(_ phase: ChainPhase, using generator: inout Philox4x64) throws(SamplingError) -> Transition

  /// All that a later walker needs besides position and generator.
  ///
  /// - Throws: what encoding a kernel's state throws.
  func stored() throws -> StoredState
}

/// What progress shows of a walker.
public struct WalkerReading: Sendable, Hashable {
  /// The step size of the next step; NaN where there is none.
  public var stepSize: Double
  /// How often the density was computed, with its gradient where the kernel uses it.
  public var evaluationCount: Int

  /// A reading.
  public init(stepSize: Double, evaluationCount: Int) {
    self.stepSize = stepSize
    self.evaluationCount = evaluationCount
  }
}

/// Where in its run a step of a chain is.
public enum ChainPhase: Sendable, Hashable {
  /// The kernel learns.
  case warmup
  /// The last step from which it learns.
  case endOfWarmup
  /// Nothing changes but the state.
  case sampling
}
