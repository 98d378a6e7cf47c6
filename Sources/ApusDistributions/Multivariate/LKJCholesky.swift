// The LKJ distribution of correlation matrices, by their Cholesky factors.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of lower-triangular Cholesky factors L of K × K correlation matrices R = L Lᵀ whose density is proportional
/// to det R^(η − 1): uniform for η = 1, with its mode at the identity for η > 1.
///
/// log f(L) = Σ_{i=1}^{K−1} (K − 1 − i + 2η − 2) log L_ii + log c(η), rows counted from 0, a density in the elements below the
/// diagonal, with log c(η) = (K − 1) log Γ(η + (K − 1)/2) − Σ_{k=1}^{K−1} [k/2 log π + log Γ(η + (K − 1 − k)/2)]. Matrices
/// whose rows do not have norm 1 within 1e-8, whose diagonal is not positive, or that are not lower-triangular are outside
/// the support.
///
/// Reference: Lewandowski, Kurowicka and Joe (2009), J. Multivariate Analysis 100, 1989. Checked against: mpmath.
public struct LKJCholesky: Distribution, BuiltInFormula {
  /// The number K of rows.
  public let dimension: Int
  /// The concentration η > 0.
  public let eta: Tensor

  /// An LKJ distribution of matrices of 1 to 1,000 rows; any other number is an error.
  public init(_ dimension: Int, eta: some TensorConvertible) {
    let isKnown = (1...1000).contains(dimension)
    self.dimension = isKnown ? dimension : 1
    self.eta =
      isKnown
      ? eta.tensor
      : .refused(by: "LKJCholesky", "a correlation matrix of \(dimension) rows cannot be drawn: 1 to 1,000 can")
  }

  public var parameters: [DistributionParameter] { [DistributionParameter("eta", eta, .positive)] }
  public func rebuilt(on operands: [Tensor]) -> LKJCholesky { LKJCholesky(dimension, eta: operands[0]) }
  public var support: Support { .correlationCholesky(order: dimension) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard value.shape.rank >= 2, value.shape[-1] == dimension, value.shape[-2] == dimension,
      value.shape.droppingLast(2).broadcast(with: eta.shape) != nil
    else { return poisoned(value, "the value has no \(dimension) rows and columns, or its batch does not broadcast") }
    let factor = value.asFloat64
    let isOutside = .!support.contains(factor)
    let validEta = eta.valid(where: eta .> 0)
    let exponents = Tensor((0..<dimension).map { $0 == 0 ? 0 : Double(dimension - 1 - $0) })
    let logDiagonal = log(diagonal(factor).replacing(isOutside.withLastAxis, with: 1))
    let tail = logDiagonal.along(min(1, dimension)..<dimension)
    let powers = sum(exponents * logDiagonal, axes: [-1]) + (2 * validEta - 2) * sum(tail, axes: [-1])
    return (powers + logConstant(validEta)).minusInfinity(where: isOutside) + sum(0 * factor, axes: [-2, -1])
  }

  func logConstant(_ eta: Tensor) -> Tensor {
    // The differences of log Γ, by half steps, so that a large η does not cancel.
    let count = Double(dimension - 1)
    let steps = (1..<max(2, dimension)).prefix(dimension - 1).map(Double.init)
    let starts = eta.withLastAxis + Tensor(steps.map { 0.5 * (count - $0) })
    let gammas = Tensor(steps.map { count + 1 - $0 }) * (logGammaHalfStep(starts) + 0.5 * log(starts))
    let logPi = 1.144_729_885_849_400_174_14
    return sum(gammas, axes: [-1]) - 0.25 * count * (count + 1) * logPi
  }

  /// Factors made of independent partial correlations, each a beta variate scaled to [−1, 1].
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let size = dimension
    return drawEvents(shape, parameters) { blocks in
      let eta = blocks[0][blocks[0].startIndex]
      var factor = [Double](repeating: 0, count: size * size)
      for row in 0..<size {
        var rest = 1.0
        for column in 0..<row {
          let partial = drawPartialCorrelation(eta + 0.5 * Double(size - 2 - column), using: &generator)
          factor[row * size + column] = partial.correlation * rest
          // A positive number, as the diagonal is, where the product is too small for one.
          rest = max(rest * partial.complement, .leastNormalMagnitude)
        }
        factor[row * size + row] = rest
      }
      return factor
    }
  }

  /// A correlation r = 2 s − 1 for a beta variate s of equal shapes, and √(1 − r²), from logarithms of gamma variates: for
  /// small shapes s is 0 or 1 to double precision.
  private func drawPartialCorrelation(
    _ shape: Double, using generator: inout Philox4x64
  ) -> (correlation: Double, complement: Double) {
    guard shape > 0, shape < .infinity else { return (.nan, .nan) }
    if shape >= 1 {
      let share = generator.beta(shape, shape)
      return (2 * share - 1, 2 * (share * (1 - share)).squareRoot())
    }
    // With l = log(s/(1 − s)), r = tanh(l/2) and √(1 − r²) = sech(l/2).
    let logit = generator.logGamma(shape: shape) - generator.logGamma(shape: shape)
    let fall = Stable.exp(-0.5 * abs(logit))
    let square = fall * fall
    let correlation = (1 - square) / (1 + square)
    return (logit < 0 ? -correlation : correlation, 2 * fall / (1 + square))
  }
}
