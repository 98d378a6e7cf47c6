// Running sums along an axis.

public import ApusGraph

package struct CumulativeSum: LinearOp, IntegerArithmetic, BuiltInOp {
  package let axis: Int
  package let isReversed: Bool

  package init(axis: Int, reversed: Bool = false) {
    self.axis = axis
    isReversed = reversed
  }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireFloat64(count: 1)
    try operands[0].shape.require(axis: axis)
    return operands
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y, shape) = (operands[0].float64, results[0].float64, operands[0].shape)
    let count = shape.dimensions[axis]
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    guard let source = x.baseAddress, let target = y.baseAddress, !x.isEmpty else { return }
    for outer in 0..<(x.count / (count * inner)) {
      for column in 0..<inner {
        var total = 0.0
        for turn in 0..<count {
          let step = isReversed ? count - 1 - turn : turn
          let place = (outer * count + step) * inner + column
          total += source[place]
          target[place] = total
        }
      }
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(.apply(CumulativeSum(axis: axis, reversed: !isReversed), site.cotangent()))]
  }

  package var name: String { "\(isReversed ? "reversed " : "")CumulativeSum along \(axis)" }
}

/// The running sum along an axis, from its end where reversed; a negative axis counts from the end.
public func cumulativeSum(
  _ x: Tensor, axis: Int = -1, reversed: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let place = axis < 0 ? axis + x.shape.rank : axis
  return .apply(CumulativeSum(axis: place, reversed: reversed), x.asFloat64, at: .line(file: file, line: line))
}
