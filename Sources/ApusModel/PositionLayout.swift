// How the unconstrained values of all parameters lie in one flat position, the one that samplers move.

public import ApusGraph

/// The place of each parameter's unconstrained value in the flat position: in the order of declaration, row-major.
public struct PositionLayout: Sendable {
  /// The name, place and shape of one parameter's coordinates.
  public struct Entry: Sendable {
    /// The parameter's name.
    public let name: String
    /// The first coordinate.
    public let offset: Int
    /// The unconstrained value's shape.
    public let shape: Shape
    /// The number of coordinates.
    public var count: Int { shape.elementCount }
  }

  /// One entry a parameter.
  public let entries: [Entry]
  /// The number of coordinates.
  public let count: Int

  package init(_ parameters: [Parameter]) {
    var offset = 0
    entries = parameters.map { parameter in
      defer { offset += parameter.unconstrained.type.elementCount }
      return Entry(name: parameter.name, offset: offset, shape: parameter.unconstrained.shape)
    }
    count = offset
  }

  /// The name of a coordinate, such as `tau` or `z[3]`.
  public func coordinateName(_ index: Int) -> String {
    // Entries without elements have the offset of the next one.
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].offset <= index { low = middle + 1 } else { high = middle }
    }
    guard let entry = entries[..<low].last(where: { $0.count > 0 }) else { return "\(index)" }
    return entry.shape.elementName(entry.name, index - entry.offset)
  }
}

extension Int {
  /// The integer nearest to a coordinate: the largest or the least where it is beyond them, the least for NaN.
  init(nearest coordinate: Double) {
    let whole = coordinate.rounded()
    self = Int(exactly: whole) ?? (whole > 0 ? .max : .min)
  }
}

extension Shape {
  /// The name of an element of a variable: the variable's own for a scalar, else with its indices: `z[3]`, `L[0, 1]`.
  func elementName(_ name: String, _ index: Int) -> String {
    guard !isScalar else { return name }
    return "\(name)[\(indices(of: index).map(String.init).joined(separator: ", "))]"
  }

  /// The indices along the axes of an element that is counted row by row.
  func indices(of index: Int) -> [Int] {
    zip(dimensions, strides).map { extent, stride in extent == 0 ? 0 : index / stride % extent }
  }
}
