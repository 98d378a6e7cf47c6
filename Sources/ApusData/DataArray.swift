// An array of numbers whose axes have names and labels: the draws of a variable, a statistic, data.

public import ApusGraph

/// An array with named axes ("dims"), labels along them, an element type and attributes: what xarray calls a DataArray.
///
/// Draws have the dims `chain` and `draw` first. `draws["tau", "Keck"]` chooses by labels, arithmetic aligns axes by their names,
/// and `draws.mean()` reduces over chains and draws.
public struct DataArray: Sendable, Hashable {
  /// The name.
  public let name: String
  /// The names of the axes, all different.
  public let dims: [String]
  /// The labels along each axis, in the order of ``dims``.
  public let labels: [Labels]
  /// The numbers.
  public let values: NDArray
  /// The unit, the source and other facts.
  public var attributes: [String: Attribute]

  /// An array.
  ///
  /// - Parameters:
  ///   - dims: a name for each axis of the values.
  ///   - coords: labels along dims, as many as the axis is long; 0, 1, 2, … along the others.
  /// - Throws: ``DataError/badArray(name:reason:)``.
  public init(
    _ name: String, _ values: NDArray, dims: [String], coords: [String: Labels] = [:],
    attributes: [String: Attribute] = [:]
  ) throws(DataError) {
    if let fault = values.fault { throw .badArray(name: name, reason: fault.reason) }
    guard dims.count == values.shape.rank else {
      throw .badArray(name: name, reason: "\(dims.count) dims \(dims) do not name the axes of shape \(values.shape)")
    }
    if let repeated = dims.indices.first(where: { dims[..<$0].contains(dims[$0]) }) {
      throw .badArray(name: name, reason: "the dim '\(dims[repeated])' occurs twice")
    }
    var labels: [Labels] = []
    for (dim, length) in zip(dims, values.shape.dimensions) {
      let given = coords[dim]?.normalized ?? .positions(length)
      guard given.count == length else {
        throw .badArray(
          name: name, reason: "the dim '\(dim)' has \(given.count) labels, and the axis has length \(length)")
      }
      labels.append(given)
    }
    self.init(checked: name, values, dims, labels, attributes)
  }

  init(
    checked name: String, _ values: NDArray, _ dims: [String], _ labels: [Labels],
    _ attributes: [String: Attribute] = [:]
  ) {
    self.name = name
    self.values = values
    self.dims = dims
    self.labels = labels
    self.attributes = attributes
  }

  /// The lengths of the axes.
  public var shape: Shape { values.shape }
  /// The number of elements.
  public var count: Int { values.count }
  /// The type of the elements.
  public var elementType: ElementType { values.type.elementType }
  /// All elements as doubles, row-major.
  public var doubles: [Double] { values.doubles }
  /// All elements as integers, where they are integers.
  public var integers: [Int]? { values.integers }
  /// The labels along each dim.
  public var coords: [String: Labels] { Dictionary(zip(dims, labels)) { first, _ in first } }

  /// The same under another name.
  public func named(_ name: String) -> DataArray { DataArray(checked: name, values, dims, labels, attributes) }

  /// How many of the leading dims are those of draws, `chain` and `draw`.
  package var sampleRank: Int { dims.starts(with: DataArray.sampleDims) ? 2 : 0 }
  /// The dims that count draws.
  public static let sampleDims = ["chain", "draw"]

  /// The number of elements of each draw; of all where the array has no draws.
  package var elementCount: Int { Shape(Array(shape.dimensions.dropFirst(sampleRank))).elementCount }

  /// The names of the elements of a draw, by their labels: `mu`, `z[0]`, `b[tau, Keck]`.
  public var elementNames: [String] {
    let own = labels.dropFirst(sampleRank)
    return own.reduce(into: [""]) { names, labels in
      names = names.flatMap { name in
        (0..<labels.count).map { (name.isEmpty ? "" : name + ", ") + labels.text(at: $0) }
      }
    }.map { own.isEmpty ? name : "\(name)[\($0)]" }
  }

  /// The names of the elements of a draw by their positions: `z[3]`, also where there are labels.
  package var positionNames: [String] {
    DataArray(checked: name, values, dims, shape.dimensions.map(Labels.positions)).elementNames
  }

  /// The draws of one element of each draw, as `[chain][draw]`.
  package func draws(ofElement element: Int) -> [[Double]] {
    guard sampleRank == 2 else { return [] }
    let (drawCount, stride) = (shape[1], elementCount)
    func column(_ at: (Int) -> Double) -> [[Double]] {
      (0..<shape[0]).map { chain in (0..<drawCount).map { at((chain * drawCount + $0) * stride + element) } }
    }
    switch values.elements {
    case .float64(let elements): return column { elements[$0] }
    case .int64(let elements): return column { Double(elements[$0]) }
    case .bool(let elements): return column { elements[$0] ? 1 : 0 }
    }
  }
}

extension DataArray: CustomStringConvertible {
  /// Name, dims with their lengths, element type, and the first elements.
  public var description: String { "\(heading): \(values)" }

  /// The same without elements.
  package var heading: String {
    let axes = zip(dims, shape.dimensions).map { "\($0) \($1)" }.joined(separator: ", ")
    return "\(name)\(axes.isEmpty ? "" : " (\(axes))") \(elementType)"
  }
}
