// Special functions in Python: JAX's values where they are as good as Apus's, else those of the helper functions; the rules
// are Apus's.
//
// Measured (relative error, jax 0.10.2 against mpmath): JAX's log Φ has 4e-5 at 7, its incomplete beta function 1e-8, its
// log B 7e-7; the shape derivatives of incomplete functions are missing or as bad. Helper functions: 1e-15, incomplete ones
// 1e-14 (1 + 0.02 |log value|).

internal import ApusDistributions
internal import ApusGraph
internal import ApusOps

extension Translation {
  static let special: [Translation] = [
    .helper(LogGamma.self, "x") { _ in "log_gamma" },
    .polygamma,
    .helper(DigammaDifference.self, "x", "h") { _ in "digamma_difference" },
    .helper(LogBeta.self, "x", "y") { _ in "log_beta" },
    .elementwise(ErrorFunction.self, "erf", "x") { .call("jax.lax.erf", $0) },
    .helper(ComplementaryErrorFunction.self, "x") { _ in "erfc" },
    .helper(ScaledComplementaryErrorFunction.self, "x") { _ in "erfcx" },
    .helper(LogComplementaryErrorFunction.self, "x") { _ in "log_erfc" },
    .helper(NormalCDF.self, "x") { _ in "normal_cdf" },
    .helper(LogNormalCDF.self, "x") { _ in "log_normal_cdf" },
    .helper(NormalQuantile.self, "logit") { _ in "normal_quantile" },
    .elementwise(BesselI0e.self, "bessel_i0e", "x") { .call("jax.scipy.special.i0e", $0) },
    .elementwise(BesselI1e.self, "bessel_i1e", "x") { .call("jax.scipy.special.i1e", $0) },
    .helper(LogBesselI0.self, "x") { _ in "log_bessel_i0" },
    .helper(RegularizedGamma.self, "a", "x") { $0.isUpper ? "gamma_q" : "gamma_p" },
    .helper(RegularizedGammaShapeDerivative.self, "a", "x") { _ in "gamma_p_shape_derivative" },
    .helper(LogRegularizedGamma.self, "a", "x") { $0.isUpper ? "log_gamma_q" : "log_gamma_p" },
    .helper(LogRegularizedGammaShapeDerivative.self, "a", "x") {
      $0.isUpper ? "log_gamma_q_shape_derivative" : "log_gamma_p_shape_derivative"
    },
    .helper(RegularizedGammaSlope.self, "a", "x") { slope(of: "gamma", $0.tail) },
    .helper(RegularizedBeta.self, "a", "b", "x") { _ in "beta_i" },
    .helper(LogRegularizedBeta.self, "a", "b", "x") { $0.isUpper ? "log_beta_i_complement" : "log_beta_i" },
    .helper(RegularizedBetaShapeDerivatives.self, "a", "b", "x") {
      switch $0.tail {
      case nil: "beta_i_shape_derivatives"
      case .lower: "log_beta_i_shape_derivatives"
      case .upper: "log_beta_i_complement_shape_derivatives"
      }
    },
    .helper(RegularizedBetaSlope.self, "a", "b", "x") { slope(of: "beta", $0.tail) },
    .helper(LogSkewNormalCDF.self, "z", "alpha") { _ in "log_skew_normal_cdf" },
    .helper(LogStudentTCDF.self, "z", "df") { _ in "log_student_t_cdf" },
    .helper(StudentTHazard.self, "z", "df") { _ in "student_t_hazard" },
    .helper(LogStudentTCDFDegreesDerivative.self, "z", "df") { _ in "log_student_t_cdf_degrees_derivative" },
  ]

  /// The helper for a density, or for it over a tail.
  private static func slope(of family: String, _ tail: DistributionTail?) -> String {
    switch tail {
    case nil: "\(family)_density"
    case .lower: "\(family)_density_over_lower_tail"
    case .upper: "\(family)_density_over_upper_tail"
    }
  }
}
