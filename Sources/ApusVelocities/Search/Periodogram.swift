// The generalised Lomb–Scargle periodogram of velocities, with an offset for each instrument.

internal import ApusSystem
internal import RealModule

/// How well a sine of each frequency describes velocities.
///
/// At each frequency A cos 2πft + B sin 2πft, an offset for each instrument and, where asked, a trend are fitted by weighted
/// least squares. The power is the share of the χ² of offsets and trend alone that the sine takes away: 0 … 1.
///
/// Reference: Zechmeister and Kürster 2009, A&A 496, 577.
/// Checked against: Astropy (one instrument), least squares by NumPy (several).
public struct Periodogram: Sendable {
  /// A local maximum.
  public struct Peak: Sendable, Hashable {
    /// The period in days.
    public let period: Double
    /// The power there, 0 … 1.
    public let power: Double
    /// The probability that noise alone has a peak as high anywhere in the periodogram; see ``FalseAlarm``.
    public let falseAlarmProbability: Double
  }

  /// The lowest frequency, per day.
  public let firstFrequency: Double
  /// The distance of frequencies, per day.
  public let step: Double
  /// Frequencies in 1/span, the width of a peak.
  let oversampling: Int
  /// The power at each frequency.
  public let powers: [Double]
  /// How likely noise alone makes peaks.
  public let falseAlarm: FalseAlarm

  /// The frequencies, per day.
  public var frequencies: [Double] { powers.indices.map { frequency($0) } }

  /// The periods that are searched by default: from 0.3 days, or a twentieth of the span where that is shorter, to four times
  /// the span.
  public static func defaultPeriods(span: Double) -> ClosedRange<Double> { min(0.3, span / 20)...(4 * span) }

  /// The most frequencies of a periodogram: beyond, the shortest period is longer.
  static let mostFrequencies = 4_000_000

  /// The periodogram of velocities.
  ///
  /// - Parameters:
  ///   - periods: the periods in days; ``defaultPeriods(span:)`` where nil.
  ///   - jitters: what is added to the errors of each instrument, in m/s; where nil, what makes the velocities likeliest with
  ///     offsets and trend alone.
  ///   - oversampling: frequencies in 1/span, the width of a peak.
  public init(
    _ table: VelocityTable, periods: ClosedRange<Double>? = nil, jitters: [Double]? = nil, trend: Trend = .none,
    oversampling: Int = 6
  ) {
    let data = SearchData(table, trend: trend)
    let scatter = data.segments.map { SearchData.scatter($0.map { data.velocities[$0] }) }
    let first = NullModel(data, jitters: jitters ?? scatter)
    let found = jitters ?? data.likeliestJitters(first.residuals, isShared: false)
    self.init(NullModel(data, jitters: found), periods: periods, oversampling: oversampling)
  }

  init(_ null: NullModel, periods: ClosedRange<Double>? = nil, oversampling: Int = 6) {
    let span = null.data.span
    let periods = periods ?? Self.defaultPeriods(span: span)
    let first = 1 / periods.upperBound
    let finest = 1 / (Double(oversampling) * span)
    let width = max(0, 1 / periods.lowerBound - first)
    let count = Int(min(width / finest + 1, Double(Self.mostFrequencies)).rounded(.up))
    let rows = PeriodogramRows(null)
    var powers = [Double](repeating: 0, count: count)
    powers.withUnsafeMutableBufferPointer { powers in
      nonisolated(unsafe) let powers = powers
      let stretchCount = (count + PeriodogramRows.stretch - 1) / PeriodogramRows.stretch
      @Sendable func compute(_ stretches: Range<Int>) {
        for index in stretches {
          let start = index * PeriodogramRows.stretch
          let part = start..<min(count, start + PeriodogramRows.stretch)
          rows.powers(
            null, from: first + Double(start) * finest, step: finest,
            into: UnsafeMutableBufferPointer(rebasing: powers[part]))
        }
      }
      let middle = stretchCount / 2
      WorkerThread.pair({ compute(0..<middle) }, { compute(middle..<stretchCount) })
    }
    (firstFrequency, step, self.oversampling, self.powers) = (first, finest, oversampling, powers)
    falseAlarm = FalseAlarm(
      null, bandwidth: Double(max(count - 1, 0)) * finest)
  }

  func frequency(_ index: Int) -> Double { firstFrequency + Double(index) * step }

  /// The highest peaks, the highest first: none lies within 1/span of a higher one.
  ///
  /// Between frequencies a peak's place and height are those of a parabola.
  public func peaks(_ count: Int) -> [Peak] {
    guard powers.count > 2 else {
      return powers.indices.max { powers[$0] < powers[$1] }.map { [peak(frequency($0), powers[$0])] } ?? []
    }
    let last = powers.count - 1
    var maxima = (0...last).filter { index in
      powers[index] > 0 && (index == 0 || powers[index] >= powers[index - 1])
        && (index == last || powers[index] > powers[index + 1])
    }
    maxima.sort { powers[$0] > powers[$1] }
    var (chosen, peaks): ([Int], [Peak]) = ([], [])
    for index in maxima where !chosen.contains(where: { ($0 - index).magnitude < oversampling }) {
      if peaks.count == count { break }
      chosen.append(index)
      guard index > 0, index < last else {
        peaks.append(peak(frequency(index), powers[index]))
        continue
      }
      let (left, middle, right) = (powers[index - 1], powers[index], powers[index + 1])
      let curvature = left - 2 * middle + right
      let offset = curvature < 0 ? 0.5 * (left - right) / curvature : 0
      peaks.append(peak(frequency(index) + offset * step, min(1, middle - 0.25 * (left - right) * offset)))
    }
    return peaks
  }

  private func peak(_ frequency: Double, _ power: Double) -> Peak {
    Peak(period: 1 / frequency, power: power, falseAlarmProbability: falseAlarm.probability(of: power))
  }
}

extension Periodogram {
  /// The highest power within half a peak's width of a frequency.
  func power(near frequency: Double) -> Double {
    let place = (frequency - firstFrequency) / step
    let reach = powers.indices.clamped(to: Int(max(0, place - 3))..<Int(max(1, min(place + 4, Double(powers.count)))))
    return reach.map { powers[$0] }.max() ?? 0
  }

  /// The highest peaks within a range of periods, its ends included.
  func peaks(_ count: Int, within periods: ClosedRange<Double>) -> [Peak] {
    let low = ((1 / periods.upperBound - firstFrequency) / step).rounded(.down)
    let high =
      periods.lowerBound > 0 ? ((1 / periods.lowerBound - firstFrequency) / step).rounded(.up) : Double(powers.count)
    let first = Int(max(0, min(low, Double(powers.count))))
    let end = Int(max(0, min(high + 1, Double(powers.count))))
    guard first < end else { return [] }
    return Periodogram(self, part: first..<end).peaks(count)
  }

  private init(_ whole: Periodogram, part: Range<Int>) {
    firstFrequency = whole.frequency(part.lowerBound)
    step = whole.step
    oversampling = whole.oversampling
    powers = Array(whole.powers[part])
    falseAlarm = whole.falseAlarm
  }
}
