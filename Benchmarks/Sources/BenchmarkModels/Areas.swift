// Counts of events on the areas of a map, with dependence between neighbours: as many operations as there are edges.

import Apus

extension BenchmarkModel {
  /// Poisson counts whose logarithms of rates are a conditional autoregression, intrinsic or not.
  static func areas(_ name: String, count: Int) -> BenchmarkModel {
    let edges = map(count: count)
    let counts = (0..<count).map { Double(($0 * 7919) % 11) }
    return BenchmarkModel(name, columns: []) {
      try Model { m in
        let level = m.parameter("level", Normal(0, 1))
        let scale = m.parameter("scale", HalfNormal(1))
        let effects: Tensor
        if name == "icar" {
          effects = m.parameter("effects", ICAR(scale, edges: edges))
        } else {
          let alpha = m.parameter("alpha", Beta(2, 2))
          effects = m.parameter("effects", CAR(0, alpha: alpha, precision: 1 / scale, edges: edges))
        }
        m.observe("y", Poisson(logRate: level + effects), counts)
      }
    }
  }

  /// The edges of a map of squares in rows, with a lake for every eleventh or so: neighbours are beside each other, below, and below to the
  /// right, so that no edges cross.
  static func map(count: Int) -> [(Int, Int)] {
    let side = Int((Double(count) * 1.1).squareRoot().rounded(.up))
    var numbers: [Int: Int] = [:]
    var place = 0
    while numbers.count < count {
      let (row, column) = (place / side, place % side)
      let isLake =
        row > 0 && column > 0 && column < side - 1 && row % 3 == 1 && (column + row) % 3 == 1
        && place - numbers.count < side * side - count
      if !isLake { numbers[place] = numbers.count }
      place += 1
    }
    return numbers.flatMap { place, area in
      let others = [place + 1, place + side, place + side + 1].filter { $0 % side >= place % side }
      return others.compactMap { numbers[$0] }.map { (area, $0) }
    }
  }
}
