// Priors alone: each distribution of one parameter, in the scaling's unit, with its mean where it has one.

import ApusExtension

extension TextbookModel {
  /// A prior alone; `mean` gives its mean.
  private static func prior(
    _ name: String, mean: (@Sendable (TextbookData) -> Double)? = nil,
    _ distribution: @escaping @Sendable (TextbookData) -> any Distribution
  ) -> TextbookModel {
    let declaration: @Sendable (inout ModelBuilder, TextbookData) -> Void = { m, d in declare(distribution(d), &m) }
    guard let mean else { return TextbookModel("\(name) alone", declaration) }
    return TextbookModel("\(name) alone", means: { ["x": mean($0)] }, declaration)
  }

  private static func declare(_ distribution: some Distribution, _ m: inout ModelBuilder) {
    m.parameter("x", distribution)
  }

  static let priors: [TextbookModel] = [
    prior("Normal", mean: { $0.yCenter }) { Normal($0.yCenter, $0.yScale) },
    prior("StudentT", mean: { $0.yCenter }) { StudentT(degreesOfFreedom: 5, location: $0.yCenter, scale: $0.yScale) },
    prior("Cauchy") { Cauchy($0.yCenter, $0.yScale) },
    prior("Laplace", mean: { $0.yCenter }) { Laplace($0.yCenter, $0.yScale) },
    prior("Logistic", mean: { $0.yCenter }) { Logistic($0.yCenter, $0.yScale) },
    prior("Uniform", mean: { $0.yCenter }) { Uniform($0.yCenter - $0.yScale, $0.yCenter + $0.yScale) },
    prior("HalfNormal", mean: { $0.yScale * (2 / Double.pi).squareRoot() }) { HalfNormal($0.yScale) },
    prior("HalfCauchy") { HalfCauchy($0.yScale) },
    prior("Exponential", mean: { 10 * $0.yScale }) { Exponential(rate: 0.1 / $0.yScale) },
    prior("Exponential of rate 1", mean: { $0.yScale }) { Exponential(rate: 1 / $0.yScale) },
    prior("Gamma", mean: { 4 * $0.yScale }) { Gamma(shape: 2, rate: 0.5 / $0.yScale) },
    prior("Gamma of shape 100", mean: { $0.yScale }) { Gamma(shape: 100, rate: 100 / $0.yScale) },
    prior("InverseGamma", mean: { $0.yScale }) { InverseGamma(shape: 4, scale: 3 * $0.yScale) },
    prior("LogNormal", mean: { $0.yScale * 1.1331484530668263 }) { LogNormal($0.yScale.logarithm, 0.5) },
    prior("Beta", mean: { _ in 0.4 }) { _ in Beta(2, 3) },
    prior("flat Beta", mean: { _ in 0.5 }) { _ in Beta(1, 1) },
    prior("Beta of many trials", mean: { 0.5 + 0 * $0.yScale }) { Beta($0.countScale, $0.countScale) },
    prior("VonMises") { _ in VonMises(0.5, 2) },
    TextbookModel("Dirichlet alone", means: { _ in ["x[0]": 0.2, "x[1]": 0.3, "x[2]": 0.5] }) { m, _ in
      m.parameter("x", Dirichlet([2.0, 3, 5]))
    },
    TextbookModel("a flat Dirichlet alone", means: { _ in ["x[0]": 0.25, "x[3]": 0.25] }) { m, _ in
      m.parameter("x", Dirichlet([1.0, 1, 1, 1]))
    },
    TextbookModel("LKJCholesky alone", means: { _ in ["x[1, 0]": 0] }) { m, _ in
      m.parameter("x", LKJCholesky(3, eta: 2))
    },
    TextbookModel("MvNormal alone, by covariance", means: { d in ["x[0]": d.yCenter] }) { m, d in
      let variance = d.yScale * d.yScale
      m.parameter(
        "x",
        MvNormal(
          [d.yCenter, d.yCenter], covariance: NDArray(rows: [[variance, 0.5 * variance], [0.5 * variance, variance]])))
    },
    TextbookModel("MvNormal alone, by factor", means: { d in ["x[1]": d.yCenter] }) { m, d in
      m.parameter(
        "x",
        MvNormal(
          [d.yCenter, d.yCenter], choleskyFactor: NDArray(rows: [[d.yScale, 0], [0.5 * d.yScale, 0.8 * d.yScale]])))
    },
    TextbookModel("a mixture alone", means: { d in ["x": d.yCenter] }) { m, d in
      m.parameter(
        "x",
        Mixture(
          weights: [0.5, 0.5], [Normal(d.yCenter - d.yScale, d.yScale), Normal(d.yCenter + d.yScale, d.yScale)]))
    },
    TextbookModel("ordered normals alone") { m, d in
      let x = m.parameter(
        "x", Flat(shape: [3]), transform: OrderedTransform(),
        initial: NDArray([-1, 0, 1].map { d.yCenter + $0 * d.yScale }))
      m.potential("prior of x", Normal(d.yCenter, d.yScale).logDensity(x))
    },
    TextbookModel("vectors of every positive prior") { m, d in
      let s = d.yScale
      m.parameter("a", HalfNormal(s), shape: [3])
      m.parameter("b", HalfCauchy(s), shape: [3])
      m.parameter("c", Exponential(rate: 1 / s), shape: [3])
      m.parameter("d", Gamma(shape: [1.0, 2, 3], rate: 1 / s))
      m.parameter("e", InverseGamma(shape: [2.0, 3, 4], scale: s))
      m.parameter("f", LogNormal([0.0, 1, 2], 0.5))
    },
    TextbookModel("bounds that depend on a parameter") { m, d in
      let upper = m.parameter("upper", LogNormal(d.yScale.logarithm, 0.5))
      let inside = m.parameter("inside", Uniform(0, upper))
      let lower = m.parameter("lower", Flat(), transform: UpperBoundTransform(inside))
      m.potential("prior of lower", Normal(0, d.yScale).logDensity(lower))
    },
  ]
}
