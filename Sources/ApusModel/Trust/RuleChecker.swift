// Verifies the gradient rules that are not built in where a model uses them, at points of the model.

internal import ApusDifferentiation
internal import ApusFunctions
internal import ApusGraph

/// The nodes of a model's gradient whose rules are the user's or Swift's, with what computes their operands.
struct RuleChecker {
  /// The nodes; for a loop those of its body, at its first step.
  let nodes: [Node]
  /// The nodes of users' Ops that no gradient passes through, in deterministics or on data alone: what they write is looked at.
  let others: [Node]
  let names: NodeNames
  private let operands: CompiledFunction?
  private let parameters: [Parameter]

  init(_ model: Model, _ gradient: GradientWithProvenance) throws(ModelError) {
    nodes = gradient.nodesWithLoops.filter { [.user, .swift].contains($0.op.rule) }
    parameters = model.parameters
    names = NodeNames(model, density: gradient.uses.first?.node)
    let density = gradient.uses.first.map { [Tensor($0.node)] } ?? []
    let derived = try model.onUnconstrainedSpace(model.deterministics.map(\.value))
    let all = (try? Traversal.topologicalOrder(of: density + derived)) ?? []
    let known = Set(nodes)
    others = all.filter { !known.contains($0) && [.user, .swift].contains($0.op.rule) }
    let needed = (nodes + others).flatMap(\.operands)
    // Few evaluations are not worth compiling.
    operands = needed.isEmpty ? nil : try model.compile(needed, backend: .interpreter)
  }

  /// What the verifier finds of each node with the operands that it has at a position; of elementwise Ops on long arrays with
  /// some of their elements.
  ///
  /// - Throws: ``ModelError/gradient(_:)`` where a rule breaks its contract.
  func check(at position: [Double]) throws(ModelError) -> [Node: Verification] {
    guard let operands else { return [:] }
    var rest = try operands.values(at: position).values[...]
    var found: [Node: Verification] = [:]
    for (index, node) in (nodes + others).enumerated() {
      let point = Array(rest.prefix(node.operands.count))
      rest = rest.dropFirst(node.operands.count)
      do throws(GradientError) {
        guard index < nodes.count else {
          found[node] = try verifyEvaluation(of: node.op, at: point)
          continue
        }
        let sample = ElementwiseSample(of: node.op, at: point)
        found[node] = try verifyGradient(of: sample?.op ?? node.op, at: sample?.operands ?? point)
      } catch { throw .gradient(error.naming(parameters)) }
    }
    return found
  }
}

/// Points of a model at which rules are verified, with names for people.
struct NamedPosition: Sendable {
  let name: String
  let position: [Double]
}

extension Model {
  /// The initial point, and draws from the prior; where the prior is improper, points near the initial one.
  ///
  /// - Parameter priorDraws: draws with this seed, as many as are needed, where these are known.
  func verificationPoints(count: Int, seed: UInt64, priorDraws: [[Double]] = []) throws(ModelError) -> [NamedPosition] {
    let initial = try initialPosition()
    var points = [NamedPosition(name: "the initial point", position: initial)]
    let draws =
      priorDraws.isEmpty ? try priorPositions(count: max(0, count - 1), seed: seed) : priorDraws
    let isProper = parameters.allSatisfy { $0.distribution.isProper }
    for (number, draw) in draws.enumerated() {
      let name = isProper ? "prior draw \(number + 1)" : "point \(number + 1) near the initial one"
      points.append(NamedPosition(name: name, position: draw))
    }
    return points.prefix(count).map { $0 }
  }
}
