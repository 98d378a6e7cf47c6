// Velocities as the search works on them: sorted by instrument, about their medians and the middle of the times.

internal import RealModule

/// A polynomial in time beside planets and offsets.
public enum Trend: String, Sendable, Hashable, CaseIterable {
  /// None.
  case none
  /// An acceleration.
  case linear
  /// An acceleration and its change.
  case quadratic

  /// The degree of the polynomial.
  public var degree: Int {
    switch self {
    case .none: 0
    case .linear: 1
    case .quadratic: 2
    }
  }
}

/// Velocities, sorted by instrument.
///
/// Times count from ``reference``, near the middle of the data, and velocities from their instrument's median, so that neither a
/// shift of an instrument's velocities nor the size of a Julian date costs digits. Velocities are rounded to 1/65,536 of an error, and
/// errors to that share of it again, so that neither a shift nor another unit changes a bit of them, and of what is made of them.
package struct SearchData: Sendable {
  let times: [Double]
  private(set) var velocities: [Double]
  let errors: [Double]
  /// The places of each instrument's velocities.
  let segments: [Range<Int>]
  /// The median that was taken from each instrument's velocities.
  let medians: [Double]
  /// The time from which ``times`` count.
  let reference: Double
  /// The time between the first and the last velocity.
  let span: Double
  /// The columns of the trend: powers of the time over half the span, for all instruments or for each of its own.
  let trendColumns: [[Double]]

  var count: Int { times.count }
  /// The instrument of each velocity.
  var instrumentIndices: [Int] { segments.enumerated().flatMap { index, segment in segment.map { _ in index } } }
  /// Where the size of the activity begins: two thirds of the scatter.
  var activitySize: Double { max(0.67 * Self.scatter(velocities), 0.5 * Self.median(errors)) }

  package init(_ table: VelocityTable, trend: Trend = .none, isTrendShared: Bool = true) {
    let first = table.times.min() ?? 0
    span = table.span
    reference = first + 0.5 * span
    var (times, velocities, errors): ([Double], [Double], [Double]) = ([], [], [])
    var (segments, medians): ([Range<Int>], [Double]) = ([], [])
    let grid = Double.pow(2, Double.log2(Self.median(table.errors)).rounded(.down) - 16)
    for instrument in table.instruments.indices {
      let rows = table.times.indices.filter { table.instrumentIndices[$0] == instrument }
      let median = Self.median(rows.map { table.velocities[$0] })
      segments.append(times.count..<(times.count + rows.count))
      medians.append(median)
      for row in rows {
        times.append(table.times[row] - reference)
        velocities.append(((table.velocities[row] - median) / grid).rounded() * grid)
        errors.append(max((table.errors[row] / (grid * 0x1p-16)).rounded() * (grid * 0x1p-16), grid * 0x1p-16))
      }
    }
    (self.times, self.velocities, self.errors) = (times, velocities, errors)
    (self.segments, self.medians) = (segments, medians)
    var columns: [[Double]] = []
    let half = 0.5 * span
    for power in 0..<trend.degree {
      let column = times.map { time in power == 0 ? time / half : (time / half) * (time / half) }
      if isTrendShared {
        columns.append(column)
      } else {
        columns += segments.map { segment in column.indices.map { segment.contains($0) ? column[$0] : 0 } }
      }
    }
    trendColumns = columns
  }

  /// The same times with other velocities.
  func replacing(_ velocities: [Double]) -> SearchData {
    var result = self
    result.velocities = velocities
    return result
  }

  /// Whether a frequency is, to the width of a peak, that of nightly sampling or a multiple: what the instrument and the weather
  /// do each night, or over years, shows there.
  func isSampling(_ frequency: Double) -> Bool {
    [0.997_262_091, 1.0, 1.002_737_909].contains { day in
      let multiple = (frequency / day).rounded()
      return multiple >= 1 && (frequency - multiple * day).magnitude < 1.5 / span
    }
  }

  /// The median; 0 of nothing.
  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * sorted[middle - 1] + 0.5 * sorted[middle]
  }

  /// The robust scatter: 1.4826 times the median distance from the median, the standard deviation of normal numbers.
  static func scatter(_ values: [Double]) -> Double {
    let center = median(values)
    return 1.4826 * median(values.map { ($0 - center).magnitude })
  }

  /// The weights 1/(error² + jitter²), with a jitter for each instrument.
  func weights(_ jitters: [Double]) -> [Double] {
    var weights = [Double](repeating: 0, count: count)
    for (segment, jitter) in zip(segments, jitters) {
      for row in segment { weights[row] = 1 / (errors[row] * errors[row] + jitter * jitter) }
    }
    return weights
  }

  /// The log likelihood of residuals.
  func logLikelihood(of residuals: [Double], _ jitters: [Double]) -> Double {
    var sum = 0.0
    for (segment, jitter) in zip(segments, jitters) {
      for row in segment {
        let variance = errors[row] * errors[row] + jitter * jitter
        sum += residuals[row] * residuals[row] / variance + .log(2 * .pi * variance)
      }
    }
    return -0.5 * sum
  }

  /// The jitters that make residuals most likely: one for each instrument, or one for all.
  ///
  /// The likelihood's derivative in s² is solved between 0 and the largest squared residual.
  func likeliestJitters(_ residuals: [Double], isShared: Bool) -> [Double] {
    func jitter(_ rows: [Int]) -> Double {
      func slope(_ square: Double) -> Double {
        rows.reduce(0) { sum, row in
          let variance = errors[row] * errors[row] + square
          return sum + (residuals[row] * residuals[row] / variance - 1) / variance
        }
      }
      guard rows.count > 1, slope(0) > 0 else { return 0 }
      var (low, high) = (0.0, rows.reduce(0) { max($0, residuals[$1] * residuals[$1]) })
      for _ in 0..<60 {
        let middle = 0.5 * (low + high)
        if slope(middle) > 0 { low = middle } else { high = middle }
      }
      return (0.5 * (low + high)).squareRoot()
    }
    if isShared { return [Double](repeating: jitter(Array(0..<count)), count: segments.count) }
    return segments.map { jitter(Array($0)) }
  }
}
