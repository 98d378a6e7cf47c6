// The normaliser of the von Mises–Fisher distribution as an Op, and its derivative.

package import ApusGraph
internal import ApusNumerics
internal import ApusOps

/// log M, with M the mean of e^{κ(cos θ − 1)} over the unit sphere of vectors of p elements: log Γ(v + 1) (2/κ)^v I_v(κ) − κ, v = p/2 − 1.
///
/// Checked against: mpmath.
package struct LogSphericalMean: UnaryElementwise, BuiltInOp {
  /// The number p of elements.
  package let dimension: Int

  package init(dimension: Int) { self.dimension = dimension }

  package func value(_ kappa: Double) -> Double {
    dimension >= 2 ? Special.sphericalMean(kappa, dimension: dimension).logMean : .nan
  }

  package func derivative(_ kappa: Tensor, _ result: Tensor) -> Tensor {
    -Tensor.apply(SphericalDefect(dimension: dimension), kappa)
  }
}

/// 1 − A(κ), the mean of 1 − cos θ over the sphere under the density in proportion to e^{κ cos θ}, with A = I_{v+1}/I_v.
///
/// A′ = 1 − A² − (p − 1) A/κ, where A/κ is a series for small κ.
package struct SphericalDefect: UnaryElementwise, BuiltInOp {
  package let dimension: Int

  package init(dimension: Int) { self.dimension = dimension }

  package func value(_ kappa: Double) -> Double {
    dimension >= 2 ? Special.sphericalMean(kappa, dimension: dimension).defect : .nan
  }

  package func derivative(_ kappa: Tensor, _ defect: Tensor) -> Tensor {
    let p = Double(dimension)
    let isSmall = kappa .< 0.01
    let square = kappa.squared()
    let series = (1 - square / (p * (p + 2)) * (1 - 2 * square / (p * (p + 4)))) / p
    let ratio = select(isSmall, series, (1 - defect) / select(isSmall, 1, kappa))
    return (p - 1) * ratio - defect * (2 - defect)
  }
}
