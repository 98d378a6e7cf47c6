// The scale of a figure's times, and its ticks in calendar years.

internal import ApusFigures

/// What the times of a figure count.
public struct TimeScale: Sendable, Equatable {
  /// The name shown, such as "BJD".
  public var name: String
  /// The Julian date at which the scale counts 0: 0 for full Julian dates, 2400000 for reduced ones; nil: unknown, so there are
  /// no years.
  public var zeroPoint: Double?

  /// A scale.
  public init(name: String, zeroPoint: Double?) { (self.name, self.zeroPoint) = (name, zeroPoint) }

  /// The scale of a file's times.
  public init(_ reading: VelocityReading) {
    guard let system = reading.timeSystem else {
      self = .days
      return
    }
    self.init(name: system.frame, zeroPoint: system.offset)
  }

  /// Barycentric Julian dates.
  public static let bjd = TimeScale(name: "BJD", zeroPoint: 0)
  /// Days from an unknown time.
  public static let days = TimeScale(name: "time", zeroPoint: nil)

  /// The axis of times. Where the zero point is known, full Julian dates are shown.
  var axis: Axis {
    var axis = Axis(RichText(name), unit: "d")
    axis.padding = (0.025, 0.025)
    axis.minimumSpan = 0.1
    return axis
  }

  /// Times as the axis shows them.
  func shown(_ times: [Double]) -> [Double] {
    guard let zeroPoint, zeroPoint != 0 else { return times }
    return times.map { $0 + zeroPoint }
  }

  /// The ticks above: years, months or days; none outside the years 1000 to 3000.
  var calendarTicks: (@Sendable (Interval, Double) -> [Tick])? {
    guard zeroPoint != nil else { return nil }
    return { limits, length in CalendarTicks.ticks(limits, length: length) }
  }
}
