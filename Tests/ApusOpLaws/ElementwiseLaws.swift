// The table that the law tests run over: one row for each elementwise and special function.

internal import ApusGraph
internal import ApusOps
public import ApusTestSupport

/// The rows.
public enum ElementwiseLaws {
  /// All rows.
  public static let all = arithmetic + exponential + trigonometric + logistic + rounding + choice + special + incomplete

  private static func unary(
    _ name: String, value: Double = 1e-14, partial: Double = 1e-13, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> ElementwiseLaw {
    ElementwiseLaw(name, valueTolerance: value, partialTolerance: partial) { function($0[0]) }
  }

  private static func binary(
    _ name: String, value: Double = 1e-14, partial: Double = 1e-13, twice: [Int]? = nil,
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ElementwiseLaw {
    ElementwiseLaw(name, valueTolerance: value, partialTolerance: partial, twiceDifferentiable: twice) {
      function($0[0], $0[1])
    }
  }

  private static func ternary(
    _ name: String, value: Double = 1e-14, partial: Double = 1e-13, twice: [Int]? = nil,
    _ function: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor
  ) -> ElementwiseLaw {
    ElementwiseLaw(name, valueTolerance: value, partialTolerance: partial, twiceDifferentiable: twice) {
      function($0[0], $0[1], $0[2])
    }
  }

  private static let arithmetic: [ElementwiseLaw] = [
    binary("add") { $0 + $1 },
    binary("subtract") { $0 - $1 },
    binary("multiply") { $0 * $1 },
    binary("divide") { $0 / $1 },
    unary("negate") { -$0 },
    unary("reciprocal") { reciprocal($0) },
    unary("squared") { $0.squared() },
    unary("sqrt") { sqrt($0) },
    unary("cbrt") { cbrt($0) },
    binary("pow") { pow($0, $1) },
    binary("mod") { mod($0, $1) },
  ]

  private static let exponential: [ElementwiseLaw] = [
    unary("exp") { exp($0) },
    unary("exp2") { exp2($0) },
    unary("expm1") { expm1($0) },
    unary("log") { log($0) },
    unary("log2") { log2($0) },
    unary("log10") { log10($0) },
    unary("log1p") { log1p($0) },
    unary("logOnePlusSquare") { logOnePlusSquare($0) },
  ]

  private static let trigonometric: [ElementwiseLaw] = [
    unary("sin") { sin($0) },
    unary("cos") { cos($0) },
    unary("tan") { tan($0) },
    unary("asin") { asin($0) },
    unary("acos") { acos($0) },
    unary("atan") { atan($0) },
    binary("atan2") { atan2($0, $1) },
    binary("hypot") { hypot($0, $1) },
    unary("sinh") { sinh($0) },
    unary("cosh") { cosh($0) },
    unary("tanh") { tanh($0) },
    unary("asinh") { asinh($0) },
    unary("acosh") { acosh($0) },
    unary("atanh") { atanh($0) },
  ]

  private static let logistic: [ElementwiseLaw] = [
    unary("sigmoid") { sigmoid($0) },
    unary("softplus") { softplus($0) },
    unary("logSigmoid") { logSigmoid($0) },
    unary("log1mexp") { log1mexp($0) },
    binary("logAddExp") { logAddExp($0, $1) },
    binary("logSubtractExp") { logSubtractExp($0, $1) },
    binary("xlogy") { xlogy($0, $1) },
    binary("xlog1py") { xlog1py($0, $1) },
    binary("poissonDeviance") { poissonDeviance($0, $1) },
    binary("poissonExcess") { poissonExcess($0, $1) },
    ternary("negativeBinomialDeviance", value: 1e-12, partial: 1e-11) { negativeBinomialDeviance($0, $1, $2) },
    ternary("logMeanRatio") { logMeanRatio($0, $1, $2) },
    ternary("meanExcessShare") { meanExcessShare($0, $1, $2) },
  ]

  private static let rounding: [ElementwiseLaw] = [
    unary("floor") { floor($0) },
    unary("ceil") { ceil($0) },
    unary("round") { round($0) },
    unary("trunc") { trunc($0) },
    unary("sign") { sign($0) },
  ]

  private static let choice: [ElementwiseLaw] = [
    unary("abs") { abs($0) },
    binary("maximum") { maximum($0, $1) },
    binary("minimum") { minimum($0, $1) },
    unary("clip") { clip($0, -1, 2) },
    binary("select") { select($0 .> $1, $0 * $1, $1 * $1) },
  ]

  private static let special: [ElementwiseLaw] = [
    unary("erf") { erf($0) },
    unary("erfc") { erfc($0) },
    // 2x erfcx x − 2/√π loses a factor of 2x² in precision.
    unary("erfcx", partial: 4e-13) { erfcx($0) },
    unary("logErfc") { logErfc($0) },
    unary("logErf") { logErf($0) },
    unary("normalCDF") { normalCDF($0) },
    unary("logNormalCDF") { logNormalCDF($0) },
    unary("normalQuantile") { normalQuantile(logit: $0) },
    unary("lgamma") { lgamma($0) },
    unary("digamma") { digamma($0) },
    unary("trigamma") { trigamma($0) },
    unary("tetragamma") { polygamma(2, $0) },
    binary("logBeta") { logBeta($0, $1) },
    unary("besselI0e") { besselI0e($0) },
    unary("besselI1e") { besselI1e($0) },
    unary("logBesselI0") { logBesselI0($0) },
  ]

  /// Their derivatives in shapes are differences.
  private static let incomplete: [ElementwiseLaw] = [
    binary("regularizedGammaP", partial: 1e-12, twice: [1]) { regularizedGammaP($0, $1) },
    binary("regularizedGammaQ", partial: 1e-12, twice: [1]) { regularizedGammaQ($0, $1) },
    binary("logRegularizedGammaP", partial: 1e-12, twice: [1]) { logRegularizedGammaP($0, $1) },
    binary("logRegularizedGammaQ", partial: 1e-12, twice: [1]) { logRegularizedGammaQ($0, $1) },
    ternary("regularizedBeta", partial: 1e-12, twice: [2]) { regularizedBeta($0, $1, $2) },
    ternary("logRegularizedBeta", partial: 1e-12, twice: [2]) { logRegularizedBeta($0, $1, $2) },
    ternary("logRegularizedBetaComplement", partial: 1e-12, twice: [2]) { logRegularizedBetaComplement($0, $1, $2) },
  ]
}
