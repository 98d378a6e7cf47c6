// Misuse of functions of tensors.

import ApusExtension

extension MisuseCall {
  static var ofTensors: [MisuseCall] { elementwise + pairs + axes + shapes + indices + lists }

  private static var elementwise: [MisuseCall] {
    let functions: [(String, (Tensor) -> Any)] = [
      ("exp", { exp($0) }), ("exp2", { exp2($0) }), ("expm1", { expm1($0) }), ("log", { log($0) }),
      ("log2", { log2($0) }),
      ("log10", { log10($0) }), ("log1p", { log1p($0) }), ("sqrt", { sqrt($0) }), ("cbrt", { cbrt($0) }),
      ("reciprocal", { reciprocal($0) }), ("squared", { $0.squared() }), ("negation", { -$0 }), ("abs", { abs($0) }),
      ("floor", { floor($0) }), ("ceil", { ceil($0) }), ("round", { round($0) }), ("trunc", { trunc($0) }),
      ("sign", { sign($0) }), ("sin", { sin($0) }), ("cos", { cos($0) }), ("tan", { tan($0) }), ("asin", { asin($0) }),
      ("acos", { acos($0) }), ("atan", { atan($0) }), ("sinh", { sinh($0) }), ("cosh", { cosh($0) }),
      ("tanh", { tanh($0) }), ("asinh", { asinh($0) }), ("acosh", { acosh($0) }), ("atanh", { atanh($0) }),
      ("sigmoid", { sigmoid($0) }), ("softplus", { softplus($0) }), ("logSigmoid", { logSigmoid($0) }),
      ("log1mexp", { log1mexp($0) }), ("lgamma", { lgamma($0) }), ("digamma", { digamma($0) }),
      ("trigamma", { trigamma($0) }), ("erf", { erf($0) }), ("erfc", { erfc($0) }), ("erfcx", { erfcx($0) }),
      ("logErfc", { logErfc($0) }), ("normalCDF", { normalCDF($0) }), ("logNormalCDF", { logNormalCDF($0) }),
      ("logErf", { logErf($0) }), ("besselI0e", { besselI0e($0) }), ("besselI1e", { besselI1e($0) }),
      ("logBesselI0", { logBesselI0($0) }), ("to integers", { $0.cast(to: .int64) }),
      ("to truth", { $0.cast(to: .bool) }),
      ("cholesky", { cholesky($0) }), ("eigh", { eigh($0) }), ("eigvals", { eigvals($0) }),
      ("inverse", { inverse($0) }),
      ("logAbsoluteDeterminant", { logAbsoluteDeterminant($0) }),
      ("choleskyInverse", { choleskyInverse($0) }), ("lowerTriangle", { lowerTriangle($0) }),
      ("diagonal", { diagonal($0) }),
      ("diagonalMatrix", { diagonalMatrix($0) }), ("trace", { trace($0) }), ("transposed", { $0.transposed() }),
      ("logDeterminantPositiveDefinite", { logDeterminantPositiveDefinite($0) }), ("sorted", { $0.sorted() }),
      ("stopGradient", { stopGradient($0) }), ("sum", { sum($0) }), ("mean", { mean($0) }), ("max", { max($0) }),
      ("min", { min($0) }), ("argMax", { argMax($0) }), ("product", { product($0) }), ("variance", { variance($0) }),
      ("logSumExp", { logSumExp($0) }), ("softmax", { softmax($0) }), ("differences", { differences($0) }),
      ("flipped", { $0.flipped() }), ("squeezed", { $0.squeezed() }), ("not", { .!$0 }), ("isNaN", { isNaN($0) }),
      ("isFinite", { isFinite($0) }), ("logOnePlusSquare", { logOnePlusSquare($0) }),
      ("normalQuantile", { normalQuantile(logit: $0) }), ("logSoftmax", { logSoftmax($0) }),
      ("upperTriangle", { upperTriangle($0) }), ("zeroGradient", { zeroGradient($0) }),
      ("logicalNot", { logicalNot($0) }),
      ("gradient", { x in (try? gradient(of: sum(x), withRespectTo: x)) as Any }),
      ("simplified", { x in (try? rewrite(log(1 - sigmoid(x)) * 1, with: .specialize)) as Any }),
    ]
    return each(Nasty.tensors, functions)
  }

