// A scalar routine of the user's own with its partial derivatives: broadcasting and cotangents are done for it.

public import ApusGraph

/// A scalar routine, in Swift or C, that is applied elementwise to operands that broadcast, with its own derivative.
///
/// Conform to ``UnaryElementwiseOp``, ``BinaryElementwiseOp`` or ``TernaryElementwiseOp``, which have the operands as
/// arguments, or to this protocol itself for any other number of operands.
///
/// **Laws.** Both functions depend on their arguments alone and may run on several threads at once. `partials` are the
/// partial derivatives of `evaluate`. Outside the domain both give NaN; a ``DomainContract`` sees to that. Equality is that of
/// all stored properties.
///
/// What either throws makes the element NaN: a sampler rejects the point, and the gradient report has the message and how
/// often that happened.
public protocol ElementwiseOp: PreparedOp {
  /// The number of operands.
  var operandCount: Int { get }
  /// The value at a point of ``operandCount`` coordinates.
  func value(at point: UnsafePointer<Double>) throws -> Double
  /// Writes the partial derivative for each operand, given the point and the value there.
  func writePartials(
    at point: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>) throws
}

/// A routine of one number.
public protocol UnaryElementwiseOp: ElementwiseOp {
  /// The value.
  func evaluate(_ x: Double) throws -> Double
  /// The derivative, given the operand and the value.
  func partials(_ x: Double, result: Double) throws -> Double
}

/// A routine of two numbers.
public protocol BinaryElementwiseOp: ElementwiseOp {
  /// The value.
  func evaluate(_ x: Double, _ y: Double) throws -> Double
  /// The partial derivatives, given the operands and the value.
  func partials(_ x: Double, _ y: Double, result: Double) throws -> (Double, Double)
}

/// A routine of three numbers.
public protocol TernaryElementwiseOp: ElementwiseOp {
  /// The value.
  func evaluate(_ x: Double, _ y: Double, _ z: Double) throws -> Double
  /// The partial derivatives, given the operands and the value.
  func partials(_ x: Double, _ y: Double, _ z: Double, result: Double) throws -> (Double, Double, Double)
}

extension UnaryElementwiseOp {
  public var operandCount: Int { 1 }
  public func value(at point: UnsafePointer<Double>) throws -> Double { try evaluate(point[0]) }
  public func writePartials(
    at point: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>
  ) throws {
    partials[0] = try self.partials(point[0], result: result)
  }
}

extension BinaryElementwiseOp {
  public var operandCount: Int { 2 }
  public func value(at point: UnsafePointer<Double>) throws -> Double { try evaluate(point[0], point[1]) }
  public func writePartials(
    at point: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>
  ) throws {
    (partials[0], partials[1]) = try self.partials(point[0], point[1], result: result)
  }
}

extension TernaryElementwiseOp {
  public var operandCount: Int { 3 }
  public func value(at point: UnsafePointer<Double>) throws -> Double { try evaluate(point[0], point[1], point[2]) }
  public func writePartials(
    at point: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>
  ) throws {
    (partials[0], partials[1], partials[2]) = try self.partials(point[0], point[1], point[2], result: result)
  }
}

extension ElementwiseOp {
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireFloat64(count: operandCount)
    return [.float64(try Shape.broadcast(operands.map(\.shape)))]
  }

  /// Calls the routine for each element; nothing is allocated by that.
  public func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    let points = PointLoop(operands)
    let errors = ThrownErrors.current
    func number(at point: UnsafePointer<Double>) -> Double {
      do { return try value(at: point) } catch {
        errors?.record(name, error)
        return .nan
      }
    }
    guard let domains = (self as? any DomainContract)?.domains(count: operandCount), !domains.isEmpty else {
      return { operands, results in
        let y = results[0].float64
        points.forEach(operands) { point, index in y[index] = number(at: point) }
      }
    }
    return { operands, results in
      let y = results[0].float64
      points.forEach(operands) { point, index in
        let isInside = domains.allSatisfy { $0.domain.contains(point[$0.operand]) }
        y[index] = isInside ? number(at: point) : .nan
      }
    }
  }

  /// The cotangent times each partial derivative, summed over the axes along which the operand was broadcast.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let partials = Tensor.apply(ElementwisePartials(function: self), site.operands + site.results)
    return zip(site.operands, partials).map { operand, partial in
      .value((site.cotangent() * partial).summed(to: operand.shape))
    }
  }

  /// The routine applied elementwise to operands that broadcast.
  public func callAsFunction(
    _ operands: any TensorConvertible..., file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    Tensor.apply(self, operands.map(\.tensor.asFloat64), at: .line(file: file, line: line))[0]
  }
}
