// A distribution as a function of a value whose own distribution has no parameters that move: x = μ + σ z and its like.

package import ApusGraph
internal import ApusOps

/// A random value written as a function of a standard one.
package struct StandardForm: Sendable {
  /// The distribution of the standard value z.
  package let distribution: any Distribution
  /// The value that z stands for.
  package let value: @Sendable (_ z: Tensor) -> Tensor
  /// The function in words, such as `location + scale · z`.
  package let formula: String
  /// The operands that the standard distribution does not have any more.
  package let operands: [Tensor]
}

extension Distribution {
  /// The distribution by a standard value; nil where the family has no such form.
  package var standardForm: StandardForm? {
    switch self {
    case let family as any LocationScaleFamily: return family.locatedForm
    case let family as LogNormal:
      let (mu, sigma) = (family.logMean, family.logStandardDeviation)
      return StandardForm(
        distribution: Normal(0, 1), value: { exp(mu + sigma * $0) }, formula: "exp(logMean + logStandardDeviation · z)",
        operands: [mu, sigma])
    case let family as HalfNormal: return scaled(HalfNormal(1), by: family.scale)
    case let family as HalfCauchy: return scaled(HalfCauchy(1), by: family.scale)
    case let family as MvNormal:
      let (mean, factor) = (family.mean, family.choleskyFactor)
      guard factor.shape.rank == 2 else { return nil }
      return StandardForm(
        distribution: Normal(0, 1),
        value: { z in
          let rows = z.reshaped(to: [z.type.elementCount / max(factor.shape[0], 1), factor.shape[0]])
          return mean + matmul(rows, factor.matrixTransposed).reshaped(to: z.shape)
        }, formula: "mean + L z, where L Lᵀ is the covariance", operands: [mean, factor])
    default: return nil
    }
  }

  private func scaled(_ standard: any Distribution, by scale: Tensor) -> StandardForm {
    StandardForm(
      distribution: standard, value: { scale * $0 }, formula: "scale · z", operands: [scale])
  }
}

extension LocationScaleFamily {
  fileprivate var locatedForm: StandardForm {
    let (location, scale) = locationAndScale
    // Location and scale are the last two parameters.
    let others = parameters.dropLast(2).map(\.value)
    return StandardForm(
      distribution: rebuilt(on: others + [Tensor(0.0), Tensor(1.0)]), value: { location + scale * $0 },
      formula: "location + scale · z", operands: [location, scale])
  }
}
