// The slopes of the incomplete gamma functions in their argument: the gamma density, as it is or over one of its tails.

internal import ApusNumerics
package import ApusGraph

package enum DistributionTail: String, Sendable {
  case lower
  case upper
}

/// f(x) = x^(a − 1) e^−x / Γ(a), the slope of P(a, x); or f/P or f/Q, those of log P and −log Q.
///
/// The large parts of the logarithms cancel on paper, so that large shapes and far tails lose no digits.
package struct RegularizedGammaSlope: BinaryElementwise, BuiltInOp {
  package let tail: DistributionTail?

  package init(_ tail: DistributionTail?) { self.tail = tail }

  package func value(_ a: Double, _ x: Double) -> Double {
    switch tail {
    case nil: return Special.regularizedGammaPDerivative(shape: a, x).dX
    case .lower:
      if a > 0, a < .infinity, x == 0 { return .infinity }
      return a > 0 && x == .infinity ? 0 : Special.logRegularizedGammaDerivative(shape: a, x, upper: false).dX
    case .upper:
      if a > 0, a < .infinity, x == 0 { return a < 1 ? .infinity : a == 1 ? 1 : 0 }
      return a > 0 && x == .infinity ? 1 : -Special.logRegularizedGammaDerivative(shape: a, x, upper: true).dX
    }
  }

  package func partials(_ a: Tensor, _ x: Tensor, _ f: Tensor) -> (Tensor, Tensor) {
    var (byShape, byArgument) = (log(x) - digamma(a), (a - 1 - x) / x)
    if let tail {
      let isUpper = tail == .upper
      byShape = byShape - Tensor.apply(LogRegularizedGammaShapeDerivative(upper: isUpper), a, x)
      byArgument = isUpper ? byArgument + f : byArgument - f
    }
    return (f * byShape, f * byArgument)
  }

  package var name: String { "RegularizedGammaSlope" + (tail.map { " over \($0.rawValue) tail" } ?? "") }
}
