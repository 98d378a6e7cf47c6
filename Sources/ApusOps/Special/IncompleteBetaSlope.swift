// The slopes of the incomplete beta functions in their argument: the beta density, as it is or over one of its tails.

internal import ApusNumerics
package import ApusGraph

/// f(x) = x^(a − 1) (1 − x)^(b − 1) / B(a, b), the slope of I(a, b; x); or f/I or f/(1 − I), those of log I and −log(1 − I).
///
/// The large parts of the logarithms cancel on paper, so that large shapes and far tails lose no digits.
package struct RegularizedBetaSlope: TernaryElementwise, BuiltInOp {
  package let tail: DistributionTail?

  package init(_ tail: DistributionTail?) { self.tail = tail }

  package func value(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let isEdge = x == 0 || x == 1
    switch tail {
    case nil: return Special.regularizedBetaDerivative(a, b, x).dX
    case .lower:
      if isEdge { return x == 0 ? edge(.infinity, a, b) : Special.regularizedBetaDerivative(a, b, 1).dX }
      return Special.logRegularizedBetaDerivative(a, b, x).dX
    case .upper:
      if isEdge { return x == 1 ? edge(.infinity, a, b) : Special.regularizedBetaDerivative(a, b, 0).dX }
      return -Special.logRegularizedBetaDerivative(a, b, x, complement: true).dX
    }
  }

  private func edge(_ limit: Double, _ a: Double, _ b: Double) -> Double {
    a > 0 && b > 0 && a < .infinity && b < .infinity ? limit : .nan
  }

  /// In x by (a − 1)/x − (b − 1)/(1 − x), in the shapes by log x − ψ(a) + ψ(a + b) and its mirror image, all less the same
  /// derivative of the tail's logarithm.
  package func partials(_ a: Tensor, _ b: Tensor, _ x: Tensor, _ f: Tensor) -> (Tensor, Tensor, Tensor) {
    var byFirst = log(x) + digammaDifference(a, b)
    var bySecond = log1p(-x) + digammaDifference(b, a)
    var byArgument = (a - 1) / x - (b - 1) / (1 - x)
    if let tail {
      let shapes = Tensor.apply(RegularizedBetaShapeDerivatives(logarithmOf: tail), [a, b, x])
      (byFirst, bySecond) = (byFirst - shapes[0], bySecond - shapes[1])
      byArgument = tail == .upper ? byArgument + f : byArgument - f
    }
    return (f * byFirst, f * bySecond, f * byArgument)
  }

  package var name: String { "RegularizedBetaSlope" + (tail.map { " over \($0.rawValue) tail" } ?? "") }
}
