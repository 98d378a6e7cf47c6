// Finds one derivative that a rule has wrong by itself, for the message.

internal import ApusGraph

extension RuleVerifier {
  /// The derivative, of one number of a result for one of some elements of an operand, that a rule has most wrong; nil where
  /// each is right for a cotangent of 1.
  func wrongDerivative(_ rule: OperandRule, _ elements: [Int], _ returned: [Double]?) -> WrongDerivative? {
    guard let function = PointFunction(self, point) else { return nil }
    var worst: (gap: Double, derivative: WrongDerivative)?
    for element in Array(Set(elements)).sorted().prefix(3) {
      for (output, place) in function.strongest(rule.operand, element) {
        guard let expected = function.derivative(rule.operand, element, of: output, at: place) else { continue }
        let number = rule.product == nil ? 0 : rule.cotangent(unitSeeds(output, place), at: point)?[element] ?? .nan
        let error = (number - expected.value).magnitude
        let size = max(expected.value.magnitude, number.magnitude)
        guard !(error <= 10 * expected.error + 1e-9 * size) else { continue }
        let gap = error.isFinite && size > 0 ? error / size : .infinity
        if gap > worst?.gap ?? 0 {
          worst = (gap, derivative(rule.operand, element, output, place, expected.value, number, function))
        }
      }
    }
    return worst?.derivative
  }

  /// A cotangent of 1 for one number of a result.
  func unitSeeds(_ output: Int, _ place: Int) -> [NDArray] {
    outputs.indices.map { index in
      NDArray(
        (0..<outputs[index].type.elementCount).map { index == output && $0 == place ? 1.0 : 0 },
        shape: outputs[index].shape)
    }
  }

  private func derivative(
    _ operand: Int, _ element: Int, _ output: Int, _ place: Int, _ expected: Double, _ returned: Double,
    _ function: PointFunction
  ) -> WrongDerivative {
    let isElementwise = op.isElementwise
    let suffix = isElementwise || outputs[output].shape.isScalar ? "" : "[\(place)]"
    let numbers = function.numbers(operand, element, output: output, place: place)
    return WrongDerivative(
      result: outputs.count == 1 ? "\(op.name)\(suffix)" : "(result \(output)\(suffix) of \(op.name))",
      operand: operand, element: isElementwise || point[operand].count == 1 ? nil : element,
      coordinates: point.indices.map { index in
        if index == operand || isElementwise { return numbers[index] }
        return point[index].count == 1 ? point[index].doubles[0] : nil
      }, isElementwise: isElementwise, expected: expected, returned: returned)
  }
}
