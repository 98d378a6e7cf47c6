// Second derivatives of the user's own, for routines that know them: without, differences of the first ones are taken.

public import ApusGraph

/// A scalar routine that knows its second partial derivatives.
///
/// **Law.** They are the partial derivatives of `writePartials`, so symmetric.
public protocol SecondOrderElementwiseOp: ElementwiseOp {
  /// Writes ∂²f/∂xᵢ∂xⱼ to place i·n + j, for n operands, given the point and the value there.
  func writeSecondPartials(
    at point: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>) throws
}

/// A black box that knows the derivative of its vector-Jacobian product.
///
/// **Law.** For cotangents u and directions w, `tangents` are J w and `products` the derivatives of ⟨Jᵀ u, w⟩ with respect to
/// the operands, with u and w held fixed: for one result, the Hessian's product with w times u.
public protocol SecondOrderBlackBoxOp: BlackBoxOp {
  /// Computes both along a direction.
  ///
  /// - Parameters:
  ///   - call: the operands, with what `evaluate` wrote for them, and the cotangents u.
  ///   - directions: w, one for each operand; nil is zero.
  ///   - tangents: J w, one for each result.
  ///   - products: one for each operand; nil where it is not asked for.
  func secondOrder(
    _ call: BlackBoxCall, along directions: [TensorView?], into tangents: [MutableTensorView],
    products: [MutableTensorView?]) throws
}
