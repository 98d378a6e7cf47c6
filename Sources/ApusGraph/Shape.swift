// Static shapes of tensors, with NumPy's broadcasting rule.

/// The extents of a tensor along its axes; `[]` is a scalar.
///
/// Elements lie in row-major order. A shape with a negative extent, or with more elements than a computer can address, can be
/// written, but no tensor has it: what is made with it is poisoned, see ``fault``.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extent of each axis.
  public let dimensions: [Int]

  /// A shape of the given extents.
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }

  /// The most elements that a tensor may have.
  package static let mostElements = 1 << 40

  /// Why no tensor has this shape, as a clause; nil where one may.
  package var fault: String? {
    if let extent = dimensions.first(where: { $0 < 0 }) {
      return "the shape \(dimensions) has the negative extent \(extent)"
    }
    if elementCount > Self.mostElements || dimensions.contains(where: { $0 > Self.mostElements }) {
      return "the shape \(self) has more than 2⁴⁰ elements"
    }
    return nil
  }

  /// A shape written as a list of extents.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The shape of a scalar.
  public static let scalar = Shape([])

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The number of elements: the product of the extents, 1 for a scalar; the largest integer where it is larger.
  public var elementCount: Int {
    var count = 1
    var isTooLarge = false
    for extent in dimensions {
      guard extent > 0 else { return 0 }
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      isTooLarge = isTooLarge || overflows
      count = product
    }
    return isTooLarge ? .max : count
  }

  /// Whether there are no axes.
  public var isScalar: Bool { dimensions.isEmpty }

  /// The extent of an axis; a negative axis counts from the end. 0 for an axis that there is not.
  public subscript(axis: Int) -> Int { normalized(axis: axis).map { dimensions[$0] } ?? 0 }

  /// The row-major distance, in elements, between neighbours along each axis.
  package var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] &* dimensions[axis + 1]
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
  package func strides(broadcastTo target: Shape) -> [Int] {
    let own = strides
    let lead = target.rank - rank
    return (0..<target.rank).map { axis in
      axis < lead || dimensions[axis - lead] == 1 && target.dimensions[axis] != 1 ? 0 : own[axis - lead]
    }
  }

  /// The axis counted from the front, or nil where it is out of range; a negative axis counts from the end.
  package func normalized(axis: Int) -> Int? {
    let fromFront = axis < 0 ? axis + rank : axis
    return fromFront >= 0 && fromFront < rank ? fromFront : nil
  }
}
