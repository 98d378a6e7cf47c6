// The logarithm of Student's t distribution function as one Op: its graph of incomplete beta functions would have no
// derivative at the centre.

package import ApusGraph
internal import ApusNumerics
internal import ApusOps

/// log F(z; ν), the logarithm of the distribution function of Student's t distribution with ν > 0 degrees of freedom.
///
/// Checked against: mpmath, scipy.stats.t.
package struct LogStudentTCDF: BinaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ z: Double, _ df: Double) -> Double { Special.logStudentTCDF(z, degreesOfFreedom: df) }

  package func partials(_ z: Tensor, _ df: Tensor, _ logF: Tensor) -> (Tensor, Tensor) {
    (.apply(StudentTHazard(), z, df), .apply(LogStudentTCDFDegreesDerivative(), z, df))
  }
}

/// f(z; ν)/F(z; ν), the derivative of log F in z, also where F underflows.
///
/// Checked against: mpmath.
package struct StudentTHazard: BinaryElementwise, BuiltInOp {
  package init() {}

  package func value(_ z: Double, _ df: Double) -> Double {
    Special.logStudentTCDFDerivative(z, degreesOfFreedom: df).dT
  }

  package func partials(_ z: Tensor, _ df: Tensor, _ hazard: Tensor) -> (Tensor, Tensor) {
    let byArgument = -((df + 1) / df) * z / (1 + z.squared() / df)
    return (hazard * (byArgument - hazard), crossDerivative(z, df, hazard))
  }
}

/// ∂ log F(z; ν)/∂ν, also where F underflows.
///
/// Its own derivative in ν is not implemented.
///
/// Checked against: mpmath.
package struct LogStudentTCDFDegreesDerivative: Op, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try LogStudentTCDF().resultTypes(of: operands)
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    DegreesSlope().evaluate(operands, into: results)
  }

  /// For z the derivative of f/F in ν; not implemented for ν.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (z, df) = (site.operands[0], site.operands[1])
    let cross = crossDerivative(z, df, .apply(StudentTHazard(), z, df))
    return [
      .value((site.cotangent() * cross).summed(to: z.shape)),
      .notImplemented(
        "the second derivative of Student's distribution function in its degrees of freedom is not there"),
    ]
  }
}

/// ∂² log F/∂z ∂ν, which is f/F times ∂ log f/∂ν − ∂ log F/∂ν.
private func crossDerivative(_ z: Tensor, _ df: Tensor, _ hazard: Tensor) -> Tensor {
  let square = z.squared() / df
  let peak = digamma(0.5 * (df + 1)) - digamma(0.5 * df) - 1 / df
  let score = 0.5 * (peak - log1p(square) + ((df + 1) / df) * (square / (1 + square)))
  return hazard * (score - .apply(LogStudentTCDFDegreesDerivative(), z, df))
}

/// The loop over broadcast elements of ∂ log F(z; ν)/∂ν, which stands in no graph.
private struct DegreesSlope: BinaryElementwise, BuiltInOp {
  func value(_ z: Double, _ df: Double) -> Double { Special.logStudentTCDFDerivative(z, degreesOfFreedom: df).dNu }

  /// In z as of f/F in ν; not known in ν.
  func partials(_ z: Tensor, _ df: Tensor, _ slope: Tensor) -> (Tensor, Tensor) {
    (crossDerivative(z, df, .apply(StudentTHazard(), z, df)), Tensor(Double.nan))
  }
}
