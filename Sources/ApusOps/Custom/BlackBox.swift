// The Ops behind a black box: its call, its pullback, and the pullback's own derivative by differences.

package import ApusGraph

/// The call of a ``BlackBoxOp``: its results, then its residuals.
package struct BlackBox<Function: BlackBoxOp>: ResidualBearing, PreparedOp {
  package let function: Function

  package init(function: Function) { self.function = function }

  package var name: String { "\(Function.self)" }
  package var accuracy: Accuracy { function.accuracy }

  package func residualCount(of operands: [TensorType]) -> Int { function.residualTypes(of: operands).count }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    if let count = function.operandCount, operands.count != count {
      throw .operandCount(operands.count, expected: count)
    }
    guard !operands.isEmpty || function.operandCount == 0 else {
      throw TypeError(.operandCount, "no operands were given; a routine that takes none says so by operandCount")
    }
    let results = try function.resultTypes(of: operands)
    guard !results.isEmpty else { throw TypeError(.attribute, "the routine has no results") }
    return results + function.residualTypes(of: operands)
  }

  /// Calls the routine; nothing else is allocated from the second call on.
  package func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let residualCount = residualCount(of: operands)
    let (own, residuals) = (ViewList<MutableTensorView>(), ViewList<MutableTensorView>())
    let domains = (function as? any DomainContract)?.domains(count: operands.count) ?? []
    let errors = ThrownErrors.current
    return { operands, results in
      guard Self.areInside(domains, operands) else {
        for result in results { result.invalidate() }
        return
      }
      let count = results.count - residualCount
      do {
        try function.evaluate(
          operands, into: own.part(0..<count, of: results),
          residuals: residuals.part(count..<results.count, of: results))
      } catch {
        errors?.record(name, error)
        for result in results { result.invalidate() }
      }
    }
  }

  static func areInside(_ domains: [(operand: Int, domain: OperandDomain)], _ operands: [TensorView]) -> Bool {
    domains.allSatisfy { operand, domain in
      !operands[operand].type.isDifferentiable || operands[operand].float64.allSatisfy { domain.contains($0) }
    }
  }

  /// The routine's own rule, called for the operands that are needed.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let isProvided = site.operands.indices.map { index in
      site.isNeeded[index] && function.derivative(forOperand: index) == .provided
    }
    let wanted = site.operands.indices.filter { isProvided[$0] }
    let residualCount = function.residualTypes(of: site.operands.map(\.type)).count
    let resultCount = site.results.count - residualCount
    let rule = BlackBoxPullback(function: function, operandCount: site.operands.count, wanted: wanted)
    var cotangents =
      wanted.isEmpty
      ? [] : Tensor.apply(rule, site.operands + site.results + (0..<resultCount).map { site.cotangent($0) })
    return site.operands.indices.map { index in
      if isProvided[index] { return .value(cotangents.removeFirst()) }
      switch function.derivative(forOperand: index) {
      case .undefined(let reason): return .undefined(reason)
      case .notImplemented(let reason): return .notImplemented(reason)
      case .provided, .disconnected: return .disconnected
      }
    }
  }
}

/// The pullback of a ``BlackBoxOp``: operands are the routine's operands, results, residuals and cotangents; results are
/// the cotangents of the wanted operands.
struct BlackBoxPullback<Function: BlackBoxOp>: PreparedOp, ArrayPullback, BuiltInOp {
  let function: Function
  let operandCount: Int
  let wanted: [Int]

  var name: String { "pullback of \(Function.self)" }
  var ownRule: GradientRule { .differenced }
  var routine: String { "\(Function.self).pullback" }
  var writtenOperands: [Int] { wanted }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { wanted.map { operands[$0] } }

