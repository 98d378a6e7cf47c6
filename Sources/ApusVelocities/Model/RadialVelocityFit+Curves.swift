// What a fit says the velocity is: residuals, curves, and the posterior's band.

internal import ApusModel
internal import RealModule

/// One draw of a fit as numbers, in the search's terms.
struct OrbitDraw {
  let orbits: [SearchVelocity]
  let offsets: [Double]
  let jitters: [Double]
  /// The coefficients of the trend's columns.
  let trend: [Double]

  /// The velocity that planets make at a time since the model's epoch, one planet's left out or alone.
  func velocity(at time: Double, without planet: Int? = nil) -> Double {
    orbits.indices.reduce(0.0) { $1 == planet ? $0 : $0 + orbits[$1].value(at: time) }
  }
}

extension RadialVelocityFit {
  /// Draws, evenly spaced in all chains.
  func sampledDraws(_ count: Int) -> [OrbitDraw] {
    func values(_ name: String, _ index: Int = 0) -> [Double] {
      posterior.draws[name]?.scalarDraws[index].values ?? []
    }
    let letters = model.letters
    let columns = letters.indices.map { planet in
      (
        P: values("P", planet), K: values("K", planet), e: values("e", planet), omega: values("omega", planet),
        phase: values("phase", planet)
      )
    }
    let offsets = model.table.instruments.map { values("gamma_\($0)") }
    let jitters = model.table.instruments.map { values(model.settings.isJitterShared ? "jitter" : "jitter_\($0)") }
    let trend = model.trendNames.map { values($0) }
    let total = offsets.first?.count ?? 0
    guard total > 0, count > 0 else { return [] }
    let step = max(1, total / count)
    return stride(from: 0, to: total, by: step).prefix(count).map { draw in
      OrbitDraw(
        orbits: columns.map { column in
          SearchVelocity(
            SearchOrbit(
              period: column.P[draw], amplitude: column.K[draw], eccentricity: column.e[draw],
              omega: column.omega[draw], meanAnomaly: column.phase[draw]))
        }, offsets: offsets.map { $0[draw] }, jitters: jitters.map { $0[draw] }, trend: trend.map { $0[draw] })
    }
  }

  /// The likeliest draw.
  var bestDraw: OrbitDraw? {
    let densities = posterior.chains.statistic(\.logDensity).joined()
    guard let best = densities.enumerated().max(by: { $0.element < $1.element })?.offset else { return nil }
    let total = densities.count
    let all = sampledDraws(total)
    return best < all.count ? all[best] : all.first
  }

  /// The velocities minus the likeliest draw's, in the table's order.
  public var medianResiduals: [Double] {
    let table = model.table
    guard let draw = bestDraw else { return table.velocities }
    return table.times.indices.map { row in
      let time = table.times[row] - model.epoch
      return table.velocities[row] - draw.offsets[table.instrumentIndices[row]] - draw.velocity(at: time)
        - trend(draw, row: row)
    }
  }

  /// The trend of a draw at a velocity.
  func trend(_ draw: OrbitDraw, row: Int) -> Double {
    trend(draw, at: model.table.times[row] - model.epoch, instrument: model.table.instrumentIndices[row])
  }

  /// The trend of a draw at a time since the epoch.
  func trend(_ draw: OrbitDraw, at time: Double, instrument: Int) -> Double {
    let x = time / (0.5 * model.table.span)
    let settings = model.settings
    let width = settings.isTrendShared ? 1 : model.table.instruments.count
    return (0..<settings.trend.degree).reduce(0.0) { sum, power in
      let place = power * width + (settings.isTrendShared ? 0 : instrument)
      return sum + draw.trend[place] * (power == 0 ? x : x * x)
    }
  }
}
