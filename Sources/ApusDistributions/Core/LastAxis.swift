// Parts and running sums along the last axis, where events lie.

internal import ApusGraph
internal import ApusOps

extension Tensor {
  /// The extent of the last axis; 1 for a scalar.
  var lastExtent: Int { shape.dimensions.last ?? 1 }

  /// A range of the last axis.
  func along(_ range: Range<Int>) -> Tensor { sliced(axis: -1, range) }

  /// Elements of the last axis, by index.
  func gathered(_ indices: [Int]) -> Tensor { gather(self, Tensor(indices), axis: -1) }

  /// The tensor with an axis of extent 1 at its end.
  var withLastAxis: Tensor { reshaped(to: shape.appending(1)) }
}
