// What one instrument measured, as figures show it.

/// The velocities of one instrument in a figure.
public struct FigureVelocities: Sendable {
  /// The instrument's name, shown as it is.
  public var instrument: String
  /// The times in days, or the phases, each counting periods.
  public var times: [Double]
  /// The velocities in m/s, without what the figure leaves out: the instrument's offset, other planets.
  public var velocities: [Double]
  /// The standard errors as they were measured, in m/s.
  public var errors: [Double]
  /// The jitter that the fit adds to the errors in quadrature, in m/s.
  public var jitter: Double
  /// Velocities minus model in m/s; empty: unknown.
  public var residuals: [Double]

  /// Velocities of one instrument. Numbers that are not finite are not drawn.
  ///
  /// - Precondition: the lists have the same count; `residuals` may be empty.
  public init(
    instrument: String, times: [Double], velocities: [Double], errors: [Double], jitter: Double = 0,
    residuals: [Double] = []
  ) {
    precondition(
      times.count == velocities.count && times.count == errors.count
        && (residuals.isEmpty || residuals.count == times.count),
      "\(times.count) times, \(velocities.count) velocities, \(errors.count) errors, \(residuals.count) residuals")
    (self.instrument, self.times, self.velocities) = (instrument, times, velocities)
    (self.errors, self.jitter, self.residuals) = (errors, jitter, residuals)
  }

  /// The errors with jitter: √(error² + jitter²).
  var extendedErrors: [Double] {
    jitter > 0 ? errors.map { ($0 * $0 + jitter * jitter).squareRoot() } : []
  }
}

/// A curve of the model, and the interval of its posterior.
public struct FigureCurve: Sendable {
  /// Where it is known, in ascending order: times in days, or phases.
  public var times: [Double]
  /// The medians of the posterior in m/s.
  public var median: [Double]
  /// The ends of the interval in m/s; empty: no band.
  public var lower: [Double]
  public var upper: [Double]

  /// A curve.
  ///
  /// - Precondition: the lists have the same count; `lower` and `upper` may both be empty.
  public init(times: [Double], median: [Double], lower: [Double] = [], upper: [Double] = []) {
    precondition(
      times.count == median.count && lower.count == upper.count && (lower.isEmpty || lower.count == times.count),
      "\(times.count) times, \(median.count) medians, \(lower.count) lower and \(upper.count) upper ends")
    (self.times, self.median, self.lower, self.upper) = (times, median, lower, upper)
  }
}
