// Sums along axes.

public import ApusGraph

/// The sum along axes. Eight running sums are kept along a contiguous row, in a fixed order.
package struct Sum: AxisReduction, LinearOp, IntegerArithmetic, BuiltInOp {
  package let axes: [Int]?

  package init(axes: [Int]? = nil) { self.axes = axes }

  package var kindName: String { "Sum" }
  package func check(_ operand: TensorType, _ axes: [Int]) throws(TypeError) {
    try operand.requireNumbers("cannot be summed")
  }

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

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent().repeated(along: axes, of: site.operands[0].shape))]
  }
}

/// The sum along `axes`, over everything where nil. Summed axes are dropped, or kept with extent 1. Negative axes count from
/// the end; the sum over nothing is 0. Truth values are counted.
public func sum(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let numbers = x.elementType == .bool ? x.cast(to: .int64) : x
  if axes?.isEmpty == true { return numbers }
  return Sum(axes: axes).applied(to: numbers, keepingDimensions: keepingDimensions, file, line)
}

extension Tensor {
  /// A reduction's result with the reduced axes of `shape` back at extent 1.
  func restoringAxes(_ axes: [Int]?, of shape: Shape) -> Tensor {
    guard error == nil, let axes = try? shape.normalized(axes: axes) else { return self }
    return reshaped(to: shape.removing(axes: axes, keepingDimensions: true))
  }

  /// A reduction's cotangent repeated along the reduced axes of `shape`.
  func repeated(along axes: [Int]?, of shape: Shape) -> Tensor { restoringAxes(axes, of: shape).broadcast(to: shape) }
}
