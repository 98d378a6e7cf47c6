// Jacobians, Hessians and their products with vectors, composed from reverse and forward mode.

public import ApusGraph
internal import ApusOps

/// The Jacobian of a float64 tensor with respect to an input: shape (output shape, input shape).
///
/// One reverse pass is built for each element of the output, so the graph grows with their number.
///
/// - Throws: ``GradientError``.
public func jacobian(of output: Tensor, withRespectTo input: Tensor) throws(GradientError) -> Tensor {
  guard output.type.isDifferentiable else { throw .notDifferentiable(output.summary) }
  let count = output.shape.elementCount
  let shape = Shape(output.shape.dimensions + input.shape.dimensions)
  guard count > 0 else { return .zeros(.float64(shape)) }
  var rows: [Tensor] = []
  for element in 0..<count {
    var seed = [Double](repeating: 0, count: count)
    seed[element] = 1
    let cotangent = Tensor(NDArray(seed, shape: output.shape))
    let row = try vectorJacobianProduct(of: [output], cotangents: [cotangent], withRespectTo: [input])[0]
    rows.append(row ?? .zeros(input.type))
  }
  return stack(rows).reshaped(to: shape)
}

/// The Hessian of a float64 scalar with respect to an input: shape (input shape, input shape).
///
/// - Throws: ``GradientError``, also where a first derivative has no derivative of its own.
public func hessian(of output: Tensor, withRespectTo input: Tensor) throws(GradientError) -> Tensor {
  try jacobian(of: gradient(of: output, withRespectTo: input), withRespectTo: input)
}

/// The product of a float64 scalar's Hessian with a vector of the input's shape, by reverse over reverse mode.
///
/// - Throws: ``GradientError``, also where a first derivative has no derivative of its own.
public func hessianVectorProduct(
  of output: Tensor, withRespectTo input: Tensor, vector: Tensor
) throws(GradientError) -> Tensor {
  guard vector.type == input.type else { throw .wrongSeed(expected: input.type, given: vector.type) }
  // The direction is held fixed: it may itself depend on the input.
  let direction = Tensor.argument("direction", vector.type)
  let slope = sum(try gradient(of: output, withRespectTo: input) * direction)
  let product = try gradient(of: slope, withRespectTo: input)
  do { return try Traversal.substitute([direction: vector], in: [product])[0] } catch { throw .graph(error) }
}
