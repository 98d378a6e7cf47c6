// The wrong cotangents: each kind of mistake as a graph around the right rule.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusOps

/// A mistake in the rule of one operand.
struct MutatedRule<Base: Op> {
  let base: Base
  let site: PullbackSite
  /// The right cotangent.
  let right: Tensor
  let mutant: Mutant<Base>

  private var x: Tensor { site.operands[mutant.operand] }
  private var y: Tensor { site.results[0] }
  private var c: Tensor { site.cotangent() }
  /// The results that carry gradients: all but residuals.
  private var resultCount: Int {
    let residualCount = (base as? any ResidualBearing)?.residualCount(of: site.operands.map(\.type)) ?? 0
    return site.results.count - residualCount
  }
  private var hasOneResult: Bool { resultCount == 1 }
  /// Whether the operand's and the result's elements belong to each other one by one.
  private var isElementwise: Bool { hasOneResult && x.shape == y.shape && base is any ElementwiseOp }

  /// The wrong cotangent; nil where the mistake makes no sense for the Op.
  var cotangent: Tensor? {
    switch mutant.kind {
    case .disconnected, .wrongPushforward, .notThreadSafe, .mutatesOperand, .hiddenState: right
    case .returnsZero: .zeros(x.type)
    case .notFinite: right * (0.0 / (x - x))
    case .ignoresCotangent: rule { .ones($0.shape) }
    case .absoluteCotangent: rule { abs($0) }
    case .squaredCotangent: rule { $0 * $0 }
    case .clippedCotangent: rule { clip($0, -1, 1) }
    case .addedConstant: right + 0.37
    case .swappedCotangents: swapped
    case .leavesOutResult: hasOneResult ? nil : answer(cotangents: [nil] + site.cotangents.dropFirst())
    case .missingDerivative: hasOneResult && x.shape.broadcasts(to: y.shape) ? c.summed(to: x.shape) : nil
    case .wrongSign: -right
    case .twice: 2 * right
    case .half: right / 2
    case .offByThousandth: 1.001 * right
    case .thousandfold: 1000 * right
    case .degreesForRadians: right * (Double.pi / 180)
    case .radiansForDegrees: right * (180 / Double.pi)
    case .extraOperand: right * x
    case .missingOperand: right / x
    case .extraResult: hasOneResult ? rule { $0 * y } : nil
    case .missingResult: hasOneResult ? rule { $0 / y } : nil
    case .extraOtherOperand: otherFactor.flatMap { factor in rule { $0 * factor } }
    case .missingOtherOperand: otherFactor.flatMap { factor in rule { $0 / factor } }
    case .extraExponential: right * exp(x)
    case .extraCosine: right * cos(x)
    case .extraOneMinusSquare: right * (1 - x * x)
    case .twiceOperand: 2 * x * right
    case .extraTerm: isElementwise ? right + c * x : nil
    case .missingTerm:
      isElementwise && site.operands.count > 1 && otherFactor?.shape == x.shape ? right - c * other : nil
    case .extraOne: isElementwise ? right + c : nil
    case .swappedOperands: otherAnswer
    case .transposedJacobian: transposed
    case .summedElements: x.shape.elementCount > 1 ? sum(right).broadcast(to: x.shape) : nil
    case .meanOfShares: isBroadcast ? right * (Double(x.shape.elementCount) / Double(y.shape.elementCount)) : nil
    case .oneShare: isBroadcast ? rule { $0 * firstShare } : nil
    case .shiftedElements: reordered(.forward)
    case .reversedElements: reordered(.reversed)
    case .roundedToInteger: derivative.map { c * round($0) }
    case .truncatedToInteger: derivative.map { c * trunc($0) }
    case .absoluteDerivative: derivative.map { c * abs($0) }
    case .clippedDerivative: derivative.map { c * clip($0, -0.5, 0.5) }
    case .singlePrecision: derivative.map { c * Tensor.apply(SinglePrecision(), $0) }
    case .forwardDifference: forwardDifference
    case .otherPoint: answer(operands: site.operands.map { 1.01 * $0 })
    case .staleResiduals: stale
    case .pullbackMutates: Tensor.apply(Spoiling(), right, x)
    }
  }

  // MARK: The right rule with something else in its site

