// The rows for what is composed from array Ops: subscripts, masks, repetitions, splits, running products, places of extrema.

internal import ApusGraph
internal import ApusOps

/// The rows.
public enum CompositionLaws {
  /// All rows.
  public static let all = running + places + axes + copies + parts + masks + order + groups

  private static let running: [ArrayLaw] =
    [0, -1].flatMap { (axis: Int) -> [ArrayLaw] in
      [
        .unary("cumulativeProduct along \(axis)") { cumulativeProduct($0, axis: axis) },
        .unary("reversed cumulativeProduct along \(axis)") { cumulativeProduct($0, axis: axis, reversed: true) },
      ]
    } + [.unary("cumulativeProduct with zeros") { cumulativeProduct($0) }]

  private static let places: [ArrayLaw] =
    [0, -1].flatMap { (axis: Int) -> [ArrayLaw] in
      [
        .unary("argMax along \(axis)", tolerance: 0) { argMax($0, axis: axis) },
        .unary("argMin along \(axis)", tolerance: 0) { argMin($0, axis: axis) },
      ]
    } + [
      .unary("argMax over everything", tolerance: 0) { argMax($0) },
      .unary("argMin over everything", tolerance: 0) { argMin($0) },
    ]

  private static let axes: [ArrayLaw] =
    [
      .unary("squeezed", tolerance: 0) { $0.squeezed() },
      .unary("squeezed along -2", tolerance: 0) { $0.squeezed(axes: [-2]) },
      .unary("swappingAxes 0 and -1", tolerance: 0) { $0.swappingAxes(0, -1) },
      .unary("movingAxis 0 to -1", tolerance: 0) { $0.movingAxis(0, to: -1) },
      .unary("movingAxis -1 to 1", tolerance: 0) { $0.movingAxis(-1, to: 1) },
    ]
    + [0, 1, -1, -2].map { axis in
      .unary("expandedDimensions at \(axis)", tolerance: 0) { $0.expandedDimensions(axis: axis) }
    }

  private static let copies: [ArrayLaw] = [
    .unary("tiled [2, 3]", tolerance: 0) { $0.tiled([2, 3]) },
    .unary("tiled [0]", tolerance: 0) { $0.tiled([0]) },
    .unary("repeated 3 along 0", tolerance: 0) { $0.repeated(3) },
    .unary("repeated 3 along -1", tolerance: 0) { $0.repeated(3, axis: -1) },
    .unary("flipped", tolerance: 0) { $0.flipped() },
    .unary("flipped along 0", tolerance: 0) { $0.flipped(axis: 0) },
    .unary("flipped along -1 and 0", tolerance: 0) { $0.flipped(axes: [-1, 0]) },
    ArrayLaw("split into 2", tolerance: 0) { split($0[0], into: 2) },
    ArrayLaw("split by [1, 0, 3] along -1", tolerance: 0) { split($0[0], extents: [1, 0, 3], axis: -1) },
  ]

  private static let parts: [ArrayLaw] = [
    .unary("part [1, 1..<3]", tolerance: 0) { $0[1, 1..<3] },
    .unary("part [0..., -1]", tolerance: 0) { $0[0..., -1] },
    .unary("part [-2, 1...2, ..<1]", tolerance: 0) { $0[-2, 1...2, ..<1] },
    .unary("range (-3)...", tolerance: 0) { $0[(-3)...] },
    .unary("range ..<(-1)", tolerance: 0) { $0[..<(-1)] },
    .unary("range ...(-1)", tolerance: 0) { $0[...(-1)] },
    .unary("range ...1", tolerance: 0) { $0[...1] },
    .unary("range -3...-2", tolerance: 0) { $0[(-3)...(-2)] },
    .unary("range -3..<(-1)", tolerance: 0) { $0[-3..<(-1)] },
    .unary("stride from 1 to 6 by 2", tolerance: 0) { $0[stride(from: 1, to: 6, by: 2)] },
    .unary("stride from -1 through -4 by -3", tolerance: 0) { $0[stride(from: -1, through: -4, by: -3)] },
    .unary("stride of nothing", tolerance: 0) { $0[stride(from: 2, to: 2, by: 1)] },
    .unary("list [2, 0, n - 1]", tolerance: 0) { $0[[2, 0, $0.shape[0] - 1]] },
  ]

  private static let masks: [ArrayLaw] = [
    .unary("compressed by a constant", tolerance: 0) {
      $0.compressed(where: Tensor([true, false, false, true, true]))
    },
    .unary("compressed by a constant along -1", tolerance: 0) {
      $0.compressed(where: Tensor([true, false, false, true, true]), count: 3, axis: -1)
    },
    .unary("part at a mask", tolerance: 0) { $0[Tensor([true, false, false, true, true])] },
    .binary("compressed to 3", tolerance: 0) { $0.compressed(where: $1, count: 3) },
    .binary("compressed to 0", tolerance: 0) { $0.compressed(where: $1, count: 0) },
    .binary("takeAlong 1", tolerance: 0) { takeAlong($0, $1, axis: 1) },
    .binary("takeAlong -2", tolerance: 0) { takeAlong($0, $1, axis: -2) },
    .binary("takeAlong 0", tolerance: 0) { takeAlong($0, $1, axis: 0) },
  ]

  private static let order: [ArrayLaw] = [0, -1].flatMap { (axis: Int) -> [ArrayLaw] in
    [
      .unary("sorted along \(axis)", tolerance: 0) { $0.sorted(axis: axis) },
      .unary("argSort along \(axis)", tolerance: 0) { argSort($0, axis: axis) },
      .unary("differences along \(axis)") { differences($0, axis: axis) },
    ]
  }

  private static let groups: [ArrayLaw] = [
    .unary("scatterAdd at [1, 0, 2, 1]") { scatterAdd($0, at: Tensor([1, 0, 2, 1]), extent: 3) },
    .binary("scatterAdd along -1") { scatterAdd($0, at: $1, extent: 3, axis: -1) },
    .unary("identity times", tolerance: 0) { matmul(.identity($0.shape[0]), $0) },
  ]
}
