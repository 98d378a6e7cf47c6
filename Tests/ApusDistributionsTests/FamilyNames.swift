// What PyMC and Stan call each family and each transform, and what they have that Apus lacks.

/// The names of a family or a transform in PyMC 6.4 and in Stan 2.39; empty where they have none.
struct OtherNames {
  let own: String
  let pymc: String
  let stan: String

  init(_ own: String, _ pymc: String, _ stan: String) { (self.own, self.pymc, self.stan) = (own, pymc, stan) }

  /// The families that have a counterpart, by Apus's name.
  static let families: [OtherNames] = [
    OtherNames("AsymmetricLaplace", "AsymmetricLaplace", "skew_double_exponential"),
    OtherNames("Bernoulli", "Bernoulli", "bernoulli, bernoulli_logit, bernoulli_logit_glm"),
    OtherNames("Beta", "Beta", "beta, beta_proportion"),
    OtherNames("BetaBinomial", "BetaBinomial", "beta_binomial"),
    OtherNames("BetaNegativeBinomial", "", "beta_neg_binomial"),
    OtherNames("Binomial", "Binomial", "binomial, binomial_logit, binomial_logit_glm"),
    OtherNames("CAR", "CAR", ""),
    OtherNames("Categorical", "Categorical", "categorical, categorical_logit, categorical_logit_glm"),
    OtherNames("Cauchy", "Cauchy", "cauchy"),
    OtherNames("Censored", "Censored", ""),
    OtherNames("ChiSquared", "ChiSquared", "chi_square"),
    OtherNames("CustomDistribution", "CustomDist, DensityDist, Simulator", ""),
    OtherNames("DiracDelta", "DiracDelta", ""),
    OtherNames("Dirichlet", "Dirichlet", "dirichlet"),
    OtherNames("DirichletMultinomial", "DirichletMultinomial", "dirichlet_multinomial"),
    OtherNames("DiscreteUniform", "DiscreteUniform", "discrete_range"),
    OtherNames("DiscreteWeibull", "DiscreteWeibull", ""),
    OtherNames("ExGaussian", "ExGaussian", "exp_mod_normal"),
    OtherNames("Exponential", "Exponential", "exponential"),
    OtherNames("Flat", "Flat", ""),
    OtherNames("Frechet", "", "frechet"),
    OtherNames("Gamma", "Gamma", "gamma"),
    OtherNames("Geometric", "Geometric", ""),
    OtherNames("Gumbel", "Gumbel", "gumbel"),
    OtherNames("HalfCauchy", "HalfCauchy", ""),
    OtherNames("HalfFlat", "HalfFlat", ""),
    OtherNames("HalfNormal", "HalfNormal", ""),
    OtherNames("HalfStudentT", "HalfStudentT", ""),
    OtherNames("Hurdle", "HurdleGamma, HurdleLogNormal, HurdleNegativeBinomial, HurdlePoisson", ""),
    OtherNames("Hypergeometric", "HyperGeometric", "hypergeometric"),
    OtherNames("ICAR", "ICAR", ""),
    OtherNames("Interpolated", "Interpolated", ""),
    OtherNames("InverseChiSquared", "", "inv_chi_square, scaled_inv_chi_square"),
    OtherNames("InverseGamma", "InverseGamma", "inv_gamma"),
    OtherNames("InverseGaussian", "Wald", ""),
    OtherNames("InverseWishart", "", "inv_wishart"),
    OtherNames("InverseWishartCholesky", "", "inv_wishart_cholesky"),
    OtherNames("KroneckerNormal", "KroneckerNormal", ""),
    OtherNames("Kumaraswamy", "Kumaraswamy", ""),
    OtherNames("LKJCholesky", "", "lkj_corr_cholesky"),
    OtherNames("LKJCorrelation", "LKJCorr", "lkj_corr"),
    OtherNames("LKJCovarianceCholesky", "LKJCholeskyCov", ""),
    OtherNames("Laplace", "Laplace", "double_exponential"),
    OtherNames("LogLogistic", "", "loglogistic"),
    OtherNames("LogNormal", "LogNormal", "lognormal"),
    OtherNames("Logistic", "Logistic", "logistic"),
    OtherNames("LogitNormal", "LogitNormal", ""),
    OtherNames("MatrixNormal", "MatrixNormal", "multi_gp, multi_gp_cholesky"),
    OtherNames("Mixture", "Mixture, NormalMixture", "log_mix"),
    OtherNames("Moyal", "Moyal", ""),
    OtherNames("Multinomial", "Multinomial", "multinomial, multinomial_logit"),
    OtherNames("MvNormal", "MvNormal", "multi_normal, multi_normal_cholesky, multi_normal_prec"),
    OtherNames("MvStudentT", "MvStudentT", "multi_student_t, multi_student_t_cholesky"),
    OtherNames(
      "NegativeBinomial", "NegativeBinomial",
      "neg_binomial, neg_binomial_2, neg_binomial_2_log, neg_binomial_2_log_glm"),
    OtherNames("Normal", "Normal", "normal, std_normal, normal_id_glm"),
    OtherNames("OrderedLogistic", "OrderedLogistic", "ordered_logistic, ordered_logistic_glm"),
    OtherNames("OrderedMultinomial", "OrderedMultinomial", ""),
    OtherNames("OrderedProbit", "OrderedProbit", "ordered_probit"),
    OtherNames("Pareto", "Pareto", "pareto"),
    OtherNames("ParetoType2", "", "pareto_type_2"),
    OtherNames("Poisson", "Poisson", "poisson, poisson_log, poisson_log_glm"),
    OtherNames("PolyaGamma", "PolyaGamma", ""),
    OtherNames("Rayleigh", "", "rayleigh"),
    OtherNames("Rice", "Rice", ""),
    OtherNames("SkewNormal", "SkewNormal", "skew_normal"),
    OtherNames("SkewStudentT", "SkewStudentT", ""),
    OtherNames("StickBreakingWeights", "StickBreakingWeights", ""),
    OtherNames("StudentT", "StudentT", "student_t"),
    OtherNames("Transformed", "CustomDist(dist=)", ""),
    OtherNames("Triangular", "Triangular", ""),
    OtherNames("Truncated", "Truncated, TruncatedNormal", "T[lower, upper]"),
    OtherNames("Uniform", "Uniform", "uniform"),
    OtherNames("VonMises", "VonMises", "von_mises"),
    OtherNames("Weibull", "Weibull", "weibull"),
    OtherNames("Wiener", "", "wiener"),
    OtherNames("Wishart", "Wishart", "wishart"),
    OtherNames("WishartCholesky", "WishartBartlett", "wishart_cholesky"),
    OtherNames("YuleSimon", "", "yule_simon"),
    OtherNames(
      "ZeroInflated", "ZeroInflatedBinomial, ZeroInflatedNegativeBinomial, ZeroInflatedPoisson", ""),
    OtherNames("ZeroOneInflatedBeta", "ZeroOneInflatedBeta", ""),
    OtherNames("ZeroSumNormal", "ZeroSumNormal", ""),
  ]

