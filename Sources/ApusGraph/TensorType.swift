// The type of a tensor: its element type and its static shape.

/// What is known of a tensor when the graph is built.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  /// The type of the elements.
  public let elementType: ElementType
  /// The extents.
  public let shape: Shape

  /// A type of the given elements and shape.
  public init(_ elementType: ElementType, _ shape: Shape = []) {
    self.elementType = elementType
    self.shape = shape
  }

  /// A float64 tensor of the given shape.
  public static func float64(_ shape: Shape = []) -> TensorType { TensorType(.float64, shape) }
  /// An int64 tensor of the given shape.
  public static func int64(_ shape: Shape = []) -> TensorType { TensorType(.int64, shape) }
  /// A bool tensor of the given shape.
  public static func bool(_ shape: Shape = []) -> TensorType { TensorType(.bool, shape) }

  /// The number of elements.
  public var elementCount: Int { shape.elementCount }
  /// The bytes of a buffer that holds such a tensor; the largest integer where there are more.
  package var byteCount: Int {
    let (count, overflows) = elementCount.multipliedReportingOverflow(by: elementType.byteCount)
    return overflows ? .max : count
  }
  /// Whether gradients can flow through such a tensor.
  package var isDifferentiable: Bool { elementType == .float64 }

  /// Such as `float64(3, 4)`.
  public var description: String { "\(elementType)\(shape)" }
}
