// Gradient modifiers: the identity with a cotangent that is stopped, scaled, clipped or zeroed on purpose.

public import ApusGraph

/// The identity on float64 tensors with a gradient that is changed on purpose.
///
/// Modifiers are nodes. They are equal only if all their stored properties are, and nothing removes them before
/// differentiation. Only Apus's own may change a gradient on purpose: an Op from outside that conforms is verified as any
/// other.
package protocol GradientModifier: ForwardDifferentiable {}

extension GradientModifier {
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireFloat64(count: 1)
    return operands
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    results[0].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
  }
}

/// The mark of Apus's own modifiers.
package protocol ModifierOp: BuiltInOp {}

extension ModifierOp {
  package var ownRule: GradientRule { .modifier }
}

/// The identity; no gradient passes: the result counts as a constant.
package struct StopGradient: GradientModifier, ModifierOp {
  package init() {}
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected] }
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [nil] }
}

/// The identity; the gradient is zero, as that of a function that is flat.
package struct ZeroGradient: GradientModifier, ModifierOp {
  package init() {}
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(.zeros(site.operands[0].type))] }
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { .zeros($0.type) }] }
}

/// The identity; the gradient is multiplied by a constant.
package struct ScaleGradient: GradientModifier, ModifierOp {
  package let factor: Double
  package init(by factor: Double) { self.factor = factor }
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent() * factor)] }
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { [site.tangents[0].map { $0 * factor }] }
  package var name: String { "ScaleGradient by \(factor)" }
}

/// The identity; each element of the cotangent is moved into [lower, upper].
///
/// In forward mode tangents pass unchanged: there is no cotangent to clip.
package struct ClipGradient: GradientModifier, ModifierOp {
  package let lower: Double
  package let upper: Double
  package init(_ lower: Double, _ upper: Double) {
    self.lower = lower
    self.upper = upper
  }
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(clip(site.cotangent(), Tensor(lower), Tensor(upper)))]
  }
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] { site.tangents }
  package var name: String { "ClipGradient to [\(lower), \(upper)]" }
}

/// Applies a modifier.
///
/// Integers and truth values have no gradient and stay what they are.
private func modified(_ x: Tensor, by op: any GradientModifier, _ file: StaticString, _ line: UInt) -> Tensor {
  x.type.isDifferentiable ? .apply(op, x, at: .line(file: file, line: line)) : x
}

/// The value; no gradient passes through it: a path through here counts as disconnected.
public func stopGradient(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  modified(x, by: StopGradient(), file, line)
}

/// The value; its gradient is a value of zeros.
public func zeroGradient(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  modified(x, by: ZeroGradient(), file, line)
}

/// The value; its gradient is multiplied by `factor`.
public func scaleGradient(_ x: Tensor, by factor: Double, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  modified(x, by: ScaleGradient(by: factor), file, line)
}

/// The value; each element of its cotangent is moved into [lower, upper]. Limits in the wrong order are an error.
public func clipGradient(
  _ x: Tensor, _ lower: Double, _ upper: Double, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  guard lower <= upper else {
    let reason = "the limits \(lower) and \(upper) are in the wrong order"
    return .refused(by: "clipGradient", [x], .attribute, reason, at: .line(file: file, line: line))
  }
  return modified(x, by: ClipGradient(lower, upper), file, line)
}
