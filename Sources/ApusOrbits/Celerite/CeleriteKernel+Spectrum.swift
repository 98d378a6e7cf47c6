// A celerite kernel as a function of the lag, and its power spectrum: for figures, and for models that need them.

public import ApusGraph
internal import ApusOps

extension CeleriteKernel {
  /// k(τ), the covariance of two points.
  ///
  /// - Parameter lag: their distance τ in time, of any sign and shape.
  public func covariance(lag: some TensorConvertible) -> Tensor {
    summed(along: abs(lag.tensor)) { tau, p in
      p[0] * exp(-p[1] * tau)
    } ofPair: { tau, p in
      let (cosine, sine) = Self.response(decay: p[2], squaredFrequency: p[3], lag: tau)
      return p[0] * cosine + p[1] * sine
    }
  }

  /// The power spectral density S(ω) for which k(τ) = (2π)^{−1/2} ∫ S(ω) e^{iωτ} dω.
  ///
  /// - Parameter angularFrequency: ω in radians for a unit of time, of any shape.
  public func powerSpectrum(angularFrequency: some TensorConvertible) -> Tensor {
    let spectrum = summed(along: angularFrequency.tensor.squared()) { square, p in
      p[0] * p[1] / (p[1].squared() + square)
    } ofPair: { square, p in
      let (a, b, c, w) = (p[0], p[1], p[2], p[3])
      return ((a * c + b) * w + (a * c - b) * square) / ((square - w).squared() + 4 * c.squared() * square)
    }
    return (2 / Double.pi).squareRoot() * spectrum
  }

  /// The sum of the terms' values along the last axis of extent 1 that `x` gets.
  private func summed(
    along x: Tensor, ofReal: (Tensor, [Tensor]) -> Tensor, ofPair: (Tensor, [Tensor]) -> Tensor
  ) -> Tensor {
    let column = x.expandedDimensions(axis: -1)
    let values = reals.map { ofReal(column, $0.vectors) } + pairs.map { ofPair(column, $0.vectors) }
    let terms = values.map { sum($0, axes: [-1]) }
    return terms.dropFirst().reduce(terms[0]) { $0 + $1 }
  }

  /// e^{−cτ} C and e^{−cτ} S as graphs, τ ≥ 0. Where a form does not hold it has harmless operands.
  private static func response(
    decay c: Tensor, squaredFrequency w: Tensor, lag tau: Tensor
  ) -> (cosine: Tensor, sine: Tensor) {
    let s = w - c.squared()
    let z = s * tau.squared()
    let isOverdamped = z .<= -1e-3
    let isPeriodic = z .>= 1e-3
    let p = exp(-c * tau)
    // In between the next terms of the series are below a unit in the last place.
    let x = select(isOverdamped .| isPeriodic, Tensor(0.0), z)
    let nearC = 1 - x * (0.5 - x * (1.0 / 24 - x * (1.0 / 720 - x * (1.0 / 40320))))
    let nearS = 1 - x * (1.0 / 6 - x * (1.0 / 120 - x * (1.0 / 5040 - x * (1.0 / 362880))))
    let d = sqrt(select(isPeriodic, s, Tensor(1.0)))
    let q = sqrt(select(isOverdamped, -s, Tensor(1.0)))
    let slow = exp(-(w / (c + q)) * tau)
    let fast = exp(-(c + q) * tau)
    let cosine = select(isPeriodic, cos(d * tau), nearC)
    let sine = select(isPeriodic, sin(d * tau) / d, tau * nearS)
    return (
      select(isOverdamped, 0.5 * (slow + fast), p * cosine), select(isOverdamped, 0.5 * (slow - fast) / q, p * sine)
    )
  }
}
