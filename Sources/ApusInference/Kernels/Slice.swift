// The slice sampler, one coordinate after another.

public import ApusRandom

/// The slice sampler: each coordinate in turn is drawn from the part of its axis where the density is above a random level. It
/// needs no gradient, and no tuning but the widths of its first intervals, which the warm-up learns.
///
/// A step costs some six values a coordinate, more where widths are far off.
///
/// Reference: Neal (2003), Slice sampling, figures 3 (stepping out) and 5 (shrinkage).
public struct Slice: ChainSampler, Hashable, Codable {
  /// The widths of the first intervals; nil: those of the prior, or ones.
  public var initialWidths: [Double]?
  /// Whether the warm-up learns the widths.
  public var adaptsWidths: Bool
  /// The most steps of a width by which an interval grows.
  public var maxExpansionCount: Int

  /// A slice sampler.
  public init(initialWidths: [Double]? = nil, adaptsWidths: Bool = true, maxExpansionCount: Int = 100) {
    self.initialWidths = initialWidths
    self.adaptsWidths = adaptsWidths
    self.maxExpansionCount = maxExpansionCount
  }

  public var traits: SamplerTraits { Slicing.traits }

  public func validate(dimension: Int) throws(SamplingError) {
    try initialWidths?.requireSizes("initialWidths", dimension: dimension)
    try require(
      (1...1_000_000).contains(maxExpansionCount), "maxExpansionCount", maxExpansionCount,
      "it must be in 1 ... 1000000")
  }

  public func scaled(by sizes: [Double]) -> Slice {
    var scaled = self
    if initialWidths == nil { scaled.initialWidths = sizes.map { $0 > 0 && $0.isFinite ? 2 * $0 : 1 } }
    return scaled
  }

  public func makeWalker(
    _ setup: ChainSetup, using generator: inout Philox4x64
  ) throws(SamplingError) -> any ChainWalker {
    let widths = initialWidths ?? [Double](repeating: 1, count: setup.target.dimension)
    let kernel = Slicing(widths: widths, maxExpansionCount: maxExpansionCount)
    return try KernelWalker(
      kernel, WidthAdaptation(isOn: adaptsWidths), setup, squaredSizes: { $0.widths.map { $0 * $0 } },
      using: &generator)
  }
}

/// The kernel of ``Slice``.
struct Slicing: Kernel {
  static var traits: SamplerTraits {
    SamplerTraits(name: "the slice sampler", usesGradient: false, statisticNames: ["mean_interval"])
  }

  struct State: KernelState {
    var position: [Double]
    var logDensity: Double
  }

  var widths: [Double]
  var maxExpansionCount: Int

  func start(at position: [Double], on target: TargetEvaluation) -> State {
    State(position: position, logDensity: target.value(at: position))
  }

  func step(
    _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
  ) -> TransitionStatistics {
    let before = target.count
    let position = target.scratch[0]
    _ = position.update(from: state.position)
    let reader = UnsafeBufferPointer(position)
    var intervals = 0.0
    for index in position.indices {
      let here = position[index]
      let level = state.logDensity - generator.standardExponential()
      func isInside(_ coordinate: Double) -> (Bool, Double) {
        position[index] = coordinate
        let value = target.value(at: reader)
        return (value > level, value)
      }
      let width = widths[index]
      var low = here - width * generator.uniform()
      var high = low + width
      // The steps are shared between the ends at random, so that the move back is as probable.
      var stepsDown = generator.integer(below: maxExpansionCount)
      var stepsUp = maxExpansionCount - 1 - stepsDown
      while stepsDown > 0, isInside(low).0 {
        low -= width
        stepsDown -= 1
      }
      while stepsUp > 0, isInside(high).0 {
        high += width
        stepsUp -= 1
      }
      intervals += high - low
      while true {
        let candidate = low + (high - low) * generator.uniform()
        let (isTaken, value) = isInside(candidate)
        if isTaken {
          state.logDensity = value
          break
        }
        if candidate < here { low = candidate } else { high = candidate }
        // The interval has shrunk to the position itself.
        if !(high - low > here.ulp) {
          position[index] = here
          break
        }
      }
    }
    for index in position.indices { state.position[index] = position[index] }
    let mean = position.isEmpty ? 0 : intervals / Double(position.count)
    return TransitionStatistics(
      logDensity: state.logDensity, acceptance: 1, evaluationCount: target.count - before,
      own: SIMD8(mean, 0, 0, 0, 0, 0, 0, 0))
  }
}

/// Learns widths near the lengths of the slices: of a slice of length l the mean move is l/3.
struct WidthAdaptation: Adaptation {
  private var isOn: Bool
  private(set) var count = 0.0
  private(set) var last: [Double] = []
  private(set) var moves: [Double] = []

  init(isOn: Bool) { self.isOn = isOn }

  mutating func update(
    _ kernel: inout Slicing, after state: Slicing.State, _ statistics: TransitionStatistics, isLast: Bool
  ) {
    guard isOn else { return }
    if last.isEmpty {
      moves = kernel.widths.map { $0 / 3 }
    } else {
      // The first moves, from a start far out, are forgotten.
      count += 1
      let weight = max(1 / (count + 5), 0.02)
      for index in moves.indices {
        moves[index] += weight * ((state.position[index] - last[index]).magnitude - moves[index])
        let width = 3 * moves[index]
        if width > 0 && width.isFinite { kernel.widths[index] = width }
      }
    }
    last = state.position
  }
}

extension ChainSampler where Self == Slice {
  /// The slice sampler, which needs no gradient: see ``Slice``.
  public static func slice() -> Slice { Slice() }
}
