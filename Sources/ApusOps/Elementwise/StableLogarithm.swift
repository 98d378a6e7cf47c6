// Logarithms of expressions that underflow, overflow or are near 1 where their logarithm is an ordinary number.

package import ApusGraph

/// Writes log f as an expression that needs no f, where f is made of functions whose logarithms are known: exponentials,
/// logistic functions, tails, and their products, quotients, sums and selections.
///
/// The absolute error of a form is that of the logarithms it adds. Values agree with the written expression where that is
/// accurate, and go toward the true value where it is not. A few levels of the expression are looked at, and nothing is looked
/// through that has a gradient rule of its own.
package struct StableLogarithm {
  package struct Form {
    /// log f.
    package let value: Tensor
    /// Whether f is made of constants alone, so that nothing is gained.
    var isConstant = false
    /// Whether f may overflow.
    var isUnbounded = false
    /// Whether f ≥ 0 for every operand but NaN.
    var isNeverNegative = true
  }

  /// What arguments stand for: the constrained values of a model's parameters.
  @TaskLocal package static var meanings: [Tensor: Tensor] = [:]

  /// The line that the new nodes get; each keeps that of the node whose logarithm it is, where nil.
  let location: SourceLocation?
  private static let depthLimit = 8
  private static let logTwo = 0.6931471805599453
  /// Below this, e^x is so small that 1 + e^x/2 is 1.
  private static let smallExponent = -37.5

  /// Logarithms for a line of the user's.
  package init(at location: SourceLocation?) { self.location = location }

  /// log t, where that has a better form than the logarithm of t.
  package func logarithm(of t: Tensor) -> Tensor? {
    signed(t, Self.depthLimit).flatMap { $0.isConstant ? nil : $0.value }
  }

  /// log t of a t that is never negative, where that has a better form than the logarithm of t.
  package func logarithm(ofPositive t: Tensor) -> Tensor? {
    positive(t, Self.depthLimit).flatMap { $0.isConstant ? nil : $0.value }
  }

  /// log(1 − t), where that has a better form than log1p(−t).
  package func logarithm(ofComplementOf t: Tensor) -> Tensor? {
    complement(t, Self.depthLimit).flatMap { $0.isConstant ? nil : $0.value }
  }

  /// log(1 + t), where that has a better form than log1p(t).
  package func logarithm(ofOnePlus t: Tensor) -> Tensor? {
    if let x = t.only(Negate.self) { return logarithm(ofComplementOf: x) }
    if let x = t.only(ErrorFunction.self) { return apply(LogComplementaryErrorFunction(), negated(x)) }
    if let x = t.only(HyperbolicTangent.self) { return plus(Self.logTwo, apply(LogSigmoid(), times(2, x))) }
    guard let form = positive(t, Self.depthLimit), !form.isConstant, form.isUnbounded else { return nil }
    return apply(Softplus(), form.value)
  }

  /// log(p/(1 − p)) of a p that is a logistic function.
  package func logit(of p: Tensor) -> Tensor? { logit(p, Self.depthLimit) }

  private func logit(_ p: Tensor, _ depth: Int) -> Tensor? {
    guard depth > 0, let node = p.node, node.resultTypes.count == 1 else { return nil }
    let operands = node.operands
    switch node.op {
    case is Argument: return Self.meanings[p].flatMap { logit($0, depth - 1) }
    case is Sigmoid: return operands[0]
    case is Subtract where operands[0].isEverywhere(1): return logit(operands[1], depth - 1).map { negated($0) }
    default: return moved(node) { logit($0, depth - 1) }
    }
  }
}

// MARK: Logarithms of what is never negative

extension StableLogarithm {
  private func positive(_ t: Tensor, _ depth: Int) -> Form? { ownPositive(t, depth).map { fitted($0, t) } }

