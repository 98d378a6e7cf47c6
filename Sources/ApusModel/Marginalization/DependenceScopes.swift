// Which elements of discrete parameters each element of an expression depends on.

internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// Sets of elements of discrete parameters (*atoms*), each set under a number; 0 is the empty set.
struct ScopeTable {
  private(set) var scopes: [[Int]] = [[]]
  private var numbers: [[Int]: Int] = [[]: 0]
  private var unions: [SIMD2<Int>: Int] = [:]

  /// What stands for a set of too many atoms.
  static let tooLarge = -1
  /// The most atoms of a set.
  static let mostAtoms = 24

  /// The number of a set, which is sorted.
  mutating func number(of atoms: [Int]) -> Int {
    if let known = numbers[atoms] { return known }
    numbers[atoms] = scopes.count
    scopes.append(atoms)
    return scopes.count - 1
  }

  mutating func union(_ a: Int, _ b: Int) -> Int {
    if a == b || b == 0 { return a }
    if a == 0 { return b }
    if a < 0 || b < 0 { return Self.tooLarge }
    let key = SIMD2(min(a, b), max(a, b))
    if let known = unions[key] { return known }
    let atoms = Set(scopes[a]).union(scopes[b])
    let result = atoms.count > Self.mostAtoms ? Self.tooLarge : number(of: atoms.sorted())
    unions[key] = result
    return result
  }
}

/// For each element of tensors the number of the set of atoms that it depends on.
///
/// Sets may be larger than the truth, never smaller: an Op that is not known makes every element of its results depend on all
/// elements of its operands.
struct DependenceScopes {
  private(set) var table = ScopeTable()
  /// The sets of each element, of the tensors that depend on an atom.
  private var scopes: [Tensor: [Int]] = [:]
  /// The numbers that indices are known by: data that are not observed.
  private let data: [Tensor: NDArray]

  /// - Parameter atoms: the first atom of each discrete parameter, whose elements have the numbers from there on.
  init(atoms: [(value: Tensor, first: Int)], data: [Tensor: NDArray]) {
    self.data = data
    for (value, first) in atoms {
      scopes[value] = (0..<value.type.elementCount).map { table.number(of: [first + $0]) }
    }
  }

  /// The sets of a tensor's elements; nil where none depends on an atom.
  func callAsFunction(_ tensor: Tensor) -> [Int]? { scopes[tensor] }

  /// Finds the sets of all that tensors are made of.
  mutating func find(in tensors: [Tensor]) throws(GraphError) {
    for node in try Traversal.topologicalOrder(of: tensors) {
      guard node.operands.contains(where: { scopes[$0] != nil }), scopes[node.results[0]] == nil else { continue }
      if node.results.count == 1, let found = ofResult(node) {
        scopes[node.results[0]] = found
      } else {
        let all = everything(node.operands)
        for result in node.results { scopes[result] = Array(repeating: all, count: result.type.elementCount) }
      }
    }
  }

  /// The union of the sets of all elements.
  private mutating func everything(_ operands: [Tensor]) -> Int {
    var all = 0
    for operand in operands { for scope in scopes[operand] ?? [] { all = table.union(all, scope) } }
    return all
  }

  /// The sets of an Op's result where the Op is known.
  private mutating func ofResult(_ node: Node) -> [Int]? {
    let result = node.results[0]
    if node.op.isPointwise || node.op is any GradientModifier {
      return combined(node.operands, result.shape)
    }
    switch node.op {
    case let op as Gather: return ofGather(op, node)
    case is any MovementOp where node.operands.count == 1, is Concatenate: return moved(node, node.operands)
    case let op as any AxisReduction: return reduced(op, node)
    default: return nil
    }
  }

  /// Element by element: the union of the operands' sets, which broadcast.
  private mutating func combined(_ operands: [Tensor], _ shape: Shape) -> [Int] {
    var result = [Int](repeating: 0, count: shape.elementCount)
    for operand in operands {
      guard let own = scopes[operand] else { continue }
      let places = Self.places(operand.shape.strides(broadcastTo: shape), shape)
      for place in result.indices { result[place] = table.union(result[place], own[places?[place] ?? place]) }
    }
    return result
  }

  /// The offset of each element of `shape` by strides; nil where it is the element's own place.
  private static func places(_ strides: [Int], _ shape: Shape) -> [Int]? {
    if strides == shape.strides { return nil }
    var places: [Int] = [0]
    for (extent, stride) in zip(shape.dimensions, strides) {
      var next: [Int] = []
      next.reserveCapacity(places.count * extent)
      for place in places { for index in 0..<extent { next.append(place + index * stride) } }
      places = next
    }
    return places
  }

  /// Elements that are moved: the Op is asked where it takes them, by the numbers of places in place of the elements.
  private mutating func moved(_ node: Node, _ moved: [Tensor]) -> [Int]? {
    var all: [Int] = []
    var operands = node.operands
    for (place, operand) in moved.enumerated() {
      let count = operand.type.elementCount
      let numbers = (all.count..<(all.count + count)).map(Double.init)
      operands[place] = Tensor(NDArray(numbers, shape: operand.shape))
      all += scopes[operand] ?? Array(repeating: 0, count: count)
    }
    guard let sources = try? evaluate(Tensor.apply(node.op, operands).first ?? operands[0], data).doubles else {
      return nil
    }
    let known = all
    return sources.map { $0.isNaN ? 0 : known[Int($0)] }
  }

  private mutating func ofGather(_ op: Gather, _ node: Node) -> [Int]? {
    let (x, indices) = (node.operands[0], node.operands[1])
    guard let own = scopes[indices] else { return moved(node, [x]) }
    let whole = everything([x])
    let inner = x.shape.dimensions[(op.axis + 1)...].reduce(1, *)
    return (0..<node.results[0].type.elementCount).map { place in
      table.union(own[place / inner % own.count], whole)
    }
  }

  private mutating func reduced(_ op: any AxisReduction, _ node: Node) -> [Int]? {
    let operand = node.operands[0]
    guard let own = scopes[operand], let axes = try? operand.shape.normalized(axes: op.axes) else { return nil }
    var strides = [Int](repeating: 0, count: operand.shape.rank)
    var next = 1
    for axis in strides.indices.reversed() where !axes.contains(axis) {
      strides[axis] = next
      next *= operand.shape.dimensions[axis]
    }
    var result = [Int](repeating: 0, count: node.results[0].type.elementCount)
    let places = Self.places(strides, operand.shape)
    for (element, scope) in own.enumerated() {
      let place = places?[element] ?? element
      result[place] = table.union(result[place], scope)
    }
    return result
  }
}
