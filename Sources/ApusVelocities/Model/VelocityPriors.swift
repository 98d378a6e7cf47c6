// The priors in force: those that the data's own scales give, and those that a user gives instead.

internal import RealModule

/// The priors of a star's planets and instruments, by name.
///
/// A name is a quantity with the number or the letter of a planet, or with the name of an instrument: `P1` or `P_b`, `K1`, `e1`,
/// `omega1` (degrees, fixed only), `gamma_HIRES`, `jitter_HIRES`. Without them, as in `e` or `jitter`, it is that of all.
///
/// By default no prior has a scale that does not come from the data:
///
/// - P: log-normal around the period that was found, as wide as a peak of the periodogram, P/span. A period beyond a third of the
///   span is log-uniform from a tenth of the span to twenty spans, whatever was found.
/// - K: density ∝ 1/(σ + K) with the median error σ, up to ten times the velocities' range.
/// - e: Kipping's beta(0.867, 3.03).
/// - gamma: normal around the median of the instrument's velocities, ten times as wide as their scatter, or the scatter of all
///   instruments where that is larger.
/// - activity: `gp_sigma` half-normal, as wide as the scatter; `gp_period` log-uniform from a day to the span; quality factors
///   log-normal around 1; `gp_f` uniform.
/// - jitter: half-normal, as wide as the scatter of the instrument's velocities, and at least as their median error.
public struct VelocityPriors: Sendable {
  /// A prior with its name.
  public struct Entry: Sendable, Hashable {
    /// The name, such as `P_b` or `gamma_HIRES`.
    public let name: String
    /// The unit; empty for numbers.
    public let unit: String
    /// The prior.
    public let prior: OrbitPrior
  }

  /// All priors, planets first.
  public let entries: [Entry]

  /// The prior of a name.
  ///
  /// - Precondition: there is one.
  public subscript(name: String) -> OrbitPrior {
    guard let entry = entries.first(where: { $0.name == name }) else { preconditionFailure("no prior of \(name)") }
    return entry.prior
  }

  /// - Parameters:
  ///   - given: what a user gives, by canonical names.
  init(
    _ table: VelocityTable, periods: [Double], letters: [String], trendNames: [(name: String, unit: String)],
    isJitterShared: Bool, activity: StellarActivity?, given: [String: OrbitPrior]
  ) {
    let scales = VelocityScales(table)
    var entries: [Entry] = []
    func add(_ name: String, _ family: String, _ unit: String, _ standard: OrbitPrior) {
      entries.append(Entry(name: name, unit: unit, prior: given[name] ?? given[family] ?? standard))
    }
    for (letter, period) in zip(letters, periods) {
      add("P_\(letter)", "P", "d", Self.period(period, span: table.span))
      add("K_\(letter)", "K", "m/s", .modifiedLogUniform(knee: scales.error, maximum: 10 * scales.range))
      add("e_\(letter)", "e", "", .kipping)
      if let omega = given["omega_\(letter)"] ?? given["omega"] {
        entries.append(Entry(name: "omega_\(letter)", unit: "deg", prior: omega))
      }
    }
    for (index, name) in table.instruments.enumerated() {
      add(
        "gamma_\(name)", "gamma", "m/s",
        .normal(scales.instruments[index].median, 10 * scales.instruments[index].width))
    }
    if isJitterShared {
      add("jitter", "jitter", "m/s", .halfNormal(scales.instruments.map(\.jitter).max() ?? scales.error))
    } else {
      for (index, name) in table.instruments.enumerated() {
        add("jitter_\(name)", "jitter", "m/s", .halfNormal(scales.instruments[index].jitter))
      }
    }
    for (name, unit) in trendNames { add(name, "trend", unit, .normal(0, 10 * scales.range)) }
    for (name, unit, prior) in activity?.priors(scales, span: table.span) ?? [] { add(name, name, unit, prior) }
    self.entries = entries
  }

  static func period(_ period: Double, span: Double) -> OrbitPrior {
    period < span / 3 ? .logNormal(period, period / span) : .logUniform(span / 10, 20 * span)
  }
}

/// The sizes in a table of velocities, from which priors take their scales.
struct VelocityScales {
  struct Instrument {
    let median: Double
    /// The scatter, at least that of all instruments.
    let width: Double
    /// The scatter, at least the median error.
    let jitter: Double
  }

  let instruments: [Instrument]
  /// The median error.
  let error: Double
  /// From the least to the greatest velocity, medians taken off.
  let range: Double

  init(_ table: VelocityTable) {
    let data = SearchData(table)
    // Seven digits: those that are printed are those in force, whatever the last bits of the velocities are.
    func rounded(_ value: Double) -> Double { Measured.rounded(value, digits: 7) }
    let error = rounded(SearchData.median(table.errors))
    // Medians taken off, all instruments together.
    let all = max(SearchData.scatter(data.velocities), error)
    range = rounded(max((data.velocities.max() ?? 0) - (data.velocities.min() ?? 0), error))
    instruments = zip(data.segments, data.medians).map { segment, median in
      let own = SearchData.scatter(segment.map { data.velocities[$0] })
      // The scatter of few velocities says little.
      let scatter = segment.count < 5 ? max(own, all) : own
      return Instrument(
        median: median, width: rounded(max(scatter, all)),
        jitter: rounded(max(scatter, SearchData.median(segment.map { data.errors[$0] }))))
    }
    self.error = error
  }
}
