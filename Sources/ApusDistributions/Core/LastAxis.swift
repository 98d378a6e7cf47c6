// Parts and running sums along the last axis, where events lie.

internal import ApusGraph
internal import ApusOps

extension Tensor {
  /// The extent of the last axis; 1 for a scalar.
  var lastExtent: Int { shape.dimensions.last ?? 1 }

  /// A range of the last axis.
  func along(_ range: Range<Int>) -> Tensor { gathered(Array(range)) }

  /// Elements of the last axis, by index.
  func gathered(_ indices: [Int]) -> Tensor { gather(self, Tensor(indices), axis: -1) }

  /// The sums of each element of the last axis and those behind it.
  func reverseCumulativeSum() -> Tensor {
    let backward = Array((0..<lastExtent).reversed())
    return cumulativeSum(gathered(backward), axis: -1).gathered(backward)
  }

  /// The tensor with an axis of extent 1 at its end.
  var withLastAxis: Tensor { reshaped(to: shape.appending(1)) }
}
