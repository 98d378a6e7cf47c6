// What a routine writes: all of the buffers that it is given, and nothing beside them.

internal import ApusGraph
internal import ApusOps

extension RuleVerifier {
  /// Evaluates the Op and its rules once, on buffers that hold a mark before and lie between marked zones, and looks at what
  /// the user's routines left of the marks.
  func bufferFailures(_ rules: [OperandRule]) -> [VerificationFailure] {
    let products = rules.compactMap(\.product)
    let body = (op as? any SymbolicOp)?.inlinedBody(on: arguments) ?? []
    guard let order = try? Traversal.topologicalOrder(of: applied + products + body) else { return [] }
    var buffers: [Tensor: MarkedBuffer] = [:]
    for (argument, value) in zip(arguments + cotangents, point + seeds) {
      let buffer = MarkedBuffer(value.type)
      buffer.view.copy(from: value)
      buffers[argument] = buffer
    }
    for node in order where !(node.op is Argument) {
      let operands = node.operands.compactMap { buffers[$0] }
      // What depends on more than the operands is evaluated elsewhere.
      guard operands.count == node.operands.count else { continue }
      let results = node.resultTypes.map(MarkedBuffer.init)
      let evaluation = ThrownErrors.$current.withValue(nil) { node.op.evaluation(for: node.operands.map(\.type)) }
      evaluation(operands.map(\.view.view), results.map(\.view))
      for (result, buffer) in zip(node.results, results) { buffers[result] = buffer }
      guard ![.builtIn, .modifier].contains(node.op.rule) else { continue }
      if let failure = overrun(node, operands, results) ?? omission(node, results) { return [failure] }
    }
    return []
  }

  private func overrun(_ node: Node, _ operands: [MarkedBuffer], _ results: [MarkedBuffer]) -> VerificationFailure? {
    if let index = results.firstIndex(where: { !$0.isIntactBefore || !$0.isIntactBehind }) {
      let (count, side) = (results[index].count, results[index].isIntactBefore ? "beyond" : "before")
      return failure(
        node, index, .bounds, .writesBeyond,
        "\(Self.writer(node)) writes \(side) \(buffer(index, of: node)), "
          + "which has \(count) element\(count == 1 ? "" : "s")")
    }
    guard let index = operands.firstIndex(where: { !$0.isIntactBefore || !$0.isIntactBehind }) else { return nil }
    return failure(
      node, nil, .bounds, .writesBeyond, "\(Self.writer(node)) writes beside operand \(index), which is only to be read"
    )
  }

  private func omission(_ node: Node, _ results: [MarkedBuffer]) -> VerificationFailure? {
    for (index, result) in results.enumerated() {
      let missing = result.untouched
      guard let first = missing.first else { continue }
      let listed = missing.prefix(3).map { "\($0)" }.joined(separator: ", ") + (missing.count > 3 ? ", …" : "")
      let elements =
        result.count == 1
        ? "" : " at element\(missing.count == 1 ? "" : "s") \(listed) (\(missing.count) of \(result.count))"
      return failure(
        node, index, .complete, .leavesUnwritten,
        "\(Self.writer(node)) leaves \(buffer(index, of: node)) as it was\(elements)", element: first)
    }
    return nil
  }

  private func failure(
    _ node: Node, _ result: Int?, _ check: VerificationFailure.Check, _ mistake: LikelyMistake, _ detail: String,
    element: Int? = nil
  ) -> VerificationFailure {
    let rule = node.op as? any RoutinePullback
    let operand = result.flatMap { rule?.writtenOperands[$0] } ?? 0
    var found = failure(operand, element, check, .nan, .nan, 0, mistake)
    found.detail = detail
    return found
  }

  /// The user's function that an Op's evaluation calls.
  private static func writer(_ node: Node) -> String {
    (node.op as? any RoutinePullback)?.routine ?? "\(node.op.name).evaluate"
  }

  /// A result's name in messages.
  private func buffer(_ index: Int, of node: Node) -> String {
    if let rule = node.op as? any RoutinePullback {
      return
        "the \(rule is any ArrayPullback ? "cotangent of" : "partial derivative for") operand \(rule.writtenOperands[index])"
    }
    let residualCount = (node.op as? any ResidualBearing)?.residualCount(of: node.operands.map(\.type)) ?? 0
    let own = node.resultTypes.count - residualCount
    return index < own ? "result \(index)" : "residual \(index - own)"
  }
}

/// A buffer that holds a mark before it is written, between zones that hold it and are nobody's.
private final class MarkedBuffer {
  private let type: TensorType
  private let base: UnsafeMutablePointer<UInt64>
  /// The words of each zone; and of all.
  private let zone: Int
  private let wordCount: Int

  init(_ type: TensorType) {
    self.type = type
    let own = (type.byteCount + 7) / 8
    zone = min(max(own, 512), 8192)
    wordCount = own + 2 * zone
    base = .allocate(capacity: wordCount)
    base.initialize(repeating: Unwritten.bits, count: wordCount)
  }

  deinit { base.deallocate() }

  var count: Int { type.elementCount }
  var view: MutableTensorView { MutableTensorView(type, UnsafeMutableRawPointer(base + zone)) }

  /// Whether nothing was written before the first element.
  var isIntactBefore: Bool { UnsafeBufferPointer(start: base, count: zone).allSatisfy { $0 == Unwritten.bits } }

  /// Whether nothing was written behind the last element.
  var isIntactBehind: Bool {
    let own = (type.byteCount + 7) / 8
    let bytes = UnsafeRawBufferPointer(start: base + zone, count: 8 * own)
    return UnsafeBufferPointer(start: base + zone + own, count: zone).allSatisfy { $0 == Unwritten.bits }
      && (type.byteCount..<bytes.count).allSatisfy { bytes[$0] == Self.mark($0) }
  }

  /// The elements that nobody wrote.
  var untouched: [Int] {
    let size = type.elementType == .bool ? 1 : 8
    let bytes = UnsafeRawBufferPointer(start: base + zone, count: type.byteCount)
    return (0..<count).filter { element in
      (0..<size).allSatisfy { place in
        let byte = element * size + place
        return bytes[byte] == Self.mark(byte)
      }
    }
  }

  /// The byte of the mark at a place of memory.
  private static func mark(_ byte: Int) -> UInt8 { withUnsafeBytes(of: Unwritten.bits) { $0[byte % 8] } }
}
