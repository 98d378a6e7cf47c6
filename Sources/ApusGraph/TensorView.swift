// Views of the buffers that an evaluation reads and writes.

/// The elements of a tensor for reading: contiguous, row-major, owned by the caller.
public struct TensorView: @unchecked Sendable {
  /// The element type and the shape.
  public let type: TensorType
  /// The first byte.
  public let base: UnsafeRawPointer

  /// A view of `type` at `base`, which must hold `type.byteCount` bytes while the view is used.
  public init(_ type: TensorType, _ base: UnsafeRawPointer) {
    self.type = type
    self.base = base
  }

  /// The number of elements.
  public var count: Int { type.elementCount }
  /// The shape.
  public var shape: Shape { type.shape }

  /// The elements of a float64 tensor.
  public var float64: UnsafeBufferPointer<Double> {
    assert(type.elementType == .float64)
    return UnsafeBufferPointer(start: base.assumingMemoryBound(to: Double.self), count: count)
  }
  /// The elements of an int64 tensor.
  public var int64: UnsafeBufferPointer<Int> {
    assert(type.elementType == .int64)
    return UnsafeBufferPointer(start: base.assumingMemoryBound(to: Int.self), count: count)
  }
  /// The elements of a bool tensor.
  public var bool: UnsafeBufferPointer<Bool> {
    assert(type.elementType == .bool)
    return UnsafeBufferPointer(start: base.assumingMemoryBound(to: Bool.self), count: count)
  }

  /// A copy of the elements.
  public var array: NDArray {
    switch type.elementType {
    case .float64: NDArray(Array(float64), shape: shape)
    case .int64: NDArray(Array(int64), shape: shape)
    case .bool: NDArray(Array(bool), shape: shape)
    }
  }
}

/// The elements of a tensor for writing: contiguous, row-major, owned by the caller.
public struct MutableTensorView: @unchecked Sendable {
  /// The element type and the shape.
  public let type: TensorType
  /// The first byte.
  public let base: UnsafeMutableRawPointer

  /// A view of `type` at `base`, which must hold `type.byteCount` bytes while the view is used.
  public init(_ type: TensorType, _ base: UnsafeMutableRawPointer) {
    self.type = type
    self.base = base
  }

  /// The number of elements.
  public var count: Int { type.elementCount }
  /// The shape.
  public var shape: Shape { type.shape }
  /// The same elements for reading.
  public var view: TensorView { TensorView(type, base) }

  /// The elements of a float64 tensor.
  public var float64: UnsafeMutableBufferPointer<Double> {
    assert(type.elementType == .float64)
    return UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Double.self), count: count)
  }
  /// The elements of an int64 tensor.
  public var int64: UnsafeMutableBufferPointer<Int> {
    assert(type.elementType == .int64)
    return UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Int.self), count: count)
  }
  /// The elements of a bool tensor.
  public var bool: UnsafeMutableBufferPointer<Bool> {
    assert(type.elementType == .bool)
    return UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Bool.self), count: count)
  }

  /// Writes the elements of `array`, which has this view's type.
  public func copy(from array: NDArray) {
    precondition(array.type == type, "an array of \(array.type) does not fit \(type)")
    array.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress { base.copyMemory(from: source, byteCount: bytes.count) }
    }
  }
}
