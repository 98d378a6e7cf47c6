// The rows of Ops on whole arrays.

internal import ApusOps

extension OpCatalogue {
  static let arrays: [CatalogueEntry] = [
    .op(Attribute("axes") { (op: Sum) in op.axes }) { Sum(axes: $0) },
    .op(Attribute("axes") { (op: Product) in op.axes }) { Product(axes: $0) },
    .op(Attribute("axes") { (op: LogSumExp) in op.axes }) { LogSumExp(axes: $0) },
    .op(Attribute("kind") { (op: Extremum) in op.kind }, Attribute("axes") { (op: Extremum) in op.axes }) {
      Extremum($0, axes: $1)
    },
    .op(Attribute("kind") { (op: Quantifier) in op.kind }, Attribute("axes") { (op: Quantifier) in op.axes }) {
      Quantifier($0, axes: $1)
    },
    .op(Attribute("kind") { (op: ArgExtremum) in op.kind }, Attribute("axis") { (op: ArgExtremum) in op.axis }) {
      ArgExtremum($0, axis: $1)
    },
    .op(
      Attribute("axis") { (op: CumulativeSum) in op.axis },
      Attribute("reversed") { (op: CumulativeSum) in op.isReversed }
    ) { CumulativeSum(axis: $0, reversed: $1) },
    .op(Attribute("shape") { (op: Reshape) in op.shape }) { Reshape(to: $0) },
    .op(Attribute("shape") { (op: Broadcast) in op.shape }) { Broadcast(to: $0) },
    .op(Attribute("permutation") { (op: Transpose) in op.permutation }) { Transpose($0) },
    .op(Attribute("axis") { (op: Concatenate) in op.axis }) { Concatenate(axis: $0) },
    .op(Attribute("ranges") { (op: Slice) in op.ranges }) { Slice($0) },
    .op(
      Attribute("ranges") { (op: SliceScatter) in op.ranges }, Attribute("shape") { (op: SliceScatter) in op.shape }
    ) { SliceScatter($0, shape: $1) },
    .op(Attribute("axis") { (op: Gather) in op.axis }) { Gather(axis: $0) },
    .op(Attribute("axis") { (op: ScatterAdd) in op.axis }, Attribute("shape") { (op: ScatterAdd) in op.shape }) {
      ScatterAdd(axis: $0, shape: $1)
    },
    .op(Attribute("axis") { (op: ArgSort) in op.axis }) { ArgSort(axis: $0) },
    .op(Attribute("count") { (op: TrueIndices) in op.count }) { TrueIndices(count: $0) },
  ]

  static let linearAlgebra: [CatalogueEntry] = [
    .op(
      Attribute("transposesFirst") { (op: MatMul) in op.transposesFirst },
      Attribute("transposesSecond") { (op: MatMul) in op.transposesSecond }
    ) { MatMul(transposesFirst: $0, transposesSecond: $1) },
    .op(Cholesky()),
    .op(CholeskyInverse()),
    .op(GaussianLogKernel()),
    .op(LogAbsoluteDeterminant()),
    .op(SymmetricEigen()),
    .op(RealEigen()),
    .op(Diagonal()),
    .op(DiagonalMatrix()),
    .op(Attribute("transposed") { (op: GeneralSolve) in op.isTransposed }) { GeneralSolve(transposed: $0) },
    .op(Attribute("lower") { (op: TriangularPart) in op.keepsLower }) { TriangularPart(lower: $0) },
    .op(
      Attribute("lower") { (op: TriangularSolve) in op.isLower },
      Attribute("transposed") { (op: TriangularSolve) in op.isTransposed }
    ) { TriangularSolve(lower: $0, transposed: $1) },
  ]
}
