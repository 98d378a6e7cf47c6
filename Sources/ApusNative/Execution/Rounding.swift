// Where the result of each Op may differ between two correct evaluations: what the perturbed evaluation changes.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// What rounds in an operation.
enum Rounding {
  /// Nothing: elements are moved, chosen or compared.
  case none
  case result
  /// Steps within the operation too, whose sizes are those of the operands; the result is off by that of `least` where it is
  /// smaller.
  case operandsAndResult(least: Double)
  /// A sum of so many products or terms at each element.
  case terms(Int)
  /// A product of so many factors at each element.
  case factors(Int)
  /// The turns of a loop.
  case loop(Scan)

  init(_ node: Node) {
    guard node.resultTypes.contains(where: { $0.elementType == .float64 }) else {
      self = .none
      return
    }
    switch node.op {
    case is any ExactOp,
      is any GradientModifier where node.op.rule == .modifier:
      self = .none
    case is Add, is Subtract, is Multiply, is Divide, is Square, is Sqrt: self = .result
    case is Sum, is ScatterAdd: self = .terms(Self.elementsPerResult(node))
    case is MatMul, is CumulativeSum: self = .terms(node.operands[0].shape.dimensions.max() ?? 1)
    case is Product: self = .factors(Self.elementsPerResult(node))
    // The logarithm of a sum is off by what the sum is off by in parts of itself.
    case is LogSumExp: self = .operandsAndResult(least: 1 + Double(Self.elementsPerResult(node)) / 1024)
    case let scan as Scan: self = .loop(scan)
    default:
      // What native code calls is the same routine on both sides; what it computes itself may take other steps.
      let isEmitted = ElementFunctions.function(node.op, node.operands.map(\.elementType)) != nil
      self = isEmitted ? .operandsAndResult(least: 0) : .result
    }
  }

  /// The largest number of elements that one element of the result can be made of, about.
  private static func elementsPerResult(_ node: Node) -> Int {
    let count = node.operands.map(\.shape.elementCount).max() ?? 1
    return count / max(1, node.resultTypes[0].elementCount)
  }
}
