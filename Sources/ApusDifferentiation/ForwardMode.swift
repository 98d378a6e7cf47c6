// Forward mode: tangents flow from the inputs to the outputs, by an Op's own rule or one derived from its pullback.

public import ApusGraph
internal import ApusOps

/// The product of the Jacobian with a tangent for each input: for each output a tensor of its shape, or nil where it is
/// structurally zero. A nil tangent is a structural zero.
///
/// An Op without a pushforward gets one by differentiating its pullback, which is linear in the cotangents.
///
/// There must be a tangent, or nil, for each input.
///
/// - Throws: ``GradientError`` where a rule that is needed is missing or breaks its contract.
public func jacobianVectorProduct(
  of outputs: [Tensor], withRespectTo inputs: [Tensor], tangents: [Tensor?]
) throws(GradientError) -> [Tensor?] {
  let order: [Node]
  do { order = try Traversal.topologicalOrder(of: outputs) } catch { throw .graph(error) }
  guard tangents.count == inputs.count else {
    throw .wrongCount("\(tangents.count) tangents were given for \(inputs.count) inputs")
  }
  var known: [Tensor: Tensor] = [:]
  // Values whose tangents need a rule that is missing: an error only if an output needs them.
  var failed: [Tensor: GradientError] = [:]
  for (input, tangent) in zip(inputs, tangents) {
    if let error = input.error { throw .graph(error) }
    guard input.type.isDifferentiable else { throw .notDifferentiable(input.summary) }
    guard let tangent else { continue }
    guard tangent.type == input.type else { throw .wrongSeed(expected: input.type, given: tangent.type) }
    known[input] = tangent
  }
  for node in order where !node.operands.isEmpty {
    if let error = failure(at: node, failed) {
      for result in node.results where result.type.isDifferentiable { failed[result] = error }
      continue
    }
    let operandTangents = node.operands.map { known[$0] }
    guard operandTangents.contains(where: { $0 != nil }) else { continue }
    let site = PushforwardSite(operands: node.operands, results: node.results, tangents: operandTangents)
    let answers: [Tensor?]
    do throws(GradientError) {
      answers =
        if let op = node.op.withPushforward { op.pushforward(site) } else {
          try derivedPushforward(of: node, site)
        }
    } catch {
      switch error {
      case .undefined, .notImplemented:
        for result in node.results where result.type.isDifferentiable { failed[result] = error }
        continue
      default: throw error
      }
    }
    guard answers.count == node.resultTypes.count else {
      throw .wrongAnswerCount(
        GradientError.BrokenRule(missing(node, 0, ""), node), expected: node.resultTypes.count, returned: answers.count)
    }
    for (result, answer) in zip(node.results, answers) {
      guard let answer, result.type.isDifferentiable, known[result] == nil else { continue }
      if let error = answer.error { throw .graph(error) }
      guard answer.type == result.type else { throw .wrongSeed(expected: result.type, given: answer.type) }
      known[result] = answer
    }
  }
  for output in outputs { if let error = failed[output] { throw error } }
  return outputs.map { known[$0] }
}

/// The error of the first operand whose tangent cannot be had and that the node's derivative depends on.
private func failure(at node: Node, _ failed: [Tensor: GradientError]) -> GradientError? {
  for (index, operand) in node.operands.enumerated() {
    guard let error = failed[operand] else { continue }
    let seeds = node.resultTypes.map { $0.isDifferentiable ? Tensor.argument("cotangent", $0) : nil }
    guard seeds.contains(where: { $0 != nil }) else { return nil }
    let isNeeded = node.operands.indices.map { $0 == index }
    let answers = node.op.pullback(
      PullbackSite(operands: node.operands, results: node.results, cotangents: seeds, isNeeded: isNeeded))
    if answers.count == node.operands.count, case .disconnected = answers[index] { continue }
    return error
  }
  return nil
}

/// J t as the derivative with respect to u of ⟨Jᵀu, t⟩, which is linear in u.
private func derivedPushforward(of node: Node, _ site: PushforwardSite) throws(GradientError) -> [Tensor?] {
  let seeds = node.resultTypes.map { $0.isDifferentiable ? Tensor.argument("cotangent", $0) : nil }
  let isNeeded = zip(node.operands, site.tangents).map { $0.type.isDifferentiable && $1 != nil }
  let answers = node.op.pullback(
    PullbackSite(operands: node.operands, results: node.results, cotangents: seeds, isNeeded: isNeeded))
  guard answers.count == node.operands.count else {
    throw .wrongAnswerCount(
      GradientError.BrokenRule(missing(node, 0, ""), node), expected: node.operands.count, returned: answers.count)
  }
  var product: Tensor?
  for (index, answer) in answers.enumerated() where isNeeded[index] {
    switch answer {
    case .value(let cotangent):
      guard cotangent.type == node.operands[index].type else {
        throw .wrongCotangent(
          GradientError.BrokenRule(missing(node, index, ""), node), expected: node.operands[index].type,
          returned: cotangent.type)
      }
      let term = sum(cotangent * site.tangent(index))
      product = product.map { $0 + term } ?? term
    case .disconnected: break
    case .undefined(let reason): throw .undefined(missing(node, index, reason))
    case .notImplemented(let reason): throw .notImplemented(missing(node, index, reason))
    }
  }
  guard let product else { return seeds.map { _ in nil } }
  let arguments = seeds.compactMap { $0 }
  var found = try vectorJacobianProduct(of: [product], cotangents: [1], withRespectTo: arguments)
  let zeros = Dictionary(uniqueKeysWithValues: arguments.map { ($0, Tensor.zeros($0.type)) })
  var result: [Tensor?] = []
  for seed in seeds {
    guard seed != nil, let tangent = found.removeFirst() else {
      result.append(nil)
      continue
    }
    do { result.append(try Traversal.substitute(zeros, in: [tangent])[0]) } catch { throw .graph(error) }
  }
  return result
}

private func missing(_ node: Node, _ operand: Int, _ reason: String) -> GradientError.MissingRule {
  GradientError.MissingRule(
    parameter: node.operands[operand].expression(depth: 1), op: node.op.name, operand: operand,
    path: [node.op.name], reason: reason, location: node.location)
}
