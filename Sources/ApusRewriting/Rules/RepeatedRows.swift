// Sums over rows of data that repeat: terms that depend on few distinct data and on scalars are evaluated once for each of them.
//
// Counts and labels repeat. A log Γ(k + φ) in each of 10,000 rows of counts is some 30 of them, each times how often its count occurs.
// The distinct rows are found when the data are bound, so that the program serves other data, too, with as many of them at most.

internal import ApusGraph
internal import ApusOps
internal import Synchronization

/// The rule that takes such terms out of a sum over everything.
///
/// The sum has fewer roundings, in another order.
struct RepeatedRows {
  /// Sums over fewer rows are left alone.
  private static let leastRows = 64
  /// The rows for each distinct one from which on a term is taken out.
  fileprivate static let leastRepetition = 8
  /// The addends of a sum, and the values that a term is made of, beyond which neither is looked at.
  private static let sizeLimit = 512

  /// The places that a program has for the distinct rows of some data; nil where too few rows repeat.
  private let capacities: Capacities

  init(_ data: [Tensor: NDArray]) { capacities = Capacities(data) }

  /// The rule.
  var rule: RewriteRule {
    RewriteRule("Σ of repeated rows", on: Sum.self) { _, site in
      let rows = site.operands[0]
      guard site.shape.isScalar, rows.elementType == .float64, rows.shape.elementCount >= Self.leastRows else {
        return nil
      }
      let (whole, mask) = Self.unguarded(rows)
      var (kept, sums): ([Addend], [Addend]) = ([], [])
      for addend in Self.addends(of: whole) {
        let value = mask.map { $0.rows(addend.term, elsewhere: 0.0, site) } ?? addend.term
        if let term = term(value), let sum = sum(term, site) {
          sums.append(Addend(term: sum, isNegative: addend.isNegative))
        } else {
          kept.append(addend)
        }
      }
      guard !sums.isEmpty else { return nil }
      var rest = Self.joined(kept, site)
      if let mask { rest = mask.rows(rest ?? .filled(NDArray(0.0), rows.shape), elsewhere: mask.other, site) }
      let sum = rest.map { [Addend(term: site.apply(Sum(), $0), isNegative: false)] } ?? []
      return Self.joined(sum + sums, site)
    }
  }
}

// MARK: Addends

extension RepeatedRows {
  private struct Addend {
    let term: Tensor
    let isNegative: Bool
  }

  /// Where a sum of rows is another value instead: select(condition, other, sum), or select(condition, sum, other).
  private struct Mask {
    let condition: Tensor
    let other: Tensor
    /// Whether the sum is where the condition holds.
    let isInverse: Bool

    /// A value of each row where the sum is taken, and what stands elsewhere.
    func rows(_ value: Tensor, elsewhere: Tensor, _ site: RewriteSite) -> Tensor {
      site.apply(Select(), condition, isInverse ? value : elsewhere, isInverse ? elsewhere : value)
    }
  }

  /// The sum below a choice.
  private static func unguarded(_ rows: Tensor) -> (sum: Tensor, mask: Mask?) {
    guard let choice = rows.application(of: Select.self)?.operands else { return (rows, nil) }
    for (sum, other) in [(2, 1), (1, 2)] where choice[sum].shape == rows.shape {
      if !parts(of: Addend(term: choice[sum], isNegative: false)).isEmpty {
        return (choice[sum], Mask(condition: choice[0], other: choice[other], isInverse: sum == 1))
      }
    }
    return (rows, nil)
  }

  /// The addends of a sum of rows, all of its shape.
  private static func addends(of rows: Tensor) -> [Addend] {
    var found: [Addend] = []
    var open = [Addend(term: rows, isNegative: false)]
    while let next = open.popLast() {
      let parts = parts(of: next)
      if parts.isEmpty || found.count + open.count > sizeLimit || parts.contains(where: { $0.term.shape != rows.shape })
      {
        found.append(next)
      } else {
        open += parts.reversed()
      }
    }
    return found
  }

  private static func parts(of addend: Addend) -> [Addend] {
    if let sum = addend.term.application(of: Add.self) {
      return sum.operands.map { Addend(term: $0, isNegative: addend.isNegative) }
    }
    if let difference = addend.term.application(of: Subtract.self)?.operands {
      return [
        Addend(term: difference[0], isNegative: addend.isNegative),
        Addend(term: difference[1], isNegative: !addend.isNegative),
      ]
    }
    return addend.term.operand(of: Negate.self).map { [Addend(term: $0, isNegative: !addend.isNegative)] } ?? []
  }

  private static func joined(_ addends: [Addend], _ site: RewriteSite) -> Tensor? {
    guard let first = addends.first else { return nil }
    let start = first.isNegative ? site.apply(Negate(), first.term) : first.term
    return addends.dropFirst().reduce(start) { sum, addend in
      site.apply(addend.isNegative ? Subtract() as any Op : Add(), sum, addend.term)
    }
  }
}

// MARK: Terms

extension RepeatedRows {
  /// A term of each row that depends on data of the row, which repeat, and on scalars.
  private struct Term {
    let value: Tensor
    /// What the term is made of element by element, in topological order.
    let order: [Tensor]
    /// The data among them.
    let columns: [Tensor]
  }

