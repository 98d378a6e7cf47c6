// A correct Op with a wrong gradient rule, or with an evaluation that is no function: one kind of mistake at a time.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusOps

/// An Op with a mistake in the rule of one operand.
struct Mutant<Base: Op>: Op {
  let base: Base
  let kind: MutationKind
  let operand: Int
  /// Another operand, for mistakes that mix up two.
  let other: Int
  let memory: Memory

  var name: String { base.name }
  var accuracy: Accuracy { base.accuracy }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { try base.resultTypes(of: operands) }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) throws {
    try evaluate(operands, results) { try base.evaluate($0, into: $1) }
  }

  /// Evaluates with the mistake, if it is one of the evaluation.
  fileprivate func evaluate(
    _ operands: [TensorView], _ results: [MutableTensorView],
    _ right: ([TensorView], [MutableTensorView]) throws -> Void
  ) rethrows {
    switch kind {
    case .notThreadSafe: try right(memory.copy(operands), results)
    case .mutatesOperand:
      try right(operands, results)
      let numbers = UnsafeMutableRawPointer(mutating: operands[operand].base).assumingMemoryBound(to: Double.self)
      numbers[0] = 1.5 * numbers[0] + 0.25
    case .hiddenState:
      try right(operands, results)
      results[0].float64[0] *= 1 + 1e-9 * memory.count()
    case .staleResiduals:
      try right(operands, results)
      memory.keep(operands + results.map(\.view))
    default: try right(operands, results)
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    var answers = base.pullback(
      PullbackSite(operands: site.operands, results: site.results, cotangents: site.cotangents))
    guard site.isNeeded[operand], case .value(let right) = answers[operand] else { return answers }
    if kind == .disconnected {
      answers[operand] = .disconnected
    } else {
      answers[operand] = .value(MutatedRule(base: base, site: site, right: right, mutant: self).cotangent ?? right)
    }
    return answers
  }
}

extension Mutant: ResidualBearing where Base: ResidualBearing {
  func residualCount(of operands: [TensorType]) -> Int { base.residualCount(of: operands) }
}

extension Mutant: PreparedOp where Base: PreparedOp {
  func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let right = base.prepared(for: operands)
    return { evaluate($0, $1, right) }
  }
}

extension Mutant: SymbolicOp where Base: SymbolicOp {
  var ruleLocation: SourceLocation? { base.ruleLocation }
  func inlinedBody(on operands: [Tensor]) -> [Tensor] { base.inlinedBody(on: operands) }
}

extension Mutant: ForwardDifferentiable where Base: ForwardDifferentiable {
  func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    let right = base.pushforward(site)
    return kind == .wrongPushforward ? right.map { $0.map { 1.001 * $0 } } : right
  }
}

/// What an Op keeps from call to call, as no Op may.
final class Memory: Hashable, @unchecked Sendable {
  private static let capacity = 256
  private let bytes = UnsafeMutableRawPointer.allocate(byteCount: 16 * capacity, alignment: 64)
  private var callCount = 0.0
  private(set) var isFilled = false

  init() { bytes.initializeMemory(as: UInt8.self, repeating: 0, count: 16 * Self.capacity) }

  deinit { bytes.deallocate() }

  func count() -> Double {
    callCount += 1
    return callCount
  }

  /// Copies of views in this memory.
  func copy(_ views: [TensorView]) -> [TensorView] {
    for (index, view) in views.enumerated() { place(index).copyMemory(from: view.base, byteCount: view.type.byteCount) }
    return views.indices.map { TensorView(views[$0].type, place($0)) }
  }

  func keep(_ views: [TensorView]) {
    _ = copy(views)
    isFilled = true
  }

  func place(_ index: Int) -> UnsafeMutableRawPointer { bytes + index * Self.capacity }

  static func == (a: Memory, b: Memory) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