  private func ownPositive(_ t: Tensor, _ depth: Int) -> Form? {
    guard depth > 0, t.elementType == .float64, let node = t.node, node.resultTypes.count == 1 else { return nil }
    let operands = node.operands
    func form(_ index: Int) -> Form? { positive(operands[index], depth - 1) }
    switch node.op {
    case is Constant, is Fill: return constant(t) { $0 < 0 ? nil : Log().value($0) }
    case is Argument: return Self.meanings[t].flatMap { positive($0, depth - 1) }
    case is Exp: return Form(value: operands[0], isUnbounded: true)
    case is Exp2: return Form(value: times(Self.logTwo, operands[0]), isUnbounded: true)
    case is Sigmoid: return Form(value: apply(LogSigmoid(), operands[0]))
    case is NormalCDF: return Form(value: apply(LogNormalCDF(), operands[0]))
    case is ComplementaryErrorFunction: return Form(value: apply(LogComplementaryErrorFunction(), operands[0]))
    case is Softplus: return softplus(operands[0])
    case is HyperbolicCosine:
      return Form(
        value: plus(-Self.logTwo, apply(LogAddExp(), operands[0], negated(operands[0]))), isUnbounded: true)
    case is Multiply: return joined(Add(), form(0), form(1))
    case is Divide: return joined(Subtract(), form(0), form(1), isUnbounded: true)
    case is Square: return form(0).map { scaled($0, 2) }
    case is Sqrt: return form(0).map { scaled($0, 0.5) }
    case is Power:
      guard let exponent = operands[1].everywhere, exponent != 0 else { return nil }
      return form(0).map { scaled($0, exponent) }
    case is Maximum: return joined(Maximum(), form(0), form(1))
    case is Minimum: return joined(Minimum(), form(0), form(1))
    case is Add: return sum(of: operands, form(0), form(1))
    case is Subtract where operands[0].isEverywhere(1):
      guard let rest = complement(operands[1], depth - 1), rest.isNeverNegative else { return nil }
      return rest
    case is Subtract where operands[0].isEverywhere(0.5):
      return half(ErrorFunction.self, operands[1]).map {
        Form(value: plus(-Self.logTwo, apply(LogComplementaryErrorFunction(), $0)))
      }
    case is Negate:
      guard let y = operands[0].only(Expm1.self), isNeverPositive(y, depth - 1) else { return nil }
      return Form(value: logOneMinusExp(y))
    case let op as Sum:
      guard let terms = form(0), !terms.isConstant else { return nil }
      return Form(value: apply(LogSumExp(axes: op.axes), terms.value), isUnbounded: terms.isUnbounded)
    case let op as Product:
      guard let factors = form(0), !factors.isConstant else { return nil }
      return Form(value: apply(Sum(axes: op.axes), factors.value), isUnbounded: true)
    case is Select: return chosen(operands, form(1), form(2))
    case is Concatenate: return concatenated(node) { positive($0, depth - 1) }
    default: return moved(node) { positive($0, depth - 1) }
    }
  }

  /// log softplus x, which is x where e^x is small.
  private func softplus(_ x: Tensor) -> Form? {
    guard !isGuarded(x) else { return nil }
    return guarded(x) { apply(Log(), apply(Softplus(), $0)) }
  }

  /// log(1 − exp(−exp x)), which is x where e^x is small; nil where it has that form already.
  package func logOneMinusExpOfMinusExp(_ x: Tensor) -> Tensor? {
    isGuarded(x) ? nil : guarded(x) { apply(Log1mExp(), negated(apply(Exp(), $0))) }.value
  }

  private func guarded(_ x: Tensor, _ formula: (Tensor) -> Tensor) -> Form {
    let limit = Tensor(Self.smallExponent)
    let isSmall = apply(Compare(.less), x, limit)
    return Form(value: apply(Select(), isSmall, x, formula(apply(Select(), isSmall, limit, x))))
  }

  private func isGuarded(_ x: Tensor) -> Bool {
    guard let node = x.node, node.op is Select else { return false }
    return node.operands[1].isEverywhere(Self.smallExponent)
  }

