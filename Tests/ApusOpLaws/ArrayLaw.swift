// A row of the law tests of Ops that work on whole arrays, and its agreement with reference numbers.

internal import ApusDifferentiation
public import ApusGraph
internal import ApusInterpreter
internal import ApusOps
public import ApusTestSupport

/// An expression of array Ops, which is compared with NumPy and held to every law of Ops.
public struct ArrayLaw: Sendable, CustomStringConvertible {
  /// The name, also in the reference file.
  public let name: String
  /// The error that results may have, relative to their largest element; 0 where elements only move.
  public let tolerance: Double
  /// The expression.
  public let build: @Sendable ([Tensor]) -> [Tensor]

  /// A row for an expression with any number of results.
  public init(_ name: String, tolerance: Double = 1e-13, results build: @escaping @Sendable ([Tensor]) -> [Tensor]) {
    self.name = name
    self.tolerance = tolerance
    self.build = build
  }

  /// A row for a function of one operand.
  public static func unary(
    _ name: String, tolerance: Double = 1e-13, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> ArrayLaw {
    ArrayLaw(name, tolerance: tolerance) { [function($0[0])] }
  }

  /// A row for a function of two operands.
  public static func binary(
    _ name: String, tolerance: Double = 1e-13, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ArrayLaw {
    ArrayLaw(name, tolerance: tolerance) { [function($0[0], $0[1])] }
  }

  /// The name.
  public var description: String { name }

  /// The laws at the reference's ordinary points.
  public func laws(_ reference: ArrayReference) -> [OpLaw] {
    reference.samples.map { OpLaw(name, samples: [$0.operands.map(\.array)], results: build) }
  }

  /// The rows at the reference's edges, for laws that ask for no gradient.
  public func edgeLaws(_ reference: ArrayReference) -> [OpLaw] {
    reference.edges.map {
      OpLaw("\(name), at an edge", samples: [$0.operands.map(\.array)], differentiable: [], results: build)
    }
  }

  /// Compares results, and gradients where there are some, with the reference.
  public func referenceFindings(_ reference: ArrayReference) throws -> [String] {
    var findings: [String] = []
    for sample in reference.samples + reference.edges {
      let operands = sample.operands.map(\.array)
      let arguments = operands.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
      let bindings = Dictionary(uniqueKeysWithValues: zip(arguments, operands))
      let results = build(arguments)
      for (result, expected) in zip(results, sample.results) where result.type != expected.array.type {
        findings.append("\(name) of \(operands) has type \(result.type), not \(expected.array.type)")
      }
      guard findings.isEmpty, results.count == sample.results.count else {
        return findings + ["\(results.count) results"]
      }
      for (value, expected) in try paired(try evaluate(results, bindings), sample.results) {
        findings += differences(value, expected.array).map { "\(name) of \(operands): \($0)" }
      }
      guard let gradients = sample.gradients else { continue }
      let outputs = results.filter { $0.type.isDifferentiable }
      let ones = outputs.map { Tensor.ones($0.shape) }
      let real = arguments.filter { $0.type.isDifferentiable }
      let cotangents = try vectorJacobianProduct(of: outputs, cotangents: ones, withRespectTo: real)
      let values = try evaluate(zip(real, cotangents).map { $1 ?? .zeros($0.type) }, bindings)
      for (value, expected) in try paired(values, gradients) {
        findings += differences(value, expected.array).map { "the gradient of \(name) at \(operands): \($0)" }
      }
    }
    return findings
  }

  private func differences(_ value: NDArray, _ expected: NDArray) -> [String] {
    guard value.type == expected.type else { return ["\(value.type), not \(expected.type)"] }
    let size = expected.doubles.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    return zip(value.doubles, expected.doubles).enumerated().compactMap { place, pair in
      let (x, y) = pair
      let isRight = x.isNaN && y.isNaN || x == y || (x - y).magnitude <= tolerance * size
      return isRight ? nil : "element \(place) is \(x), not \(y)"
    }
  }
}

/// What the reference file says about a row.
public struct ArrayReference: Decodable, Sendable {
  /// An array as JSON has it.
  public struct Numbers: Decodable, Sendable {
    /// The element type.
    public let type: String
    /// The extents.
    public let shape: [Int]
    /// The elements in row-major order.
    public let elements: [Double]

    /// The array.
    public var array: NDArray {
      switch type {
      case "int64": NDArray(elements.map { Int($0) }, shape: Shape(shape))
      case "bool": NDArray(elements.map { $0 != 0 }, shape: Shape(shape))
      default: NDArray(elements, shape: Shape(shape))
      }
    }
  }

  /// Operands with results, and sometimes the gradients of the results' sum.
  public struct Sample: Decodable, Sendable {
    /// The operands.
    public let operands: [Numbers]
    /// The results.
    public let results: [Numbers]
    /// The gradients of the results' sum, if there are some.
    public let gradients: [Numbers]?
  }

  /// Ordinary points, where differences can be taken.
  public let samples: [Sample]
  /// Ties, zeros, infinities, empty axes, singular matrices.
  public let edges: [Sample]
}
