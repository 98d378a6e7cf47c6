// The gradient of a loop: the body's vector-Jacobian product as the body of a reversed loop.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusOps

/// Builds the reversed loop of a scan.
struct ReversedBody {
  private let scan: Scan

  init(_ scan: Scan) { self.scan = scan }

  /// The positions of the carried values through which needed gradients flow: those that depend, after some steps, on an
  /// operand whose cotangent is needed. No rule is asked for the others.
  private func carriedPositions(_ isNeeded: [Bool]) -> [Int] {
    let body = scan.body
    guard let order = try? Traversal.topologicalOrder(of: body.results) else { return [] }
    var active = Set(body.arguments.indices.filter { isNeeded[$0] })
    var before = -1
    while active.count != before {
      before = active.count
      let reached = Traversal.dependents(of: active.map { body.arguments[$0] }, in: order)
      active.formUnion((0..<scan.carryCount).filter { body.results[$0].node.map(reached.contains) ?? false })
    }
    return (0..<scan.carryCount).filter { active.contains($0) && body.arguments[$0].type.isDifferentiable }
  }

  /// The cotangents of the scan's operands at a site.
  func traced(isNeeded: [Bool], _ site: PullbackSite) -> Result<[OperandCotangent], GradientError> {
    let (carryCount, sequenceEnd) = (scan.carryCount, scan.carryCount + scan.sequenceCount)
    let arguments = scan.body.arguments
    let carried = carriedPositions(isNeeded)
    let sequences = (carryCount..<sequenceEnd).filter { isNeeded[$0] }
    let constants = (sequenceEnd..<arguments.count).filter { isNeeded[$0] }
    let outputs = (0..<scan.outputCount).filter {
      scan.body.results[carryCount + $0].type.isDifferentiable && site.cotangents[carryCount + $0] != nil
    }
    let histories = carried.filter { site.cotangents[carryCount + scan.outputCount + $0] != nil }

    // State: cotangents of the carried values, running sums for the constants. Sequences: the states, the scan's own
    // sequences, the cotangents of the outputs and of the recorded states. Constants: the scan's own.
    let states: [TensorType] = (carried + constants).map { arguments[$0].type }
    var elements: [TensorType] = arguments[..<sequenceEnd].map(\.type)
    elements += outputs.map { scan.body.results[carryCount + $0].type }
    elements += histories.map { arguments[$0].type }
    let fixed: [TensorType] = arguments[sequenceEnd...].map(\.type)
    var failure: GradientError?
    let body = FunctionGraph(of: states + elements + fixed) { given in
      let stateCotangents = Array(given[..<carried.count])
      let sums = Array(given[carried.count..<states.count])
      let inputs = Array(given[states.count..<(states.count + sequenceEnd)])
      let rest = Array(given[(states.count + sequenceEnd)..<(states.count + elements.count)])
      let originals = inputs + given[(states.count + elements.count)...]
      let values = scan.body.inlined(on: originals)
      var seeds = [Tensor?](repeating: nil, count: values.count)
      for (place, index) in carried.enumerated() { seeds[index] = stateCotangents[place] }
      for (place, index) in outputs.enumerated() { seeds[carryCount + index] = rest[place] }
      let wanted = carried + constants + sequences
      do throws(GradientError) {
        let found = try vectorJacobianProduct(
          of: values, cotangents: seeds, withRespectTo: wanted.map { originals[$0] })
        let cotangents = zip(wanted, found).map { index, value in value ?? .zeros(arguments[index].type) }
        let previous = carried.enumerated().map { place, index in
          histories.firstIndex(of: index).map { cotangents[place] + rest[outputs.count + $0] } ?? cotangents[place]
        }
        let totals = zip(sums, cotangents[carried.count...]).map { $0 + $1 }
        return previous + totals + cotangents[(carried.count + constants.count)...]
      } catch {
        failure = error
        return states.map { .zeros($0) }
      }
    }
    if let failure { return .failure(failure) }
    let reversed = Scan(
      body: body, length: scan.length, carryCount: states.count, sequenceCount: elements.count,
      isReversed: !scan.isReversed)
    let recorded = (0..<carryCount).map { site.results[carryCount + scan.outputCount + $0] }
    var operands: [Tensor] = carried.map { site.cotangent($0) }
    operands += constants.map { Tensor.zeros(arguments[$0].type) }
    operands += recorded
    operands += site.operands[carryCount..<sequenceEnd]
    operands += outputs.map { site.cotangent(carryCount + $0) }
    operands += histories.map { site.cotangent(carryCount + scan.outputCount + $0) }
    operands += site.operands[sequenceEnd...]
    let results = Tensor.apply(reversed, operands)
    var answers = [OperandCotangent](repeating: .disconnected, count: arguments.count)
    for (place, index) in (carried + constants).enumerated() { answers[index] = .value(results[place]) }
    for (place, index) in sequences.enumerated() { answers[index] = .value(results[states.count + place]) }
    return .success(answers)
  }
}
