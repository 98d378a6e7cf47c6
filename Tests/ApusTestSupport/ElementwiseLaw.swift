// A row of the law tests for an elementwise function: its points come from a reference file, its laws from the driver.

public import ApusGraph

/// An elementwise function whose reference numbers have its name.
public struct ElementwiseLaw: Sendable, CustomStringConvertible {
  /// The name, in messages and in the reference file.
  public let name: String
  /// The function of its operands.
  public let build: @Sendable ([Tensor]) -> Tensor
  /// The relative error that values may have.
  public var valueTolerance = 1e-13
  /// The relative error that partial derivatives may have.
  public var partialTolerance = 1e-12
  /// For which operands first derivatives can be differentiated again; all where nil.
  public var twiceDifferentiable: [Int]?

  /// A row.
  public init(
    _ name: String, valueTolerance: Double = 1e-13, partialTolerance: Double = 1e-12, twiceDifferentiable: [Int]? = nil,
    _ build: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    self.build = build
    self.valueTolerance = valueTolerance
    self.partialTolerance = partialTolerance
    self.twiceDifferentiable = twiceDifferentiable
  }

  /// The name.
  public var description: String { name }

  /// The laws of any Op, at the reference's points: one vector for each operand.
  public func law(_ reference: ElementwiseReference) -> OpLaw {
    OpLaw(name, samples: [reference.columns()], twiceDifferentiable: twiceDifferentiable, build)
  }

  /// The laws of second derivatives, at those of the reference's points where these are far from overflow.
  public func secondLaw(_ reference: ElementwiseReference) -> OpLaw {
    let columns = reference.columns { point in point.allSatisfy { $0 == 0 || (1e-120...1e120).contains($0.magnitude) } }
    return OpLaw(name, samples: [columns], twiceDifferentiable: twiceDifferentiable, build)
  }
}

/// What a reference file says about one function.
public struct ElementwiseReference: Decodable, Sendable {
  /// A point at an edge of the domain.
  public struct Edge: Decodable, Sendable {
    /// The coordinates.
    public let point: [Double]
    /// The value.
    public let value: Double
    /// The partial derivatives; nil for those that nothing is said about.
    public let partials: [Double?]?
  }

  /// Points inside the domain, away from kinks and jumps.
  public let points: [[Double]]
  /// The value at each point.
  public let values: [Double]
  /// The partial derivatives at each point.
  public let partials: [[Double]]
  /// Points at edges.
  public let edges: [Edge]

  /// The number of operands.
  public var operandCount: Int { points.first?.count ?? 0 }

  /// The coordinates of the points that are included, one vector for each operand.
  public func columns(where isIncluded: ([Double]) -> Bool = { _ in true }) -> [NDArray] {
    let included = points.filter(isIncluded)
    return (0..<operandCount).map { operand in NDArray(included.map { $0[operand] }) }
  }
}