  private func sum(of operands: [Tensor], _ a: Form?, _ b: Form?) -> Form? {
    for (one, other) in [(operands[0], operands[1]), (operands[1], operands[0])] where one.isEverywhere(1) {
      if let x = other.only(ErrorFunction.self) {
        return Form(value: apply(LogComplementaryErrorFunction(), negated(x)))
      }
      if let x = other.only(HyperbolicTangent.self) {
        return Form(value: plus(Self.logTwo, apply(LogSigmoid(), times(2, x))))
      }
    }
    for (one, other) in [(operands[0], operands[1]), (operands[1], operands[0])] where one.isEverywhere(0.5) {
      if let x = half(ErrorFunction.self, other) {
        return Form(value: plus(-Self.logTwo, apply(LogComplementaryErrorFunction(), negated(x))))
      }
    }
    guard let a, let b, !(a.isConstant && b.isConstant) else { return nil }
    // A sum of a constant and of what does not overflow is neither too small nor too large.
    if a.isConstant && !b.isUnbounded || b.isConstant && !a.isUnbounded { return nil }
    if operands[0].isEverywhere(1) { return Form(value: apply(Softplus(), b.value), isUnbounded: true) }
    if operands[1].isEverywhere(1) { return Form(value: apply(Softplus(), a.value), isUnbounded: true) }
    return Form(value: apply(LogAddExp(), a.value, b.value), isUnbounded: a.isUnbounded || b.isUnbounded)
  }
}

// MARK: Logarithms of what may be negative

extension StableLogarithm {
  private func signed(_ t: Tensor, _ depth: Int) -> Form? { ownSigned(t, depth).map { fitted($0, t) } }

  private func ownSigned(_ t: Tensor, _ depth: Int) -> Form? {
    if let form = positive(t, depth) { return form }
    guard depth > 0, t.elementType == .float64, let node = t.node, node.resultTypes.count == 1 else { return nil }
    let operands = node.operands
    switch node.op {
    case is Expm1:
      let x = operands[0]
      return Form(value: apply(Add(), x, apply(Log1mExp(), negated(x))), isUnbounded: true, isNeverNegative: false)
    case is HyperbolicSine:
      let difference = apply(LogSubtractExp(), operands[0], negated(operands[0]))
      return Form(value: plus(-Self.logTwo, difference), isUnbounded: true, isNeverNegative: false)
    case is Negate:
      return operands[0].only(Expm1.self).map { Form(value: logOneMinusExp($0), isNeverNegative: false) }
    case is Multiply:
      for (known, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
        guard let factor = positive(known, depth - 1) else { continue }
        let rest = signed(other, depth - 1)
        guard !(factor.isConstant && rest == nil) else { continue }
        return unnegative(apply(Add(), factor.value, rest?.value ?? apply(Log(), other)))
      }
      return nil
    case is Divide:
      let (above, below) = (operands[0], operands[1])
      if let form = positive(below, depth - 1) {
        let rest = signed(above, depth - 1)
        guard !(form.isConstant && rest == nil) else { return nil }
        return unnegative(apply(Subtract(), rest?.value ?? apply(Log(), above), form.value))
      }
      guard let form = positive(above, depth - 1), !form.isConstant else { return nil }
      return unnegative(apply(Subtract(), form.value, apply(Log(), below)))
    case is Subtract: return difference(operands[0], operands[1], depth)
    default: return nil
    }
  }

  private func unnegative(_ value: Tensor) -> Form { Form(value: value, isUnbounded: true, isNeverNegative: false) }

  private func difference(_ f: Tensor, _ g: Tensor, _ depth: Int) -> Form? {
    if f.isEverywhere(1) { return complement(g, depth - 1) }
    if let b = f.only(Sigmoid.self), let a = g.only(Sigmoid.self) {
      let ends = apply(Add(), apply(LogSigmoid(), b), apply(LogSigmoid(), negated(a)))
      // Equal ends make 0, also where both are infinite.
      let width = apply(Select(), apply(Compare(.equal), a, b), Tensor(0.0), apply(Subtract(), a, b))
      return unnegative(apply(Add(), ends, apply(Log1mExp(), width)))
    }
    if let b = f.only(NormalCDF.self), let a = g.only(NormalCDF.self) {
      let (upper, lower) = lowerTails(b, a)
      return unnegative(apply(LogSubtractExp(), apply(LogNormalCDF(), upper), apply(LogNormalCDF(), lower)))
    }
    let ofErf = (f.only(ErrorFunction.self), g.only(ErrorFunction.self))
    let ofErfc = (g.only(ComplementaryErrorFunction.self), f.only(ComplementaryErrorFunction.self))
    for case let (b?, a?) in [ofErf, ofErfc] {
      let (upper, lower) = lowerTails(b, a)
      let op = LogComplementaryErrorFunction()
      return unnegative(apply(LogSubtractExp(), apply(op, negated(upper)), apply(op, negated(lower))))
    }
    guard let a = positive(f, depth - 1), let b = positive(g, depth - 1), !(a.isConstant && b.isConstant),
      !(a.isConstant && !b.isUnbounded), !(b.isConstant && !a.isUnbounded)
    else { return nil }
    return unnegative(apply(LogSubtractExp(), a.value, b.value))
  }

