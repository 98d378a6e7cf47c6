// Transforms one after the other.

public import ApusGraph
internal import ApusOps

/// The composition of transforms: the first is applied to the unconstrained numbers, the last gives the value.
///
/// log |J| is the sum of the parts' log-Jacobians, each summed over the axes of the widest event.
public struct ChainTransform: Transform, BuiltInFormula {
  /// The transforms, in the order in which they constrain.
  public let parts: [any Transform]

  /// A composition; of nothing, the identity.
  public init(_ parts: any Transform...) { self.parts = parts }

  public var eventRank: Int { parts.map(\.eventRank).max() ?? 0 }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    parts.reversed().reduce(shape) { $1.unconstrainedShape($0) }
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor { parts.reduce(unconstrained) { $1.constrain($0) } }

  public func unconstrain(_ value: Tensor) -> Tensor { parts.reversed().reduce(value) { $1.unconstrain($0) } }

  /// The number of an event's axes before each part: a matrix has a vector of unconstrained numbers.
  private var freeRanks: [Int] {
    var shape = Self.example(eventRank)
    return parts.reversed().map { part in
      shape = part.unconstrainedShape(shape)
      return shape.rank
    }.reversed()
  }

  /// The shape of an event of so many axes.
  private static func example(_ rank: Int) -> Shape { Shape([Int](repeating: 2, count: rank)) }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    var point = unconstrained
    var terms: [Tensor] = []
    for (part, rank) in zip(parts, freeRanks) {
      let own = part.unconstrainedShape(Self.example(part.eventRank)).rank
      terms.append(sum(part.logJacobian(point), axes: (0..<max(0, rank - own)).map { -1 - $0 }))
      point = part.constrain(point)
    }
    guard let first = terms.first else { return unconstrained * 0 }
    return terms.dropFirst().reduce(first, +)
  }
}
