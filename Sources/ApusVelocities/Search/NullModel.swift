// What velocities are without the signal that is looked for: offsets and a trend, taken away by weighted least squares.

internal import RealModule

/// The weighted least-squares fit of an offset for each instrument and of a trend.
///
/// A signal with two linear amplitudes, such as A cos + B sin, is then fitted beside these for every frequency at the cost of
/// a few sums: Zechmeister and Kürster 2009, A&A 496, 577, with an offset for each instrument.
struct NullModel: Sendable {
  /// The sums of one pair of columns c and s with c² + s² = 1, offsets not yet taken away.
  struct Sums {
    var (cc, cs, yc, ys) = (0.0, 0.0, 0.0, 0.0)
    /// Σ w c and Σ w s of each instrument.
    var offsets: [(c: Double, s: Double)]
    /// Σ w q c and Σ w q s of each column of the trend.
    var trend: [(c: Double, s: Double)]

    init(instruments: Int, columns: Int) {
      offsets = Array(repeating: (0, 0), count: instruments)
      trend = Array(repeating: (0, 0), count: columns)
    }
  }

  let data: SearchData
  let weights: [Double]
  /// The sum of the weights of each instrument.
  let segmentWeights: [Double]
  /// The columns of the trend and of what else is fitted, orthogonal to the offsets and to each other, of length 1 under the weights.
  let columns: [[Double]]
  /// The velocities without offsets and trend.
  let residuals: [Double]
  /// Σ w r².
  let chiSquare: Double
  let totalWeight: Double
  /// The number of offsets and trend columns.
  var parameterCount: Int { data.segments.count + columns.count }

  /// - Parameters:
  ///   - values: what is left of the velocities, such as residuals; the velocities where nil.
  ///   - others: what is fitted beside offsets and trend, such as sines.
  init(_ data: SearchData, jitters: [Double], values: [Double]? = nil, beside others: [[Double]] = []) {
    self.data = data
    let weights = data.weights(jitters)
    self.weights = weights
    let segmentWeights = data.segments.map { $0.reduce(0) { $0 + weights[$1] } }
    func centered(_ column: [Double]) -> [Double] {
      var column = column
      for (segment, total) in zip(data.segments, segmentWeights) where total > 0 {
        let mean = segment.reduce(0) { $0 + weights[$1] * column[$1] } / total
        for row in segment { column[row] -= mean }
      }
      return column
    }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      weights.indices.reduce(0) { $0 + weights[$1] * a[$1] * b[$1] }
    }
    var columns: [[Double]] = []
    for raw in data.trendColumns + others {
      var column = centered(raw)
      let size = product(column, column)
      for other in columns {
        let share = product(column, other)
        for row in column.indices { column[row] -= share * other[row] }
      }
      let length = product(column, column)
      // A column that offsets and other columns make already is left out.
      guard length > 1e-12 * size, length > 0 else { continue }
      columns.append(column.map { $0 / length.squareRoot() })
    }
    var residuals = centered(values ?? data.velocities)
    for column in columns {
      let share = product(residuals, column)
      for row in residuals.indices { residuals[row] -= share * column[row] }
    }
    self.segmentWeights = segmentWeights
    self.columns = columns
    self.residuals = residuals
    chiSquare = product(residuals, residuals)
    totalWeight = segmentWeights.reduce(0, +)
  }

  /// Sums of nothing.
  var noSums: Sums { Sums(instruments: data.segments.count, columns: columns.count) }

  /// The share of χ² that A c + B s takes away, with A and B.
  func power(_ sums: Sums) -> (power: Double, a: Double, b: Double) {
    var (cc, cs, ss) = (sums.cc, sums.cs, totalWeight - sums.cc)
    for (offset, weight) in zip(sums.offsets, segmentWeights) where weight > 0 {
      cc -= offset.c * offset.c / weight
      cs -= offset.c * offset.s / weight
      ss -= offset.s * offset.s / weight
    }
    for column in sums.trend {
      cc -= column.c * column.c
      cs -= column.c * column.s
      ss -= column.s * column.s
    }
    let determinant = cc * ss - cs * cs
    // Columns that the offsets make already say nothing.
    guard determinant > 1e-10 * totalWeight * totalWeight * 1e-2, chiSquare > 0 else { return (0, 0, 0) }
    let a = (ss * sums.yc - cs * sums.ys) / determinant
    let b = (cc * sums.ys - cs * sums.yc) / determinant
    return (min(1, max(0, (a * sums.yc + b * sums.ys) / chiSquare)), a, b)
  }
}

extension NullModel {
  /// The likeliest circle of one period, with its power.
  func circularOrbit(at period: Double) -> (orbit: SearchOrbit, power: Double) {
    let (power, a, b) = circle(at: period)
    return (SearchOrbit(period: period, eccentricity: 0, meanAnomaly: 0, a: a, b: b), power)
  }

  /// The power of a sine of one period, with A and B of A cos M + B sin M, M = 0 at the reference time.
  func circle(at period: Double) -> (power: Double, a: Double, b: Double) {
    var sums = noSums
    for (instrument, segment) in data.segments.enumerated() {
      for row in segment {
        let turns = data.times[row] / period
        let angle = 2 * .pi * (turns - turns.rounded())
        let (c, s) = (Double.cos(angle), Double.sin(angle))
        let (wc, ws) = (weights[row] * c, weights[row] * s)
        sums.cc += wc * c
        sums.cs += wc * s
        sums.yc += wc * residuals[row]
        sums.ys += ws * residuals[row]
        sums.offsets[instrument].c += wc
        sums.offsets[instrument].s += ws
        for (index, column) in columns.enumerated() {
          sums.trend[index].c += wc * column[row]
          sums.trend[index].s += ws * column[row]
        }
      }
    }
    return power(sums)
  }
}
