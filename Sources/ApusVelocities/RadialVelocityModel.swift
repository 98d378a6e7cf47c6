// The model of a star's radial velocities: planets on Keplerian orbits, an offset and a jitter for each instrument.

internal import ApusDistributions
internal import ApusGraph
public import ApusModel
internal import ApusOps
internal import ApusOrbits
internal import RealModule

/// A model of radial velocities with any number of planets.
///
/// For planet i, log P ~ N(log P₀, width), log K ~ N(log K₀, 1), e ~ Beta(0.867, 3.03) (Kipping 2013), and the argument of
/// periastron ω and the mean longitude θ = phase + ω uniform on the circle; for instrument j, γ ~ N(0, 10) and
/// log s ~ N(0, 1). Velocities are N(v(t) + γ, √(error² + s²)).
///
/// What the sampler moves are other coordinates of the same density. Eccentricity and argument of periastron are those of a
/// point v in the plane with e = v²/(1 + v²), so that e = 0, where ω has no meaning, is a point like any other. θ, which
/// data fix well whatever the eccentricity, stands in for the phase; it is the angle of a vector whose length, which means
/// nothing, is kept near 3, away from the origin.
public struct RadialVelocityModel: Sendable {
  /// What is known of a planet beforehand.
  public struct Planet: Sendable {
    /// The period P₀ in days.
    public var period: Double
    /// The prior's standard deviation of log P.
    public var logPeriodWidth: Double
    /// The semi-amplitude K₀ in m/s.
    public var amplitude: Double

    /// A planet.
    ///
    /// - Precondition: all numbers are positive.
    public init(period: Double, logPeriodWidth: Double, amplitude: Double) {
      precondition(period > 0 && logPeriodWidth > 0 && amplitude > 0, "a planet's numbers must be positive")
      self.period = period
      self.logPeriodWidth = logPeriodWidth
      self.amplitude = amplitude
    }
  }

  /// The velocities.
  public let table: VelocityTable
  /// The planets.
  public let planets: [Planet]
  /// The time (BJD) from which phases count.
  public let epoch: Double
  /// The letters of the planets: b, c, d, …
  public let letters: [String]
  /// The model.
  public let model: Model

  /// A model of the velocities in `table`.
  ///
  /// - Precondition: there is at least one planet and at most 24.
  /// - Throws: ``ModelError``.
  public init(_ table: VelocityTable, planets: [Planet], epoch: Double) throws(ModelError) {
    precondition((1...24).contains(planets.count), "\(planets.count) planets")
    self.table = table
    self.planets = planets
    self.epoch = epoch
    letters = (0..<planets.count).map { String(UnicodeScalar(UInt8(98 + $0))) }
    model = try Self.model(table, planets, epoch, letters)
  }

  /// A model of planets at given periods.
  ///
  /// - Parameters:
  ///   - periods: P₀ of each planet in days.
  ///   - widths: the prior standard deviation of each log P; where nil, half of what shifts the phase by one turn over the
  ///     data's span, P/(2 · span), at most 0.05.
  ///   - amplitudes: K₀ of each planet in m/s; those of circular orbits fitted to the data where nil.
  ///   - epoch: the time from which phases count.
  /// - Throws: ``ModelError``.
  public init(
    _ table: VelocityTable, periods: [Double], widths: [Double]? = nil, amplitudes: [Double]? = nil, epoch: Double
  ) throws(ModelError) {
    let start = CircularStart(table, periods: periods, epoch: epoch)
    let planets = periods.indices.map { index in
      Planet(
        period: periods[index], logPeriodWidth: widths?[index] ?? min(0.05, periods[index] / (2 * table.span)),
        amplitude: amplitudes?[index] ?? start.amplitudes[index])
    }
    try self.init(table, planets: planets, epoch: epoch)
  }

  private static func model(
    _ table: VelocityTable, _ planets: [Planet], _ epoch: Double, _ letters: [String]
  ) throws(ModelError) -> Model {
    try Model(coords: ["planet": letters, "instrument": table.instruments]) { m in
      let starts = CircularStart(table, periods: planets.map(\.period), epoch: epoch)
      let logP = m.parameter(
        "logP", Normal(planets.map { Double.log($0.period) }, planets.map(\.logPeriodWidth)), dims: ["planet"])
      let logK = m.parameter("logK", Normal(planets.map { Double.log($0.amplitude) }, 1.0), dims: ["planet"])
      let vx = m.parameter("vx", Normal(0, 1), dims: ["planet"], initial: starts.zeros.scaled(by: 0, plus: 0.1))
      let vy = m.parameter("vy", Normal(0, 1), dims: ["planet"], initial: starts.zeros.scaled(by: 0, plus: 0.1))
      let lx = m.parameter("lx", Normal(0, 1), dims: ["planet"], initial: starts.cosLongitudes.scaled(by: 3))
      let ly = m.parameter("ly", Normal(0, 1), dims: ["planet"], initial: starts.sinLongitudes.scaled(by: 3))
      let square = vx * vx + vy * vy
      let e = m.deterministic("e", square / (1 + square), dims: ["planet"])
      // de dω = 2 (1 + v²)⁻² dvx dvy; the normal densities of vx and vy are divided out.
      m.potential("eccentricity", Beta(0.867, 3.03).logDensity(e) - 2 * log1p(square) + 0.5 * square)
      // A length r of density r⁹ exp(−r²/2): the factor r⁸ beside that of two standard normal components.
      m.potential("length", 4 * log(lx * lx + ly * ly))
      let offset = m.parameter("gamma", Normal(0, 10), dims: ["instrument"], initial: starts.offsets)
      let logJitter = m.parameter("log s", Normal(0, 1), dims: ["instrument"])

      let omega = m.deterministic("omega", atan2(vy, vx), dims: ["planet"])
      let phase = m.deterministic("phase", atan2(ly, lx) - omega, dims: ["planet"])
      let period = m.deterministic("P", exp(logP), dims: ["planet"])
      let amplitude = m.deterministic("K", exp(logK), dims: ["planet"])
      let elements = KeplerianElements(
        period: period, amplitude: amplitude, eccentricity: e, argumentOfPeriastron: omega, phase: phase)
      let times = m.data("t", table.times.map { $0 - epoch })
      let instrument = Tensor(table.instrumentIndices)
      let velocity = radialVelocity(elements, times: times) + offset[instrument]
      let error = m.data("error", table.errors)
      let jitter = exp(2 * logJitter)
      m.observe("v", Normal(velocity, sqrt(error * error + jitter[instrument])), table.velocities)
    }
  }
}
