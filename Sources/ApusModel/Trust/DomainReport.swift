// How often the chains left the domains that Ops declare, by Op and operand.

internal import ApusGraph
internal import ApusOps

/// Evaluations outside the domain of an Op's operand, among those that ended a trajectory.
public struct DomainExit: Sendable, Encodable, CustomStringConvertible {
  /// The Op.
  public let op: String
  /// The operand's name, such as `e`.
  public let operand: String
  /// The domain, such as `[0, 1)`.
  public let domain: String
  /// How many evaluations were outside.
  public let count: Int
  /// How many of them were in the warm-up.
  public let warmupCount: Int
  /// How many evaluations there were in all.
  public let evaluationCount: Int

  /// Such as `EccentricAnomaly: e outside [0, 1) in 12 of 310000 evaluations, all in the warm-up`.
  public var description: String {
    let place =
      warmupCount == count ? ", all in the warm-up" : warmupCount == 0 ? "" : ", \(warmupCount) of them in the warm-up"
    return "\(op): \(operand) outside \(domain) in \(count) of \(evaluationCount) evaluations\(place)"
  }
}

extension Model {
  /// The operands of the log density's nodes that were outside their domains at the ends of bad steps.
  ///
  /// Outside its domain an Op gives NaN; where that reaches the log density, the trajectory ends there, so each bad step is one
  /// evaluation.
  func domainExits(_ badSteps: [SamplingWitness.BadStep], evaluationCount: Int) throws(ModelError) -> [DomainExit] {
    guard !badSteps.isEmpty else { return [] }
    let nodes: [Node]
    do throws(GraphError) { nodes = try Traversal.topologicalOrder(of: [logDensity()]) } catch { throw .graph(error) }
    var contracts: [(op: String, operand: String, domain: OperandDomain, value: Tensor)] = []
    for node in nodes {
      guard let contract = node.op as? any DomainContract else { continue }
      for (operand, domain) in contract.domains(count: node.operands.count) {
        contracts.append((node.op.name, contract.nameOfOperand(operand), domain, node.operands[operand]))
      }
    }
    guard !contracts.isEmpty else { return [] }
    let values = try CompiledFunction(contracts.map(\.value), of: self, backend: .interpreter)
    var counts: [(key: Int, all: Int, warmup: Int)] = []
    for step in badSteps {
      for (index, value) in try values.values(at: step.position).values.enumerated() {
        guard value.doubles.contains(where: { !contracts[index].domain.contains($0) && !$0.isNaN }) else { continue }
        let place = counts.firstIndex { $0.key == index } ?? counts.count
        if place == counts.count { counts.append((index, 0, 0)) }
        counts[place].all += 1
        if step.isWarmup { counts[place].warmup += 1 }
      }
    }
    return counts.sorted { $0.key < $1.key }.map { key, all, warmup in
      DomainExit(
        op: contracts[key].op, operand: contracts[key].operand, domain: contracts[key].domain.description, count: all,
        warmupCount: warmup, evaluationCount: evaluationCount)
    }
  }
}
