// Evaluation in one call, for tests, constant folding and small work.

public import ApusGraph

/// The values of `outputs` where each argument has the value that `bindings` gives it.
///
/// - Throws: ``EvaluationError`` for a poisoned output, an unbound argument, a value of the wrong type, integers that have no
///   answer (an overflow, a constant index outside), or where an Op throws. Bindings of arguments that the outputs do not use
///   are ignored.
public func evaluate(
  _ outputs: [Tensor], _ bindings: [Tensor: NDArray] = [:]
) throws(EvaluationError) -> [NDArray] {
  let program: Program
  do { program = try Program(outputs) } catch { throw .graph(error) }
  let evaluator = ThrownErrors.$current.withValue(nil) { Evaluator(program, checksBody: true) }
  for argument in program.arguments {
    if let value = bindings[argument] { try evaluator.bind(argument, to: value) }
  }
  try evaluator.run()
  if let first = evaluator.errors.entries.first { throw .thrown(op: first.op, message: first.message) }
  return withExtendedLifetime(evaluator) { outputs.indices.map { evaluator.output($0).array } }
}

/// The value of one output; see ``evaluate(_:_:)-([Tensor],_)``.
///
/// - Throws: ``EvaluationError``.
public func evaluate(_ output: Tensor, _ bindings: [Tensor: NDArray] = [:]) throws(EvaluationError) -> NDArray {
  try evaluate([output], bindings)[0]
}
