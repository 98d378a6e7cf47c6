// The logarithm of the gamma function, its derivatives, and the logarithm of the beta function.

internal import ApusNumerics
public import ApusGraph

/// log |Γ(x)|; +∞ at 0 and the negative integers.
public struct LogGamma: UnaryElementwise {
  /// The Op.
  public init() {}
  /// log |Γ(x)|.
  public func value(_ x: Double) -> Double { Special.logGamma(x) }
  /// ψ(x).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { digamma(x) }
}

/// The polygamma function ψ⁽ⁿ⁾, the derivative of order n + 1 of log Γ.
public struct Polygamma: UnaryElementwise {
  /// The order n.
  public let order: Int

  /// The function of an order.
  ///
  /// - Precondition: 0 ≤ order ≤ 4.
  public init(order: Int) {
    precondition((0...4).contains(order), "the order \(order) is not from 0 to 4")
    self.order = order
  }

  /// ψ⁽ⁿ⁾(x).
  public func value(_ x: Double) -> Double { order == 0 ? Special.digamma(x) : Special.polygamma(order, x) }
  /// ψ⁽ⁿ⁺¹⁾(x).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { .apply(Polygamma(order: order + 1), x) }
  /// At order 4 the derivative is not implemented.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    guard order < 4 else { return [.notImplemented("polygamma functions beyond order 4 are not there")] }
    return [.value(site.cotangent() * derivative(site.operands[0], site.results[0]))]
  }
  /// The tangent times ψ⁽ⁿ⁺¹⁾; NaN at order 4, where it is not there.
  public func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [site.tangents[0].map { $0 * (order < 4 ? derivative(site.operands[0], site.results[0]) : Tensor(.nan)) }]
  }
  /// With the order.
  public var name: String { ["Digamma", "Trigamma"].indices.contains(order) ? ["Digamma", "Trigamma"][order] : "Polygamma \(order)" }
}

/// log B(x, y), accurate also for large arguments.
public struct LogBeta: BinaryElementwise {
  /// The Op.
  public init() {}
  /// log B(x, y).
  public func value(_ x: Double, _ y: Double) -> Double { Special.logBeta(x, y) }
  /// (ψ(x) − ψ(x + y), ψ(y) − ψ(x + y)).
  public func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let whole = digamma(x + y)
    return (digamma(x) - whole, digamma(y) - whole)
  }
}

/// log |Γ(x)|, elementwise.
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
/// log B(x, y), elementwise with broadcasting.
public func logBeta(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogBeta(), x, y, file, line)
}
