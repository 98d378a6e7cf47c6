// Draws by inversion: quantiles of uniform numbers, by a program that is built once.

internal import ApusGraph
internal import ApusInterpreter
internal import ApusRandom
internal import Synchronization

/// The quantiles of uniform numbers of a distribution, whose program it keeps from one draw to the next.
final class InversionSampler: Sendable {
  /// A program of the quantiles at numbers and parameters of some types; parameters that are constants are a part of it.
  private struct Quantiles {
    let types: [TensorType]
    let constants: [NDArray?]
    let arguments: [Tensor]
    let evaluator: Evaluator

    init?(_ law: some UnivariateDistribution, _ given: [NDArray]) {
      types = given.map(\.type)
      arguments = types.enumerated().map { Tensor.argument("operand \($0)", $1) }
      constants =
        [nil] + zip(law.parameters, given.dropFirst()).map { $0.value.constantValue == $1 ? $1 : nil }
      let operands = zip(arguments, constants).map { argument, constant in constant.map { Tensor($0) } ?? argument }
      let quantiles = law.rebuilt(on: Array(operands.dropFirst())).quantile(operands[0])
      guard quantiles.shape == types[0].shape, let program = try? Program([quantiles]) else { return nil }
      evaluator = Evaluator(program)
    }

    func isFor(_ given: [NDArray]) -> Bool {
      types == given.map(\.type) && zip(constants, given).allSatisfy { $0 == nil || $0 == $1 }
    }

    func values(_ given: [NDArray]) -> [Double]? {
      let known = Set(evaluator.program.arguments)
      for (argument, value) in zip(arguments, given) where known.contains(argument) {
        guard (try? evaluator.bind(argument, to: value)) != nil else { return nil }
      }
      guard (try? evaluator.run()) != nil else { return nil }
      return withExtendedLifetime(evaluator) { evaluator.output(0).array.doubles }
    }
  }

  private let kept = Mutex<Quantiles?>(nil)

  /// Draws of `law`, a uniform number each; NaN where its parameters do not fit.
  func draw(
    _ law: some UnivariateDistribution, shape: Shape, parameters: [NDArray], using generator: inout Philox4x64
  ) -> NDArray {
    guard shape.isDrawable else { return .undrawn(shape) }
    let uniforms = NDArray((0..<shape.elementCount).map { _ in generator.openUniform() }, shape: shape)
    guard parameters.count == law.parameters.count, parameters.allSatisfy({ $0.fault == nil }) else {
      return .undrawn(shape)
    }
    let given = [uniforms] + parameters
    let numbers = kept.withLock { quantiles in
      if quantiles?.isFor(given) != true { quantiles = Quantiles(law, given) }
      return quantiles?.values(given)
    }
    guard let numbers else { return .undrawn(shape) }
    return law.support.elementType == .int64 ? wholeNumbers(numbers, shape: shape) : NDArray(numbers, shape: shape)
  }
}