  private static var pairs: [MisuseCall] {
    let functions: [(String, (Tensor, Tensor) -> Any)] = [
      ("+", { $0 + $1 }), ("/", { $0 / $1 }), ("pow", { pow($0, $1) }), ("mod", { mod($0, $1) }),
      ("maximum", { maximum($0, $1) }), ("atan2", { atan2($0, $1) }), ("logAddExp", { logAddExp($0, $1) }),
      ("logSubtractExp", { logSubtractExp($0, $1) }), ("xlogy", { xlogy($0, $1) }), ("logBeta", { logBeta($0, $1) }),
      ("regularizedGammaP", { regularizedGammaP($0, $1) }), ("logRegularizedGammaQ", { logRegularizedGammaQ($0, $1) }),
      ("logRegularizedBeta", { logRegularizedBeta($0, $1, 0.5) }), ("matmul", { matmul($0, $1) }),
      ("dot", { dot($0, $1) }),
      ("hypot", { hypot($0, $1) }), ("minimum", { minimum($0, $1) }), ("xlog1py", { xlog1py($0, $1) }),
      ("logicalAnd", { logicalAnd($0, $1) }), ("logicalOr", { logicalOr($0, $1) }),
      ("regularizedGammaQ", { regularizedGammaQ($0, $1) }), ("logRegularizedGammaP", { logRegularizedGammaP($0, $1) }),
      ("regularizedBeta", { regularizedBeta($0, $1, 0.5) }),
      ("logRegularizedBetaComplement", { logRegularizedBetaComplement($0, $1, 0.5) }),
      ("solvePositiveDefinite", { solvePositiveDefinite($0, $1) }),
      ("outer", { outer($0, $1) }), ("solve", { solve($0, $1) }), ("triangularSolve", { triangularSolve($0, $1) }),
      ("choleskySolve", { choleskySolve($0, $1) }),
      ("gaussianLogKernel", { gaussianLogKernel(covariance: $0, columns: $1) }),
      ("<", { $0 .< $1 }), ("==", { $0 .== $1 }), ("and", { $0 .& $1 }), ("select", { select($0, $1, $0) }),
      ("gather", { gather($0, $1) }), ("scatterAdd", { scatterAdd($0, at: $1, extent: 3) }),
      ("takeAlong", { takeAlong($0, $1, axis: 0) }), ("compressed", { $0.compressed(where: $1) }),
      ("element", { $0[$1] }),
      ("concatenate", { concatenate([$0, $1]) }), ("stack", { stack([$0, $1]) }), ("clip", { clip($0, $1, $0) }),
      (
        "jacobianVectorProduct",
        { x, y in
          (try? jacobianVectorProduct(of: [x], withRespectTo: [y], tangents: [])) as Any
        }
      ),
      (
        "vectorJacobianProduct",
        { x, y in
          (try? vectorJacobianProduct(of: [x], cotangents: [y, y], withRespectTo: [y])) as Any
        }
      ),
    ]
    return each(Nasty.fewTensors, Nasty.fewTensors, functions)
  }

