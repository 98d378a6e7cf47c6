// A row of the law tests: an Op, or any expression of Ops, with sample operands; every law is checked for every row.

public import ApusGraph

/// An Op with samples of its operands, which the laws of Ops are checked for.
///
/// Each check returns its findings as sentences, none where the law holds, so that a test is
/// `#expect(try law.gradientFindings() == [])`. A new Op is a new row.
public struct OpLaw: Sendable, CustomStringConvertible {
  /// The name in messages.
  public let name: String
  /// Sample operands: one array for each operand, inside the domain and away from kinks.
  public let samples: [[NDArray]]
  /// The expression as a function of its operands.
  public let build: @Sendable ([Tensor]) -> [Tensor]
  /// Which operands have a gradient; all float64 operands, unless told otherwise.
  public var differentiable: [Int]
  /// For which operands first derivatives can be differentiated again; asked for others they must say
  /// `.notImplemented` or `.undefined`.
  public var twiceDifferentiable: [Int]
  /// The relative error that the rule may have against differences of the function.
  public var tolerance = 1e-6
  /// The relative error that forward mode may have against reverse mode; larger where it works by differences.
  public var adjointTolerance = 1e-12

  /// A row for an expression with any number of results.
  ///
  /// - Parameters:
  ///   - differentiable: the operands with a gradient; all float64 ones where nil.
  ///   - twiceDifferentiable: the operands with a second derivative; all of `differentiable` where nil.
  public init(
    _ name: String, samples: [[NDArray]], differentiable: [Int]? = nil, twiceDifferentiable: [Int]? = nil,
    results build: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) {
    self.name = name
    self.samples = samples
    self.build = build
    let real = samples.first.map { sample in sample.indices.filter { sample[$0].type.isDifferentiable } } ?? []
    self.differentiable = differentiable ?? real
    self.twiceDifferentiable = twiceDifferentiable ?? self.differentiable
  }

  /// A row for an expression with one result.
  public init(
    _ name: String, samples: [[NDArray]], differentiable: [Int]? = nil, twiceDifferentiable: [Int]? = nil,
    _ build: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.init(
      name, samples: samples, differentiable: differentiable, twiceDifferentiable: twiceDifferentiable,
      results: { [build($0)] })
  }

  /// The name.
  public var description: String { name }

  /// All findings of all laws.
  ///
  /// - Throws: an evaluation's or differentiation's error.
  public func findings() throws -> [String] {
    try evaluationFindings() + gradientFindings() + pushforwardFindings() + secondDerivativeFindings()
  }
}

/// The row at a sample: arguments, their values, and the results.
struct LawSite {
  let arguments: [Tensor]
  let bindings: [Tensor: NDArray]
  let results: [Tensor]

  init(_ law: OpLaw, _ sample: [NDArray]) {
    arguments = sample.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
    bindings = Dictionary(uniqueKeysWithValues: zip(arguments, sample))
    results = law.build(arguments)
  }

  /// The results that carry gradients.
  var outputs: [Tensor] { results.filter { $0.type.isDifferentiable } }
}

/// Numbers of both signs between ½ and 3/2, the same at each run: weights in sums that must not cancel by accident.
enum LawWeights {
  static func array(_ shape: Shape, salt: Int) -> NDArray {
    let elements = (0..<shape.elementCount).map { index -> Double in
      let position = Double(index + 11 * salt + 1) * 0.618_033_988_749_894_9
      return (index.isMultiple(of: 2) ? 1 : -1) * (0.5 + position - position.rounded(.down))
    }
    return NDArray(elements, shape: shape)
  }
}
