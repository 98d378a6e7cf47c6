// Orbits, offsets, trend and jitters together, with how well they describe the velocities.

internal import RealModule

/// A point of the search: all that the velocities are described with.
package struct OrbitSolution: Sendable {
  package var orbits: [SearchOrbit]
  /// The offset of each instrument from its median.
  package var offsets: [Double]
  /// The coefficients of the trend's columns.
  var trend: [Double]
  /// The jitter of each instrument.
  package var jitters: [Double]
  /// The velocities minus all of it.
  var residuals: [Double] = []
  var logLikelihood = -Double.infinity
  /// ½ ln det of the information matrix of all linear and nonlinear coordinates but the jitters.
  var halfLogDeterminant = 0.0
  /// The standard deviation of each coordinate, orbits first; empty where the matrix is singular.
  var errors: [Double] = []

  /// Nothing but offsets and the trend: the start of every search.
  package init(_ data: SearchData) {
    orbits = []
    offsets = [Double](repeating: 0, count: data.segments.count)
    trend = [Double](repeating: 0, count: data.trendColumns.count)
    jitters = data.segments.map { SearchData.scatter($0.map { data.velocities[$0] }) }
  }

  /// The number of coordinates, jitters left out.
  var coordinateCount: Int { 5 * orbits.count + offsets.count + trend.count }

  /// The velocities of the orbits alone that a time sees.
  func velocity(at time: Double, without planet: Int? = nil) -> Double {
    orbits.indices.reduce(0) { $1 == planet ? $0 : $0 + orbits[$1].velocity(at: time) }
  }

  /// The error of an orbit's coordinate: 0 ln P, 1 K, 2 e cos ω, 3 e sin ω, 4 λ; infinite where unknown.
  func error(_ planet: Int, _ coordinate: Int) -> Double {
    errors.isEmpty ? .infinity : errors[5 * planet + coordinate]
  }

  /// Whether a planet's orbit is within what is searched: not at the largest eccentricity, where one velocity alone makes it.
  func isInside(_ planet: Int) -> Bool {
    halfLogDeterminant.isFinite && orbits[planet].eccentricity < 0.975
  }

  /// How many other planets' orbits a planet's surely crosses, by more than two errors of both eccentricities.
  ///
  /// Such planets would meet, or throw each other out, but for rare resonances.
  func crossings(of planet: Int) -> Int {
    func least(_ planet: Int) -> Double {
      let error = max(error(planet, 2), error(planet, 3))
      return max(0, orbits[planet].eccentricity - 2 * (error.isFinite ? error : 1))
    }
    return orbits.indices.count { other in
      guard other != planet else { return false }
      let (inner, outer) = orbits[other].logPeriod < orbits[planet].logPeriod ? (other, planet) : (planet, other)
      let axes = Double.exp((orbits[outer].logPeriod - orbits[inner].logPeriod) * 2 / 3)
      return axes * (1 - least(outer)) < 1 + least(inner)
    }
  }

  /// Whether the velocities say what a planet's period is, to 40 %: if not, it is a trend.
  func determinesPeriod(_ planet: Int) -> Bool { isInside(planet) && error(planet, 0) < 0.4 }
}