  /// The term with its data; nil where it depends on something else of a row, or is not worth it.
  private func term(_ value: Tensor) -> Term? {
    var (order, columns): ([Tensor], [Tensor]) = ([], [])
    var seen: Set<Tensor> = []
    var (isCostly, readsScalars) = (false, false)
    func visit(_ tensor: Tensor) -> Bool {
      guard seen.insert(tensor).inserted else { return true }
      guard seen.count <= Self.sizeLimit else { return false }
      defer { order.append(tensor) }
      if tensor.shape.isScalar {
        readsScalars = readsScalars || tensor.uniformValue == nil
        return true
      }
      guard tensor.shape == value.shape else { return false }
      if capacities.hasData(tensor) {
        columns.append(tensor)
        return true
      }
      guard let node = tensor.node, node.resultTypes.count == 1 else { return false }
      if node.op is Fill { return true }
      if node.op is Broadcast, node.operands[0].shape.isScalar {
        readsScalars = readsScalars || node.operands[0].uniformValue == nil
        return true
      }
      if Self.isLookup(node) {
        readsScalars = true
        return visit(node.operands[1])
      }
      isCostly = isCostly || !Self.cheap.contains(ObjectIdentifier(type(of: node.op)))
      return node.op.isPointwise && !node.operands.isEmpty && node.operands.allSatisfy(visit)
    }
    guard visit(value), isCostly, readsScalars, !columns.isEmpty else { return nil }
    return Term(value: value, order: order, columns: columns)
  }

  /// Whether a node is the element of a vector at each row's index.
  private static func isLookup(_ node: Node) -> Bool {
    node.op is Gather && node.operands[0].shape.rank == 1
  }

  /// Ops whose rows are not worth it.
  private static let cheap: Set<ObjectIdentifier> = [
    ObjectIdentifier(Add.self), ObjectIdentifier(Subtract.self), ObjectIdentifier(Multiply.self),
    ObjectIdentifier(Negate.self), ObjectIdentifier(Square.self), ObjectIdentifier(Select.self),
    ObjectIdentifier(Compare.self), ObjectIdentifier(Logical.self), ObjectIdentifier(LogicalNot.self),
    ObjectIdentifier(Cast.self), ObjectIdentifier(AbsoluteValue.self), ObjectIdentifier(Maximum.self),
    ObjectIdentifier(Minimum.self),
  ]

  /// The sum over all rows of a term; nil where too few rows repeat.
  private func sum(_ term: Term, _ site: RewriteSite) -> Tensor? {
    guard let capacity = capacities[term.columns] else { return nil }
    let shape: Shape = [capacity]
    let distinct = Tensor.apply(DistinctRows(capacity: capacity), term.columns, at: site.node.location)
    // Not by `Traversal.substitute`: scalars and tables stay as they are, also where they are made of the same data.
    var rebuilt = Dictionary(uniqueKeysWithValues: zip(term.columns, distinct))
    for tensor in term.order where rebuilt[tensor] == nil {
      guard !tensor.shape.isScalar, let node = tensor.node else {
        rebuilt[tensor] = tensor
        continue
      }
      if let fill = node.op.typed(Fill.self) {
        rebuilt[tensor] = .filled(fill.value, shape)
      } else if Self.isLookup(node) {
        guard let index = rebuilt[node.operands[1]] else { return nil }
        rebuilt[tensor] = Tensor.apply(node.op, [node.operands[0], index], at: node.location)[0]
      } else if node.op is Broadcast {
        rebuilt[tensor] = Tensor.apply(Broadcast(to: shape), node.operands, at: node.location)[0]
      } else {
        let operands = node.operands.compactMap { rebuilt[$0] }
        guard operands.count == node.operands.count else { return nil }
        rebuilt[tensor] = Tensor.apply(node.op, operands, at: node.location)[0]
      }
    }
    guard let value = rebuilt[term.value], value.shape == shape, let counts = distinct.last else { return nil }
    // What stands in places that no row has may be infinite.
    let isThere = site.apply(Compare(.notEqual), counts, 0.0)
    let inRows = site.apply(Select(), isThere, value, 0.0)
    return site.apply(Sum(), site.apply(Multiply(), counts, inRows))
  }
}

/// The places that a program has for the distinct rows of data.
private final class Capacities: Sendable {
  private let data: [Tensor: NDArray]
  private let known = Mutex<[[Tensor]: Int]>([:])

  init(_ data: [Tensor: NDArray]) { self.data = data }

  func hasData(_ tensor: Tensor) -> Bool { data[tensor] != nil }

  /// At least twice as many as the rows that are distinct now, so that similar data fit; nil where too few rows repeat.
  subscript(columns: [Tensor]) -> Int? {
    let capacity = known.withLock { known in
      if let capacity = known[columns] { return capacity }
      let found = Self.capacity(of: columns.compactMap { data[$0] })
      known[columns] = found
      return found
    }
    return capacity > 0 ? capacity : nil
  }

  private static func capacity(of columns: [NDArray]) -> Int {
    let count = columns.first?.count ?? 0
    let bits = columns.map(DistinctRows.bits)
    // Where hardly any of the first rows repeat, no more are looked at.
    let first = min(count, 1024)
    guard
      DistinctRows.rows(of: bits.map { Array($0.prefix(first)) }, limit: first / 2) != nil,
      let rows = DistinctRows.rows(of: bits, limit: count / RepeatedRows.leastRepetition)
    else { return 0 }
    var capacity = 8
    while capacity < 2 * rows.counts.count { capacity *= 2 }
    return capacity
  }
}
