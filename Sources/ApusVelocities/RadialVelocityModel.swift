// The model of a star's radial velocities: planets on Keplerian orbits, an offset and a jitter for each instrument.

internal import ApusDistributions
internal import ApusGraph
public import ApusModel
internal import ApusOps
internal import ApusOrbits
internal import RealModule

/// A model of radial velocities with any number of planets, at the place where a search found them.
///
/// Velocities are N(v(t) + γ + trend, √(error² + s²)), with an offset γ and a jitter s for each instrument. The priors are
/// ``VelocityPriors``. Arguments of periastron and mean longitudes are uniform on the circle.
///
/// What the sampler moves are other coordinates of the same density. Eccentricity and argument of periastron are those of a
/// point v in the plane with e = v²/(1 + v²), so that e = 0, where ω has no meaning, is a point like any other. The mean
/// longitude θ = M + ω stands in for the phase: data fix it well whatever ω is. Where the search found an eccentricity that is surely high,
/// e, ω and M are coordinates of their own.
public struct RadialVelocityModel: Sendable {
  /// What the model is beside the planets.
  public struct Settings: Sendable {
    /// Priors in place of those by default, by canonical name: `P_b`, `K`, `gamma_HIRES`.
    public var priors: [String: OrbitPrior] = [:]
    /// Whether all instruments have one jitter.
    public var isJitterShared = false
    /// The polynomial in time beside the planets.
    public var trend = Trend.none
    /// Whether one trend is that of all instruments.
    public var isTrendShared = true
    /// Times of transits.
    public var transits: [PlanetSearch.Transit] = []
    /// The star's activity; none where nil.
    public var activity: StellarActivity?
    /// Whether the light's way through the star's orbit counts.
    public var hasLightTravelTime = false

    /// The default settings.
    public init() {}
  }

  /// The velocities.
  public let table: VelocityTable
  /// The settings.
  public let settings: Settings
  /// The priors in force.
  public let priors: VelocityPriors
  /// The time from which phases count in the model: the middle of the data.
  public let epoch: Double
  /// The letters of the planets: b, c, d, …
  public let letters: [String]
  /// The model.
  public let model: Model
  /// Where the search found the planets.
  let solution: OrbitSolution
  /// The names of the trend's coefficients, which are velocities at half the span from the middle.
  public let trendNames: [String]

  /// A model at the place where a search found planets.
  ///
  /// - Precondition: at most 24 planets.
  /// - Throws: ``ModelError``.
  public init(_ table: VelocityTable, _ search: PlanetSearch, _ settings: Settings = Settings()) throws(ModelError) {
    // The search may have seen other velocities of the same times, such as those without activity.
    let data = SearchData(table, trend: settings.trend, isTrendShared: settings.isTrendShared)
    try self.init(table, search.solution, data, settings)
  }

  init(
    _ table: VelocityTable, _ solution: OrbitSolution, _ data: SearchData, _ settings: Settings
  ) throws(ModelError) {
    precondition(solution.orbits.count <= 24, "\(solution.orbits.count) planets")
    self.table = table
    self.settings = settings
    self.solution = solution
    epoch = data.reference
    letters = solution.orbits.indices.map { Self.letter(ofPlanet: $0) }
    let names = Self.trendNames(settings, table)
    trendNames = names
    priors = VelocityPriors(
      table, periods: solution.orbits.map(\.period), letters: letters, trendNames: names.map { ($0, "m/s") },
      isJitterShared: settings.isJitterShared, activity: settings.activity, given: settings.priors)
    let (priors, letters) = (priors, letters)
    model = try Model(coords: ["planet": letters, "instrument": table.instruments]) { m in
      let start = ModelStart(solution, data, priors, letters)
      let orbits = letters.indices.map { OrbitParameters(&m, letters[$0], priors, start.orbits[$0]) }
      var velocity = Tensor(0.0)
      let times = m.data("t", data.times)
      if !orbits.isEmpty {
        let elements = KeplerianElements(orbits, &m)
        for transit in settings.transits where transit.planet < orbits.count {
          orbits[transit.planet].observe(&m, transit, epoch: data.reference, near: solution.orbits[transit.planet])
        }
        velocity =
          settings.hasLightTravelTime
          ? radialVelocityWithLightTravelTime(elements, times: times) : radialVelocity(elements, times: times)
      }
      for (name, column) in zip(names, data.trendColumns) {
        velocity = velocity + priors[name].real(&m, name, initial: start.trend[name] ?? 0) * Tensor(column)
      }
      // From the instruments' medians, as the velocities: a shift of an instrument changes nothing else.
      let offsets = table.instruments.enumerated().map { place, name in
        let prior = priors["gamma_\(name)"]
        let median = data.medians[place]
        guard let own = prior.shifted(by: -median) else { return prior.real(&m, "gamma_\(name)", initial: 0) - median }
        let offset = own.real(&m, "offset_\(name)", initial: start.offsets[place])
        m.deterministic("gamma_\(name)", offset + median)
        return offset
      }
      let jitters =
        settings.isJitterShared
        ? [priors["jitter"].positive(&m, "jitter", initial: start.jitters.max() ?? 0)]
        : table.instruments.enumerated().map {
          priors["jitter_\($1)"].positive(&m, "jitter_\($1)", initial: start.jitters[$0])
        }
      let instrument = Tensor(data.instrumentIndices)
      let jitter = settings.isJitterShared ? jitters[0] : stack(jitters)[instrument]
      let error = m.data("error", data.errors)
      let mean = velocity + stack(offsets)[instrument]
      let variances = error * error + jitter * jitter
      guard let activity = settings.activity else {
        m.observe("v", Normal(mean, sqrt(variances)), data.velocities)
        return
      }
      // All instruments see the same activity.
      let kernel = activity.kernel(&m, priors, size: data.activitySize)
      m.observe(
        "v", CeleriteProcess(kernel, times: data.times, mean: mean, variances: variances), data.velocities)
    }
  }

