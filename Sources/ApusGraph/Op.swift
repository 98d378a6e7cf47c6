// What an operation of the graph is: the types of its results, its evaluation, and its gradient rule, side by side.

/// An operation that a node applies to its operands.
///
/// Equality is that of all stored properties (let the compiler synthesise it): two nodes with equal Ops and the same
/// operands are one node.
///
/// **Laws.** `evaluate` is a function of its operands alone: it writes every element of its results, reads and changes
/// nothing else, and may run on several threads at once. `pullback` answers once for each operand; a value it answers
/// has exactly the operand's type and is linear in the cotangents. Numbers outside the domain give NaN or −∞.
///
/// An Op from outside the package is the user's: its rule is verified wherever rules are, and reported as the user's.
public protocol Op: Hashable, AccuracyContract {
  /// The types of the results for operands of the given types.
  ///
  /// - Throws: ``TypeError`` where the operation does not take such operands.
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType]

  /// Computes the results from the operands. What it throws makes them NaN; a sampler rejects the point, and the gradient
  /// report has the message and how often that happened.
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) throws

  /// The cotangent of each operand, given those of the results: the gradient rule.
  func pullback(_ site: PullbackSite) -> [OperandCotangent]

  /// The name in messages and printed graphs; the type's name where it is not given.
  var name: String { get }
}

extension Op {
  public var name: String { "\(Self.self)" }

  /// Whether another Op is of the same type with equal stored properties.
  func isEqual(to other: any Op) -> Bool { other.typed(Self.self).map { $0 == self } ?? false }

  /// The Op where it is of exactly this type. Rules ask this at every node: Swift's cast takes some 100 ns.
  package func typed<Operation: Op>(_ type: Operation.Type) -> Operation? {
    Self.self == type ? unsafeBitCast(self, to: Operation.self) : nil
  }
}

/// An Op whose evaluation needs buffers of its own, which are made once for each evaluator.
public protocol PreparedOp: Op {
  /// An evaluation that owns its buffers. It is called by one thread at a time.
  func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void
}

extension PreparedOp {
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    prepared(for: operands.map(\.type))(operands, results)
  }
}

extension Op {
  /// An evaluation for operands of the given types, called by one thread at a time: prepared where the Op has buffers of its own.
  package func evaluation(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    if let prepared = self as? any PreparedOp { return prepared.prepared(for: operands) }
    let errors = ThrownErrors.current
    return { operands, results in
      do { try evaluate(operands, into: results) } catch {
        errors?.record(name, error)
        for result in results { result.invalidate() }
      }
    }
  }
}

/// An Op whose last results are residuals: values that its evaluation leaves for its own pullback, which nobody else uses
/// and which have no cotangents.
public protocol ResidualBearing: Op {
  /// The number of residuals among the results.
  func residualCount(of operands: [TensorType]) -> Int
}

/// An Op with a forward-mode rule. Where an Op has none, forward mode is derived from its pullback.
public protocol ForwardDifferentiable: Op {
  /// The tangent of each result, given those of the operands; nil is a structural zero.
  func pushforward(_ site: PushforwardSite) -> [Tensor?]

  /// Whether there is such a rule; true where it is not given. An Op that stands for a user's function may have none.
  var hasPushforward: Bool { get }
}

extension ForwardDifferentiable {
  /// There is a rule.
  public var hasPushforward: Bool { true }
}

extension Op {
  /// The Op with its forward-mode rule; nil where it has none.
  package var withPushforward: (any ForwardDifferentiable)? {
    guard let op = self as? any ForwardDifferentiable, op.hasPushforward else { return nil }
    return op
  }
}
