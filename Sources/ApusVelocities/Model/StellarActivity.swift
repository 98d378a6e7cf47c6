// The star's own activity as a Gaussian process, which all instruments see alike.

internal import ApusGraph
public import ApusModel
internal import ApusOps
internal import ApusOrbits
internal import RealModule

/// A kernel of the star's activity.
public enum StellarActivity: String, Sendable, Hashable, CaseIterable {
  /// Spots that rotate with the star: celerite2's rotation term, two oscillators at the period and at half of it.
  case rotation
  /// One damped oscillator: celerite2's SHO term.
  case sho

  /// The hyperparameters with their units and default priors, whose scales come from the velocities.
  func priors(_ scales: VelocityScales, span: Double) -> [(name: String, unit: String, prior: OrbitPrior)] {
    let size = scales.instruments.map(\.width).max() ?? scales.error
    let common: [(String, String, OrbitPrior)] = [
      ("gp_sigma", "m/s", .halfNormal(size)),
      ("gp_period", "d", .logUniform(min(1, span / 50), max(span, 2 * min(1, span / 50)))),
    ]
    switch self {
    case .rotation:
      return common + [
        ("gp_Q0", "", .logNormal(1, 1.5)), ("gp_dQ", "", .logNormal(1, 1.5)), ("gp_f", "", .uniform(0, 1)),
      ]
    case .sho: return common + [("gp_Q", "", .logNormal(1, 1.5))]
    }
  }

  /// The kernel with unknown hyperparameters.
  func kernel(_ m: inout ModelBuilder, _ priors: VelocityPriors, size: Double) -> CeleriteKernel {
    func declared(_ name: String, _ initial: Double) -> Tensor { priors[name].positive(&m, name, initial: initial) }
    let (sigma, period) = (declared("gp_sigma", size), declared("gp_period", 10))
    switch self {
    case .rotation:
      return .rotation(
        sigma: sigma, period: period, Q0: declared("gp_Q0", 1), dQ: declared("gp_dQ", 1), f: declared("gp_f", 0.5))
    case .sho: return .sho(sigma: sigma, rho: period, Q: declared("gp_Q", 1))
    }
  }

  /// The kernel of given hyperparameters.
  func kernel(_ values: (String) -> Double) -> CeleriteKernel {
    switch self {
    case .rotation:
      .rotation(
        sigma: values("gp_sigma"), period: values("gp_period"), Q0: values("gp_Q0"), dQ: values("gp_dQ"),
        f: values("gp_f"))
    case .sho: .sho(sigma: values("gp_sigma"), rho: values("gp_period"), Q: values("gp_Q"))
    }
  }

  /// The names of the hyperparameters.
  var names: [String] {
    switch self {
    case .rotation: ["gp_sigma", "gp_period", "gp_Q0", "gp_dQ", "gp_f"]
    case .sho: ["gp_sigma", "gp_period", "gp_Q"]
    }
  }
}

extension VelocityTable {
  /// The velocities without the part that is activity, for a search of planets in what it leaves.
  ///
  /// A model of activity, offsets and jitters alone is fitted, and the process's mean at its maximum is taken away. The process follows
  /// signals that are slower than it: periods well beyond the rotation are to be given, not searched.
  ///
  /// - Throws: ``ModelError``.
  public func withoutActivity(
    _ settings: RadialVelocityModel.Settings
  ) throws(ModelError) -> VelocityTable {
    var alone = settings
    alone.transits = []
    let data = SearchData(self, trend: settings.trend, isTrendShared: settings.isTrendShared)
    let model = try RadialVelocityModel(self, OrbitSolution(data), data, alone)
    let peak = try model.peak()
    let residuals = try model.residuals(at: model.model.constrain(peak.position), draw: nil)
    return replacing(velocities: residuals)
  }
}

extension RadialVelocityModel {
  /// The maximum of the posterior: where there is activity, the highest of those that begin at several rotation periods.
  ///
  /// - Parameter rotations: the rotation periods in days.
  func peak(
    from rotations: [Double] = [1.5, 2.2, 3.2, 4.7, 7, 10, 15, 22, 33, 50]
  ) throws(ModelError) -> PosteriorPeak {
    let density = try model.logDensityFunction()
    var best = try PosteriorPeak(model, density)
    guard settings.activity != nil, case .logUniform(let low, let high) = priors["gp_period"] else { return best }
    var point = try model.initialPoint()
    for period in rotations where period > low && period < high {
      point["log gp_period"] = NDArray(Double.log(period))
      let other = try PosteriorPeak(model, density, from: try model.unconstrain(point))
      if other.logDensity > best.logDensity || !best.logDensity.isFinite { best = other }
    }
    return best
  }

  /// The velocities minus offsets, orbits, trend, and the mean of the activity, in the table's order.
  ///
  /// - Parameters:
  ///   - values: all parameters by name.
  ///   - draw: the orbits; none where nil.
  func residuals(at values: [String: NDArray], draw: OrbitDraw?) throws(ModelError) -> [Double] {
    func number(_ name: String) -> Double {
      if let value = values[name]?.doubles.first { return value }
      if let value = values["log \(name)"]?.doubles.first { return .exp(value) }
      return priors.entries.first { $0.name == name }?.prior.fixedValue ?? .nan
    }
    // A position has offsets from the instruments' medians, a draw their sum too.
    let medians = SearchData(table).medians
    let offsets = zip(table.instruments, medians).map { name, median in
      values["offset_\(name)"].map { $0.scalar + median } ?? number("gamma_\(name)")
    }
    var residuals = table.times.indices.map { table.velocities[$0] - offsets[table.instrumentIndices[$0]] }
    if let draw {
      for row in residuals.indices {
        let time = table.times[row] - epoch
        residuals[row] -= draw.velocity(at: time) + trend(draw, at: time, instrument: table.instrumentIndices[row])
      }
    } else {
      let half = 0.5 * table.span
      for name in trendNames {
        let coefficient = number(name)
        for row in residuals.indices {
          let instrument = table.instruments[table.instrumentIndices[row]]
          guard settings.isTrendShared || name.hasSuffix(" \(instrument)") else { continue }
          let x = (table.times[row] - epoch) / half
          residuals[row] -= coefficient * (name.hasPrefix("linear") ? x : x * x)
        }
      }
    }
    guard let activity = settings.activity else { return residuals }
    let jitters = table.instruments.map { number(settings.isJitterShared ? "jitter" : "jitter_\($0)") }
    let variances = table.times.indices.map { row in
      let jitter = jitters[table.instrumentIndices[row]]
      return table.errors[row] * table.errors[row] + jitter * jitter
    }
    let times = table.times.map { $0 - epoch }
    let process = CeleriteProcess(activity.kernel(number), times: times, variances: variances)
    let mean: [Double]
    do { mean = try process.prediction(of: residuals, at: times).mean } catch { throw .evaluation(error) }
    return zip(residuals, mean).map { $0 - $1 }
  }

  /// The trend of a draw at a time since the epoch.
  func trend(_ draw: OrbitDraw, at time: Double, instrument: Int) -> Double {
    let x = time / (0.5 * table.span)
    let width = settings.isTrendShared ? 1 : table.instruments.count
    return (0..<settings.trend.degree).reduce(0.0) { sum, power in
      let place = power * width + (settings.isTrendShared ? 0 : instrument)
      return sum + draw.trend[place] * (power == 0 ? x : x * x)
    }
  }
}