  /// The letter of a planet by its place from 0: b, c, d, … z.
  public static func letter(ofPlanet place: Int) -> String { String(UnicodeScalar(UInt8(98 + min(max(place, 0), 24)))) }

  private static func trendNames(_ settings: Settings, _ table: VelocityTable) -> [String] {
    (0..<settings.trend.degree).flatMap { power in
      let name = power == 0 ? "linear trend" : "quadratic trend"
      return settings.isTrendShared ? [name] : table.instruments.map { "\(name) \($0)" }
    }
  }
}

/// Where the sampler begins: the search's solution, in the model's terms.
private struct ModelStart {
  struct Orbit {
    let period, amplitude, eccentricity, omega, longitude: Double
    /// The standard errors of the longitude and of ω.
    let longitudeError, omegaError: Double
    /// The standard error of the eccentricity.
    let eccentricityError: Double
  }

  let orbits: [Orbit]
  let offsets: [Double]
  let jitters: [Double]
  let trend: [String: Double]

  init(_ solution: OrbitSolution, _ data: SearchData, _ priors: VelocityPriors, _ letters: [String]) {
    orbits = zip(solution.orbits, letters).enumerated().map { planet, pair in
      let (orbit, letter) = pair
      return Orbit(
        period: orbit.period, amplitude: orbit.amplitude,
        eccentricity: priors["e_\(letter)"].fixedValue ?? orbit.eccentricity, omega: orbit.omega,
        longitude: orbit.longitude, longitudeError: solution.error(planet, 4),
        omegaError: max(solution.error(planet, 2), solution.error(planet, 3)) / max(orbit.eccentricity, 1e-6),
        eccentricityError: Double.hypot(solution.error(planet, 2), solution.error(planet, 3)))
    }
    offsets = solution.offsets
    let error = SearchData.median(data.errors)
    jitters = solution.jitters.map { max($0, 0.1 * error) }
    let names = priors.entries.map(\.name).filter { $0.contains(" trend") }
    trend = Dictionary(uniqueKeysWithValues: zip(names, solution.trend))
  }
}

/// A planet's parameters in a model.
private struct OrbitParameters {
  let letter: String
  let period, amplitude, eccentricity, omega, phase: Tensor

  init(_ m: inout ModelBuilder, _ letter: String, _ priors: VelocityPriors, _ start: ModelStart.Orbit) {
    self.letter = letter
    period = priors["P_\(letter)"].positive(&m, "P_\(letter)", initial: start.period, isKept: false)
    amplitude = priors["K_\(letter)"].positive(&m, "K_\(letter)", initial: start.amplitude, isKept: false)
    let prior = priors["e_\(letter)"]
    let given = priors.entries.first { $0.name == "omega_\(letter)" }?.prior.fixedValue.map { $0 * .pi / 180 }
    let isEccentric =
      start.eccentricity > Self.leastEccentric && start.eccentricity - 4 * start.eccentricityError > 0.3
    if let value = prior.fixedValue {
      eccentricity = Tensor(value)
      // On a circle ω means nothing: it is 0.
      omega = given.map { Tensor($0) } ?? (value == 0 ? Tensor(0.0) : Self.omega(&m, letter, start))
    } else if given == nil, !isEccentric, prior.logDensity(ofEccentricity: Tensor(0.5)) != nil {
      (eccentricity, omega) = Self.plane(&m, letter, prior, start)
    } else {
      eccentricity = Self.alone(&m, letter, prior, start)
      omega = given.map { Tensor($0) } ?? Self.omega(&m, letter, start)
    }
    if isEccentric {
      // The passage through periastron is what the velocities know.
      let meanAnomaly = start.longitude - start.omega
      phase = Self.angle(&m, "M_\(letter)", initial: meanAnomaly, error: 0)
    } else {
      phase = Self.angle(&m, "l_\(letter)", initial: start.longitude, error: start.longitudeError) - omega
    }
  }

