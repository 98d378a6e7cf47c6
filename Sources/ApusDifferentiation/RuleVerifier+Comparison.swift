// The rule's numbers against differences of the function, and against the derivative of a symbolic function's body.

internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

extension RuleVerifier {
  /// Compares what a rule returns with the derivative along chosen elements of its operand.
  func comparisonFailures(
    _ rule: OperandRule, _ returned: [Double]?, _ function: BoundProgram, _ found: inout Verification
  ) -> [VerificationFailure] {
    let operand = rule.operand
    var failures: [VerificationFailure] = []
    let body = bodyDerivative(operand)
    var notes = NoteList()
    let largest = (returned ?? []).reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    var isStepped = true
    for element in chosenElements(arguments[operand].type.elementCount) {
      let value = returned?[element] ?? 0
      guard var line = line(function, operand, element) else { continue }
      let place = "operand \(operand)" + (point[operand].count > 1 ? "[\(element)]" : "") + " = \(line.center)"
      var finding = Comparison(value, line, op.name, place)
      // Before a rule is wrong: a function in single precision differs from its own slopes over small steps.
      if finding.isWrong, isStepped {
        if let stepped = line.lookingForSteps() {
          line = stepped
          finding = Comparison(value, line, op.name, place)
        } else {
          isStepped = false
        }
      }
      found.resolution = max(found.resolution, line.resolution)
      // The rule's own rounding matters only where nothing else explains the difference. There is no excuse for more than
      // what cancellation makes of double precision: a rule in single precision is noisy too.
      let excusable = max(1e-9 * value.magnitude, 1000 * line.slopeRounding)
      if finding.isWrong { finding.tolerance += min(excusable, 30 * noise(rule, element, Self.nearSteps)) }
      if !finding.isWrong, let expected = body?[element], var sharper = finding.sharpened(expected) {
        if sharper.isWrong { sharper.tolerance += min(excusable, 30 * noise(rule, element, Self.wideSteps)) }
        if sharper.tolerance < finding.tolerance { finding = sharper }
      }
      if finding.isWrong {
        // What is declared, and what differences in place of a derivative leave. A graph has its own derivative to compare with.
        let size = max(finding.expected.magnitude, largest, line.slopeScale)
        let granted = op is any SymbolicOp ? 0 : Self.grantedError * finding.expected.magnitude
        finding.tolerance += max(op.accuracy.rule * size, granted)
      }
      if let note = finding.note { notes.add(note) }
      guard finding.isCompared else { continue }
      // A rule that gives no number next to results that are none: their cotangents are zero, and 0 · ∞ is no number.
      if !isFinite, !value.isFinite { continue }
      found.comparisonCount += 1
      if finding.isWrong {
        let check: VerificationFailure.Check = rule.product == nil ? .disconnected : .differences
        failures.append(failure(operand, element, check, finding.expected, value, finding.tolerance))
      }
      let size = max(finding.expected.magnitude, value.magnitude, finding.tolerance)
      if size > 0, finding.error.isFinite, finding.note == nil {
        found.largestError = max(found.largestError, finding.error / size)
      }
    }
    found.notes += notes.texts
    return failures
  }

  /// The relative error that a rule may have without a word: that of good differences in place of a derivative.
  private static let grantedError = 2e-8

  /// The function ⟨seeds, results⟩ of one element of an operand; nil where the point itself gives no number.
  private func line(_ function: BoundProgram, _ operand: Int, _ element: Int) -> RiddersDifference? {
    function.load(point)
    let center = point[operand].doubles[element]
    guard let buffer = function.elements(ofInput: operand) else {
      return RiddersDifference(center: center, valueSize: 0) { _ in 0 }
    }
    let weights = seeds.map(\.doubles)
    func total(_ coordinate: Double) -> (sum: Double, size: Double) {
      buffer[element] = coordinate
      defer { buffer[element] = center }
      guard function.run() else { return (.nan, .nan) }
      var (sum, size) = (0.0, 0.0)
      for (index, seed) in weights.enumerated() {
        let values = function.elements(ofOutput: index)
        for k in 0..<values.count where seed[k] != 0 {
          sum += seed[k] * values[k]
          size += (seed[k] * values[k]).magnitude
        }
      }
      return (sum, size)
    }
    let size = total(center).size
    guard size.isFinite, weights.contains(where: { $0.contains { $0 != 0 } }) else { return nil }
    return RiddersDifference(center: center, valueSize: size, accuracy: op.accuracy.value) { total($0).sum }
  }

  /// The derivative of a symbolic function's body for an operand, by the rules of the Ops in it, with its rounding errors;
  /// nil for other Ops and where a rule is missing.
  private func bodyDerivative(_ operand: Int) -> [Estimate?]? {
    guard let symbolic = op as? any SymbolicOp else { return nil }
    let body = symbolic.inlinedBody(on: arguments).filter { $0.type.isDifferentiable }
    guard body.map(\.type) == outputs.map(\.type),
      let product = try? vectorJacobianProduct(
        of: body, cotangents: cotangents, withRespectTo: [arguments[operand]])[0],
      let program = try? BoundProgram([product], inputs: arguments + cotangents),
      let values = program.outputs(on: point + seeds)?[0].doubles
    else { return nil }
    return zip(values, noise(of: program, Self.wideSteps)).map { value, noise in
      guard value.isFinite, let noise else { return nil }
      return Estimate(value: value, error: 1e-9 * value.magnitude + 30 * noise)
    }
  }

  // MARK: Rounding

  /// Relative steps over which all functions are lines.
  private static let nearSteps = [1e-10, 1e-8]
  /// Relative steps over which functions that vary at the scale of their operands are lines. Rounding errors that come from
  /// a difference, such as 1 − cos x, stay the same over shorter ones.
  private static let wideSteps = [1e-10, 1e-8, 1e-6, 1e-4]

  /// The rounding error of a rule's number; 0 where it cannot be told.
  private func noise(_ rule: OperandRule, _ element: Int, _ steps: [Double]) -> Double {
    guard let program = rule.program else { return 0 }
    let all = noise(of: program, steps)
    return all.indices.contains(element) ? all[element] ?? 0 : 0
  }

  /// The rounding errors of a program's first output, from its values at points a few relative steps apart: the largest over
  /// several steps; nil where a value is not finite.
  private func noise(of program: BoundProgram, _ steps: [Double]) -> [Double?] {
    var largest: [Double?] = []
    for step in steps {
      let samples: [[Double]] = NoiseOfFunction.nodes.compactMap { place in
        program.outputs(on: moved(1 + place * step, 0) + seeds)?[0].doubles
      }
      guard samples.count == 7 else { return [] }
      let found = samples[0].indices.map { k in NoiseOfFunction.estimate(samples.map { $0[k] }) }
      largest = largest.isEmpty ? found : zip(largest, found).map { a, b in a.flatMap { a in b.map { max(a, $0) } } }
    }
    return largest
  }
}

/// Texts of which only the first of a kind is kept, with the number of the others.
private struct NoteList {
  private var kinds: [(note: Comparison.Note, others: Int)] = []

  mutating func add(_ note: Comparison.Note) {
    if let place = kinds.firstIndex(where: { $0.note.kind == note.kind }) {
      kinds[place].others += 1
    } else {
      kinds.append((note, 0))
    }
  }

  var texts: [String] {
    kinds.map { $0.others == 0 ? $0.note.text : "\($0.note.text) (the same at \($0.others) more of its elements)" }
  }
}
