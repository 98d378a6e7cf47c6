// The score of the verifier: wrong rules caught and named, right ones refused.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps
internal import ApusRandom

/// What the verifier did with mutants and with correct Ops.
package struct MutationScore: Sendable {
  package private(set) var mutantCount = 0
  package private(set) var caughtCount = 0
  package private(set) var namedCount = 0
  package private(set) var correctCount = 0
  package private(set) var falseAlarmCount = 0
  /// The mutants by kind and by subject.
  package private(set) var kinds: Set<String> = []
  package private(set) var subjects: Set<String> = []
  /// What was missed, misnamed or refused, one a line.
  package private(set) var findings: [String] = []

  package init() {}

  /// The line that sums up.
  package var description: String {
    "caught \(caughtCount) of \(mutantCount), named \(namedCount) of \(mutantCount), "
      + "false alarms \(falseAlarmCount) of \(correctCount)"
  }

  /// Whether the figures that are required are reached.
  package var isEnough: Bool {
    Double(caughtCount) >= 0.98 * Double(mutantCount) && Double(namedCount) >= 0.8 * Double(mutantCount)
      && Double(falseAlarmCount) < 1e-4 * Double(max(correctCount, 1)) && mutantCount > 0 && correctCount > 0
  }

  /// Adds another score.
  package mutating func add(_ other: MutationScore) {
    mutantCount += other.mutantCount
    caughtCount += other.caughtCount
    namedCount += other.namedCount
    correctCount += other.correctCount
    falseAlarmCount += other.falseAlarmCount
    kinds.formUnion(other.kinds)
    subjects.formUnion(other.subjects)
    findings += other.findings
  }

  // MARK: Wrong rules

  /// Verifies each mutant of a subject at a random point, wherever the mistake changes the rule.
  package mutating func breakInEveryWay(_ subject: Subject, _ kinds: [MutationKind], seed: UInt64, broadcasts: Bool) {
    var random = Philox4x64(seed: seed, stream: 1)
    let point = subject.operands(&random, broadcasts)
    for kind in kinds {
      for operand in point.indices {
        let other = (operand + 1) % point.count
        guard let mutant = Self.mutant(of: subject.op(1), kind, operand, other) else { continue }
        if Self.changes(subject.op(1), mutant, kind, operand, at: point) {
          judge(subject, mutant, kind, operand, other, point)
        }
      }
    }
  }

  private mutating func judge(
    _ subject: Subject, _ mutant: any Op, _ kind: MutationKind, _ operand: Int, _ other: Int, _ point: [NDArray]
  ) {
    let label = "\(kind.rawValue) of \(subject.name), operand \(operand)"
    mutantCount += 1
    kinds.insert(kind.rawValue)
    subjects.insert(subject.name)
    do {
      let found = try verifyGradient(of: mutant, at: point)
      guard let failure = found.failures.first(where: { kind.isOfOp || $0.operand == operand }) else {
        findings.append("missed: \(label) at \(point); \(found.notes)")
        return
      }
      caughtCount += 1
      let types = (try? mutant.resultTypes(of: point.map(\.type))) ?? []
      let residualCount = (mutant as? any ResidualBearing)?.residualCount(of: point.map(\.type)) ?? 0
      let isNamed = failure.likelyMistake.map {
        kind.isNamed(by: $0, operand: operand, other: other, hasOneResult: types.count - residualCount == 1)
      }
      if isNamed == true {
        namedCount += 1
      } else {
        findings.append("misnamed: \(label): \(failure)")
      }
    } catch { findings.append("missed: \(label): \(error)") }
  }

  private static func mutant(of op: any Op, _ kind: MutationKind, _ operand: Int, _ other: Int) -> (any Op)? {
    func make(_ base: some Op) -> any Op {
      Mutant(base: base, kind: kind, operand: operand, other: other, memory: Memory())
    }
    if kind == .wrongPushforward, !(op is any ForwardDifferentiable) { return nil }
    // What is wrong with the whole Op is wrong once.
    if [.wrongPushforward, .notThreadSafe, .hiddenState].contains(kind), operand > 0 { return nil }
    return make(op)
  }

  /// Whether the mistake makes the rule return something else at a point.
  private static func changes(
    _ op: any Op, _ mutant: any Op, _ kind: MutationKind, _ operand: Int, at point: [NDArray]
  ) -> Bool {
    if kind.isOfOp, kind != .staleResiduals { return true }
    guard let right = cotangent(of: op, operand, at: point), right.contains(where: { $0 != 0 }) else { return false }
    if kind == .staleResiduals {
      // A rule that uses neither operands nor results has nothing that could be stale.
      let elsewhere = point.map { NDArray($0.doubles.map { 1.1 * $0 + 0.02 }, shape: $0.shape) }
      return cotangent(of: op, operand, at: elsewhere) != right
    }
    if kind == .disconnected { return true }
    guard let wrong = cotangent(of: mutant, operand, at: point) else { return false }
    let size = right.reduce(0) { max($0, $1.magnitude) }
    let change = zip(right, wrong).reduce(0) { max($0, $1.1.isFinite ? ($1.0 - $1.1).magnitude : .infinity) }
    let isDefined = kind == .notFinite || wrong.allSatisfy(\.isFinite)
    return isDefined && change > kind.leastChange * size
  }

  /// What a rule returns for cotangents like those of the verifier.
  private static func cotangent(of op: any Op, _ operand: Int, at point: [NDArray]) -> [Double]? {
    let arguments = point.enumerated().map { Tensor.argument("a\($0)", $1.type) }
    let applied = Tensor.apply(op, arguments)
    let residualCount = (op as? any ResidualBearing)?.residualCount(of: point.map(\.type)) ?? 0
    let outputs = Array(applied.dropLast(residualCount))
    let seeds = outputs.map { output in
      let numbers = (0..<output.shape.elementCount).map { index -> Double in
        let size = 1.1 + 0.07 * Double(index)
        return index.isMultiple(of: 2) ? size : -size
      }
      return Tensor(NDArray(numbers, shape: output.shape))
    }
    guard
      let product = try? vectorJacobianProduct(of: outputs, cotangents: seeds, withRespectTo: [arguments[operand]])[0]
    else { return nil }
    return try? evaluate(product, Dictionary(uniqueKeysWithValues: zip(arguments, point))).doubles
  }

  // MARK: Right rules

  /// Verifies a subject at random points of its domain, at each scale of its values.
  package mutating func trust(_ subject: Subject, pointCount: Int, seed: UInt64) {
    var random = Philox4x64(seed: seed, stream: 2)
    let ops = Subject.scales.map(subject.op)
    for index in 0..<pointCount {
      let point = subject.operands(&random, index.isMultiple(of: 2))
      correctCount += 1
      do {
        // Two threads are tried at some of the points: that takes the time of many others.
        let found = try verifyGradient(
          of: ops[index % ops.count], at: point, onTwoThreads: index.isMultiple(of: 20))
        if let failure = found.failures.first {
          falseAlarmCount += 1
          findings.append("refused: \(subject.name), scale \(Subject.scales[index % ops.count]): \(failure)")
        }
      } catch {
        falseAlarmCount += 1
        findings.append("refused: \(subject.name): \(error)")
      }
    }
  }
}