  /// From which eccentricity on e, ω and the mean anomaly may be coordinates of their own: the velocities know each by itself.
  private static let leastEccentric = 0.6

  private static func omega(_ m: inout ModelBuilder, _ letter: String, _ start: ModelStart.Orbit) -> Tensor {
    angle(&m, "w_\(letter)", initial: start.omega, error: start.omegaError)
  }

  /// An eccentricity by itself.
  private static func alone(
    _ m: inout ModelBuilder, _ letter: String, _ prior: OrbitPrior, _ start: ModelStart.Orbit
  ) -> Tensor {
    if case .beta = prior { return prior.positive(&m, "e_\(letter)", initial: start.eccentricity, isKept: false) }
    guard let density = prior.logDensity(ofEccentricity: Tensor(0.5)), density.error == nil else {
      return prior.positive(&m, "e_\(letter)", initial: start.eccentricity, isKept: false)
    }
    let e = m.parameter(
      "e_\(letter)", Uniform(0, 1), initial: NDArray(OrbitPrior.inside(start.eccentricity, 0, 1)))
    if let density = prior.logDensity(ofEccentricity: e) { m.potential("eccentricity of \(letter)", density) }
    return e
  }

  /// An angle, uniform on the circle.
  ///
  /// One that the velocities know well is a number between half a turn before and half a turn after the place that the search found. Any
  /// other is that of a vector, of which each length has the density r⁹ exp(−r²/2), so that the circle has no cut.
  private static func angle(_ m: inout ModelBuilder, _ name: String, initial: Double, error: Double) -> Tensor {
    guard !(error < 0.1) else {
      return m.parameter(name, Uniform(initial - .pi, initial + .pi), initial: NDArray(initial))
    }
    let x = m.parameter("\(name)x", Normal(0, 1), initial: NDArray(3 * Double.cos(initial)))
    let y = m.parameter("\(name)y", Normal(0, 1), initial: NDArray(3 * Double.sin(initial)))
    // The factor r⁸ beside that of two standard normal components; its integral is 2⁴ · 4!.
    m.potential("length of \(name)", 4 * log(x * x + y * y) - .log(384))
    return atan2(y, x)
  }

  /// e and ω as a point v in the plane: e = v²/(1 + v²).
  private static func plane(
    _ m: inout ModelBuilder, _ letter: String, _ prior: OrbitPrior, _ start: ModelStart.Orbit
  ) -> (Tensor, Tensor) {
    let e0 = max(start.eccentricity, 1e-4)
    let v = (e0 / (1 - e0)).squareRoot()
    let x = m.parameter("v_\(letter)x", Normal(0, 1), initial: NDArray(v * Double.cos(start.omega)))
    let y = m.parameter("v_\(letter)y", Normal(0, 1), initial: NDArray(v * Double.sin(start.omega)))
    let square = x * x + y * y
    let e = square / (1 + square)
    // de dω = 2 (1 + v²)⁻² dx dy, a share 1/2π of it at each ω; the normal densities of x and y are divided out.
    let density = prior.logDensity(ofEccentricity: e) ?? 0 * e
    m.potential("eccentricity of \(letter)", density - 2 * log1p(square) + 0.5 * square + .log(2))
    return (e, atan2(y, x))
  }

  /// Makes the time of an inferior conjunction a datum.
  func observe(_ m: inout ModelBuilder, _ transit: PlanetSearch.Transit, epoch: Double, near orbit: SearchOrbit) {
    let M = meanAnomalyAtConjunction(eccentricity: eccentricity, argumentOfPeriastron: omega)
    // The number of turns is that of the nearest conjunction of the orbit that was found.
    let time = transit.time - epoch
    let nearest = time + OrbitFit.transitDistance(orbit, time)
    let M0 = SearchOrbit.conjunctionAnomaly(orbit.eccentricity, orbit.omega)
    let turns = (nearest / orbit.period + (orbit.meanAnomaly - M0) / (2 * .pi)).rounded()
    // Differences of angles from those of the orbit that was found, so that a cut through the circle does not matter.
    let angle = M - phase - (M0 - orbit.meanAnomaly)
    let wrapped = atan2(sin(angle), cos(angle)) + (M0 - orbit.meanAnomaly)
    let found = (wrapped / (2 * .pi) + turns) * period
    m.observe("Tc_\(letter) at \(transit.time)", Normal(found, transit.error), [time])
  }
}

extension KeplerianElements {
  /// The orbits of all planets, named as arrays.
  fileprivate init(_ orbits: [OrbitParameters], _ m: inout ModelBuilder) {
    func named(_ name: String, _ values: [Tensor]) -> Tensor {
      m.deterministic(name, stack(values), dims: ["planet"])
    }
    self.init(
      period: named("P", orbits.map(\.period)), amplitude: named("K", orbits.map(\.amplitude)),
      eccentricity: named("e", orbits.map(\.eccentricity)),
      argumentOfPeriastron: named("omega", orbits.map(\.omega)), phase: named("phase", orbits.map(\.phase)))
  }
}
