// Draws of named variables by chain: what sampling and prediction return.

public import ApusGraph

/// Draws of named variables: for each variable an array of shape (chain, draw, variable's shape).
public struct Draws: Sendable {
  /// One variable.
  public struct Variable: Sendable {
    /// The name.
    public let name: String
    /// The shape of one draw.
    public let shape: Shape
    /// The names of the axes; empty where they have none.
    public let dims: [String]
    /// The first column of the variable.
    let offset: Int
    /// The number of columns.
    public var count: Int { shape.elementCount }
    /// The name of each column: `mu`, `z[0]`, `z[1]`.
    public var columnNames: [String] { (0..<count).map { shape.elementName(name, $0) } }
  }

  /// The variables, in order.
  public private(set) var variables: [Variable] = []
  /// The number of chains.
  public let chainCount: Int
  /// The number of draws of each chain.
  public let drawCount: Int
  /// The number of columns: the elements of all variables.
  public private(set) var columnCount = 0
  /// The Ops that threw while predictions were drawn; what depends on them is NaN in those draws.
  public internal(set) var throwingOps: [ThrowingOp] = []
  /// The numbers of each chain: draw by draw, column by column.
  var storage: [[Double]]

  /// Room for draws of variables.
  init(chainCount: Int, drawCount: Int, _ variables: [(name: String, shape: Shape, dims: [String])]) {
    self.chainCount = chainCount
    self.drawCount = drawCount
    for (name, shape, dims) in variables {
      self.variables.append(Variable(name: name, shape: shape, dims: dims, offset: columnCount))
      columnCount += shape.elementCount
    }
    storage = [[Double]](
      repeating: [Double](repeating: .nan, count: drawCount * columnCount), count: chainCount)
  }

  /// The names of all columns.
  public var columnNames: [String] { variables.flatMap(\.columnNames) }

  /// The variable of a name.
  public func variable(_ name: String) -> Variable? { variables.first { $0.name == name } }

  /// The draws of a variable, of shape (chain, draw, variable's shape); nil for an unknown name.
  public subscript(name: String) -> NDArray? {
    guard let variable = variable(name) else { return nil }
    var values: [Double] = []
    values.reserveCapacity(chainCount * drawCount * variable.count)
    for chain in 0..<chainCount {
      for draw in 0..<drawCount {
        let start = draw * columnCount + variable.offset
        values += storage[chain][start..<(start + variable.count)]
      }
    }
    return NDArray(values, shape: Shape([chainCount, drawCount] + variable.shape.dimensions))
  }

  /// The draws of one column, chain by chain.
  public func column(_ index: Int) -> [[Double]] {
    storage.map { chain in (0..<drawCount).map { chain[$0 * columnCount + index] } }
  }

  /// The draws of the column of a name such as `z[3]`; nil for an unknown name.
  public func column(named name: String) -> [[Double]]? {
    columnNames.firstIndex(of: name).map { column($0) }
  }

  /// The values of one draw by name.
  public func values(chain: Int, draw: Int) -> [String: NDArray] {
    let start = draw * columnCount
    return Dictionary(
      uniqueKeysWithValues: variables.map { variable in
        let range = (start + variable.offset)..<(start + variable.offset + variable.count)
        return (variable.name, NDArray(Array(storage[chain][range]), shape: variable.shape))
      })
  }

  /// Writes the values of one draw, variable by variable in order, from where they were computed.
  mutating func store(_ values: [TensorView], chain: Int, draw: Int) {
    var place = draw * columnCount
    storage[chain].withUnsafeMutableBufferPointer { target in
      for (variable, value) in zip(variables, values) {
        let own = UnsafeMutableBufferPointer(rebasing: target[place..<(place + variable.count)])
        switch value.type.elementType {
        case .float64: _ = own.update(fromContentsOf: value.float64)
        case .int64, .bool: _ = own.update(fromContentsOf: value.array.doubles)
        }
        place += variable.count
      }
    }
  }

  /// Writes the values of one draw, variable by variable in order.
  mutating func store(_ values: [NDArray], chain: Int, draw: Int) {
    for (variable, value) in zip(variables, values) {
      let start = draw * columnCount + variable.offset
      storage[chain].replaceSubrange(start..<(start + variable.count), with: value.doubles)
    }
  }
}
