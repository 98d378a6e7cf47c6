// Dead gradients: a parameter that the log density depends on and its gradient does not show.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusInference

/// A parameter with respect to which the log density's gradient is zero: a gradient sampler would not see it.
public struct ZeroGradient: Sendable, CustomStringConvertible {
  /// Why the gradient is zero.
  public enum Cause: Sendable, Hashable {
    /// No path leads from the parameter to the log density, or each is blocked by an Op that says `disconnected`.
    case structural
    /// It is zero at all of so many points; the log density changes by `change` when the parameter does.
    case everywhere(pointCount: Int, change: Double)
  }

  /// The parameter.
  public let parameter: String
  /// Why.
  public let cause: Cause
  /// The Ops after the parameter that let no gradient through, with their lines.
  public let blockers: [String]
  /// The line that declares the parameter.
  public let location: String

  public var description: String {
    var text = "\(location): the gradient of the log density with respect to '\(parameter)' is "
    switch cause {
    case .structural:
      text +=
        blockers.isEmpty
        ? "zero, because the log density does not depend on it" : "zero, because every path from it is blocked"
    case .everywhere(_, 0): text += "zero, and the log density does not depend on it"
    case .everywhere(let count, let change):
      text += "zero at all \(count) points that were tried, although the log density changes by \(change) when it moves"
    }
    if !blockers.isEmpty { text += "; no gradient passes \(blockers.joined(separator: ", "))" }
    return text
      + ". A gradient sampler would not see the parameter. Give the Op a rule, take the parameter out, or say "
      + "that this is meant: parameter(\"\(parameter)\", …, allowsZeroGradient: true)"
  }
}

extension Model {
  /// Looks for parameters whose gradient is structurally zero, or zero at all positions.
  ///
  /// - Throws: ``ModelError/zeroGradient(_:)`` for the first one that is not declared so.
  func checkGradientsTell(
    _ gradient: GradientWithProvenance, _ density: ModelLogDensity, at positions: [[Double]]
  ) throws(ModelError) {
    let watched = parameters.indices.filter {
      !parameters[$0].allowsZeroGradient && parameters[$0].unconstrained.type.elementCount > 0
    }
    for index in watched where gradient.isStructurallyZero[index] {
      throw .zeroGradient(zeroGradient(of: parameters[index], gradient, .structural))
    }
    let evaluator: any LogDensityEvaluator
    do throws(SamplingError) { evaluator = try density.makeEvaluator() } catch { throw .sampling(error) }
    var slopes: [[Double]] = []
    for position in positions {
      var slope = position
      let value = evaluator.valueAndGradient(at: position, into: &slope)
      if value.isFinite && slope.allSatisfy(\.isFinite) { slopes.append(slope) }
    }
    // At one point, such as the prior's mode, a gradient may be zero by right.
    guard slopes.count > 1 else { return }
    for index in watched {
      let entry = density.layout.entries[index]
      let coordinates = entry.offset..<(entry.offset + entry.count)
      guard coordinates.allSatisfy({ coordinate in slopes.allSatisfy { $0[coordinate] == 0 } }) else { continue }
      var change = 0.0
      for position in positions {
        var scratch = position
        let value = evaluator.valueAndGradient(at: position, into: &scratch)
        for step in [0.1, 1, -1] {
          var moved = position
          for coordinate in coordinates { moved[coordinate] += step }
          let difference = (evaluator.valueAndGradient(at: moved, into: &scratch) - value).magnitude
          if difference.isFinite && difference > 1e-9 * max(1, value.magnitude) { change = max(change, difference) }
        }
      }
      let cause = ZeroGradient.Cause.everywhere(pointCount: slopes.count, change: change)
      throw .zeroGradient(zeroGradient(of: parameters[index], gradient, cause))
    }
  }

  private func zeroGradient(
    of parameter: Parameter, _ gradient: GradientWithProvenance, _ cause: ZeroGradient.Cause
  ) -> ZeroGradient {
    ZeroGradient(
      parameter: parameter.name, cause: cause, blockers: blockers(after: parameter, gradient),
      location: "\(parameter.location)")
  }

  /// The Ops on the way of a parameter whose rules answer `disconnected` for an operand that depends on it, and the gradient
  /// modifiers there.
  private func blockers(after parameter: Parameter, _ gradient: GradientWithProvenance) -> [String] {
    guard let source = parameter.unconstrained.node else { return [] }
    let nodes = gradient.uses.map(\.node)
    let dependents = Traversal.dependents(of: [parameter.unconstrained], in: nodes.isEmpty ? [source] : order(nodes))
    return gradient.uses.compactMap { use -> String? in
      let isBlocked = zip(use.node.operands, use.answers).contains { operand, answer in
        answer == .disconnected && operand.node.map(dependents.contains) ?? false
      }
      guard isBlocked || use.node.op.rule == .modifier && dependents.contains(use.node) else { return nil }
      return use.node.op.name + (use.node.line.map { " (\($0))" } ?? "")
    }.uniqued
  }

  private func order(_ nodes: [Node]) -> [Node] {
    (try? Traversal.topologicalOrder(of: nodes.map { Tensor($0) })) ?? []
  }
}

extension LogDensityEvaluator {
  /// The value at a position, and its gradient written to an array of the same length.
  func valueAndGradient(at position: [Double], into gradient: inout [Double]) -> Double {
    position.withUnsafeBufferPointer { source in
      gradient.withUnsafeMutableBufferPointer { valueAndGradient(at: source, gradient: $0) }
    }
  }
}
