// Sums over discrete parameters: their elements are eliminated one after the other, the cheapest first, alike ones together.
//
// Reference: Zhang and Poole (1996), Exploiting causal independence in Bayesian network inference; Koller and Friedman (2009),
// Probabilistic graphical models, chapter 9. On a chain this is the forward algorithm.

internal import ApusGraph
internal import ApusOps

/// Elements of one variable that were eliminated together.
struct EliminationStep {
  let variable: Int
  /// The atoms that were summed over, one a row.
  let atoms: [Int]
  /// For each axis but the last two of `table` the atom of each row.
  let neighbors: [[Int]]
  /// The log weights: axes of the neighbors' values, the axis of the own values, the axis of the rows.
  let table: Tensor
}

/// The sum over all atoms of the exponential of a sum of tables.
struct VariableElimination {
  private let sizes: [Int]
  private let variableOfAtom: [Int]
  private var factors: [FactorTable] = []
  private var isAlive: [[Bool]] = []
  /// For each atom its places in tables.
  private var places: [[Place]]

  private struct Place {
    let factor: Int
    let row: Int
    let axis: Int
  }

  /// The steps, in their order.
  private(set) var steps: [EliminationStep] = []
  /// The logarithms of sums that depend on no atom any more, one for each row of a step.
  private(set) var results: [(step: Int, value: Tensor)] = []

  /// - Parameters:
  ///   - variables: all variables, by whose atoms tables are written.
  ///   - isSummed: whether an atom is to be eliminated.
  init(_ tables: [FactorTable], over chosen: [Int], of variables: [DiscreteVariable]) throws {
    var variableOfAtom: [Int] = []
    for (number, variable) in variables.enumerated() {
      variableOfAtom += Array(repeating: number, count: variable.elementCount)
    }
    self.variableOfAtom = variableOfAtom
    sizes = variables.map(\.values.count)
    places = Array(repeating: [], count: variableOfAtom.count)
    for table in tables { add(table) }
    var remaining = Set(chosen.flatMap { Array(variables[$0].atoms) })
    var costs = [Double](repeating: 0, count: variableOfAtom.count)
    for atom in remaining { costs[atom] = cost(of: atom) }
    while let least = remaining.map({ costs[$0] }).min() {
      let cheapest = remaining.filter { costs[$0] == least }.sorted()
      let step = alike(cheapest)
      try eliminate(step.atoms, step.places, step.neighbors)
      remaining.subtract(step.atoms)
      for atom in Set(step.neighbors.flatMap { $0 }) { costs[atom] = cost(of: atom) }
    }
  }

  private mutating func add(_ table: FactorTable) {
    let number = factors.count
    factors.append(table)
    isAlive.append(Array(repeating: true, count: table.rowCount))
    for (axis, atoms) in table.atoms.enumerated() {
      for (row, atom) in atoms.enumerated() { places[atom].append(Place(factor: number, row: row, axis: axis)) }
    }
  }

  private func living(_ atom: Int) -> [Place] { places[atom].filter { isAlive[$0.factor][$0.row] } }

  /// The other atoms of the rows, in the order in which they are met.
  private func neighbors(of atom: Int, _ places: [Place]) -> [Int] {
    var found: [Int] = []
    for place in places {
      for atoms in factors[place.factor].atoms {
        let other = atoms[place.row]
        if other != atom, !found.contains(other) { found.append(other) }
      }
    }
    return found
  }

  /// The number of elements of the table that an elimination makes.
  private func cost(of atom: Int) -> Double {
    neighbors(of: atom, living(atom)).reduce(Double(sizes[variableOfAtom[atom]])) {
      $0 * Double(sizes[variableOfAtom[$1]])
    }
  }

  /// The first atom, and those with rows in the same tables, at the same axes, none of which is a neighbor of another.
  private func alike(
    _ atoms: [Int]
  ) -> (atoms: [Int], places: [[Place]], neighbors: [[Int]]) {
    var (chosen, rows): ([Int], [[Place]]) = ([], [])
    var others: [[Int]] = []
    var blocked: Set<Int> = []
    var signature: [Int] = []
    for atom in atoms where !blocked.contains(atom) {
      let own = living(atom).sorted { ($0.factor, $0.axis, $0.row) < ($1.factor, $1.axis, $1.row) }
      let near = neighbors(of: atom, own)
      var found = [variableOfAtom[atom], near.count]
      for place in own {
        found += [place.factor, place.axis]
        found += factors[place.factor].atoms.map { near.firstIndex(of: $0[place.row]) ?? -1 }
      }
      if chosen.isEmpty { signature = found }
      guard found == signature else { continue }
      chosen.append(atom)
      rows.append(own)
      others.append(near)
      blocked.formUnion(near)
    }
    return (chosen, rows, others)
  }

  /// Adds the rows of several atoms up, each over its neighbors' values and its own, and sums over its own.
  private mutating func eliminate(_ atoms: [Int], _ rows: [[Place]], _ neighbors: [[Int]]) throws {
    let variable = variableOfAtom[atoms[0]]
    let near = neighbors[0]
    let extents = near.map { sizes[variableOfAtom[$0]] } + [sizes[variable], atoms.count]
    guard extents.reduce(1.0, { $0 * Double($1) }) <= Double(TermEnumeration.mostElements) else {
      let names = Set(near.map { variableOfAtom[$0] } + [variable]).sorted()
      throw Refusal.tooLarge(names, sizes: extents.dropLast(), rows: atoms.count)
    }
    var total: Tensor?
    for (number, place) in rows[0].enumerated() {
      let factor = factors[place.factor]
      let part = factor.table.rows(rows.map { $0[number].row })
      // The axes of the table in the order of the neighbors, the atom's own behind them.
      let targets = factor.atoms.indices.map { axis in
        axis == place.axis ? near.count : near.firstIndex(of: factor.atoms[axis][place.row]) ?? near.count
      }
      let order = targets.indices.sorted { targets[$0] < targets[$1] }
      var shape = [Int](repeating: 1, count: near.count + 1) + [atoms.count]
      for axis in targets.indices { shape[targets[axis]] = factor.sizes[axis] }
      let turned =
        order == Array(targets.indices)
        ? part : Tensor.apply(Transpose(order + [targets.count]), part)
      let aligned = turned.reshaped(to: Shape(shape))
      total = total.map { $0 + aligned } ?? aligned
      for row in rows { isAlive[row[number].factor][row[number].row] = false }
    }
    let table = (total ?? Tensor(0.0)).broadcast(to: Shape(extents))
    let value = logSumExp(table, axes: [-2])
    if let error = value.error { throw error }
    steps.append(
      EliminationStep(
        variable: variable, atoms: atoms, neighbors: near.indices.map { place in neighbors.map { $0[place] } },
        table: table))
    if near.isEmpty {
      results.append((steps.count - 1, value))
    } else {
      add(FactorTable(atoms: near.indices.map { place in neighbors.map { $0[place] } }, table: value).merged())
    }
  }
}
