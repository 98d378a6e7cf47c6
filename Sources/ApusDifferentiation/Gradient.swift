// Gradients and vector-Jacobian products of graph values, by reverse mode.

public import ApusGraph
internal import ApusOps

/// A gradient with the rules that made it.
public struct GradientWithProvenance: Sendable {
  /// The gradient with respect to each input, of the input's shape; zeros where the output does not depend on it.
  public let gradients: [Tensor]
  /// Whether the gradient with respect to each input is structurally zero: no path leads from it to the output, or all
  /// are blocked.
  public let isStructurallyZero: [Bool]
  /// The rules used, from the output to the inputs.
  public let uses: [RuleUse]
}

/// The gradient of a float64 scalar with respect to each input, of the input's shape; zeros where the output does not
/// depend on it.
///
/// - Throws: ``GradientError`` where a rule that is needed is missing or breaks its contract.
public func gradient(of output: Tensor, withRespectTo inputs: [Tensor]) throws(GradientError) -> [Tensor] {
  try gradientWithProvenance(of: output, withRespectTo: inputs).gradients
}

/// The gradient of a float64 scalar with respect to one input.
///
/// - Throws: ``GradientError`` where a rule that is needed is missing or breaks its contract.
public func gradient(of output: Tensor, withRespectTo input: Tensor) throws(GradientError) -> Tensor {
  try gradient(of: output, withRespectTo: [input])[0]
}

/// The gradient of a float64 scalar, with the rules that made it.
///
/// With respect to arguments of the graph, logarithms are differentiated in a form that needs no number that underflows, so that
/// log Φ(x) has its slope far in the tail too.
///
/// - Throws: ``GradientError`` where a rule that is needed is missing or breaks its contract.
public func gradientWithProvenance(
  of output: Tensor, withRespectTo inputs: [Tensor]
) throws(GradientError) -> GradientWithProvenance {
  if let error = output.error { throw .graph(error) }
  guard output.type == .float64() else { throw .notAScalar(output.summary) }
  var output = output
  // Nodes between a logarithm and the arguments may go, and with them the path to an input in between.
  if inputs.allSatisfy({ $0.argument != nil }) {
    do { output = try StableLogarithm.applied(to: [output])[0] } catch { throw .graph(error) }
  }
  var pass = try ReverseMode(of: [output], withRespectTo: inputs)
  let cotangents = try pass.cotangents(seeds: [1])
  return GradientWithProvenance(
    gradients: zip(inputs, cotangents).map { $1 ?? .zeros($0.type) },
    isStructurallyZero: cotangents.map { $0 == nil }, uses: pass.uses)
}

/// The product of a cotangent for each output with the Jacobian: for each input a tensor of its shape, or nil where it is
/// structurally zero. A nil cotangent is a structural zero.
///
/// There must be a cotangent, or nil, for each output.
///
/// - Throws: ``GradientError`` where a rule that is needed is missing or breaks its contract.
public func vectorJacobianProduct(
  of outputs: [Tensor], cotangents: [Tensor?], withRespectTo inputs: [Tensor]
) throws(GradientError) -> [Tensor?] {
  var pass = try ReverseMode(of: outputs, withRespectTo: inputs)
  return try pass.cotangents(seeds: cotangents)
}
