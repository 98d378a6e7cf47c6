// Laws of broadcasting: what shapes give is what the repeated elements give, forward and backward; nothing gives nothing.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

extension ElementwiseLaw {
  private static let shapes: [[Shape]] = [
    [[], [], []], [[3], [3], [3]], [[3], [], [1]], [[], [2, 3], [3]], [[2, 1], [3], []], [[2, 3], [1, 3], [2, 1]],
    [[2, 1, 3], [4, 1], [1, 1, 3]], [[1], [1, 1], []], [[0], [0], [0]], [[0], [], [1]], [[2, 0], [1, 1], [0]],
  ]

  /// Checks shapes and element types, values bit for bit, and gradients, for operands of several shapes that broadcast.
  ///
  /// - Throws: an evaluation's or differentiation's error.
  public func broadcastingFindings(_ reference: ElementwiseReference) throws -> [String] {
    var findings: [String] = []
    for shapes in Self.shapes {
      let operandShapes = Array(shapes.prefix(reference.operandCount))
      guard let whole = operandShapes.reduce(Shape?([]), { $0?.broadcast(with: $1) }) else { continue }
      let operands = operandShapes.enumerated().map { operand, shape in
        NDArray(
          (0..<shape.elementCount).map { reference.points[$0 % reference.points.count][operand] }, shape: shape)
      }
      let place = "\(name) of shapes \(operandShapes)"
      let site = LawSite(law(reference), operands)
      guard site.results[0].type == .float64(whole) else {
        findings.append("\(place): \(site.results[0].type)")
        continue
      }
      // The same elements, repeated by hand in vectors.
      let repeated = operands.map { operand in
        NDArray(Self.sources(of: operand.shape, in: whole).map { operand.doubles[$0] })
      }
      let flat = LawSite(law(reference), repeated)
      let value = try evaluate(site.results[0], site.bindings)
      if value != (try evaluate(flat.results[0], flat.bindings)).reshaped(whole) {
        findings.append("\(place): not the values of the repeated elements")
      }
      let weights = LawWeights.array(whole, salt: 2)
      for (operand, argument) in site.arguments.enumerated() {
        let own =
          try vectorJacobianProduct(
            of: site.results, cotangents: [Tensor(weights)], withRespectTo: [argument])[0] ?? .zeros(argument.type)
        let each = try vectorJacobianProduct(
          of: flat.results, cotangents: [Tensor(NDArray(weights.doubles))], withRespectTo: [flat.arguments[operand]])[0]
        var (sums, sizes) = ([Double](repeating: 0, count: operands[operand].count), 0.0)
        let flatGradient = try evaluate(each ?? .zeros(flat.arguments[operand].type), flat.bindings).doubles
        for (index, source) in Self.sources(of: operandShapes[operand], in: whole).enumerated() {
          sums[source] += flatGradient[index]
          sizes = max(sizes, flatGradient[index].magnitude)
        }
        let gradient = try evaluate(own, site.bindings)
        let agrees = try paired(gradient.doubles, sums, mayBeEmpty: sums.isEmpty).allSatisfy { x, y in
          x == y || x.isNaN && y.isNaN || (x - y).magnitude <= 1e-14 * Double(whole.elementCount) * sizes
        }
        if gradient.shape != operandShapes[operand] || !agrees {
          findings.append("\(place): the gradient for operand \(operand) is \(gradient), not \(sums)")
        }
      }
    }
    return findings
  }

  /// For each element of `whole`, in order, the index of the element of `shape` that stands there; by coordinates, without the
  /// strides of the code that is tested.
  private static func sources(of shape: Shape, in whole: Shape) -> [Int] {
    (0..<whole.elementCount).map { index in
      var (rest, source, scale) = (index, 0, 1)
      for back in 1...max(whole.rank, 1) where back <= whole.rank {
        let coordinate = rest % whole[-back]
        rest /= whole[-back]
        if back <= shape.rank {
          source += shape[-back] == 1 ? 0 : coordinate * scale
          scale *= shape[-back]
        }
      }
      return source
    }
  }
}
