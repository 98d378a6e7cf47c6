// The data of the table: columns as textbooks have them, the same for the same scaling.

import ApusExtension
import ApusTestSupport
import Foundation

/// Small data sets of one scaling, drawn with a fixed seed.
struct TextbookData: Sendable {
  static let rowCount = 24

  let scaling: Scaling
  /// Three predictors (heights, ages, incomes), and a response that is linear in them.
  let x, z, w, y: [Double]
  /// What a unit of a standard deviation of x, z and y is in this scaling, and where y lies.
  let xScale, zScale, yScale, yCenter: Double
  /// Waiting times, and their size.
  let waits: [Double]
  let waitScale: Double
  /// Four groups of six, and six blocks of four.
  let group, block: [Int]
  /// Effects of eight studies with known errors.
  let effects, errors: [Double]
  let effectScale: Double
  /// Counts with their size, successes of trials, answers of 0 or 1, and one of three categories.
  let counts, successes, answers, categories: [Int]
  let countScale: Double
  let trials: Int
  /// Even times in days, with a period among them; a series; angles in (−π, π).
  let times, series, angles: [Double]
  let period: Double

  init(_ scaling: Scaling) {
    self.scaling = scaling
    var source = Source()
    let (heights, ages, incomes, noise) = (source.normals(), source.normals(), source.normals(), source.normals())
    var response: [Double] = []
    for row in heights.indices { response.append(70 + 7 * heights[row] + 3 * ages[row] + 5 * noise[row]) }
    x = scaling.column(heights.map { 170 + 8 * $0 })
    z = scaling.column(ages.map { 40 + 12 * $0 })
    w = scaling.column(incomes.map { 3 + 0.4 * $0 })
    y = scaling.column(response)

    let unit = scaling.unit
    let isStandard = scaling == .standardised
    xScale = isStandard ? 1 : 8 * unit
    zScale = isStandard ? 1 : 12 * unit
    yScale = isStandard ? 1 : 9 * unit
    yCenter = scaling.isBalanced ? 0 : 70 * unit
    waits = scaling.positiveColumn(source.normals().map { 30 * exp(0.7 * $0) })
    waitScale = isStandard ? 1 : 30 * unit

    let rows = 0..<Self.rowCount
    group = rows.map { scaling.isBalanced ? $0 % 4 : min(3, $0 / 5) }
    block = rows.map { $0 / 4 }
    let published: [Double] = [28, 8, -3, 7, -1, 1, 18, 12]
    let uncertainties: [Double] = [15, 10, 16, 11, 9, 11, 10, 18]
    let size: Double = isStandard ? 1 : 10 * unit
    effects = scaling.column(published)
    effectScale = size
    errors = uncertainties.map { $0 / 10 * size }

    (countScale, trials) = scaling.countSizes
    counts = Self.counts(scaling, spread: source.normals())
    let tendency = source.normals()
    successes = Self.successes(scaling, tendency)
    answers = rows.map { scaling.isBalanced ? $0 % 2 : (tendency[$0] > 0.3 ? 1 : 0) }
    categories = rows.map { scaling.isBalanced ? $0 % 3 : min(2, $0 / 10) }

    let days: [Double] = rows.map { 15 * Double($0) }
    let n = Double(Self.rowCount)
    times = scaling == .huge ? days.map { 2_453_000.5 + $0 } : scaling.column(days)
    period = isStandard ? 75 / (15 * ((n * n - 1) / 12).squareRoot()) : 75
    series = scaling.column(Self.autoregression(source.normals()))
    var directions: [Double] = []
    for row in rows {
      let step = 0.1 * Double(row / 2 + 1)
      directions.append(scaling.isBalanced ? (row % 2 == 0 ? step : -step) : 1.5 + 0.3 * noise[row])
    }
    angles = directions
  }

  /// Numbers that are roughly normal: sums of twelve uniform ones.
  private struct Source {
    var numbers = TestNumbers(seed: 2026)

    mutating func normals() -> [Double] {
      var values: [Double] = []
      for _ in 0..<TextbookData.rowCount {
        var sum = -6.0
        for _ in 0..<12 { sum += numbers.uniform() }
        values.append(sum)
      }
      return values
    }
  }

  private static func counts(_ scaling: Scaling, spread: [Double]) -> [Int] {
    let mean = scaling.countSizes.count
    return spread.enumerated().map { row, deviate in
      if scaling == .standardised { return [1, 2, 3, 2][row % 4] }
      return Int(max(0, mean + mean.squareRoot() * deviate).rounded())
    }
  }

  private static func successes(_ scaling: Scaling, _ tendency: [Double]) -> [Int] {
    let total = scaling.countSizes.trials
    return tendency.enumerated().map { row, value in
      if scaling == .standardised { return total / 2 }
      if scaling == .centred { return row % 2 == 0 ? total / 3 : total - total / 3 }
      return Int(Double(total) / (1 + exp(-0.5 * value - 0.3)))
    }
  }

  private static func autoregression(_ shocks: [Double]) -> [Double] {
    var level = 0.0
    return shocks.map { shock in
      level = 0.6 * level + shock
      return 100 + 9 * level
    }
  }

  /// A matrix with the predictors as columns.
  var design: Tensor { stack([x.tensor, z.tensor, w.tensor], axis: 1) }
}

extension Double {
  /// The natural logarithm.
  var logarithm: Double { Foundation.log(self) }
}
