// Logarithms of sums of exponentials along axes, and what is made of them.

public import ApusGraph
internal import RealModule

/// log Σ exp x along axes, without overflow; −∞ over nothing or where all elements are.
package struct LogSumExp: AxisReduction, ForwardDifferentiable, BuiltInOp {
  package let axes: [Int]?

  package init(axes: [Int]? = nil) { self.axes = axes }

  package var kindName: String { "LogSumExp" }
  package func check(_ operand: TensorType, _ axes: [Int]) throws(TypeError) { try operand.requireFloat64() }

  /// The largest element plus the logarithm of the sum of the exponentials of what is left.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (x, y) = (operands[0].float64, results[0].float64)
    guard let axes = try? operands[0].shape.normalized(axes: axes) else { return }
    let space = ReductionSpace(operands[0].shape, reducing: axes)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, y.count)) { largest in
      let peaks = UnsafeMutableBufferPointer(rebasing: largest[..<y.count])
      space.reduce(x, into: peaks, identity: -.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
      y.update(repeating: 0)
      space.forEachRow { start, count, offset, isReduced in
        for i in 0..<count {
          let place = isReduced ? offset : offset + i
          let peak = peaks[place]
          y[place] += peak.isInfinite ? (x[start + i] == peak ? 1 : 0) : .exp(x[start + i] - peak)
        }
      }
      for i in 0..<y.count { y[i] = peaks[i].isInfinite ? peaks[i] : peaks[i] + .log(y[i]) }
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let cotangent = site.cotangent().repeated(along: axes, of: site.operands[0].shape)
    return [.value(cotangent * weights(site.operands[0], site.results[0]))]
  }

  package func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [site.tangents[0].map { sum($0 * weights(site.operands[0], site.results[0]), axes: axes) }]
  }

  /// The softmax; zeros where the result is −∞.
  private func weights(_ x: Tensor, _ result: Tensor) -> Tensor {
    let total = result.repeated(along: axes, of: x.shape)
    let isEmpty = total .== Tensor(-.infinity)
    return exp(select(isEmpty, Tensor(-.infinity), x - select(isEmpty, Tensor(0.0), total)))
  }
}

/// log Σ exp x along `axes`, over everything where nil, without overflow; −∞ over nothing.
///
/// Its gradient, the softmax, has a relative error of about |log Σ exp x| · 2⁻⁵³.
public func logSumExp(
  _ x: Tensor, axes: [Int]? = nil, keepingDimensions: Bool = false, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  if axes?.isEmpty == true { return x.asFloat64 }
  return LogSumExp(axes: axes).applied(to: x.asFloat64, keepingDimensions: keepingDimensions, file, line)
}

/// The logarithm of ``softmax(_:axis:file:line:)``.
public func logSoftmax(_ x: Tensor, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  x - logSumExp(x, axes: [axis], keepingDimensions: true, file: file, line: line)
}

/// exp x over its sum along an axis, without overflow.
public func softmax(_ x: Tensor, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  exp(logSoftmax(x, axis: axis, file: file, line: line), file: file, line: line)
}
