// What can keep a sampler from running: the settings, the start, or a density that no step size fits.

/// Why sampling is not possible.
public enum SamplingError: Error, Sendable, Hashable {
  /// The density cannot be evaluated; the text says why.
  case evaluatorUnavailable(String)
  /// The target cannot do what a sampler needs; the sampler's name.
  case missingCapability(TargetCapability, sampler: String)
  /// No start has a finite log density and gradient.
  case badStart(BadStart)
  /// A list of another length than the density's dimension.
  case wrongDimension(of: String, expected: Int, given: Int)
  /// A setting outside its domain.
  case invalidSetting(String, value: String, requirement: String)
  /// A snapshot that another sampler took.
  case foreignSnapshot(chain: Int, reason: String)
  /// The state of a kernel that cannot be encoded; the text says why.
  case unstorableState(String)
  /// The step size grew without limit: the density is flat, so it is improper.
  case flatDensity(chain: Int)
  /// The step size fell to nothing: the density has a jump, or its gradient is not that of its value.
  case vanishingStepSize(chain: Int, position: [Double])
  /// No prior draw of a population has a finite likelihood; with what the target says is wrong at one of them.
  case noLiveParticle(run: Int, count: Int, diagnosis: String?)
  /// No maximum to approximate a density at; the verdict on the search for it.
  case noMaximum(String)
  /// A Gaussian approximation where the log density has no maximum.
  case notPositiveDefinite(NotPositiveDefinite)
}

/// Where a negative Hessian turned out not to be positive definite.
public struct NotPositiveDefinite: Sendable, Hashable {
  /// The coordinate at which its factorisation stopped.
  public let coordinate: Int
  /// The coordinate's name, where it has one.
  public let name: String?
  /// The second derivative of the log density along ``direction``, which is not negative.
  public let curvature: Double
  /// A direction along which the log density does not fall: 1 at the coordinate, and what goes with it before.
  public let direction: [Double]
}

/// The last start that was tried, and what is wrong there.
public struct BadStart: Sendable, Hashable {
  /// The chain.
  public let chain: Int
  /// How many starts were tried.
  public let attemptCount: Int
  /// The last start that was tried.
  public let position: [Double]
  /// The log density there.
  public let logDensity: Double
  /// The gradient there; meaningless where the log density is not finite.
  public let gradient: [Double]
  /// What is wrong there, if the density can tell.
  public let diagnosis: String?
}

extension SamplingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .evaluatorUnavailable(let reason): return "the density cannot be evaluated: \(reason)"
    case .missingCapability(let capability, let sampler):
      return
        "\(sampler) needs \(capability == .gradient ? "the gradient" : capability.rawValue), which the target has not"
        + (capability == .gradient ? ": sample it with .slice() or .randomWalk(), which need values alone" : "")
    case .badStart(let start): return start.description
    case .wrongDimension(let name, let expected, let given):
      return "\(name) has \(given) elements, the density has dimension \(expected)"
    case .invalidSetting(let name, let value, let requirement): return "\(name) is \(value), but \(requirement)"
    case .foreignSnapshot(let chain, let reason): return "the snapshot of chain \(chain) cannot be used: \(reason)"
    case .unstorableState(let reason): return "the state of the kernel cannot be stored: \(reason)"
    case .flatDensity(let chain):
      return "chain \(chain): the step size grows without limit, beyond 1e300: the density is flat, so it cannot be "
        + "normalised"
    case .vanishingStepSize(let chain, let position):
      return "chain \(chain): no step size is small enough at \(listing(position)): the density has a jump there, "
        + "or its gradient is not that of its value"
    case .noLiveParticle(let run, let count, let diagnosis):
      return "run \(run) cannot start: none of \(count) draws from the prior has a finite likelihood"
        + (diagnosis.map { "; at one of them \($0)" } ?? "")
    case .noMaximum(let verdict): return "the density has no Gaussian approximation: \(verdict)"
    case .notPositiveDefinite(let failure): return failure.description
    }
  }
}

extension NotPositiveDefinite {
  package func named(_ name: String) -> NotPositiveDefinite {
    NotPositiveDefinite(coordinate: coordinate, name: name, curvature: curvature, direction: direction)
  }
}

extension NotPositiveDefinite: CustomStringConvertible {
  public var description: String {
    "the log density has no Gaussian approximation here: its curvature at \(name.map { "'\($0)'" } ?? "coordinate \(coordinate)") "
      + "is \(curvature), not negative, along the direction \(listing(direction)): it is no maximum, or it does not depend on "
      + "a coordinate"
  }
}

extension BadStart: CustomStringConvertible {
  public var description: String {
    let tries = attemptCount == 1 ? "the start" : "none of \(attemptCount) starts is usable; the last,"
    let failure: String
    if !logDensity.isFinite {
      failure = "the log density is \(logDensity.isNaN ? "nan" : "\(logDensity)")"
    } else {
      let bad = gradient.indices.filter { !gradient[$0].isFinite }
      failure =
        "the gradient is not finite at \(bad.count == 1 ? "coordinate" : "coordinates") "
        + bad.prefix(8).map { "\($0) (\(gradient[$0]))" }.joined(separator: ", ") + (bad.count > 8 ? ", …" : "")
    }
    let reason = diagnosis.map { ": \($0)" } ?? ""
    return "chain \(chain) cannot start: \(tries) \(listing(position)): \(failure)\(reason)"
  }
}

private func listing(_ position: [Double]) -> String {
  "(" + position.prefix(8).map { "\($0)" }.joined(separator: ", ") + (position.count > 8 ? ", …" : "") + ")"
}
