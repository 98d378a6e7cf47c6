// Poisson counts by the logarithm of their rate: how far a rate is from a count, of which densities of counts are made.
//
// A rate λ is given by d = log(λ/k), its distance from the count, or by d = log λ where k = 0.

package import ApusGraph
internal import ApusNumerics
internal import RealModule

/// k log(k/λ) − k + λ for k ≥ 0, half the unit deviance of a Poisson count: k (e^d − 1 − d), or e^d where k = 0.
package struct PoissonDeviance: BinaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ k: Double, _ d: Double) -> Double { k == 0 ? .exp(d) : Special.exponentialExcess(d, times: k) }

  package func partials(_ k: Tensor, _ d: Tensor, _ deviance: Tensor) -> (Tensor, Tensor) {
    (select(k .== 0, 0, deviance / select(k .== 0, 1, k)), poissonExcess(k, d))
  }
}

/// λ − k for k ≥ 0: k (e^d − 1), or e^d where k = 0.
package struct PoissonExcess: BinaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ k: Double, _ d: Double) -> Double { k == 0 ? .exp(d) : k * .expMinusOne(d) }

  package func partials(_ k: Tensor, _ d: Tensor, _ excess: Tensor) -> (Tensor, Tensor) {
    (select(k .== 0, 0, expm1(d)), select(k .== 0, 1, k) * exp(d))
  }
}

/// Half the unit deviance of Poisson counts, elementwise with broadcasting.
package func poissonDeviance(_ k: Tensor, _ d: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(PoissonDeviance(), k, d, file, line)
}

/// What a Poisson rate exceeds a count by, elementwise with broadcasting.
package func poissonExcess(_ k: Tensor, _ d: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(PoissonExcess(), k, d, file, line)
}
