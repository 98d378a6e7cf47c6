// The partial derivatives of a user's scalar routine as an Op, and their own derivatives by differences.

internal import ApusGraph

/// The partial derivatives of an ``ElementwiseOp`` for each operand, given the operands and the result.
struct ElementwisePartials<Function: ElementwiseOp>: PreparedOp, RoutinePullback, BuiltInOp {
  let function: Function

  var name: String { "partials of \(function.name)" }
  var ownRule: GradientRule { .differenced }
  var routine: String { "\(function.name).writePartials" }
  var writtenOperands: [Int] { Array(0..<function.operandCount) }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == function.operandCount + 1 else {
      throw .operandCount(operands.count, expected: function.operandCount + 1)
    }
    return [TensorType](repeating: operands[function.operandCount], count: function.operandCount)
  }

  func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let count = function.operandCount
    let points = PointLoop(Array(operands[..<count]))
    let domains = (function as? any DomainContract)?.domains(count: count) ?? []
    let errors = ThrownErrors.current
    return { operands, results in
      let value = operands[count].float64
      Self.writing(results) { targets, partials in
        points.forEach(operands) { point, index in
          // A partial that the routine leaves out must not be that of the element before.
          for k in 0..<count { partials[k] = Unwritten.number }
          do {
            if domains.allSatisfy({ $0.domain.contains(point[$0.operand]) }) {
              try function.writePartials(at: point, result: value[index], into: partials)
            } else {
              for k in 0..<count { partials[k] = .nan }
            }
          } catch {
            errors?.record(function.name, error)
            for k in 0..<count { partials[k] = .nan }
          }
          for k in 0..<count { targets[k][index] = partials[k] }
        }
      }
    }
  }

  /// Calls `body` with the results' first elements and with room for a number for each.
  private static func writing(
    _ results: [MutableTensorView],
    _ body: (UnsafePointer<UnsafeMutablePointer<Double>>, UnsafeMutablePointer<Double>) -> Void
  ) {
    let count = results.count
    withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<Double>.self, capacity: max(1, count)) { targets in
      for k in 0..<count {
        targets.initializeElement(at: k, to: results[k].base.assumingMemoryBound(to: Double.self))
      }
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, count)) { numbers in
        if let targets = targets.baseAddress, let numbers = numbers.baseAddress { body(targets, numbers) }
      }
    }
  }

  /// Differences of the partials along each operand. The result's own operand is a function of the others, whose
  /// differences already contain it.
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let operands = Array(site.operands.dropLast())
    let seconds = Tensor.apply(ElementwiseSecondPartials(function: function), operands)
    let count = operands.count
    return operands.enumerated().map { i, operand -> OperandCotangent in
      var total: Tensor?
      for j in 0..<count {
        guard let cotangent = site.cotangents[j] else { continue }
        let term = cotangent * seconds[i * count + j]
        total = total.map { $0 + term } ?? term
      }
      return .value((total ?? .zeros(site.results[0].type)).summed(to: operand.shape))
    } + [.disconnected]
  }
}

/// The second partial derivatives of an ``ElementwiseOp``: its own, or by central differences of its own first ones. Result
/// i·n + j is ∂²f/∂xᵢ∂xⱼ; differences give it to about 1e-10 relative for smooth functions of usual scale.
struct ElementwiseSecondPartials<Function: ElementwiseOp>: PreparedOp, BuiltInOp {
  let function: Function

  var name: String { (isOwn ? "second partials of " : "differenced partials of ") + function.name }
  var ownRule: GradientRule { isOwn ? function.rule : .differenced }

  private var isOwn: Bool { function is any SecondOrderElementwiseOp }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    let types = try function.resultTypes(of: operands)
    return [TensorType](repeating: types[0], count: operands.count * operands.count)
  }

  func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let points = PointLoop(operands)
    let count = operands.count
    let own = function as? any SecondOrderElementwiseOp
    let errors = ThrownErrors.current
    return { operands, results in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count * max(3, count)) { buffer in
        guard let scratch = buffer.baseAddress else { return }
        points.forEach(operands) { point, index in
          do {
            if let own {
              for k in 0..<(count * count) { scratch[k] = Unwritten.number }
              try own.writeSecondPartials(at: point, result: try function.value(at: point), into: scratch)
              for k in 0..<(count * count) { results[k].float64[index] = scratch[k] }
            } else {
              try writeDifferences(at: point, count, scratch) { i, j, value in
                results[i * count + j].float64[index] = value
              }
            }
          } catch {
            errors?.record(function.name, error)
            for k in 0..<(count * count) { results[k].float64[index] = .nan }
          }
        }
      }
    }
  }

  private func writeDifferences(
    at point: UnsafePointer<Double>, _ count: Int, _ shifted: UnsafeMutablePointer<Double>,
    _ write: (_ i: Int, _ j: Int, _ value: Double) -> Void
  ) throws {
    let (above, below) = (shifted + count, shifted + 2 * count)
    for i in 0..<count {
      for k in 0..<count { shifted[k] = point[k] }
      let step = Difference.step(at: point[i])
      shifted[i] = point[i] + step
      let upper = shifted[i]
      try function.writePartials(at: shifted, result: try function.value(at: shifted), into: above)
      shifted[i] = point[i] - step
      let width = upper - shifted[i]
      try function.writePartials(at: shifted, result: try function.value(at: shifted), into: below)
      for j in 0..<count { write(i, j, (above[j] - below[j]) / width) }
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let reason = isOwn ? "nobody has written down a third derivative" : "it would be a third derivative by differences"
    return site.operands.map { _ in .notImplemented(reason) }
  }
}

enum Difference {
  /// The cube root of the machine epsilon, scaled to the size of the coordinate: balances truncation and rounding.
  static func step(at x: Double) -> Double { 6.055454452393343e-06 * max(x.magnitude, 1) }
}