  private static var axes: [MisuseCall] {
    let functions: [(String, (Tensor, Int) -> Any)] = [
      ("sum", { sum($0, axes: [$1, 0]) }), ("mean", { mean($0, axes: [$1], keepingDimensions: true) }),
      ("variance", { variance($0, axes: [$1], correction: $1) }), ("max", { max($0, axes: [$1]) }),
      ("all", { all($0, axes: [$1]) }), ("argMin", { argMin($0, axis: $1) }),
      ("logSumExp", { logSumExp($0, axes: [$1]) }),
      ("sum along", { sum($0, axis: $1) }), ("mean along", { mean($0, axis: $1) }),
      ("product along", { product($0, axis: $1) }), ("max along", { max($0, axis: $1) }),
      ("min along", { min($0, axis: $1) }), ("all along", { all($0, axis: $1) }), ("any along", { any($0, axis: $1) }),
      ("logSumExp along", { logSumExp($0, axis: $1) }), ("variance along", { variance($0, axis: $1, correction: $1) }),
      ("standardDeviation along", { standardDeviation($0, axis: $1) }),
      ("softmax", { softmax($0, axis: $1) }), ("cumulativeSum", { cumulativeSum($0, axis: $1) }),
      ("cumulativeProduct", { cumulativeProduct($0, axis: $1) }), ("sorted", { $0.sorted(axis: $1) }),
      ("argSort", { argSort($0, axis: $1) }), ("differences", { differences($0, axis: $1) }),
      ("flipped", { $0.flipped(axis: $1) }), ("squeezed", { $0.squeezed(axes: [$1]) }),
      ("expandedDimensions", { $0.expandedDimensions(axis: $1) }), ("movingAxis", { $0.movingAxis($1, to: 0) }),
      ("swappingAxes", { $0.swappingAxes(0, $1) }), ("transposed", { $0.transposed([$1, 0]) }),
      ("concatenate", { concatenate([$0, $0], axis: $1) }), ("stack", { stack([$0], axis: $1) }),
      ("gather along", { gather($0, Tensor([0]), axis: $1) }), ("polygamma", { polygamma($1, $0) }),
      ("tiled", { $0.tiled([$1, 2]) }), ("repeated", { $0.repeated($1) }), ("split", { split($0, into: $1) }),
      ("split by extents", { split($0, extents: [$1, $1]) }), ("element", { $0[$1] }), ("list", { $0[[$1, 0]] }),
      ("from", { $0[$1...] }), ("up to", { $0[..<$1] }), ("through", { $0[...$1] }), ("second axis", { $0[0..., $1] }),
      ("gather", { gather($0, Tensor([$1])) }), ("scatterAdd", { scatterAdd($0, at: Tensor([0]), extent: $1) }),
      ("compressed", { $0.compressed(where: .argument("b", .bool([3])), count: $1) }),
      ("scaled", { scaleGradient($0, by: Double($1)) }), ("slice", { $0.sliced(axis: 0, 0..<3, step: $1) }),
      ("sliced axis", { $0.sliced(axis: $1, 0..<1) }),
      ("slice Op", { Tensor.apply(ApusOps.Slice([SliceRange(start: $1, count: 2, step: $1)]), $0) }),
      ("result", { x, index in x.node.map { Tensor($0, index) } as Any }),
      (
        "loop",
        { x, length in
          // A loop of very many steps over nothing is long, and no mistake.
          scan([x], length: length > 1000 && length <= 1 << 40 ? 1 : length) { carry, _ in (carry, []) }.carry
        }
      ),
    ]
    return each(Nasty.fewTensors, Nasty.integers, functions)
  }

  private static var shapes: [MisuseCall] {
    let functions: [(String, (Tensor, Shape) -> Any)] = [
      ("reshaped", { $0.reshaped(to: $1) }), ("broadcast", { $0.broadcast(to: $1) }), ("summed", { $0.summed(to: $1) }),
      ("filled", { _, shape in Tensor.filled(1, shape) }), ("ones", { _, shape in Tensor.ones(shape) }),
      ("argument", { _, shape in Tensor.argument("x", .float64(shape)) }),
      ("a filled vector", { _, shape in Tensor.filled(NDArray([1.0, 2]), shape) }),
    ]
    return each(Nasty.fewTensors, Nasty.shapes, functions)
  }

  private static var indices: [MisuseCall] {
    let functions: [(String, (Tensor, Range<Int>) -> Any)] = [
      ("range", { $0[$1] }), ("second range", { $0[0..., $1] }), ("sliced", { $0.sliced(axis: 0, $1) }),
      ("sliced backwards", { $0.sliced(axis: -1, $1, step: -1) }),
      ("sliced far", { $0.sliced(axis: 0, $1, step: .min) }),
      ("closed range", { $0[$1.lowerBound...max($1.lowerBound, $1.upperBound)] }),
      ("stride", { $0[stride(from: $1.lowerBound, to: $1.upperBound, by: 1)] }),
      ("stride back", { $0[stride(from: $1.upperBound, through: $1.lowerBound, by: -1)] }),
      ("wide stride", { $0[stride(from: $1.lowerBound, to: $1.upperBound, by: .max)] }),
    ]
    return each(Nasty.fewTensors, Nasty.ranges, functions)
  }

  private static var lists: [MisuseCall] {
    let functions: [(String, (Int) -> Any)] = [
      ("identity", { $0 > 100 && $0 < 1 << 20 ? 0 : Tensor.identity($0) }),
      ("nothing concatenated", { concatenate([], axis: $0) }),
      ("nothing stacked", { stack([], axis: $0) }), ("integer", { Tensor([$0]).squared() + Tensor([$0]) }),
      ("integer sum", { sum(Tensor([$0, $0])) }), ("integer rest", { mod(Tensor([$0]), Tensor([0, -1])) }),
      ("clipped gradient", { clipGradient(1, Double($0), 0) }),
      ("domain", { OperandDomain(Double($0), 0).contains(1) }),
      ("axis of a shape", { Shape([2, 3])[$0] }), ("axis", { Shape([2, 3]).normalized(axis: $0) as Any }),
    ]
    return each(Nasty.integers, functions)
  }
}
