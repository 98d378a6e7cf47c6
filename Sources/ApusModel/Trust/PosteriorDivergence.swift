// The divergent draws of a posterior: where each began and ended, by the parameters' names, and which of them are to blame.

public import ApusGraph
public import ApusInference

/// A draw whose trajectory diverged.
public struct PosteriorDivergence: Sendable, CustomStringConvertible {
  /// The chain, counted from 0.
  public let chain: Int
  /// The draw, counted from 0.
  public let draw: Int
  /// The leapfrog step that diverged, with its ends on the unconstrained space.
  public let step: DivergentStep
  /// The constrained values before the step, by name.
  public let start: [String: NDArray]
  /// The constrained values after it.
  public let end: [String: NDArray]
  /// The parameters with their shares of the step's energy error, the largest first.
  public let shares: [ParameterShare]
  /// What the density says is not finite at the step's end; nil where all is finite, or it was not asked.
  public let diagnosis: String?

  public var description: String {
    let reason =
      switch step.reason {
      case .energyError: "energy error \(step.energyError)"
      case .outsideSupport: "outside the support"
      case .notANumber: "not a number"
      }
    let worst = shares.prefix(3).map(\.description).joined(separator: ", ")
    return "chain \(chain), draw \(draw): \(reason)" + (worst.isEmpty ? "" : "; mostly \(worst)")
      + (diagnosis.map { "; \($0)" } ?? "")
  }
}

/// A parameter's share of an energy error.
public struct ParameterShare: Sendable, Hashable, CustomStringConvertible {
  /// The parameter.
  public let parameter: String
  /// The share, from 0 to 1.
  public let share: Double

  /// Such as `tau 83 %`.
  public var description: String { "\(parameter) \(Int((100 * share).rounded())) %" }
}

extension Model {
  /// The parameters ranked by their share of a leapfrog step's energy error.
  ///
  /// For a step Δq during which the gradient changes by Δg, the error of the leapfrog's constant force is, to second order,
  /// ½ Δg·Δq: the share of a coordinate is |Δg_i Δq_i| over the sum of all, that of a parameter the sum of its coordinates'.
  /// Where a gradient is not finite at the step's end, the parameters whose gradients are not share all of it equally.
  ///
  /// - Throws: ``ModelError`` where a gradient rule is missing.
  package func energyErrorShares(of step: DivergentStep) throws(ModelError) -> [ParameterShare] {
    let density = try logDensityFunction()
    do throws(SamplingError) {
      return density.energyErrorShares(of: step, by: try density.makeEvaluator())
    } catch { throw .sampling(error) }
  }
}

extension ModelLogDensity {
  func energyErrorShares(of step: DivergentStep, by evaluator: any LogDensityEvaluator) -> [ParameterShare] {
    var (before, after) = (step.start, step.end)
    _ = evaluator.valueAndGradient(at: step.start, into: &before)
    _ = evaluator.valueAndGradient(at: step.end, into: &after)
    let sizes = step.start.indices.map { ((after[$0] - before[$0]) * (step.end[$0] - step.start[$0])).magnitude }
    let isFinite = sizes.allSatisfy(\.isFinite)
    let weights = sizes.map { isFinite ? $0 : ($0.isFinite ? 0 : 1) }
    let total = weights.reduce(0, +)
    guard total > 0 else { return [] }
    return layout.entries.map { entry in
      let own = weights[entry.offset..<(entry.offset + entry.count)].reduce(0, +)
      return ParameterShare(parameter: entry.name, share: own / total)
    }
    .filter { $0.share > 0 }
    .sorted { ($1.share, $0.parameter) < ($0.share, $1.parameter) }
  }
}
