// The user's way to write a loop: `scan`, which finds out what the body takes from outside.

public import ApusGraph
internal import ApusOps

/// The results of a loop.
public struct ScanResult: Sendable {
  /// The state after the last step.
  public let carry: [Tensor]
  /// The outputs of all steps, stacked along a leading axis in the order of the sequences.
  public let outputs: [Tensor]
}

/// A loop: `body` takes the carried state and the elements of the sequences at the step, and gives the next state, of the
/// same types, and outputs.
///
/// The body may use tensors from outside; gradients flow to them too. The loop's length is that of the sequences' leading
/// axes, or `length` where there are none. Its gradient is a reversed loop.
///
/// - Parameters:
///   - initial: the state before the first step.
///   - sequences: tensors whose leading axis is the step.
///   - length: the number of steps; needed only without sequences.
///   - reversed: whether to run from the last element to the first.
/// - Returns: the last state and the stacked outputs; poisoned where shapes do not fit.
public func scan(
  _ initial: [Tensor], over sequences: [Tensor] = [], length: Int? = nil, reversed: Bool = false,
  file: StaticString = #fileID, line: UInt = #line,
  body: (_ carry: [Tensor], _ elements: [Tensor]) -> (carry: [Tensor], outputs: [Tensor])
) -> ScanResult {
  let location = SourceLocation.line(file: file, line: line)
  // The body is traced first, whatever is wrong, so that a poisoned loop has as many outputs as a sound one.
  let elementTypes = sequences.map { TensorType($0.elementType, Shape(Array($0.shape.dimensions.dropFirst()))) }
  var outputCount = 0
  let traced = FunctionGraph(of: initial.map(\.type) + elementTypes) { arguments in
    let (carry, outputs) = body(Array(arguments[..<initial.count]), Array(arguments[initial.count...]))
    outputCount = outputs.count
    return carry + outputs
  }
  func poisoned(_ error: GraphError) -> ScanResult {
    ScanResult(
      carry: initial.map { Tensor(poisonedBy: error, as: $0.type) },
      outputs: traced.results.suffix(outputCount).map { Tensor(poisonedBy: error, as: $0.type) })
  }
  func failure(_ reason: String) -> ScanResult {
    let operands = (initial + sequences).map(\.summary)
    return poisoned(
      GraphError(operation: "scan", operands: operands, cause: TypeError(.shape, reason), location: location))
  }
  if let error = (initial + sequences).lazy.compactMap(\.error).first { return poisoned(error) }
  guard sequences.allSatisfy({ $0.shape.rank > 0 }) else { return failure("a sequence needs a leading axis") }
  let lengths = Set(sequences.map { $0.shape[0] } + (length.map { [$0] } ?? []))
  guard lengths.count == 1, let count = lengths.first, count >= 0 else {
    return failure(lengths.isEmpty ? "the number of steps is not known" : "lengths \(lengths.sorted()) differ")
  }
  if let error = traced.error { return poisoned(error) }
  guard traced.results.count - outputCount == initial.count else {
    return failure("the body carries \(traced.results.count - outputCount) values on, and was given \(initial.count)")
  }
  do throws(GraphError) {
    let (function, captures) = try traced.closed()
    let op = Scan(
      body: function, length: count, carryCount: initial.count, sequenceCount: sequences.count, isReversed: reversed)
    let results = Tensor.apply(op, initial + sequences + captures, at: location)
    if let error = results.first?.error { return poisoned(error) }
    return ScanResult(
      carry: Array(results[..<initial.count]),
      outputs: Array(results[initial.count..<(initial.count + outputCount)]))
  } catch { return poisoned(error) }
}
