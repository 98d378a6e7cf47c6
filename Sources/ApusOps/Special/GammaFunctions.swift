// The logarithm of the gamma function, its derivatives, and the logarithm of the beta function.

internal import ApusNumerics
public import ApusGraph
internal import RealModule

package struct LogGamma: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.logGamma(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { digamma(x) }
}

/// The polygamma function ψ⁽ⁿ⁾, the derivative of order n + 1 of log Γ, for n from 0 to 4.
///
/// It has no pushforward of its own, so that forward mode too hears where the derivative is not implemented.
package struct Polygamma: PointwiseOp, BuiltInOp {
  package let order: Int

  package init(order: Int) { self.order = order }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    guard (0...4).contains(order) else { throw TypeError(.attribute, "the order \(order) is not from 0 to 4") }
    try operands[0].requireFloat64()
    return operands
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    mapElements(operands[0].float64, into: results[0].float64) { Special.polygamma(order, $0) }
  }

  /// The cotangent times ψ⁽ⁿ⁺¹⁾; not implemented at order 4.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    guard order < 4 else { return [.notImplemented("polygamma functions beyond order 4 are not there")] }
    return [.value(site.cotangent() * .apply(Polygamma(order: order + 1), site.operands[0]))]
  }

  package var name: String { order == 0 ? "Digamma" : order == 1 ? "Trigamma" : "Polygamma \(order)" }
}

/// ψ(x + h) − ψ(x) for x > 0 and x + h > 0, without cancellation.
package struct DigammaDifference: BinaryElementwise, BuiltInOp {
  package init() {}

  /// The coefficients B₂ₖ/(2k) of Stirling's series of ψ.
  private static let stirling: [Double] = [
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
  ]

  /// ψ(x + h) − ψ(x), from the recurrence up to 12 and the differences of Stirling's series there.
  ///
  /// The first term left out of the series is below 1e-16 of the result.
  package func value(_ x: Double, _ h: Double) -> Double {
    guard x > 0, x + h > 0 else { return .nan }
    if h == .infinity { return h }
    var (low, high, total) = (x, x + h, 0.0)
    while min(low, high) < 12 {
      total += h / (low * high)
      low += 1
      high += 1
    }
    // ψ(z) ~ log z − 1/(2z) − Σ B₂ₖ/(2k z²ᵏ); with p = 1/low², q = 1/high² powers differ by pᵏ − qᵏ.
    let (p, q) = (1 / (low * low), 1 / (high * high))
    let gap = h / (low * high) * (1 / low + 1 / high)
    var (power, difference) = (1.0, gap)
    for coefficient in Self.stirling {
      total += coefficient * difference
      power *= q
      difference = p * difference + power * gap
    }
    return total + .log(onePlus: h / low) + 0.5 * h / (low * high)
  }
  package func partials(_ x: Tensor, _ h: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let end = trigamma(x + h)
    return (end - trigamma(x), end)
  }
}

/// log B(x, y) for x, y > 0, accurate also for large arguments; +∞ where one is 0, NaN below.
package struct LogBeta: BinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { Special.logBeta(x, y) }
  /// (ψ(x) − ψ(x + y), ψ(y) − ψ(x + y)), without cancellation.
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    (-digammaDifference(x, y), -digammaDifference(y, x))
  }
}

func digammaDifference(_ x: Tensor, _ h: Tensor) -> Tensor { .apply(DigammaDifference(), x, h) }

/// log |Γ(x)|, elementwise: +∞ at 0 and the negative integers.
public func lgamma(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogGamma(), x, file, line)
}

/// The digamma function ψ, elementwise.
public func digamma(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Polygamma(order: 0), x, file, line)
}

/// The trigamma function ψ′, elementwise.
public func trigamma(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Polygamma(order: 1), x, file, line)
}

/// The polygamma function ψ⁽ⁿ⁾ of an order from 0 to 4, elementwise.
///
/// At order 4 its derivative is not implemented.
public func polygamma(_ order: Int, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Polygamma(order: order), x, file, line)
}

/// log B(x, y) for x, y > 0, elementwise with broadcasting: +∞ where one is 0, NaN below.
public func logBeta(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogBeta(), x, y, file, line)
}
