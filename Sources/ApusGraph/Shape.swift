// Static shapes of tensors, with NumPy's broadcasting rule.

/// The extents of a tensor along its axes; `[]` is a scalar.
///
/// Extents are not negative. Elements lie in row-major order.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extent of each axis.
  public let dimensions: [Int]

  /// A shape of the given extents.
  ///
  /// - Precondition: no extent is negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "negative extent in shape \(dimensions)")
    self.dimensions = dimensions
  }

  /// A shape written as a list of extents.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The shape of a scalar.
  public static let scalar = Shape([])

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The number of elements: the product of the extents, 1 for a scalar.
  public var elementCount: Int { dimensions.reduce(1, *) }

  /// Whether there are no axes.
  public var isScalar: Bool { dimensions.isEmpty }

  /// The extent of an axis; a negative axis counts from the end.
  public subscript(axis: Int) -> Int { dimensions[axis < 0 ? axis + rank : axis] }

  /// The row-major distance, in elements, between neighbours along each axis.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  /// As Python writes a tuple: `()`, `(3,)`, `(3, 4)`.
  public var description: String {
    rank == 1 ? "(\(dimensions[0]),)" : "(" + dimensions.map(String.init).joined(separator: ", ") + ")"
  }
}

extension Shape {
  /// The shape that two shapes broadcast to by NumPy's rule, or nil where they do not.
  ///
  /// Shapes are aligned at their last axes; extents must be equal, or one of them 1.
  public func broadcast(with other: Shape) -> Shape? {
    let count = max(rank, other.rank)
    var extents = [Int](repeating: 1, count: count)
    for back in 1...max(count, 1) where back <= count {
      let a = back <= rank ? dimensions[rank - back] : 1
      let b = back <= other.rank ? other.dimensions[other.rank - back] : 1
      guard a == b || a == 1 || b == 1 else { return nil }
      extents[count - back] = a == 1 ? b : a
    }
    return Shape(extents)
  }

  /// Whether a tensor of this shape can be broadcast to `target` without changing `target`.
  public func broadcasts(to target: Shape) -> Bool { broadcast(with: target) == target }

  /// The strides with which a buffer of this shape is read as if it had the shape `target`: 0 along broadcast axes.
  ///
  /// - Precondition: this shape broadcasts to `target`.
  public func strides(broadcastTo target: Shape) -> [Int] {
    let own = strides
    let lead = target.rank - rank
    return (0..<target.rank).map { axis in
      axis < lead || dimensions[axis - lead] == 1 && target.dimensions[axis] != 1 ? 0 : own[axis - lead]
    }
  }

  /// The axis counted from the front, or nil where it is out of range; a negative axis counts from the end.
  public func normalized(axis: Int) -> Int? {
    let fromFront = axis < 0 ? axis + rank : axis
    return (0..<rank).contains(fromFront) ? fromFront : nil
  }
}
