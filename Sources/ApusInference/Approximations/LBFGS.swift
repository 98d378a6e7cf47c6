// The limited-memory BFGS method: its settings, and the state of an ascent.

/// The limited-memory BFGS method with curvatures along the coordinates as its first metric, for the maximum of a log density.
///
/// A point counts as the maximum where, along each coordinate, the gradient is at most ``tolerance`` standard deviations from
/// zero (the deviation being 1/√(−∂²/∂x²)), and the log density falls one deviation to either side. So scales of coordinates
/// do not matter.
///
/// Reference: Nocedal, Wright (2006), Numerical Optimization, algorithms 7.4 and 3.5; Hager, Zhang (2005), A new conjugate gradient
/// method with guaranteed descent, for the line search near the maximum, where differences of values are rounded away.
public struct LBFGS: Sendable, Hashable, Codable {
  /// The number of last steps that the Hessian is estimated from.
  public var memory: Int
  /// The largest gradient at the maximum, in standard deviations: in (0, 0.1].
  public var tolerance: Double
  /// The most iterations of each ascent.
  public var maxIterations: Int

  /// Settings.
  public init(memory: Int = 10, tolerance: Double = 1e-7, maxIterations: Int = 2000) {
    self.memory = memory
    self.tolerance = tolerance
    self.maxIterations = maxIterations
  }

  package func validate() throws(SamplingError) {
    try require((1...1000).contains(memory), "memory", memory, "it must be in 1 ... 1000")
    try require(tolerance > 0 && tolerance <= 0.1, "tolerance", tolerance, "it must be above 0 and at most 0.1")
    try require(
      (1...100_000_000).contains(maxIterations), "maxIterations", maxIterations, "it must be in 1 ... 100000000")
  }
}

/// How an ascent ended.
public enum AscentVerdict: Sendable, Hashable, Codable {
  /// At a maximum.
  case converged
  /// The gradient is zero, and the log density does not fall along a coordinate: it is flat, or its maximum is at infinity.
  case flat(coordinate: Int)
  /// A coordinate grew without limit while the log density went up.
  case ranToInfinity(coordinate: Int)
  /// The number of iterations was reached first.
  case limitReached
  /// No step along the gradient goes up: the log density has a jump or an edge, or the gradient is not that of its value.
  case stuck
  /// The log density or its gradient is not finite at the start.
  case badStart
}

extension AscentVerdict: CustomStringConvertible {
  public var description: String { sentence { "coordinate \($0)" } }

  package func sentence(_ name: (Int) -> String) -> String {
    switch self {
    case .converged: "converged to a maximum"
    case .flat(let coordinate):
      "no maximum: the log density does not fall along \(name(coordinate)): it is flat there, or its maximum is at infinity"
    case .ranToInfinity(let coordinate):
      "no maximum: \(name(coordinate)) ran to infinity while the log density went up: it has no upper bound there"
    case .limitReached: "not converged: the limit of iterations was reached"
    case .stuck:
      "not converged: the gradient is not zero, but no step along it goes up: the log density has a jump or an edge, or the "
        + "gradient is not that of its value"
    case .badStart: "not begun: the log density or its gradient is not finite at the start"
    }
  }
}

/// The state of an ascent between two iterations, from which it goes on to the same maximum, bit for bit.
public struct AscentState: Sendable, Hashable, Codable {
  /// The number of the start.
  public let start: Int
  /// The position.
  public internal(set) var position: [Double]
  /// The number of iterations.
  public internal(set) var iteration = 0
  /// How often value and gradient were computed.
  public internal(set) var evaluationCount = 0
  /// −∂²/∂x² along each coordinate where it was measured last; empty before.
  var curvatures: [Double] = []
  /// The last steps, and by how much the gradient fell along each.
  var steps: [[Double]] = []
  var falls: [[Double]] = []
  /// How the ascent ended; nil where it can go on.
  public internal(set) var verdict: AscentVerdict?

  package init(start: Int, position: [Double]) {
    self.start = start
    self.position = position
  }
}
