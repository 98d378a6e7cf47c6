// Distributions on the areas of a map: graphs that are refused, dense formulas, draws, and work that grows with the edges.

import ApusDifferentiation
import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRandom
import ApusTestSupport
import Foundation
import Testing

/// Squares of a grid with lakes, neighbours of those beside them and of those below them to the right: a map without crossings.
struct MapOfSquares {
  let count: Int
  let edges: [(Int, Int)]

  /// A grid of `side` rows, of whose squares inside `lakeCount` are left out, none beside another.
  init(side: Int, lakeCount: Int) {
    var isLake = Set<Int>()
    var places = (0..<side * side).makeIterator()
    while isLake.count < lakeCount, let place = places.next() {
      let (row, column) = (place / side, place % side)
      let isInside = row > 0 && column > 0 && row < side - 1 && column < side - 1
      if isInside && row % 3 == 1 && (column + row) % 3 == 1 { isLake.insert(place) }
    }
    var numbers: [Int: Int] = [:]
    for place in 0..<side * side where !isLake.contains(place) { numbers[place] = numbers.count }
    var edges: [(Int, Int)] = []
    for place in 0..<side * side {
      guard let area = numbers[place] else { continue }
      let (row, column) = (place / side, place % side)
      let others = [(row, column + 1), (row + 1, column), (row + 1, column + 1)]
      for (r, c) in others where r < side && c < side {
        if let neighbour = numbers[r * side + c] { edges.append((area, neighbour)) }
      }
    }
    (count, self.edges) = (numbers.count, edges)
  }
}

@Suite struct AreaTests {
  static let triangle: [(Int, Int)] = [(0, 1), (1, 2), (0, 2)]

  @Test func `what is no graph of areas is refused with what is wrong`() {
    let cases: [([(Int, Int)], String)] = [
      ([(0, 1), (2, 2)], "(2, 2) does not join two areas"), ([(0, -1)], "(0, -1)"), ([], "too few"),
      ([(0, 1), (0, 3)], "the area 2 has no neighbour"), ([(0, Int.max)], "too few"),
    ]
    for (edges, words) in cases {
      let graphs: [any Distribution] = [CAR(0, alpha: 0.5, precision: 1, edges: edges), ICAR(1, edges: edges)]
      for distribution in graphs {
        let text = distribution.parameters[0].value.error?.description ?? ""
        #expect(text.contains(words) && text.contains(distribution.name), "\(text)")
        #expect(distribution.logDensity(Tensor([0.0])).error != nil)
      }
    }
    let matrices: [(Tensor, String)] = [
      (Tensor([0.0, 1]), "square"), (Tensor(NDArray(rows: [[0, 1], [2, 0]])), "[1, 0]"),
      (Tensor(NDArray(rows: [[1, 1], [1, 0]])), "[0, 0]"),
      (Tensor(NDArray(rows: [[0, -1], [-1, 0]])), "not negative"),
      (Tensor.argument("W", .float64([2, 2])), "constant"),
    ]
    for (matrix, words) in matrices {
      let text = ICAR(1, adjacency: matrix).standardDeviation.error?.description ?? ""
      #expect(text.contains(words), "\(text)")
    }
    let islands = ICAR(1, edges: [(0, 1), (2, 3)]).standardDeviation.error?.description ?? ""
    #expect(islands.contains("2 parts"), "\(islands)")
    #expect(CAR(0, alpha: 0.5, precision: 1, edges: [(0, 1), (2, 3)]).mean.error == nil)
  }

