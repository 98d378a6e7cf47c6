// Parts and running sums along the last axis, where events lie.

internal import ApusGraph
internal import ApusOps

extension Tensor {
  var lastExtent: Int { shape.dimensions.last ?? 1 }

  func along(_ range: Range<Int>) -> Tensor { sliced(axis: -1, range) }

  func gathered(_ indices: [Int]) -> Tensor { gather(self, Tensor(indices), axis: -1) }

  var withLastAxis: Tensor { reshaped(to: shape.appending(1)) }
}
