// The table that the law tests of array Ops run over: one row, or more, for each Op and each function.

internal import ApusGraph
internal import ApusOps

/// The rows.
public enum ArrayLaws {
  /// All rows.
  public static let all =
    reductionVariants + reductions + running + shape + joining + slicing + gathering + products + parts + solutions
    + CompositionLaws.all

  private typealias Reduction = @Sendable (Tensor, [Int]?, Bool) -> Tensor

  private static let reductionVariants: [ArrayLaw] = {
    let functions: [(String, Double, Reduction)] = [
      ("sum", 1e-13, { sum($0, axes: $1, keepingDimensions: $2) }),
      ("mean", 1e-13, { mean($0, axes: $1, keepingDimensions: $2) }),
      ("variance", 1e-13, { variance($0, axes: $1, keepingDimensions: $2) }),
      ("standardDeviation", 1e-13, { standardDeviation($0, axes: $1, keepingDimensions: $2) }),
      ("max", 0, { max($0, axes: $1, keepingDimensions: $2) }),
      ("min", 0, { min($0, axes: $1, keepingDimensions: $2) }),
      ("product", 1e-13, { product($0, axes: $1, keepingDimensions: $2) }),
      ("logSumExp", 1e-13, { logSumExp($0, axes: $1, keepingDimensions: $2) }),
      ("all", 0, { ApusOps.all($0, axes: $1, keepingDimensions: $2) }),
      ("any", 0, { any($0, axes: $1, keepingDimensions: $2) }),
    ]
    let variants: [(String, [Int]?, Bool)] = [
      ("over everything", nil, false), ("over everything, kept", nil, true), ("along 0", [0], false),
      ("along -1", [-1], false), ("along -1, kept", [-1], true), ("along 1, kept", [1], true),
      ("along 2 and 0", [2, 0], false), ("along -2 and -1", [-2, -1], false), ("along no axis", [], false),
    ]
    return functions.flatMap { name, tolerance, function in
      variants.filter { name != "standardDeviation" || $0.1 != [] }.map { variant, axes, isKept in
        .unary("\(name) \(variant)", tolerance: tolerance) { function($0, axes, isKept) }
      }
    }
  }()

  private static let reductions: [ArrayLaw] = [
    .unary("variance, corrected") { variance($0, axes: [-1], correction: 1) },
    .unary("standardDeviation, corrected") { standardDeviation($0, axes: [0], correction: 1) },
    .unary("sum of integers", tolerance: 0) { sum($0, axes: [0]) },
    .unary("sum of truth values", tolerance: 0) { sum($0, axes: [-1]) },
    .unary("sum of truth values along no axis", tolerance: 0) { sum($0, axes: []) },
    .unary("max of integers", tolerance: 0) { max($0, axes: [0]) },
    .unary("min of integers", tolerance: 0) { min($0, axes: [-1]) },
    .unary("product of integers", tolerance: 0) { product($0) },
    .unary("mean of integers") { mean($0) },
    .unary("sum at edges", tolerance: 0) { sum($0, axes: [0]) },
    .unary("mean at edges", tolerance: 0) { mean($0, axes: [0]) },
    .unary("product at edges", tolerance: 0) { product($0, axes: [0]) },
    .unary("product with zeros", tolerance: 0) { product($0) },
    .unary("product with zeros along 2 and 0", tolerance: 0) { product($0, axes: [2, 0]) },
    .unary("max at edges", tolerance: 0) { max($0, axes: [-1]) },
    .unary("min at edges", tolerance: 0) { min($0, axes: [-1]) },
    .unary("logSumExp at edges") { logSumExp($0, axes: [-1]) },
    .unary("all at edges", tolerance: 0) { ApusOps.all($0, axes: [0]) },
    .unary("any at edges", tolerance: 0) { any($0, axes: [0]) },
  ]

  private static let running: [ArrayLaw] =
    [0, -1].flatMap { axis -> [ArrayLaw] in
      [
        .unary("softmax along \(axis)") { softmax($0, axis: axis) },
        .unary("logSoftmax along \(axis)") { logSoftmax($0, axis: axis) },
        .unary("cumulativeSum along \(axis)") { cumulativeSum($0, axis: axis) },
        .unary("reversed cumulativeSum along \(axis)") { cumulativeSum($0, axis: axis, reversed: true) },
      ]
    } + [.unary("cumulativeSum along 1") { cumulativeSum($0, axis: 1) }]

  private static let shape: [ArrayLaw] = [
    .unary("reshaped to (2, 6)", tolerance: 0) { $0.reshaped(to: [2, 6]) },
    .unary("reshaped to ()", tolerance: 0) { $0.reshaped(to: []) },
    .unary("transposed", tolerance: 0) { $0.transposed() },
    .unary("transposed [0, 2, 1]", tolerance: 0) { $0.transposed([0, 2, 1]) },
    .unary("transposed [-1, 0, 1]", tolerance: 0) { $0.transposed([-1, 0, 1]) },
    .unary("transposed [1, 2, 0]", tolerance: 0) { $0.transposed([1, 2, 0]) },
    .unary("matrixTransposed", tolerance: 0) { $0.matrixTransposed },
    .unary("broadcast to (2, 3, 4)", tolerance: 0) { $0.broadcast(to: [2, 3, 4]) },
    .unary("broadcast to (0, 3)", tolerance: 0) { $0.broadcast(to: [0, 3]) },
    .unary("summed to (3, 1)") { $0.summed(to: [3, 1]) },
  ]

