// The elements of arrays in files, of the four kinds that files have for us.

internal import ApusGraph

/// Elements in row-major order.
enum StoredValues: Sendable, Hashable {
  case doubles([Double])
  case integers([Int])
  case flags([Bool])
  case texts([String])

  var count: Int {
    switch self {
    case .doubles(let values): values.count
    case .integers(let values): values.count
    case .flags(let values): values.count
    case .texts(let values): values.count
    }
  }

  /// The elements of an array.
  init(_ array: NDArray) {
    switch array.elements {
    case .float64(let values): self = .doubles(values)
    case .int64(let values): self = .integers(values)
    case .bool(let values): self = .flags(values)
    }
  }

  /// The elements as an array; nil for texts.
  func array(_ shape: [Int]) -> NDArray? {
    switch self {
    case .doubles(let values): NDArray(values, shape: Shape(shape))
    case .integers(let values): NDArray(values, shape: Shape(shape))
    case .flags(let values): NDArray(values, shape: Shape(shape))
    case .texts: nil
    }
  }

  /// The elements with axes in another order: axis `i` of the result is axis `order[i]`, and has its length in `shape`.
  func transposed(_ shape: [Int], order: [Int]) -> StoredValues {
    switch self {
    case .doubles(let values): .doubles(Self.transposed(values, shape, order))
    case .integers(let values): .integers(Self.transposed(values, shape, order))
    case .flags(let values): .flags(Self.transposed(values, shape, order))
    case .texts(let values): .texts(Self.transposed(values, shape, order))
    }
  }

  private static func transposed<Element>(_ values: [Element], _ shape: [Int], _ order: [Int]) -> [Element] {
    if values.isEmpty || order == Array(order.indices) { return values }
    let strides = Shape(shape).strides
    let (lengths, steps) = (order.map { shape[$0] }, order.map { strides[$0] })
    var place = [Int](repeating: 0, count: order.count)
    var at = 0
    var result: [Element] = []
    result.reserveCapacity(values.count)
    while true {
      result.append(values[at])
      var axis = order.count - 1
      while axis >= 0 {
        place[axis] += 1
        at += steps[axis]
        if place[axis] < lengths[axis] { break }
        at -= place[axis] * steps[axis]
        place[axis] = 0
        axis -= 1
      }
      if axis < 0 { return result }
    }
  }

  /// Puts a block of the same kind at its place; what lies outside of the whole is left out.
  ///
  /// - Parameter origin: the place of the block's first element, inside of the whole.
  mutating func put(_ block: StoredValues, _ blockShape: [Int], at origin: [Int], _ shape: [Int]) {
    let lengths = shape.indices.map { min(blockShape[$0], shape[$0] - origin[$0]) }
    copy(
      from: block, Box(Shape(blockShape).strides, 0), to: Box(Shape(shape).strides, Self.place(origin, shape)), lengths)
  }

  /// Takes the elements of a whole of the same kind from a place on; the block's other elements stay.
  mutating func take(_ whole: StoredValues, _ shape: [Int], from origin: [Int], _ blockShape: [Int]) {
    let lengths = shape.indices.map { min(blockShape[$0], shape[$0] - origin[$0]) }
    copy(
      from: whole, Box(Shape(shape).strides, Self.place(origin, shape)), to: Box(Shape(blockShape).strides, 0), lengths)
  }

  private static func place(_ origin: [Int], _ shape: [Int]) -> Int {
    zip(origin, Shape(shape).strides).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Where the elements of a part of an array lie.
  private struct Box {
    let strides: [Int]
    var place: Int

    init(_ strides: [Int], _ place: Int) {
      self.strides = strides
      self.place = place
    }
  }

  private mutating func copy(from other: StoredValues, _ source: Box, to target: Box, _ lengths: [Int]) {
    // The list alone owns its memory while it changes, so that it changes in place.
    switch (self, other) {
    case (.doubles(var whole), .doubles(let part)):
      self = .flags([])
      Self.copy(part, source, &whole, target, lengths)
      self = .doubles(whole)
    case (.integers(var whole), .integers(let part)):
      self = .flags([])
      Self.copy(part, source, &whole, target, lengths)
      self = .integers(whole)
    case (.flags(var whole), .flags(let part)):
      self = .doubles([])
      Self.copy(part, source, &whole, target, lengths)
      self = .flags(whole)
    case (.texts(var whole), .texts(let part)):
      self = .flags([])
      Self.copy(part, source, &whole, target, lengths)
      self = .texts(whole)
    default: break
    }
  }

  private static func copy<Element>(
    _ part: [Element], _ source: Box, _ whole: inout [Element], _ target: Box, _ lengths: [Int]
  ) {
    guard lengths.allSatisfy({ $0 > 0 }) else { return }
    let run = lengths.last ?? 1
    var (source, target) = (source, target)
    var place = [Int](repeating: 0, count: max(lengths.count - 1, 0))
    while true {
      for element in 0..<run { whole[target.place + element] = part[source.place + element] }
      var axis = place.count - 1
      while axis >= 0 {
        place[axis] += 1
        source.place += source.strides[axis]
        target.place += target.strides[axis]
        if place[axis] < lengths[axis] { break }
        source.place -= place[axis] * source.strides[axis]
        target.place -= place[axis] * target.strides[axis]
        place[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