  /// The ends of an interval from a to b, mirrored where it lies above 0: there the upper tails are the small ones.
  private func lowerTails(_ b: Tensor, _ a: Tensor) -> (upper: Tensor, lower: Tensor) {
    let isAbove = apply(Compare(.greater), apply(Add(), a, b), Tensor(0.0))
    return (apply(Select(), isAbove, negated(a), b), apply(Select(), isAbove, negated(b), a))
  }

  private func complement(_ t: Tensor, _ depth: Int) -> Form? { ownComplement(t, depth).map { fitted($0, t) } }

  private func ownComplement(_ t: Tensor, _ depth: Int) -> Form? {
    guard depth > 0, t.elementType == .float64, let node = t.node, node.resultTypes.count == 1 else { return nil }
    let operands = node.operands
    switch node.op {
    case is Constant, is Fill: return constant(t) { $0 > 1 ? nil : Log1p().value(-$0) }
    case is Argument: return Self.meanings[t].flatMap { complement($0, depth - 1) }
    case is Sigmoid: return Form(value: apply(LogSigmoid(), negated(operands[0])))
    case is NormalCDF: return Form(value: apply(LogNormalCDF(), negated(operands[0])))
    case is ErrorFunction: return Form(value: apply(LogComplementaryErrorFunction(), operands[0]))
    case is HyperbolicTangent:
      return Form(value: plus(Self.logTwo, apply(LogSigmoid(), times(-2, operands[0]))))
    case is Exp:
      let y = operands[0]
      return Form(value: logOneMinusExp(y), isNeverNegative: isNeverPositive(y, depth - 1))
    case is Negate:
      // 1 − (1 − e^y) is e^y.
      if let y = operands[0].only(Expm1.self) { return Form(value: y, isUnbounded: true) }
      guard let form = positive(operands[0], depth - 1), !form.isConstant, form.isUnbounded else { return nil }
      return Form(value: apply(Softplus(), form.value), isUnbounded: true)
    case is Subtract where operands[0].isEverywhere(1): return positive(operands[1], depth - 1)
    case is Multiply, is Divide, is Power, is Square, is Sqrt:
      if let x = half(ComplementaryErrorFunction.self, t) {
        return Form(value: plus(-Self.logTwo, apply(LogComplementaryErrorFunction(), negated(x))))
      }
      guard let form = positive(t, depth), !form.isConstant else { return nil }
      return Form(value: apply(Log1mExp(), form.value), isNeverNegative: false)
    case is Select: return chosen(operands, complement(operands[1], depth - 1), complement(operands[2], depth - 1))
    case is Concatenate: return concatenated(node) { complement($0, depth - 1) }
    default: return moved(node) { complement($0, depth - 1) }
    }
  }

  private func half<Function: Op>(_ type: Function.Type, _ t: Tensor) -> Tensor? {
    guard let node = t.node, node.op is Multiply else { return nil }
    if node.operands[0].isEverywhere(0.5) { return node.operands[1].only(type) }
    return node.operands[1].isEverywhere(0.5) ? node.operands[0].only(type) : nil
  }

  private func logOneMinusExp(_ y: Tensor) -> Tensor {
    if let x = y.only(Negate.self)?.only(Exp.self), let guarded = logOneMinusExpOfMinusExp(x) { return guarded }
    return apply(Log1mExp(), y)
  }

  /// Whether y ≤ 0 for every operand but NaN.
  private func isNeverPositive(_ y: Tensor, _ depth: Int) -> Bool {
    if y.node?.op is LogSigmoid || y.node?.op is LogNormalCDF { return true }
    guard let x = y.only(Negate.self) else { return false }
    return x.node?.op is Square || x.node?.op is AbsoluteValue || positive(x, depth) != nil
  }
}

// MARK: Parts