  private static let joining: [ArrayLaw] =
    [0, 1, -1].map { axis in
      ArrayLaw("concatenated along \(axis)", tolerance: 0) { [concatenate($0, axis: axis)] }
    }
    + [0, 1, -1, -2].map { axis in
      ArrayLaw("stacked along \(axis)", tolerance: 0) { [stack($0, axis: axis)] }
    }

  private static let slicing: [ArrayLaw] = [
    .unary("sliced along 1 by 1..<3", tolerance: 0) { $0.sliced(axis: 1, 1..<3) },
    .unary("sliced along -1 by 0..<5 step 2", tolerance: 0) { $0.sliced(axis: -1, 0..<5, step: 2) },
    .unary("sliced along 0 by 1..<5 step 3", tolerance: 0) { $0.sliced(axis: 0, 1..<5, step: 3) },
    .unary("sliced along 0 by 1..<5 step -1", tolerance: 0) { $0.sliced(axis: 0, 1..<5, step: -1) },
    .unary("sliced along 0 by 0..<5 step -2", tolerance: 0) { $0.sliced(axis: 0, 0..<5, step: -2) },
    .unary("sliced along 0 by nothing", tolerance: 0) { $0.sliced(axis: 0, 2..<2) },
    .unary("Slice of all axes", tolerance: 0) {
      .apply(
        Slice([
          SliceRange(start: 1, count: 2), SliceRange(start: 4, count: 3, step: -2),
          SliceRange(start: 2, count: 3, step: -1),
        ]), $0)
    },
    .unary("SliceScatter", tolerance: 0) {
      .apply(
        SliceScatter([SliceRange(start: 1, count: 2), SliceRange(start: 4, count: 3, step: -2)], shape: [4, 5]), $0)
    },
    .unary("element 1", tolerance: 0) { $0[1] },
    .unary("element -1", tolerance: 0) { $0[-1] },
    .unary("range 1..<3", tolerance: 0) { $0[1..<3] },
  ]

  private static let gathering: [ArrayLaw] = [
    .binary("gather along 0", tolerance: 0) { gather($0, $1) },
    .binary("gather along 1", tolerance: 0) { gather($0, $1, axis: 1) },
    .binary("gather along -1", tolerance: 0) { gather($0, $1, axis: -1) },
    .unary("gather at [2, n - 1, 0, n - 3]", tolerance: 0) { x in
      x[Tensor([2, x.shape[0] - 1, 0, x.shape[0] - 3])]
    },
    .binary("ScatterAdd along 0") { .apply(ScatterAdd(axis: 0, shape: [4, 2]), $0, $1) },
    .binary("ScatterAdd along 1") { .apply(ScatterAdd(axis: 1, shape: [2, 3]), $0, $1) },
  ]

  private static let products: [ArrayLaw] = [
    .binary("matmul") { matmul($0, $1) },
    .binary("matmul of integers", tolerance: 0) { matmul($0, $1) },
    .binary("MatMul, first transposed") { .apply(MatMul(transposesFirst: true), $0, $1) },
    .binary("MatMul, second transposed") { .apply(MatMul(transposesSecond: true), $0, $1) },
    .binary("MatMul, both transposed") { .apply(MatMul(transposesFirst: true, transposesSecond: true), $0, $1) },
    .binary("dot") { dot($0, $1) },
    .binary("outer") { outer($0, $1) },
  ]

  private static let parts: [ArrayLaw] = [
    .unary("diagonal", tolerance: 0) { diagonal($0) },
    .unary("diagonalMatrix", tolerance: 0) { diagonalMatrix($0) },
    .unary("trace") { trace($0) },
    .unary("lowerTriangle", tolerance: 0) { lowerTriangle($0) },
    .unary("upperTriangle", tolerance: 0) { upperTriangle($0) },
  ]

  /// A symmetric matrix whose triangles move together, as the rules for positive-definite matrices take it.
  private static func symmetric(_ a: Tensor) -> Tensor { 0.5 * (a + a.matrixTransposed) }

  private static let solutions: [ArrayLaw] =
    [true, false].flatMap { lower in
      [false, true].map { transposed in
        .binary("triangularSolve, \(lower ? "lower" : "upper")\(transposed ? ", transposed" : "")", tolerance: 1e-12) {
          triangularSolve($0, $1, lower: lower, transposed: transposed)
        }
      }
    } + [
      .unary("cholesky") { cholesky(symmetric($0)) },
      .unary("logDeterminantPositiveDefinite") { logDeterminantPositiveDefinite(symmetric($0)) },
      .binary("choleskySolve", tolerance: 1e-12) { choleskySolve($0, $1) },
      .binary("solvePositiveDefinite", tolerance: 1e-12) { solvePositiveDefinite(symmetric($0), $1) },
      .binary("solve", tolerance: 1e-12) { solve($0, $1) },
      .binary("GeneralSolve, transposed", tolerance: 1e-12) { .apply(GeneralSolve(transposed: true), $0, $1) },
      .unary("inverse", tolerance: 1e-12) { inverse($0) },
      .unary("logAbsoluteDeterminant") { logAbsoluteDeterminant($0) },
      ArrayLaw("eigh", tolerance: 1e-12) {
        let eigen = eigh(symmetric($0[0]))
        return [eigen.eigenvalues, eigen.eigenvectors]
      },
      .unary("eigh, eigenvalues") { eigh(symmetric($0)).eigenvalues },
      ArrayLaw("RealEigen", tolerance: 1e-12) { Tensor.apply(RealEigen(), [$0[0]]) },
      .unary("eigvals", tolerance: 1e-12) { eigvals($0) },
    ]
}
