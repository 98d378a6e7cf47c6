// Concrete arrays of numbers: what constants hold, what data are, and what an evaluation returns.

/// An array of static type with its elements in row-major order.
///
/// Two arrays are equal if their types and all their bits are: NaN equals the same NaN, and 0 differs from −0, so that
/// merging equal constants never changes a result.
public struct NDArray: Sendable, CustomStringConvertible {
  /// The elements by type.
  public enum Elements: Sendable {
    /// Double-precision elements.
    case float64([Double])
    /// Integer elements.
    case int64([Int])
    /// Truth values.
    case bool([Bool])
  }

  /// The element type and the shape.
  public let type: TensorType
  /// The elements in row-major order.
  public let elements: Elements

  /// A float64 array.
  ///
  /// - Precondition: the count of `elements` is that of `shape`; without a shape the array is a vector.
  public init(_ elements: [Double], shape: Shape? = nil) {
    type = .float64(Self.checked(shape, elements.count))
    self.elements = .float64(elements)
  }

  /// An int64 array.
  ///
  /// - Precondition: the count of `elements` is that of `shape`; without a shape the array is a vector.
  public init(_ elements: [Int], shape: Shape? = nil) {
    type = .int64(Self.checked(shape, elements.count))
    self.elements = .int64(elements)
  }

  /// A bool array.
  ///
  /// - Precondition: the count of `elements` is that of `shape`; without a shape the array is a vector.
  public init(_ elements: [Bool], shape: Shape? = nil) {
    type = .bool(Self.checked(shape, elements.count))
    self.elements = .bool(elements)
  }

  /// A scalar.
  public init(_ value: Double) { self.init([value], shape: []) }
  /// An integer scalar.
  public init(_ value: Int) { self.init([value], shape: []) }
  /// A truth value.
  public init(_ value: Bool) { self.init([value], shape: []) }

  /// A matrix, row by row.
  ///
  /// - Precondition: all rows have the same count.
  public init(rows: [[Double]]) {
    let columnCount = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columnCount }, "rows of different counts: \(rows.map(\.count))")
    self.init(rows.flatMap { $0 }, shape: [rows.count, columnCount])
  }

  private static func checked(_ shape: Shape?, _ count: Int) -> Shape {
    guard let shape else { return [count] }
    precondition(shape.elementCount == count, "\(count) elements do not fill the shape \(shape)")
    return shape
  }

  /// The shape.
  public var shape: Shape { type.shape }
  /// The number of elements.
  public var count: Int { type.elementCount }

  /// The elements as doubles; truth values become 0 and 1.
  public var doubles: [Double] {
    switch elements {
    case .float64(let values): values
    case .int64(let values): values.map(Double.init)
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }

  /// The elements as integers, where they are integers; nil otherwise.
  public var integers: [Int]? {
    if case .int64(let values) = elements { values } else { nil }
  }

  /// The only element as a double.
  ///
  /// - Precondition: there is exactly one element.
  public var scalar: Double {
    precondition(count == 1, "an array of shape \(shape) is no scalar")
    return doubles[0]
  }

  /// The same elements with another shape of the same count.
  public func reshaped(_ shape: Shape) -> NDArray {
    switch elements {
    case .float64(let values): NDArray(values, shape: shape)
    case .int64(let values): NDArray(values, shape: shape)
    case .bool(let values): NDArray(values, shape: shape)
    }
  }

  /// Calls `body` with the bytes of the elements.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch elements {
    case .float64(let values): values.withUnsafeBytes(body)
    case .int64(let values): values.withUnsafeBytes(body)
    case .bool(let values): values.withUnsafeBytes(body)
    }
  }

  /// The elements, shortened where there are many, and the shape where it is not that of a scalar or vector.
  public var description: String {
    let shown: [String] =
      switch elements {
      case .float64(let values): values.prefix(6).map { "\($0)" }
      case .int64(let values): values.prefix(6).map { "\($0)" }
      case .bool(let values): values.prefix(6).map { "\($0)" }
      }
    if shape.isScalar { return shown[0] }
    let list = "[" + (shown + (count > 6 ? ["…"] : [])).joined(separator: ", ") + "]"
    return shape.rank == 1 && count <= 6 ? list : "\(list) of \(shape)"
  }
}

extension NDArray: Hashable {
  /// Whether types and all bits are equal.
  public static func == (a: NDArray, b: NDArray) -> Bool {
    guard a.type == b.type else { return false }
    return a.withUnsafeBytes { x in
      b.withUnsafeBytes { y in x.baseAddress == y.baseAddress || x.elementsEqual(y) }
    }
  }

  /// Hashes the type and fewer than 128 elements spread over the array: equal arrays hash equally, at a bounded cost.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    let step = max(1, count / 64)
    switch elements {
    case .float64(let values): for i in stride(from: 0, to: count, by: step) { hasher.combine(values[i].bitPattern) }
    case .int64(let values): for i in stride(from: 0, to: count, by: step) { hasher.combine(values[i]) }
    case .bool(let values): for i in stride(from: 0, to: count, by: step) { hasher.combine(values[i]) }
    }
  }
}

extension NDArray: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// A scalar.
  public init(floatLiteral value: Double) { self.init(value) }
  /// A float64 scalar.
  public init(integerLiteral value: Int) { self.init(Double(value)) }
  /// A float64 vector.
  public init(arrayLiteral elements: Double...) { self.init(elements) }
}
