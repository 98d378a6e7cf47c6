// Sums along axes.

public import ApusGraph

/// The sum along axes. Eight running sums are kept along a contiguous row, in a fixed order.
package struct Sum: ForwardDifferentiable, IntegerArithmetic, BuiltInOp {
  /// The axes, counted from the front; nil sums over all.
  package let axes: [Int]?

  /// A sum along `axes`, over everything where nil. Negative axes count from the end.
  package init(axes: [Int]? = nil) { self.axes = axes }

  /// The operand's type without the axes.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    guard operands[0].elementType != .bool else { throw TypeError(.elementType, "truth values cannot be summed") }
    let shape = operands[0].shape
    return [TensorType(operands[0].elementType, shape.removing(axes: try shape.normalized(axes: axes)))]
  }

  /// Adds the elements.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0], results[0])
    guard let axes = try? x.shape.normalized(axes: axes) else { return }
    let space = ReductionSpace(x.shape, reducing: axes)
    if x.type.elementType == .int64 {
      space.reduce(x.int64, into: y.int64, identity: 0) { $0 &+ $1 }
      return
    }
    y.float64.update(repeating: 0)
    guard let source = x.float64.baseAddress, let target = y.float64.baseAddress else { return }
    space.forEachRow { start, count, offset, reduced in
      if reduced {
        target[offset] += Self.laneSum(source + start, count)
      } else {
        for i in 0..<count { target[offset + i] += source[start + i] }
      }
    }
  }

  /// The sum of `count` elements in eight lanes, which are added pairwise at the end.
  private static func laneSum(_ x: UnsafePointer<Double>, _ count: Int) -> Double {
    var lanes = SIMD8<Double>(repeating: 0)
    let whole = count & ~7
    var i = 0
    while i < whole {
      lanes += UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Double>.self)
      i += 8
    }
    var total = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
    while i < count {
      total += x[i]
      i += 1
    }
    return total
  }

  /// The cotangent repeated along the axes.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    guard site.operands[0].type.isDifferentiable else { return [.disconnected] }
    return [.value(site.cotangent().repeated(along: axes, of: site.operands[0].shape))]
  }

  /// The tangent's sum.
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { .apply(self, $0) }] }

  /// Such as `Sum along [0]`.
  package var name: String { axes.map { "Sum along \($0)" } ?? "Sum" }
}

/// The sum along `axes`, over everything where nil. Summed axes are dropped, or kept with extent 1. Negative axes count from
/// the end; the sum over nothing is 0. Truth values are counted.
public func sum(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let numbers = x.elementType == .bool ? x.cast(to: .int64) : x
  if axes?.isEmpty == true { return numbers }
  let result = Tensor.apply(Sum(axes: axes), numbers, at: .line(file: file, line: line))
  return keepingDimensions ? result.restoringAxes(axes, of: x.shape) : result
}

extension Tensor {
  /// A reduction's result with the reduced axes of `shape` back at extent 1.
  func restoringAxes(_ axes: [Int]?, of shape: Shape) -> Tensor {
    guard error == nil, let axes = try? shape.normalized(axes: axes) else { return self }
    return reshaped(to: shape.removing(axes: axes, keepingDimensions: true))
  }

  /// A reduction's cotangent repeated along the reduced axes of `shape`.
  func repeated(along axes: [Int]?, of shape: Shape) -> Tensor {
    restoringAxes(axes, of: shape).broadcast(to: shape)
  }
}