  @Test func `edges in any order and direction are the matrix's`() throws {
    let value = Tensor([0.5, -1, 0.25, 0.25])
    let matrix = NDArray(rows: [[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0]])
    let edges = [(2, 1), (0, 1), (1, 0), (3, 2), (2, 0), (1, 2)]
    let pairs: [(any Distribution, any Distribution)] = [
      (CAR(0.5, alpha: 0.7, precision: 2, edges: edges), CAR(0.5, alpha: 0.7, precision: 2, adjacency: matrix)),
      (ICAR(2, edges: edges), ICAR(2, adjacency: matrix)),
    ]
    for (one, two) in pairs { #expect(try number(one.logDensity(value)) == number(two.logDensity(value))) }
  }

  @Test func `a batch has a density for each`() throws {
    let alpha = Tensor([0.5, -0.5])
    let together = CAR(NDArray(rows: [[0, 0, 0], [1, 2, 3]]), alpha: alpha, precision: 2, edges: Self.triangle)
    let value = Tensor([0.25, -1, 2])
    let one = CAR(0, alpha: 0.5, precision: 2, edges: Self.triangle).logDensity(value)
    let two = CAR([1, 2, 3], alpha: -0.5, precision: 2, edges: Self.triangle).logDensity(value)
    #expect(try numbers(together.logDensity(value)) == [number(one), number(two)])
    let spread = ICAR([1.0, 3], edges: Self.triangle).logDensity(Tensor([1.0, -3, 2]))
    #expect(try numbers(spread)[1] == number(ICAR(3, edges: Self.triangle).logDensity(Tensor([1.0, -3, 2]))))
  }

  @Test func `parameters outside their domain give NaN, sums that are not zero no density`() throws {
    let point = Tensor([1.0, -3, 2])
    for alpha in [1, -1, 1.5, .nan] {
      #expect(try number(CAR(0, alpha: alpha, precision: 1, edges: Self.triangle).logDensity(point)).isNaN)
    }
    #expect(try number(CAR(0, alpha: 0.5, precision: -1, edges: Self.triangle).logDensity(point)).isNaN)
    let families: [(Double) -> any Distribution] = [
      { ICAR($0, edges: Self.triangle) }, { ZeroSumNormal($0, shape: [3]) },
    ]
    for make in families {
      for scale in [0.0, -1] { #expect(try number(make(scale).logDensity(point)).isNaN) }
      #expect(try number(make(1).logDensity(Tensor([1.0, -3, 2.001]))) == -.infinity)
      #expect(try number(make(1).logDensity(Tensor([1.0, Double.nan, 2]))).isNaN)
      #expect(try number(make(1).logDensity(Tensor([0.0, 0, 0]))).isFinite)
    }
    #expect(ZeroSumNormal(1, shape: []).standardDeviation.error != nil)
    #expect(ZeroSumNormal(1, shape: [2, 0]).standardDeviation.error != nil)
    #expect(try number(ZeroSumNormal(2, shape: [1]).logDensity(Tensor([0.0]))) == 0)
  }

  @Test func `draws have the covariance of the dense formula`() throws {
    // Of the path of three areas: the inverse of 2 (D − 0.5 W), and the pseudo-inverse of D − W times 0.25.
    let car = CAR([1, 2, 3], alpha: 0.5, precision: 2, edges: [(0, 1), (1, 2)])
    let icar = ICAR(0.5, edges: [(0, 1), (1, 2)])
    let cases: [(any Distribution, [Double], [[Double]])] = [
      (
        car, [1, 2, 3],
        [[7.0 / 12, 1.0 / 6, 1.0 / 12], [1.0 / 6, 1.0 / 3, 1.0 / 6], [1.0 / 12, 1.0 / 6, 7.0 / 12]]
      ),
      (
        icar, [0, 0, 0],
        [[5.0 / 36, -1.0 / 36, -4.0 / 36], [-1.0 / 36, 2.0 / 36, -1.0 / 36], [-4.0 / 36, -1.0 / 36, 5.0 / 36]]
      ),
    ]
    for (distribution, mean, covariance) in cases {
      var generator = Philox4x64(seed: 5)
      let parameters = try distribution.parameters.map { try evaluate($0.value) }
      let draws = distribution.draw(shape: [40_000, 3], parameters: parameters, using: &generator)
      #expect(try numbers(distribution.support.contains(Tensor(draws))).allSatisfy { $0 == 1 })
      let x = (0..<3).map { k in draws.doubles.indices.filter { $0 % 3 == k }.map { draws.doubles[$0] - mean[k] } }
      for i in 0..<3 {
        for j in 0...i {
          let products = zip(x[i], x[j]).map { $0 * $1 - covariance[i][j] }
          let center = products.reduce(0, +) / 40_000
          let spread = products.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 40_000
          #expect(abs(center) < 5 * (spread / 40_000).squareRoot(), "\(distribution.name), \(i), \(j)")
        }
      }
    }
  }

  @Test func `the eigenvalues of a ring and of two parts give the determinant, at the ends too`() throws {
    let ring = (0..<12).map { ($0, ($0 + 1) % 12) }
    for alpha in [0.3, 0.999_999_999, -0.999_999_999] {
      let given = try number(CAR(0, alpha: alpha, precision: 1, edges: ring).logDensity(Tensor.zeros(.float64([12]))))
      let logs = (0..<12).map { log1p(-alpha * cos(2 * .pi * Double($0) / 12)) + log(2) }
      let expected = 0.5 * logs.reduce(0, +) - 6 * log(2 * .pi)
      #expect(abs(given - expected) < 1e-12 * abs(expected))
    }
    let parts = CAR(0, alpha: 0.999_999_999, precision: 1, edges: [(0, 1), (2, 3)])
    let expected = log(1 - 0.999_999_999) + log(1.999_999_999) - 2 * log(2 * .pi)
    #expect(abs(try number(parts.logDensity(Tensor.zeros(.float64([4])))) - expected) < 1e-12 * abs(expected))
  }

  @Test func `a gradient on 3,845 areas is of the size of the edges`() throws {
    let map = MapOfSquares(side: 65, lakeCount: 380)
    try #require(map.count == 3845 && map.edges.count > 9_000)
    let (alpha, scale) = (Tensor.argument("alpha", .float64()), Tensor.argument("scale", .float64()))
    let x = Tensor.argument("x", .float64([map.count]))
    let car = CAR(0, alpha: alpha, precision: scale, edges: map.edges)
    let icar = ICAR(scale, edges: map.edges)
    for (distribution, arguments) in [(car as any Distribution, [alpha, scale, x]), (icar, [scale, x])] {
      let density = distribution.logDensity(x)
      let slopes = try gradient(of: density, withRespectTo: arguments)
      let nodes = try Traversal.topologicalOrder(of: [density] + slopes)
      #expect(nodes.count < 200)
      let largest = nodes.flatMap { $0.resultTypes.map(\.elementCount) }.max() ?? 0
      #expect(largest <= map.edges.count, "\(distribution.name): \(largest)")
      let numbers = (0..<map.count).map { sin(Double($0)) }
      let mean = numbers.reduce(0, +) / Double(map.count)
      let place = NDArray(numbers.map { $0 - mean })
      let found = try evaluate([density] + slopes, [alpha: 0.9, scale: 1.5, x: place]).map(\.doubles)
      // The gradient by the formula, edge by edge.
      var expected = [Double](repeating: 0, count: map.count)
      let isCAR = distribution is CAR
      for (i, j) in map.edges {
        let (u, v) = (place.doubles[i], place.doubles[j])
        expected[i] -= isCAR ? 1.5 * (u - 0.9 * v) : (u - v) / 2.25
        expected[j] -= isCAR ? 1.5 * (v - 0.9 * u) : (v - u) / 2.25
      }
      for (given, slope) in try paired(found[found.count - 1], expected) {
        #expect(abs(given - slope) <= 1e-12 * max(1, abs(slope)))
      }
      #expect(found[0][0].isFinite)
    }
  }
}