extension StableLogarithm {
  func apply(_ op: any Op, _ operands: Tensor...) -> Tensor { Tensor.apply(op, operands, at: location)[0] }
  private func negated(_ x: Tensor) -> Tensor { x.only(Negate.self) ?? apply(Negate(), x) }
  func times(_ factor: Double, _ x: Tensor) -> Tensor { apply(Multiply(), Tensor(factor), x) }
  private func plus(_ number: Double, _ x: Tensor) -> Tensor { apply(Add(), x, Tensor(number)) }

  /// The form in the shape of what it is the logarithm of.
  private func fitted(_ form: Form, _ t: Tensor) -> Form {
    guard form.value.shape != t.shape else { return form }
    return Form(
      value: apply(Broadcast(to: t.shape), form.value), isConstant: form.isConstant, isUnbounded: form.isUnbounded,
      isNeverNegative: form.isNeverNegative)
  }

  private func scaled(_ form: Form, _ factor: Double) -> Form {
    Form(value: times(factor, form.value), isConstant: form.isConstant, isUnbounded: form.isUnbounded || factor < 0)
  }

  private func joined(_ op: any Op, _ a: Form?, _ b: Form?, isUnbounded: Bool = false) -> Form? {
    guard let a, let b else { return nil }
    return Form(
      value: apply(op, a.value, b.value), isConstant: a.isConstant && b.isConstant,
      isUnbounded: isUnbounded || a.isUnbounded || b.isUnbounded)
  }

  private func chosen(_ operands: [Tensor], _ a: Form?, _ b: Form?) -> Form? {
    guard let a, let b else { return nil }
    return Form(
      value: apply(Select(), operands[0], a.value, b.value), isConstant: a.isConstant && b.isConstant,
      isUnbounded: a.isUnbounded || b.isUnbounded, isNeverNegative: a.isNeverNegative && b.isNeverNegative)
  }

  private func concatenated(_ node: Node, _ form: (Tensor) -> Form?) -> Form? {
    let forms = node.operands.map(form)
    let known = forms.compactMap { $0 }
    guard known.count == forms.count, !known.allSatisfy(\.isConstant) else { return nil }
    return Form(
      value: Tensor.apply(node.op, known.map(\.value), at: location)[0],
      isUnbounded: known.contains(where: \.isUnbounded), isNeverNegative: known.allSatisfy(\.isNeverNegative))
  }

  /// The same form of an operand whose elements an Op moves and does not change.
  private func moved(_ node: Node, _ form: (Tensor) -> Form?) -> Form? {
    guard node.op is any MovementOp, let found = form(node.operands[0]) else { return nil }
    let operands = [found.value] + node.operands.dropFirst()
    return Form(
      value: Tensor.apply(node.op, operands, at: location)[0], isConstant: found.isConstant,
      isUnbounded: found.isUnbounded, isNeverNegative: found.isNeverNegative)
  }

  private func moved(_ node: Node, _ form: (Tensor) -> Tensor?) -> Tensor? {
    moved(node) { form($0).map { Form(value: $0) } }?.value
  }

  /// The logarithms of a constant's elements; nil where one has none, or where there are many.
  private func constant(_ t: Tensor, _ logarithm: (Double) -> Double?) -> Form? {
    switch t.node?.op {
    case let fill as Fill:
      return logarithm(fill.value.scalar).map { Form(value: .filled(NDArray($0), fill.shape), isConstant: true) }
    case let constant as Constant where constant.value.count <= 4096:
      let logarithms = constant.value.doubles.map(logarithm)
      guard !logarithms.contains(nil) else { return nil }
      return Form(value: Tensor(NDArray(logarithms.compactMap { $0 }, shape: t.shape)), isConstant: true)
    default: return nil
    }
  }
}

extension Tensor {
  /// The only operand of the tensor's node, where its Op has the given type.
  fileprivate func only<Operation: Op>(_ type: Operation.Type) -> Tensor? {
    guard let node, node.op is Operation, node.operands.count == 1 else { return nil }
    return node.operands[0]
  }

  /// The number that all elements are known to be.
  fileprivate var everywhere: Double? {
    switch node?.op {
    case let fill as Fill where elementType == .float64: fill.value.scalar
    case let constant as Constant where elementType == .float64 && constant.value.count == 1: constant.value.scalar
    default: nil
    }
  }

  fileprivate func isEverywhere(_ number: Double) -> Bool { everywhere == number }
}
