// The functions that have native code, as functions of tensors, with the arguments of their reference numbers.

import ApusGraph
import ApusOps
import Testing

/// A function of the catalogue.
struct CatalogueFunction: Sendable {
  /// The name, as in the reference numbers.
  let name: String
  var operandCount = 1
  /// Whether its gradient has native code too.
  var isSmooth = true
  let apply: @Sendable ([Tensor]) -> Tensor

  /// Columns of arguments: those of the reference numbers, and extreme ones with one another.
  func columns() throws -> [[Double]] {
    let known = try ElementaryReference.rows.get()[name] ?? FunctionReference.native.get()[name]
    let rows = try #require(known) + extremes
    return (0..<operandCount).map { index in rows.map { $0[index] } }
  }

  private var extremes: [[Double]] {
    (0..<operandCount).reduce([[]]) { points, _ in
      points.flatMap { point in WholeProgram.extremes.map { point + [$0] } }
    }
  }

  private static func unary(
    _ name: String, isSmooth: Bool = true, _ apply: @escaping @Sendable (Tensor) -> Tensor
  ) -> Self {
    Self(name: name, isSmooth: isSmooth) { apply($0[0]) }
  }

  private static func binary(
    _ name: String, isSmooth: Bool = true, _ apply: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Self {
    Self(name: name, operandCount: 2, isSmooth: isSmooth) { apply($0[0], $0[1]) }
  }

  private static func ternary(
    _ name: String, _ apply: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor
  ) -> Self {
    Self(name: name, operandCount: 3) { apply($0[0], $0[1], $0[2]) }
  }

  static let all = elementary + special

  private static let elementary: [Self] = [
    .unary("exponential") { exp($0) },
    .unary("exponentialMinusOne") { expm1($0) },
    .unary("exponentialBaseTwo") { exp2($0) },
    .unary("logarithm") { log($0) },
    .unary("logarithmBaseTwo") { log2($0) },
    .unary("logarithmBaseTen") { log10($0) },
    .unary("logarithmOfOnePlus") { log1p($0) },
    .unary("logarithmOfOnePlusSquare") { logOnePlusSquare($0) },
    .unary("softplus") { softplus($0) },
    .unary("sigmoid") { sigmoid($0) },
    .unary("logSigmoid") { logSigmoid($0) },
    .unary("sine") { sin($0) },
    .unary("cosine") { cos($0) },
    .unary("tangent") { tan($0) },
    .unary("arctangent") { atan($0) },
    .unary("arcsine") { asin($0) },
    .unary("arccosine") { acos($0) },
    .unary("hyperbolicSine") { sinh($0) },
    .unary("hyperbolicCosine") { cosh($0) },
    .unary("hyperbolicTangent") { tanh($0) },
    .unary("inverseHyperbolicSine") { asinh($0) },
    .unary("inverseHyperbolicCosine") { acosh($0) },
    .unary("inverseHyperbolicTangent") { atanh($0) },
    .unary("cubeRoot") { cbrt($0) },
    .unary("logarithmOfOneMinusExponential") { log1mexp($0) },
    .binary("arctangent2") { atan2($0, $1) },
    .binary("power") { pow($0, $1) },
    .binary("hypotenuse") { hypot($0, $1) },
    .binary("logAddExponential") { logAddExp($0, $1) },
    .binary("logSubtractExponential") { logSubtractExp($0, $1) },
    .binary("xTimesLogY") { xlogy($0, $1) },
    .binary("xTimesLogOfOnePlusY") { xlog1py($0, $1) },
    .binary("poissonDeviance") { poissonDeviance($0, $1) },
    .binary("poissonExcess") { poissonExcess($0, $1) },
    .ternary("negativeBinomialDeviance") { negativeBinomialDeviance($0, $1, $2) },
    .ternary("logMeanRatio") { logMeanRatio($0, $1, $2) },
    .ternary("meanExcessShare") { meanExcessShare($0, $1, $2) },
  ]

  private static let special: [Self] = [
    .unary("erf") { erf($0) },
    .unary("erfc") { erfc($0) },
    .unary("erfcx") { erfcx($0) },
    .unary("logErfc") { logErfc($0) },
    .unary("normalCDF") { normalCDF($0) },
    .unary("logNormalCDF") { logNormalCDF($0) },
    .unary("logGamma") { lgamma($0) },
    .unary("logGammaNegative") { lgamma($0) },
    .unary("digamma") { digamma($0) },
    .unary("trigamma", isSmooth: false) { trigamma($0) },
    .binary("logBeta", isSmooth: false) { logBeta($0, $1) },
    .unary("besselI0e") { besselI0e($0) },
    .unary("besselI1e") { besselI1e($0) },
    .unary("logBesselI0") { logBesselI0($0) },
  ]
}
