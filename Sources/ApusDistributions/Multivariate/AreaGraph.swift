// Which areas of a map are neighbours: a list of edges, never a matrix of all pairs.

internal import ApusNumerics
internal import ApusGraph
internal import ApusOps

/// Areas from 0 to n − 1 with symmetric weights between neighbours.
struct AreaGraph: Sendable {
  let count: Int
  /// The neighbours of each edge, the lesser first, in ascending order.
  let first: [Int]
  let second: [Int]
  let weights: [Double]
  /// Why it is no graph of areas; nil where it is.
  let fault: String?

  private init(count: Int = 1, sorted edges: [(Int, Int, Double)] = [], fault: String?) {
    self.count = count
    (first, second, weights) = (edges.map(\.0), edges.map(\.1), edges.map(\.2))
    self.fault = fault
  }

  /// The graph with weights of 1; an edge that is given in both directions, or twice, is one.
  init(edges: [(Int, Int)]) {
    if let edge = edges.first(where: { $0.0 < 0 || $0.1 < 0 || $0.0 == $0.1 }) {
      self.init(fault: "the edge (\(edge.0), \(edge.1)) does not join two areas, which are counted from 0")
      return
    }
    let last = edges.map { max($0.0, $0.1) }.max() ?? 0
    guard last < 2 * edges.count else {
      self.init(fault: "\(edges.count) edges are too few for areas from 0 to \(last): each needs a neighbour")
      return
    }
    self.init(edges.map { (min($0.0, $0.1), max($0.0, $0.1), 1.0) }, count: last + 1)
  }

  /// The graph with a constant symmetric matrix of weights, 0 where two areas are no neighbours.
  init(adjacency: Tensor) {
    guard let matrix = adjacency.constantValue else {
      self.init(
        fault: adjacency.error?.description ?? "the adjacency is no constant: it must be known when the model is built")
      return
    }
    guard matrix.shape.rank == 2, matrix.shape[0] == matrix.shape[1] else {
      self.init(fault: "the adjacency has the shape \(matrix.shape), which is that of no square matrix")
      return
    }
    let (size, numbers) = (matrix.shape[0], matrix.doubles)
    var edges: [(Int, Int, Double)] = []
    for i in 0..<size {
      for j in 0...i {
        let (weight, mirrored) = (numbers[i * size + j], numbers[j * size + i])
        let isWeight = weight >= 0 && weight < .infinity && weight == mirrored && (i != j || weight == 0)
        if !isWeight {
          self.init(
            fault:
              "the adjacency has \(weight) at [\(i), \(j)] and \(mirrored) at [\(j), \(i)]: it must be symmetric, with weights that are "
              + "not negative, and 0 on the diagonal")
          return
        }
        if weight > 0 { edges.append((j, i, weight)) }
      }
    }
    self.init(edges, count: size)
  }

  private init(_ edges: [(Int, Int, Double)], count: Int) {
    var isIsolated = [Bool](repeating: true, count: count)
    for edge in edges { (isIsolated[edge.0], isIsolated[edge.1]) = (false, false) }
    if let alone = isIsolated.firstIndex(of: true) {
      self.init(fault: "the area \(alone) has no neighbour: each area needs one")
      return
    }
    var known: (Int, Int) = (-1, -1)
    let sorted = edges.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.filter { edge in
      defer { known = (edge.0, edge.1) }
      return known != (edge.0, edge.1)
    }
    self.init(count: count, sorted: sorted, fault: nil)
  }

  /// The sums of the weights of each area.
  var degrees: [Double] {
    var sums = [Double](repeating: 0, count: count)
    for edge in first.indices {
      sums[first[edge]] += weights[edge]
      sums[second[edge]] += weights[edge]
    }
    return sums
  }

  /// Σ w_ij (x_i − x_j)² over the edges, along the last axis: as many operations as there are edges.
  func roughness(_ x: Tensor) -> Tensor {
    let squares = (x.gathered(first) - x.gathered(second)).squared()
    return sum(weights.allSatisfy { $0 == 1 } ? squares : Tensor(weights) * squares, axes: [-1])
  }

  /// The neighbours of each area.
  private var neighbours: [[Int]] {
    var lists = [[Int]](repeating: [], count: count)
    for edge in first.indices {
      lists[first[edge]].append(second[edge])
      lists[second[edge]].append(first[edge])
    }
    return lists
  }

  /// The areas in an order in which neighbours are near each other, the number of parts without edges between them, and of those that can
  /// be coloured like a chessboard.
  ///
  /// Reference: Cuthill and McKee (1969), Proceedings of the 24th National Conference of the ACM, 157; from an end of each part.
  var bandOrder: (areas: [Int], partCount: Int, chessboardCount: Int) {
    let neighbours = neighbours
    var parts = [Int](repeating: -1, count: count)
    var isBlack = [Bool](repeating: false, count: count)
    var (order, isChessboard) = ([Int](), [Bool]())
    /// The part of an area, level by level.
    func walk(from start: Int) -> [Int] {
      var (found, isFound) = ([start], Set([start]))
      var place = 0
      while place < found.count {
        for next in neighbours[found[place]].sorted(by: { (neighbours[$0].count, $0) < (neighbours[$1].count, $1) })
        where isFound.insert(next).inserted {
          isBlack[next] = !isBlack[found[place]]
          found.append(next)
        }
        place += 1
      }
      return found
    }
    for start in 0..<count where parts[start] < 0 {
      let part = walk(from: walk(from: walk(from: start).last ?? start).last ?? start)
      for area in part { parts[area] = isChessboard.count }
      order += part
      isChessboard.append(true)
    }
    for edge in first.indices where isBlack[first[edge]] == isBlack[second[edge]] {
      isChessboard[parts[first[edge]]] = false
    }
    return (order.reversed(), isChessboard.count, isChessboard.count { $0 })
  }

  /// The matrix with given elements on the diagonal and for the edges, of the areas in an order; those that it lacks are left out.
  func band(_ areas: [Int], diagonal: (Int) -> Double, edge: (Int) -> Double) -> SymmetricBand {
    var places = [Int](repeating: -1, count: count)
    for (place, area) in areas.enumerated() { places[area] = place }
    let pairs = first.indices.map { (places[first[$0]], places[second[$0]]) }
    let inside = pairs.indices.filter { pairs[$0].0 >= 0 && pairs[$0].1 >= 0 }
    var matrix = SymmetricBand(
      order: areas.count, bandwidth: inside.map { abs(pairs[$0].0 - pairs[$0].1) }.max() ?? 0)
    for (place, area) in areas.enumerated() { matrix[place, place] = diagonal(area) }
    for k in inside { matrix[max(pairs[k].0, pairs[k].1), min(pairs[k].0, pairs[k].1)] = edge(k) }
    return matrix
  }

  /// The eigenvalues of D^(−1/2) W D^(−1/2), in ascending order; the greatest is 1, once for each part, and the least −1, once for each
  /// that can be coloured like a chessboard: exactly, since 1 − α λ may be nearly 0 there.
  func normalizedEigenvalues() -> [Double] {
    let (order, roots) = (bandOrder, degrees.map { $0.squareRoot() })
    var values = band(order.areas, diagonal: { _ in 0 }) { weights[$0] / (roots[first[$0]] * roots[second[$0]]) }
      .eigenvalues().map { max(-1, min(1, $0)) }
    for place in values.indices.suffix(order.partCount) { values[place] = 1 }
    for place in values.indices.prefix(order.chessboardCount) { values[place] = -1 }
    return values
  }
}
