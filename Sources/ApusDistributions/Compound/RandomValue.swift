// A random value inside an expression, of which the expression's distribution is derived.

public import ApusGraph
internal import ApusOps

/// A value with a distribution, in an expression that is given to ``Transformed``: operands are the distribution's parameters.
///
/// It has no number of its own: evaluated it throws, and is NaN.
package struct RandomValue: Op, BuiltInOp {
  /// Two draws of one distribution are two values.
  private final class Identity: Sendable {}

  package let distribution: any Distribution
  private let type: TensorType
  private let identity = Identity()

  package init(_ distribution: any Distribution) {
    self.distribution = distribution
    type = TensorType(distribution.support.elementType, distribution.shape)
  }

  package static func == (a: RandomValue, b: RandomValue) -> Bool { a.identity === b.identity }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(identity)) }

  package var name: String { "drawn(from: \(distribution.name))" }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [type] }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) throws { throw WithoutNumber() }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    site.operands.map { _ in .undefined(WithoutNumber().description) }
  }
}

private struct WithoutNumber: Error, CustomStringConvertible {
  var description: String {
    "what is drawn in an expression has no number: give the expression to observe(_:distributionOf:_:) or to Transformed"
  }
}

extension Tensor {
  /// A random value inside an expression whose distribution is asked for: `exp(mu + sigma * .drawn(from: Normal(0, 1)))`.
  ///
  /// It stands for each element's own value, independent of the others', and has no number: the expression is for ``Transformed`` or
  /// for `observe(_:distributionOf:_:)` of a model.
  public static func drawn(
    from distribution: some Distribution, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    .apply(
      RandomValue(distribution), distribution.parameters.map(\.value), at: .line(file: file, line: line))[0]
  }
}