  func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let residualCount = function.residualTypes(of: Array(operands[..<operandCount])).count
    let resultEnd = operandCount + (operands.count - operandCount - residualCount) / 2
    let residualEnd = resultEnd + residualCount
    let parts = [0..<operandCount, operandCount..<resultEnd, resultEnd..<residualEnd, residualEnd..<operands.count]
    let lists = parts.map { _ in ViewList<TensorView>() }
    let targets = ViewList<MutableTensorView?>()
    let domains = (function as? any DomainContract)?.domains(count: operandCount) ?? []
    let errors = ThrownErrors.current
    return { operands, results in
      guard BlackBox<Function>.areInside(domains, operands) else {
        for result in results { result.invalidate() }
        return
      }
      let call = BlackBoxCall(
        operands: lists[0].part(parts[0], of: operands), results: lists[1].part(parts[1], of: operands),
        residuals: lists[2].part(parts[2], of: operands), cotangents: lists[3].part(parts[3], of: operands))
      do { try function.pullback(call, into: targets.scattered(results, to: wanted, count: operandCount)) } catch {
        errors?.record("\(Function.self)", error)
        for result in results { result.invalidate() }
      }
    }
  }

  /// With cotangents w of the results: for the routine's cotangents the Jacobian's product with w, for its operands the
  /// Hessian's, both by the routine's own second-order rule, or by differences along w. Results and residuals depend on the operands and are contained in those.
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let operands = Array(site.operands[..<operandCount])
    let residualCount = function.residualTypes(of: operands.map(\.type)).count
    let resultCount = (site.operands.count - operandCount - residualCount) / 2
    let cotangents = Array(site.operands[(operandCount + resultCount + residualCount)...])
    let directions = site.results.indices.map { site.cotangent($0) }
    let provided = operands.indices.filter {
      operands[$0].type.isDifferentiable && function.derivative(forOperand: $0) == .provided
    }
    let difference = BlackBoxDifference(
      function: function, operandCount: operandCount, resultCount: resultCount, moved: wanted, provided: provided)
    let found = Tensor.apply(difference, operands + cotangents + directions)
    var answers: [OperandCotangent] = (0..<operandCount).map { index in
      if let place = provided.firstIndex(of: index) { return .value(found[resultCount + place]) }
      return operands[index].type.isDifferentiable
        ? .notImplemented("its first derivative is not given") : .disconnected
    }
    answers += [OperandCotangent](repeating: .disconnected, count: resultCount + residualCount)
    answers += (0..<resultCount).map {
      site.operands[operandCount + $0].type.isDifferentiable ? .value(found[$0]) : .disconnected
    }
    return answers
  }
}

/// Directional derivatives of a black box along w, which moves some of the operands: of its results (Jacobian times w), and
/// of its own first derivatives for the operands that it provides them for (Hessian times w). They are the routine's own, or
/// central differences.
struct BlackBoxDifference<Function: BlackBoxOp>: PreparedOp, BuiltInOp {
  let function: Function
  let operandCount: Int
  let resultCount: Int
  let moved: [Int]
  let provided: [Int]

  var name: String { (isOwn ? "second derivative of " : "differenced pullback of ") + "\(Function.self)" }
  var ownRule: GradientRule { isOwn ? .user : .differenced }

