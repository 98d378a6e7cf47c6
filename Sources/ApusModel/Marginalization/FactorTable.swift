// Terms of a log density as tables over the values of discrete parameters' elements.

internal import ApusGraph
internal import ApusOps

/// A discrete parameter that is summed out; its elements are atoms, numbered through all such parameters.
struct DiscreteVariable {
  let parameter: Parameter
  let values: FiniteValues
  let firstAtom: Int

  var name: String { parameter.name }
  var shape: Shape { parameter.value.shape }
  var elementCount: Int { parameter.value.type.elementCount }
  var atoms: Range<Int> { firstAtom..<(firstAtom + elementCount) }
}

/// A table of logarithms for each of several rows: row r is a function of the values of the atoms in place r of `atoms`.
struct FactorTable {
  /// For each axis the atom of each row.
  var atoms: [[Int]]
  /// Axes of the atoms' values, and then the axis of the rows.
  var table: Tensor

  var rowCount: Int { table.shape[-1] }
  /// The number of values along each axis.
  var sizes: [Int] { table.shape.dimensions.dropLast() }

  /// Rows of the same atoms become one, their sum.
  func merged() -> FactorTable {
    var numbers: [[Int]: Int] = [:]
    var unique: [[Int]] = []
    let places = (0..<rowCount).map { row in
      let key = atoms.map { $0[row] }
      if let known = numbers[key] { return known }
      numbers[key] = unique.count
      unique.append(key)
      return unique.count - 1
    }
    guard unique.count < rowCount else { return self }
    return FactorTable(
      atoms: atoms.indices.map { axis in unique.map { $0[axis] } },
      table: table.addingRows(at: places, count: unique.count))
  }

  /// A table of one atom a row, with a row for every element of a variable: zeros where it has none.
  func filled(for variable: DiscreteVariable) -> FactorTable {
    let places = atoms[0].map { $0 - variable.firstAtom }
    return FactorTable(
      atoms: [Array(variable.atoms)], table: table.addingRows(at: places, count: variable.elementCount))
  }
}

extension Tensor {
  /// The rows, along the last axis, added up at places: `result[…, places[r]] += self[…, r]`.
  func addingRows(at places: [Int], count: Int) -> Tensor {
    let size = places.count
    if size == count, places == Array(0..<count) { return self }
    let lead = Array(shape.dimensions.dropLast())
    if count > 0, size.isMultiple(of: count) {
      let run = size / count
      if places.indices.allSatisfy({ places[$0] == $0 / run }) {
        return sum(reshaped(to: Shape(lead + [count, run])), axes: [-1])
      }
      if places.indices.allSatisfy({ places[$0] == $0 % count }) {
        return sum(reshaped(to: Shape(lead + [run, count])), axes: [-2])
      }
    }
    return .apply(ScatterAdd(axis: lead.count, shape: Shape(lead + [count])), Tensor(places), self)
  }

  /// Some rows, along the last axis.
  func rows(_ rows: [Int]) -> Tensor {
    let extent = shape[-1]
    if rows.count == extent, rows == Array(0..<extent) { return self }
    let step = rows.count > 1 ? rows[1] - rows[0] : 1
    if step != 0, rows.indices.allSatisfy({ rows[$0] == rows[0] + $0 * step }) {
      let all = shape.dimensions.dropLast().map { SliceRange(start: 0, count: $0) }
      return .apply(Slice(all + [SliceRange(start: rows[0], count: rows.count, step: step)]), self)
    }
    return .apply(Gather(axis: shape.rank - 1), self, Tensor(rows))
  }
}

/// Makes tables of terms.
struct TermEnumeration {
  let variables: [DiscreteVariable]
  let scopes: DependenceScopes

  /// The most elements of a table.
  static let mostElements = 1 << 24

  /// An axis of a term's table: elements of a variable no two of which one element of the term depends on.
  private struct Axis {
    let variable: Int
    let atoms: Set<Int>
  }

  /// The number of the variable that an atom belongs to.
  func variable(of atom: Int) -> Int {
    var (low, high) = (0, variables.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if variables[middle].firstAtom <= atom { low = middle } else { high = middle }
    }
    return low
  }