  private func answer(operands: [Tensor]? = nil, results: [Tensor]? = nil, cotangents: [Tensor?]? = nil) -> Tensor? {
    let answers = base.pullback(
      PullbackSite(
        operands: operands ?? site.operands, results: results ?? site.results, cotangents: cotangents ?? site.cotangents
      ))
    if case .value(let cotangent) = answers[mutant.operand] { return cotangent }
    return nil
  }

  private func rule(_ cotangent: (Tensor) -> Tensor) -> Tensor? {
    answer(cotangents: site.cotangents.map { $0.map(cotangent) })
  }

  private var swapped: Tensor? {
    guard resultCount == 2, site.results[0].type == site.results[1].type else { return nil }
    return answer(cotangents: [site.cotangents[1], site.cotangents[0]])
  }

  private var stale: Tensor? {
    let values = site.operands + site.results
    let recalled = Tensor.apply(Recalled(memory: mutant.memory), values)
    return answer(
      operands: Array(recalled[..<site.operands.count]), results: Array(recalled[site.operands.count...]))
  }

  private var transposed: Tensor? {
    guard hasOneResult, x.shape == y.shape, x.shape.rank == 1, !(base is any ElementwiseOp) else { return nil }
    let fresh = Tensor.apply(base, site.operands)[0]
    return try? jacobianVectorProduct(of: [fresh], withRespectTo: [x], tangents: [c])[0]
  }

  // MARK: Other operands

  private var other: Tensor { site.operands[mutant.other] }

  private var otherFactor: Tensor? {
    guard hasOneResult, mutant.other != mutant.operand, other.shape.broadcasts(to: y.shape) else { return nil }
    return other
  }

  private var otherAnswer: Tensor? {
    guard mutant.other != mutant.operand, other.type == x.type,
      case .value(let cotangent) = base.pullback(
        PullbackSite(operands: site.operands, results: site.results, cotangents: site.cotangents))[mutant.other]
    else { return nil }
    return cotangent
  }

  // MARK: Shares and order

  private var isBroadcast: Bool {
    hasOneResult && y.shape.elementCount > x.shape.elementCount && x.shape.broadcasts(to: y.shape)
  }

  /// 1 for the result's elements that are the first of their operand's element, else 0.
  private var firstShare: Tensor {
    let ones = (0..<y.shape.elementCount).map { $0 < x.shape.elementCount ? 1.0 : 0 }
    return Tensor(NDArray(ones, shape: y.shape))
  }

  private func reordered(_ order: Reordered.Order) -> Tensor? {
    x.shape.elementCount > 1 ? Tensor.apply(Reordered(order: order), right) : nil
  }

  // MARK: The derivative alone

  private var derivative: Tensor? { isElementwise ? rule { .ones($0.shape) } : nil }

  private var forwardDifference: Tensor? {
    guard isElementwise else { return nil }
    let step = 1e-6
    var moved = site.operands
    moved[mutant.operand] = x + step
    return c * (Tensor.apply(base, moved)[0] - y) / step
  }
}

/// The elements in another order.
struct Reordered: Op {
  enum Order { case forward, backward, reversed }
  let order: Order

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y, n) = (operands[0].float64, results[0].float64, operands[0].count)
    for i in 0..<n {
      switch order {
      case .forward: y[i] = x[(i + 1) % n]
      case .backward: y[i] = x[(i + n - 1) % n]
      case .reversed: y[i] = x[n - 1 - i]
      }
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let opposite: Order = order == .forward ? .backward : order == .backward ? .forward : .reversed
    return [.value(Tensor.apply(Reordered(order: opposite), site.cotangent()))]
  }
}

/// The operand rounded to single precision.
struct SinglePrecision: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for (i, x) in operands[0].float64.enumerated() { results[0].float64[i] = Double(Float(x)) }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent())] }
}

/// What memory holds of the operands, or the operands where it holds nothing.
struct Recalled: Op {
  let memory: Memory

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for (i, operand) in operands.enumerated() {
      results[i].base.copyMemory(
        from: memory.isFilled ? UnsafeRawPointer(memory.place(i)) : operand.base, byteCount: operand.type.byteCount)
    }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { site.operands.indices.map { .value(site.cotangent($0)) } }
}

/// The first operand; the second is written to.
struct Spoiling: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    results[0].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
    let numbers = UnsafeMutableRawPointer(mutating: operands[1].base).assumingMemoryBound(to: Double.self)
    numbers[0] = 1.5 * numbers[0] + 0.25
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent()), .disconnected] }
}