  private var isOwn: Bool { function is any SecondOrderBlackBoxOp }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try function.resultTypes(of: Array(operands[..<operandCount])) + provided.map { operands[$0] }
  }

  func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let types = Array(operands[..<operandCount])
    let resultTypes = (try? function.resultTypes(of: types)) ?? []
    let residualTypes = function.residualTypes(of: types)
    if let own = function as? any SecondOrderBlackBoxOp {
      return ownProducts(own, results: resultTypes.map(Scratch.init), residuals: residualTypes.map(Scratch.init))
    }
    let shifted = types.map(Scratch.init)
    let point = shifted.map(\.view.view)
    let sides = [0, 1].map { _ in
      Side(
        results: resultTypes.map(Scratch.init), residuals: residualTypes.map(Scratch.init),
        cotangents: provided.map { Scratch(types[$0]) }, places: provided, operandCount: operandCount)
    }
    let (directionList, cotangentList) = (ViewList<TensorView>(), ViewList<TensorView>())
    let errors = ThrownErrors.current
    return { operands, results in
      let directions = directionList.part((operandCount + resultCount)..<operands.count, of: operands)
      let cotangents = cotangentList.part(operandCount..<(operandCount + resultCount), of: operands)
      let step = differenceStep(operands, directions)
      for (side, move) in [(sides[0], step), (sides[1], -step)] {
        for (index, scratch) in shifted.enumerated() { scratch.copy(from: operands[index]) }
        for (index, direction) in zip(moved, directions) {
          let (x, d) = (shifted[index].view.float64, direction.float64)
          for k in 0..<x.count { x[k] += move * d[k] }
        }
        do { try side.evaluate(function, point, cotangents) } catch {
          errors?.record("\(Function.self)", error)
          for found in side.outputs { found.invalidate() }
        }
      }
      for (index, result) in results.enumerated() where result.type.isDifferentiable {
        let (y, a, b) = (result.float64, sides[0].found[index].float64, sides[1].found[index].float64)
        for k in 0..<y.count { y[k] = step == 0 ? 0 : (a[k] - b[k]) / (2 * step) }
      }
    }
  }

  /// The routine's own second-order rule, after an evaluation for its results and residuals.
  private func ownProducts(
    _ own: any SecondOrderBlackBoxOp, results values: [Scratch], residuals: [Scratch]
  ) -> ([TensorView], [MutableTensorView]) -> Void {
    let errors = ThrownErrors.current
    return { operands, results in
      let point = Array(operands[..<operandCount])
      let call = BlackBoxCall(
        operands: point, results: values.map(\.view.view), residuals: residuals.map(\.view.view),
        cotangents: Array(operands[operandCount..<(operandCount + resultCount)]))
      var directions = [TensorView?](repeating: nil, count: operandCount)
      for (index, direction) in zip(moved, operands[(operandCount + resultCount)...]) { directions[index] = direction }
      var products = [MutableTensorView?](repeating: nil, count: operandCount)
      for (place, index) in provided.enumerated() { products[index] = results[resultCount + place] }
      do {
        try function.evaluate(point, into: values.map(\.view), residuals: residuals.map(\.view))
        try own.secondOrder(call, along: directions, into: Array(results[..<resultCount]), products: products)
      } catch {
        errors?.record("\(Function.self)", error)
        for result in results { result.invalidate() }
      }
      withExtendedLifetime((values, residuals)) {}
    }
  }

  /// The buffers of the routine and its rule on one side of a difference.
  private struct Side {
    private let buffers: [Scratch]
    private let results: [MutableTensorView]
    private let residuals: [MutableTensorView]
    private let cotangents: [MutableTensorView?]
    /// The results, then the cotangents, for writing.
    let outputs: [MutableTensorView]
    /// The results, then the cotangents.
    let found: [TensorView]

    init(results: [Scratch], residuals: [Scratch], cotangents: [Scratch], places: [Int], operandCount: Int) {
      buffers = results + residuals + cotangents
      self.results = results.map(\.view)
      self.residuals = residuals.map(\.view)
      var targets = [MutableTensorView?](repeating: nil, count: operandCount)
      for (index, scratch) in zip(places, cotangents) { targets[index] = scratch.view }
      self.cotangents = targets
      outputs = (results + cotangents).map(\.view)
      found = outputs.map(\.view)
    }

    func evaluate(_ function: Function, _ point: [TensorView], _ ofResults: [TensorView]) throws {
      defer { withExtendedLifetime(buffers) {} }
      try function.evaluate(point, into: results, residuals: residuals)
      try function.pullback(
        BlackBoxCall(
          operands: point, results: results.map(\.view), residuals: residuals.map(\.view), cotangents: ofResults),
        into: cotangents)
    }
  }

  /// The step along the direction: scaled to the operands, and to the direction's largest component; 0 for no direction.
  private func differenceStep(_ operands: [TensorView], _ directions: [TensorView]) -> Double {
    let length = directions.reduce(0.0) { max($0, $1.float64.reduce(0) { max($0, $1.magnitude) }) }
    let size = moved.reduce(1.0) { max($0, operands[$1].float64.reduce(0) { max($0, $1.magnitude) }) }
    return length == 0 ? 0 : Difference.step(at: size) / length
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let reason = isOwn ? "nobody has written down a third derivative" : "it would be a third derivative by differences"
    return site.operands.map { _ in .notImplemented(reason) }
  }
}

final class Scratch {
  let view: MutableTensorView

  init(_ type: TensorType) {
    let base = UnsafeMutableRawPointer.allocate(byteCount: max(64, type.byteCount), alignment: 64)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: max(64, type.byteCount))
    view = MutableTensorView(type, base)
  }

  deinit { view.base.deallocate() }

  func copy(from source: TensorView) { view.base.copyMemory(from: source.base, byteCount: source.type.byteCount) }
}