  /// The tables of a term, and the sum of its elements that depend on no atom.
  ///
  /// - Throws: ``Refusal``, or ``GraphError`` where the term cannot be built.
  func tables(of term: Tensor) throws -> (tables: [FactorTable], rest: Tensor?) {
    guard let numbers = scopes(term) else { return ([], term) }
    guard !numbers.contains(ScopeTable.tooLarge) else { throw Refusal.tooManyAtoms(ScopeTable.mostAtoms) }
    let sets = scopes.table.scopes
    let axes = axes(of: Set(numbers).map { sets[$0] })
    let sizes = axes.map { variables[$0.variable].values.count }
    let combinations = sizes.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    let isTooLarge = sizes.reduce(1.0) { $0 * Double($1) } * Double(numbers.count) > Double(Self.mostElements)
    guard !isTooLarge else {
      throw Refusal.tooLarge(Set(axes.map(\.variable)).sorted(), sizes: sizes, rows: numbers.count)
    }
    var enumeration = Enumeration(count: combinations, replacements(axes, sizes, combinations))
    let lifted = try enumeration(term)
    if let error = lifted.error { throw error }
    let all = lifted.reshaped(to: Shape(sizes + [numbers.count]))

    // Rows that depend on atoms of the same axes have one table.
    var patterns: [[Int]: [Int]] = [:]
    var order: [[Int]] = []
    var atomsOfRow: [[Int]] = []
    for (row, number) in numbers.enumerated() {
      let set = sets[number]
      let places = set.map { atom in (axes.firstIndex { $0.atoms.contains(atom) } ?? 0, atom) }.sorted { $0.0 < $1.0 }
      let pattern = places.map(\.0)
      if patterns[pattern] == nil { order.append(pattern) }
      patterns[pattern, default: []].append(row)
      atomsOfRow.append(places.map(\.1))
    }
    var tables: [FactorTable] = []
    var rest: Tensor?
    for pattern in order {
      guard let rows = patterns[pattern] else { continue }
      var table = all
      if pattern.count < axes.count {
        let ranges = axes.indices.map { SliceRange(start: 0, count: pattern.contains($0) ? sizes[$0] : 1) }
        table = .apply(Slice(ranges + [SliceRange(start: 0, count: numbers.count)]), all)
        table = table.reshaped(to: Shape(pattern.map { sizes[$0] } + [numbers.count]))
      }
      table = table.rows(rows)
      if pattern.isEmpty {
        rest = sum(table)
        continue
      }
      let factor = FactorTable(atoms: pattern.indices.map { axis in rows.map { atomsOfRow[$0][axis] } }, table: table)
      let merged = factor.merged()
      if pattern.count == 1 {
        tables.append(merged.filled(for: variables[axes[pattern[0]].variable]))
      } else {
        tables.append(merged)
      }
    }
    return (tables, rest)
  }

  /// Axes such that the atoms of each set lie on different ones.
  private func axes(of sets: [[Int]]) -> [Axis] {
    var neighbors: [Int: Set<Int>] = [:]
    var atoms: Set<Int> = []
    for set in sets {
      atoms.formUnion(set)
      guard set.count > 1 else { continue }
      for atom in set {
        let own = variable(of: atom)
        neighbors[atom, default: []].formUnion(set.filter { $0 != atom && variable(of: $0) == own })
      }
    }
    var colors: [Int: Int] = [:]
    var groups: [SIMD2<Int>: Set<Int>] = [:]
    for atom in atoms.sorted() {
      let taken = Set((neighbors[atom] ?? []).compactMap { colors[$0] })
      let color = (0...).first { !taken.contains($0) } ?? 0
      colors[atom] = color
      groups[SIMD2(variable(of: atom), color), default: []].insert(atom)
    }
    return groups.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }
      .map { Axis(variable: $0.key.x, atoms: $0.value) }
  }

  /// What stands for each variable: along the leading axis all combinations of the axes' values, the last axis the fastest.
  private func replacements(_ axes: [Axis], _ sizes: [Int], _ combinations: Int) -> [Tensor: Tensor] {
    var result: [Tensor: Tensor] = [:]
    for (number, variable) in variables.enumerated() {
      let own = axes.indices.filter { axes[$0].variable == number }
      guard !own.isEmpty else { continue }
      let strides = own.map { sizes[($0 + 1)...].reduce(1, *) }
      func value(_ combination: Int, _ place: Int) -> Int {
        variable.values.all.lowerBound + combination / strides[place] % sizes[own[place]]
      }
      if own.count == 1, variable.values.bounds == nil {
        let units = [Int](repeating: 1, count: variable.shape.rank)
        let numbers = (0..<combinations).map { value($0, 0) }
        result[variable.parameter.value] = Tensor(NDArray(numbers, shape: Shape([combinations] + units)))
        continue
      }
      let places = variable.atoms.map { atom in own.firstIndex { axes[$0].atoms.contains(atom) } ?? 0 }
      var numbers: [Int] = []
      numbers.reserveCapacity(combinations * places.count)
      for combination in 0..<combinations {
        for (element, place) in places.enumerated() {
          let number = value(combination, place)
          // A value that an element does not have is weighed with 0: the nearest that it has stands for it.
          let bounds = variable.values.bounds
          numbers.append(bounds.map { min(max(number, $0.lower[element]), $0.upper[element]) } ?? number)
        }
      }
      result[variable.parameter.value] = Tensor(
        NDArray(numbers, shape: Shape([combinations] + variable.shape.dimensions)))
    }
    return result
  }

  /// −∞ for the values that an element does not have; nil where all elements have all.
  func mask(of variable: DiscreteVariable) -> FactorTable? {
    guard let bounds = variable.values.bounds else { return nil }
    let numbers = variable.values.all.flatMap { value in
      zip(bounds.lower, bounds.upper).map { value >= $0 && value <= $1 ? 0 : -Double.infinity }
    }
    return FactorTable(
      atoms: [Array(variable.atoms)],
      table: Tensor(NDArray(numbers, shape: [variable.values.count, variable.elementCount])))
  }
}

/// Why parameters cannot be summed out.
enum Refusal: Error {
  /// A number of a term depends on more elements than are enumerated together.
  case tooManyAtoms(Int)
  /// A table over the values of variables, by their numbers, would be too large.
  case tooLarge([Int], sizes: [Int], rows: Int)
}