  /// What PyMC or Stan has besides, by the name that Apus would give it: a row goes up when the family is added.
  static let missingFamilies: [OtherNames] = []

  /// The transforms that have a counterpart, by Apus's name.
  static let transforms: [OtherNames] = [
    OtherNames("AffineTransform", "", "offset=, multiplier="),
    OtherNames("BoundedOrderedTransform", "", "positive_ordered"),
    OtherNames("ChainTransform", "Chain", ""),
    OtherNames("CircularTransform", "circular", ""),
    OtherNames("CorrelationCholeskyTransform", "", "cholesky_factor_corr"),
    OtherNames("CorrelationTransform", "CholeskyCorrTransform", "corr_matrix"),
    OtherNames("CovarianceCholeskyTransform", "CholeskyCovPacked", "cholesky_factor_cov"),
    OtherNames("CovarianceTransform", "", "cov_matrix"),
    OtherNames("IntervalTransform", "logodds, Interval", "lower=, upper="),
    OtherNames("LogTransform", "log", "lower=0"),
    OtherNames("LowerBoundTransform", "Interval", "lower="),
    OtherNames("OrderedTransform", "ordered, Ordered", "ordered"),
    OtherNames("SimplexTransform", "simplex", "simplex, row_stochastic_matrix, column_stochastic_matrix"),
    OtherNames("SoftplusTransform", "log_exp_m1", ""),
    OtherNames("SumToOneTransform", "sum_to_1", ""),
    OtherNames("SumToZeroTransform", "ZeroSumTransform", "sum_to_zero_vector, sum_to_zero_matrix"),
    OtherNames("UnitVectorTransform", "", "unit_vector"),
    OtherNames("UpperBoundTransform", "Interval", "upper="),
  ]

  static let missingTransforms: [OtherNames] = []
}
