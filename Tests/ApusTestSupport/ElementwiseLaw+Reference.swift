// Values and partial derivatives against reference numbers, inside the domain and at its edges.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

extension ElementwiseLaw {
  /// Compares values and partial derivatives at inner points with the reference.
  ///
  /// - Throws: an evaluation's or differentiation's error.
  public func referenceFindings(_ reference: ElementwiseReference) throws -> [String] {
    var findings: [String] = []
    for (index, point) in reference.points.enumerated() {
      let (value, partials) = try derivatives(at: point)
      if !isClose(value, reference.values[index], valueTolerance) {
        findings.append("\(name)\(point) is \(value), not \(reference.values[index])")
      }
      for (operand, (partial, expected)) in try paired(partials, reference.partials[index]).enumerated()
      where !isClose(partial, expected, partialTolerance) {
        findings.append("∂\(operand) \(name)\(point) is \(partial), not \(expected)")
      }
    }
    return findings
  }

  /// Compares values and partial derivatives at edges with the reference: the same infinity, NaN for NaN.
  ///
  /// - Throws: an evaluation's or differentiation's error.
  public func edgeFindings(_ reference: ElementwiseReference) throws -> [String] {
    var findings: [String] = []
    for edge in reference.edges {
      let (value, partials) = try derivatives(at: edge.point)
      if !isClose(value, edge.value, 4e-15) { findings.append("\(name)\(edge.point) is \(value), not \(edge.value)") }
      // An edge without partial derivatives in the file has none that are agreed.
      guard let agreed = edge.partials else { continue }
      for (operand, (partial, expected)) in try paired(partials, agreed).enumerated() {
        if let expected, !isClose(partial, expected, 4e-15) {
          findings.append("∂\(operand) \(name)\(edge.point) is \(partial), not \(expected)")
        }
      }
    }
    return findings
  }

  /// The value and the partial derivatives at a point, by scalars.
  private func derivatives(at point: [Double]) throws -> (value: Double, partials: [Double]) {
    let arguments = point.indices.map { Tensor.argument("x\($0)") }
    let output = build(arguments)
    let gradients = try gradient(of: output, withRespectTo: arguments)
    let bindings = Dictionary(uniqueKeysWithValues: zip(arguments, point.map { NDArray($0) }))
    let numbers = try evaluate([output] + gradients, bindings).map(\.scalar)
    return (numbers[0], Array(numbers.dropFirst()))
  }

  private func isClose(_ x: Double, _ y: Double, _ tolerance: Double) -> Bool {
    if x.isNaN || y.isNaN { return x.isNaN && y.isNaN }
    return x == y || (x - y).magnitude <= tolerance * y.magnitude
  }
}
