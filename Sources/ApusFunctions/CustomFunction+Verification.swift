// The verification of a custom function's rule at a point.

public import ApusDifferentiation
public import ApusGraph

/// Checks the gradient rule of a custom function; see ``verifyGradient(of:at:)-(Op,_)``.
///
/// Its rule is compared with differences and, where those bear it out, with the derivative of its body by the rules of the
/// Ops in it, to about 1e-9. Findings name the line of the function.
///
/// - Throws: ``GradientError`` where body or rule cannot be built or the rule breaks its contract.
public func verifyGradient(of function: CustomFunction, at operands: [NDArray]) throws(GradientError) -> Verification {
  let arguments = operands.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
  let results = function.results(arguments)
  if let error = results.lazy.compactMap(\.error).first { throw .graph(error) }
  guard let op = results.first?.node?.op else { return Verification(op: function.name) }
  return try verifyGradient(of: op, at: operands)
}
