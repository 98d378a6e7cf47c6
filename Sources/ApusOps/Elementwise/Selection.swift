// Choosing between values: select, the larger and smaller of two, clipping, magnitudes.

public import ApusGraph

/// The second operand's elements where the condition holds, the third's elsewhere; all broadcast.
///
/// The branch that is not taken gets a cotangent of exactly 0, but where its own derivative is infinite or NaN 0 times
/// that is NaN again: give such a branch a harmless operand there.
public struct Select: ForwardDifferentiable {
  /// The Op.
  public init() {}

  /// The branches' element type in the broadcast shape of all three.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 3 else { throw .operandCount(operands.count, expected: 3) }
    guard operands[0].elementType == .bool else {
      throw TypeError(.elementType, "the condition \(operands[0]) has no truth values")
    }
    guard operands[1].elementType == operands[2].elementType else {
      throw TypeError(.elementType, "the branches \(operands[1]) and \(operands[2]) have different elements")
    }
    return [TensorType(operands[1].elementType, try Shape.broadcast(operands.map(\.shape)))]
  }

  /// Chooses each element.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (c, a, b, z) = (operands[0], operands[1], operands[2], results[0])
    switch z.type.elementType {
    case .float64:
      mapElements(c.bool, c.shape, a.float64, a.shape, b.float64, b.shape, into: z.float64, z.shape) { $0 ? $1 : $2 }
    case .int64:
      mapElements(c.bool, c.shape, a.int64, a.shape, b.int64, b.shape, into: z.int64, z.shape) { $0 ? $1 : $2 }
    case .bool:
      mapElements(c.bool, c.shape, a.bool, a.shape, b.bool, b.shape, into: z.bool, z.shape) { $0 ? $1 : $2 }
    }
  }

  /// The cotangent where the branch was taken, 0 elsewhere.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    guard site.results[0].type.isDifferentiable else { return [.disconnected, .disconnected, .disconnected] }
    let (condition, cotangent) = (site.operands[0], site.cotangent())
    return [
      .disconnected,
      .value(select(condition, cotangent, Tensor(0.0)).summed(to: site.operands[1].shape)),
      .value(select(condition, Tensor(0.0), cotangent).summed(to: site.operands[2].shape)),
    ]
  }

  /// The taken branch's tangent.
  public func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    guard site.tangents[1] != nil || site.tangents[2] != nil else { return [nil] }
    let chosen = select(site.operands[0], site.tangents[1] ?? Tensor(0.0), site.tangents[2] ?? Tensor(0.0))
    return [chosen.broadcast(to: site.results[0].shape)]
  }
}

/// The larger of two; NaN where either is. Equal operands share the cotangent. Integers give integers.
public struct Maximum: IntegerBinaryElementwise {
  /// The Op.
  public init() {}
  /// max(x, y).
  public func value(_ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : max(x, y) }
  func value(_ x: Int, _ y: Int) -> Int { max(x, y) }
  /// 1 for the larger, ½ each where they are equal.
  public func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let first = select(x .> y, Tensor(1.0), select(x .== y, Tensor(0.5), Tensor(0.0)))
    return (first, 1 - first)
  }
}

/// The smaller of two; NaN where either is. Equal operands share the cotangent. Integers give integers.
public struct Minimum: IntegerBinaryElementwise {
  /// The Op.
  public init() {}
  /// min(x, y).
  public func value(_ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : min(x, y) }
  func value(_ x: Int, _ y: Int) -> Int { min(x, y) }
  /// 1 for the smaller, ½ each where they are equal.
  public func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let first = select(x .< y, Tensor(1.0), select(x .== y, Tensor(0.5), Tensor(0.0)))
    return (first, 1 - first)
  }
}

/// |x|; its derivative at 0 is 0.
public struct AbsoluteValue: UnaryElementwise {
  /// The Op.
  public init() {}
  /// |x|.
  public func value(_ x: Double) -> Double { x.magnitude }
  /// The sign of x.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { sign(x) }
}

/// `a` where the condition holds, `b` elsewhere; all three broadcast. Branches of different element types become float64.
public func select(
  _ condition: Tensor, _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let areAlike = a.elementType == b.elementType
  return .apply(
    Select(), condition, areAlike ? a : a.asFloat64, areAlike ? b : b.asFloat64, at: .line(file: file, line: line))
}

/// The larger of two, elementwise with broadcasting; NaN where either is.
public func maximum(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let areIntegers = x.elementType == .int64 && y.elementType == .int64
  return areIntegers
    ? .apply(Maximum(), x, y, at: .line(file: file, line: line)) : .elementwise(Maximum(), x, y, file, line)
}

/// The smaller of two, elementwise with broadcasting; NaN where either is.
public func minimum(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let areIntegers = x.elementType == .int64 && y.elementType == .int64
  return areIntegers
    ? .apply(Minimum(), x, y, at: .line(file: file, line: line)) : .elementwise(Minimum(), x, y, file, line)
}

/// The value moved into [lower, upper], elementwise with broadcasting. The gradient is 0 where it was moved.
public func clip(
  _ x: Tensor, _ lower: Tensor, _ upper: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  minimum(maximum(x, lower, file: file, line: line), upper, file: file, line: line)
}

/// |x|, elementwise; its derivative at 0 is 0.
public func abs(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(AbsoluteValue(), x, file, line)
}
