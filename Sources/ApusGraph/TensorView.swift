// Views of the buffers that an evaluation reads and writes.

internal import ApusSystem

/// The elements of a tensor for reading: contiguous, row-major, owned by the caller.
public struct TensorView: @unchecked Sendable {
  /// The element type and the shape.
  public let type: TensorType
  /// The first byte.
  public let base: UnsafeRawPointer

  /// A view of `type` at `base`, which must hold `type.byteCount` bytes while the view is used.
  package init(_ type: TensorType, _ base: UnsafeRawPointer) {
    self.type = type
    self.base = base
  }

  /// The number of elements.
  public var count: Int { type.elementCount }
  /// The shape.
  public var shape: Shape { type.shape }

  /// The elements of a float64 tensor; the program ends with a message where it is none.
  public var float64: UnsafeBufferPointer<Double> {
    if type.elementType != .float64 { endOnWrongView(.float64, of: type) }
    return UnsafeBufferPointer(start: base.assumingMemoryBound(to: Double.self), count: count)
  }
  /// The elements of an int64 tensor; the program ends with a message where it is none.
  public var int64: UnsafeBufferPointer<Int> {
    if type.elementType != .int64 { endOnWrongView(.int64, of: type) }
    return UnsafeBufferPointer(start: base.assumingMemoryBound(to: Int.self), count: count)
  }
  /// The elements of a bool tensor; the program ends with a message where it is none.
  public var bool: UnsafeBufferPointer<Bool> {
    if type.elementType != .bool { endOnWrongView(.bool, of: type) }
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
  package init(_ type: TensorType, _ base: UnsafeMutableRawPointer) {
    self.type = type
    self.base = base
  }

  /// The number of elements.
  public var count: Int { type.elementCount }
  /// The shape.
  public var shape: Shape { type.shape }
  /// The same elements for reading.
  package var view: TensorView { TensorView(type, base) }

  /// The elements of a float64 tensor; the program ends with a message where it is none.
  public var float64: UnsafeMutableBufferPointer<Double> {
    if type.elementType != .float64 { endOnWrongView(.float64, of: type) }
    return UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Double.self), count: count)
  }
  /// The elements of an int64 tensor; the program ends with a message where it is none.
  public var int64: UnsafeMutableBufferPointer<Int> {
    if type.elementType != .int64 { endOnWrongView(.int64, of: type) }
    return UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Int.self), count: count)
  }
  /// The elements of a bool tensor; the program ends with a message where it is none.
  public var bool: UnsafeMutableBufferPointer<Bool> {
    if type.elementType != .bool { endOnWrongView(.bool, of: type) }
    return UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Bool.self), count: count)
  }

  /// Writes the elements of `array`; the program ends with a message where it has another type than this view.
  package func copy(from array: NDArray) {
    if array.type != type { end("an array of \(array.type) was copied to a buffer of \(type)") }
    array.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress { base.copyMemory(from: source, byteCount: bytes.count) }
    }
  }
}

@inline(never)
private func endOnWrongView(_ asked: ElementType, of type: TensorType) -> Never {
  end("an Op asked for the \(asked) elements of a buffer of \(type)")
}

/// Ends the program with a message that release builds print too: going on would read or write memory of others.
@inline(never)
private func end(_ message: String) -> Never {
  StandardError.say("Apus: \(message)\n")
  preconditionFailure(message)
}
