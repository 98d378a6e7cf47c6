// Elements of one type that grow draw by draw.

package import ApusGraph

/// A growing list of elements. It holds integers or truth values until something else is appended, and doubles from then on.
package struct DrawBuffer: Sendable {
  private var elements: NDArray.Elements

  package init(_ type: ElementType, capacity: Int = 0) {
    switch type {
    case .float64:
      var list: [Double] = []
      list.reserveCapacity(capacity)
      elements = .float64(list)
    case .int64: elements = .int64([])
    case .bool: elements = .bool([])
    }
  }

  package var count: Int {
    switch elements {
    case .float64(let list): list.count
    case .int64(let list): list.count
    case .bool(let list): list.count
    }
  }

  package mutating func append(_ array: NDArray) {
    // The list alone owns its memory while it grows, so that it grows in place.
    switch array.elements {
    case .int64(let more):
      guard case .int64(var list) = elements else { break }
      elements = .bool([])
      list += more
      elements = .int64(list)
      return
    case .bool(let more):
      guard case .bool(var list) = elements else { break }
      elements = .int64([])
      list += more
      elements = .bool(list)
      return
    case .float64: break
    }
    withDoubles { $0 += array.doubles }
  }

  package mutating func append(_ more: UnsafeBufferPointer<Double>) { withDoubles { $0 += more } }

  /// Lets `body` append to the list as doubles.
  private mutating func withDoubles(_ body: (inout [Double]) -> Void) {
    var list =
      switch elements {
      case .float64(let list): list
      case .int64(let list): list.map(Double.init)
      case .bool(let list): list.map { $0 ? 1.0 : 0.0 }
      }
    elements = .bool([])
    body(&list)
    elements = .float64(list)
  }

  /// The first elements as an array of a shape, which they fill.
  package func array(_ shape: Shape) -> NDArray {
    let count = shape.elementCount
    return switch elements {
    case .float64(let list): NDArray(list.count == count ? list : Array(list.prefix(count)), shape: shape)
    case .int64(let list): NDArray(list.count == count ? list : Array(list.prefix(count)), shape: shape)
    case .bool(let list): NDArray(list.count == count ? list : Array(list.prefix(count)), shape: shape)
    }
  }

  /// The first elements of several lists, one after the other, as an array of a shape.
  package static func joined(_ parts: [DrawBuffer], each count: Int, shape: Shape) -> NDArray {
    if parts.count == 1 { return parts[0].array(shape) }
    let arrays = parts.map { $0.array([count]) }
    if !arrays.isEmpty, arrays.allSatisfy({ $0.type.elementType == .int64 }) {
      return NDArray(arrays.flatMap { $0.integers ?? [] }, shape: shape)
    }
    if !arrays.isEmpty, arrays.allSatisfy({ $0.type.elementType == .bool }) {
      return NDArray(arrays.flatMap { $0.doubles.map { $0 != 0 } }, shape: shape)
    }
    return NDArray(arrays.flatMap(\.doubles), shape: shape)
  }
}
