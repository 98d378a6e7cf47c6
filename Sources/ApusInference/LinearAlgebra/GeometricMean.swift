// The geometric mean of a covariance of positions and the inverse of one of gradients.

internal import ApusRandom

extension LowerTriangle {
  /// The geometric mean A # B⁻¹ of two symmetric positive definite matrices, the symmetric solution of Σ B Σ = A, to some 1e-6;
  /// nil where a factorisation fails.
  ///
  /// The arithmetic and the harmonic mean of A and B⁻¹ are taken until they are one: A ← (A + B⁻¹)/2, B ← (B + A⁻¹)/2. Before
  /// each turn both are scaled so that the determinant of A B is 1, which leaves the mean as it is and halves the way.
  ///
  /// Reference: Bhatia (2007), Positive Definite Matrices, chapter 4; the scaling is that of Higham (2008), Functions of
  /// Matrices, section 8.6.
  /// Checked against: mpmath, by eigenvalues.
  package static func geometricMean(_ first: consuming LowerTriangle, inverseOf second: consuming LowerTriangle)
    -> LowerTriangle?
  {
    var a = first
    var b = second
    let dimension = a.dimension
    guard dimension > 0 else { return a }
    for _ in 0..<mostTurns {
      guard let aFactor = a.cholesky(), let bFactor = b.cholesky() else { return nil }
      let logScale = -(aFactor.logDeterminant + bFactor.logDeterminant) / Double(dimension)
      let scale = Stable.exp(logScale)
      // The eigenvalues t of A B have the geometric mean 1 now: their mean is 1 only where all are 1.
      let excess = scale * scale * a.trace(ofProductWith: b) / Double(dimension) - 1
      guard scale > 0, scale < .infinity, excess < .infinity else { return nil }
      let bInverse = bFactor.inverseOfSquare(times: 1 / scale)
      let aInverse = aFactor.inverseOfSquare(times: 1 / scale)
      a.combine(0.5 * scale, 0.5, bInverse)
      b.combine(0.5 * scale, 0.5, aInverse)
      // One more turn squares the distance.
      if excess < 1e-6 { break }
    }
    return a
  }

  /// More than matrices of doubles take: each turn halves the digits by which the eigenvalues differ.
  private static var mostTurns: Int { 60 }
}
