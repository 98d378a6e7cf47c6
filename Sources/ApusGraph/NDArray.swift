// Concrete arrays of numbers: what constants hold, what data are, and what an evaluation returns.

/// An array of static type with its elements in row-major order.
///
/// Two arrays are equal if their types and all their bits are: NaN equals the same NaN, and 0 differs from −0, so that
/// merging equal constants never changes a result.
///
/// Elements that do not fill the shape make an array with a ``fault``, whose elements are NaN, 0 or false: a tensor made from
/// it is poisoned, and whatever binds it throws.
public struct NDArray: Sendable, CustomStringConvertible {
  /// The elements by type.
  package enum Elements: Sendable {
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
  package let elements: Elements
  /// Why the array is none: its elements do not fill its shape. Nil for any other.
  package let fault: TypeError?

  /// A float64 array of as many elements as `shape` has; without a shape, a vector.
  public init(_ elements: [Double], shape: Shape? = nil) {
    let shape = shape ?? [elements.count]
    fault = Self.fault(elements.count, shape)
    type = .float64(fault == nil ? shape : Self.known(shape))
    self.elements = .float64(fault == nil ? elements : Array(repeating: .nan, count: type.elementCount))
  }

  /// An int64 array of as many elements as `shape` has; without a shape, a vector.
  public init(_ elements: [Int], shape: Shape? = nil) {
    let shape = shape ?? [elements.count]
    fault = Self.fault(elements.count, shape)
    type = .int64(fault == nil ? shape : Self.known(shape))
    self.elements = .int64(fault == nil ? elements : Array(repeating: 0, count: type.elementCount))
  }

  /// A bool array of as many elements as `shape` has; without a shape, a vector.
  public init(_ elements: [Bool], shape: Shape? = nil) {
    let shape = shape ?? [elements.count]
    fault = Self.fault(elements.count, shape)
    type = .bool(fault == nil ? shape : Self.known(shape))
    self.elements = .bool(fault == nil ? elements : Array(repeating: false, count: type.elementCount))
  }

  /// A scalar.
  public init(_ value: Double) { self.init([value], shape: []) }
  /// An integer scalar.
  public init(_ value: Int) { self.init([value], shape: []) }
  /// A truth value.
  public init(_ value: Bool) { self.init([value], shape: []) }

  /// A matrix, row by row; one with a ``fault`` where rows have different counts.
  public init(rows: [[Double]]) { self = [Double].vector(rows) }

  /// Arrays of one type along a new first axis; one with a ``fault`` where their shapes differ.
  ///
  /// - Parameter empty: what an array without elements is, where there are no parts.
  init(stacking parts: [NDArray], empty: NDArray) {
    let part = parts.first ?? empty
    var fault = parts.lazy.compactMap(\.fault).first
    if fault == nil, let other = parts.first(where: { $0.shape != part.shape }) {
      fault = TypeError(
        .shape,
        part.shape.rank == 1
          ? "rows of \(part.count) and of \(other.count) elements make no matrix"
          : "parts of the shapes \(part.shape) and \(other.shape) make no array")
    }
    let shape = Shape([parts.count] + part.shape.dimensions)
    let whole =
      switch part.elements {
      case .float64: NDArray(fault == nil ? parts.flatMap(\.doubles) : [], shape: shape)
      case .int64: NDArray(fault == nil ? parts.flatMap { $0.integers ?? [] } : [], shape: shape)
      case .bool: NDArray(fault == nil ? parts.flatMap { $0.doubles.map { $0 != 0 } } : [], shape: shape)
      }
    self.init(whole.elements, whole.type, fault ?? whole.fault)
  }

  private init(_ elements: Elements, _ type: TensorType, _ fault: TypeError?) {
    self.elements = elements
    self.type = type
    self.fault = fault
  }

  private static func fault(_ count: Int, _ shape: Shape) -> TypeError? {
    if let fault = shape.fault { return TypeError(.shape, fault) }
    guard shape.elementCount != count else { return nil }
    return TypeError(.shape, "\(count) elements do not fill the shape \(shape)")
  }

  /// The shape that an array with a fault has: its own where that is small.
  private static func known(_ shape: Shape) -> Shape { shape.fault == nil && shape.elementCount <= 4096 ? shape : [0] }

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
  public var integers: [Int]? { if case .int64(let values) = elements { values } else { nil } }

  /// The only element as a double; NaN where there is not exactly one element.
  public var scalar: Double { count == 1 ? doubles[0] : .nan }

  /// The same elements with another shape of the same count.
  public func reshaped(_ shape: Shape) -> NDArray {
    switch elements {
    case .float64(let values): withFault(of: NDArray(values, shape: shape))
    case .int64(let values): withFault(of: NDArray(values, shape: shape))
    case .bool(let values): withFault(of: NDArray(values, shape: shape))
    }
  }

  private func withFault(of other: NDArray) -> NDArray {
    fault == nil ? other : NDArray(other.elements, other.type, fault)
  }

  /// Calls `body` with the bytes of the elements.
  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
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
      case .float64(let values): values.prefix(6).map { $0.isNaN ? "nan" : "\($0)" }
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
    guard a.type == b.type, a.fault == b.fault else { return false }
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
