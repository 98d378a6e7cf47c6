// What one instrument measured, as figures show it.

internal import ApusFigures

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

extension FigureVelocities {
  /// The velocities as points with bars and, lighter, bars with jitter. The index gives shape and
  /// color, the number of all points in the panel the size.
  func points(index: Int, of count: Int, x: [Double], y: [Double]) -> Points {
    var points = Points(instrument, x: x, y: y)
    points.errors = errors
    points.extendedErrors = extendedErrors
    points.marker = Marker.shape(index)
    points.color = Palette.color(index)
    points.radius = count <= 100 ? 3 : count <= 300 ? 2.6 : count <= 1500 ? 2.1 : 1.6
    return points
  }
}
