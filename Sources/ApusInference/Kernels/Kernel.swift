// A Markov kernel as anybody can write one: a start, a step, and a state that can be stored.

public import ApusRandom

/// A Markov kernel, as a value: its settings, and what an adaptation has tuned.
///
/// ```swift
/// struct Walk: Kernel {
///   var scale = 1.0
///   struct State: KernelState { var position: [Double], logDensity: Double }
///   func start(at position: [Double], on target: TargetEvaluation) -> State {
///     State(position: position, logDensity: target.value(at: position))
///   }
///   func step(
///     _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
///   ) -> TransitionStatistics { … }
/// }
/// let chains = try sample(density, sampler: .kernel(Walk()))
/// ```
///
/// Law: a step leaves the target invariant for any fixed settings, and depends on nothing but the settings, the state and the
/// generator.
public protocol Kernel: Sendable, Codable {
  /// All that one step leaves to the next.
  associatedtype State: KernelState

  /// What users and the driver need to know about it. By default it has the type's name, uses gradients, and has no
  /// statistics of its own.
  static var traits: SamplerTraits { get }

  /// Throws where a setting is outside its domain. By default nothing is checked.
  func validate() throws(SamplingError)

  /// The state at a position where the density is finite.
  func start(at position: [Double], on target: TargetEvaluation) -> State

  /// Moves the state by one step.
  func step(
    _ state: inout State, on target: TargetEvaluation, using generator: inout Philox4x64
  ) -> TransitionStatistics
}

extension Kernel {
  public static var traits: SamplerTraits { SamplerTraits(name: "\(Self.self)", usesGradient: true) }
  public func validate() {}
}

/// What a kernel's steps leave to one another.
public protocol KernelState: Sendable, Codable {
  /// The position of the chain.
  var position: [Double] { get }
}

/// What the warm-up learns, as a value that can be stored, and the kernels that it makes of it.
public protocol Adaptation: Sendable, Codable {
  /// The kernel that it tunes.
  associatedtype Tuned: Kernel

  /// Learns from a step of the warm-up, and changes the kernel for the next one.
  ///
  /// - Parameter isLast: whether this was the last step of the warm-up: the kernel stays as it is from now on.
  mutating func update(
    _ kernel: inout Tuned, after state: Tuned.State, _ statistics: TransitionStatistics, isLast: Bool)
}

/// Learns nothing.
public struct NoAdaptation<Tuned: Kernel>: Adaptation {
  /// An adaptation that learns nothing.
  public init() {}
  public mutating func update(
    _ kernel: inout Tuned, after state: Tuned.State, _ statistics: TransitionStatistics, isLast: Bool
  ) {}
}

/// A target as one chain's kernel sees it: it computes, counts, and lends memory.
public final class TargetEvaluation {
  /// The number of coordinates.
  public let dimension: Int
  /// How often the density was computed.
  public private(set) var count = 0
  /// Memory of the target's dimension that a kernel may use within a step: four rows.
  public let scratch: [UnsafeMutableBufferPointer<Double>]

  private let values: (any ValueEvaluator)?
  private let gradients: (any LogDensityEvaluator)?

  /// - Parameter traits: those of the sampler, for messages, and whether gradients are needed.
  /// - Throws: ``SamplingError/missingCapability(_:sampler:)``; errors of the target.
  public init(_ target: any Target, for traits: SamplerTraits) throws(SamplingError) {
    dimension = target.dimension
    if traits.usesGradient {
      guard let density = target as? any LogDensity else {
        throw .missingCapability(.gradient, sampler: traits.name)
      }
      (values, gradients) = (nil, try density.makeEvaluator())
    } else {
      (values, gradients) = (try target.makeValueEvaluator(), nil)
    }
    let dimension = target.dimension
    scratch = (0..<4).map { _ in
      let row = UnsafeMutableBufferPointer<Double>.allocate(capacity: dimension)
      row.initialize(repeating: 0)
      return row
    }
  }

  deinit { for row in scratch { row.deallocate() } }

  /// The log density at a position; −∞ where the target has no usable number, so that a Metropolis test rejects it.
  public func value(at position: UnsafeBufferPointer<Double>) -> Double {
    let value = uncheckedValue(at: position)
    return value < .infinity ? value : -.infinity
  }

  /// The log density as the target gives it.
  func uncheckedValue(at position: UnsafeBufferPointer<Double>) -> Double {
    count += 1
    if let values { return values.value(at: position) }
    return gradients?.valueAndGradient(at: position, gradient: scratch[3]) ?? .nan
  }

  /// The log density at a position; −∞ where the target has no usable number.
  public func value(at position: [Double]) -> Double { position.withUnsafeBufferPointer { value(at: $0) } }

  /// The log density at a position; its gradient is written to `gradient`.
  ///
  /// −∞ where the target has no usable number, or the kernel's traits say that it uses no gradient; then the gradient means
  /// nothing.
  public func valueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let value = uncheckedValueAndGradient(at: position, gradient: gradient)
    return value < .infinity && gradient.allSatisfy(\.isFinite) ? value : -.infinity
  }

  /// The log density and its gradient as the target gives them.
  func uncheckedValueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    count += 1
    return gradients?.valueAndGradient(at: position, gradient: gradient) ?? .nan
  }

  /// The log density at a position; its gradient is written to `gradient`. −∞ where the target has no usable number.
  public func valueAndGradient(at position: [Double], into gradient: inout [Double]) -> Double {
    if gradient.count != dimension { gradient = [Double](repeating: 0, count: dimension) }
    return position.withUnsafeBufferPointer { position in
      gradient.withUnsafeMutableBufferPointer { valueAndGradient(at: position, gradient: $0) }
    }
  }
}
