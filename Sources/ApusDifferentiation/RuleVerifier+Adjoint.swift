// The pullback against the pushforward where an Op has both: ⟨J v, u⟩ = ⟨v, Jᵀ u⟩.

internal import ApusGraph
internal import ApusOps

extension RuleVerifier {
  /// Compares the two rules of an Op for each operand, within the rounding of both.
  ///
  /// The rounding is how much the difference of the two sides changes between points a few units in the last place apart.
  func adjointFailures(_ rules: [OperandRule], resolution: Double) -> [VerificationFailure] {
    guard op.withPushforward != nil, isFinite else { return [] }
    return rules.compactMap { rule in
      let argument = arguments[rule.operand]
      let tangent = Tensor.argument("tangent", argument.type)
      let direction = NDArray(
        (0..<argument.type.elementCount).map { ($0.isMultiple(of: 3) ? -1 : 1) * (1 + Double($0 % 5) / 8) },
        shape: argument.shape)
      guard
        let pushed = try? jacobianVectorProduct(of: outputs, withRespectTo: [argument], tangents: [tangent]),
        let program = try? BoundProgram(
          zip(outputs, pushed).map { $1 ?? .zeros($0.type) }, inputs: arguments + [tangent])
      else { return nil }
      /// ⟨J v, u⟩, ⟨v, Jᵀ u⟩ and the sum of the magnitudes of all their terms.
      func sides(_ point: [NDArray]) -> (forward: Double, reverse: Double, size: Double)? {
        guard let images = program.outputs(on: point + [direction]) else { return nil }
        let cotangent = rule.cotangent(seeds, at: point) ?? [Double](repeating: 0, count: direction.count)
        let forward = zip(images.flatMap(\.doubles), seeds.flatMap(\.doubles)).map { $0 * $1 }
        let reverse = zip(direction.doubles, cotangent).map { $0 * $1 }
        return (
          forward.reduce(0, +), reverse.reduce(0, +), (forward + reverse).reduce(0) { $0 + $1.magnitude }
        )
      }
      guard let here = sides(point), here.size.isFinite else { return nil }
      let unit = Double.ulpOfOne
      let gaps = [-3, -1, 1, 3].compactMap { sides(moved(1 + $0 * unit, 0)) }.map {
        ($0.forward - $0.reverse).magnitude
      }
      let gap = (here.forward - here.reverse).magnitude
      let spread = gaps.reduce(0) { max($0, ($1 - gap).magnitude) }
      let tolerance = (1e-12 + 10 * resolution + op.accuracy.rule) * here.size + 20 * spread
      guard !(gap <= tolerance) else { return nil }
      return failure(rule.operand, nil, .adjoint, here.reverse, here.forward, tolerance, .wrongPushforward)
    }
  }
}
