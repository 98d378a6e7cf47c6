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
    let total = posterior.chains.drawCount * posterior.chains.chains.count
    guard total > 0, count > 0 else { return [] }
    let reader = DrawReader(self)
    return stride(from: 0, to: total, by: max(1, total / count)).prefix(count).map { reader.draw($0) }
  }

  private func draw(at place: Int) -> OrbitDraw? {
    let total = posterior.chains.drawCount * posterior.chains.chains.count
    return place < total ? DrawReader(self).draw(place) : nil
  }

  /// The place of the likeliest draw among all, chain by chain.
  private var bestPlace: Int? {
    posterior.chains.statistic(\.logDensity).joined().enumerated().max { $0.element < $1.element }?.offset
  }

  /// The likeliest draw.
  var bestDraw: OrbitDraw? { bestPlace.flatMap { draw(at: $0) } }

  /// The velocities minus all that the likeliest draw describes, in the table's order: offsets, orbits, trend, and the mean of the
  /// activity.
  public var residuals: [Double] {
    guard let place = bestPlace, let draw = draw(at: place) else { return model.table.velocities }
    let (chain, index) = place.quotientAndRemainder(dividingBy: posterior.chains.drawCount)
    return (try? model.residuals(at: posterior.draws.values(chain: chain, draw: index), draw: draw))
      ?? model.table.velocities
  }
}

/// The columns of a posterior that orbits are read from.
private struct DrawReader {
  private typealias Column = (P: [Double], K: [Double], e: [Double], omega: [Double], phase: [Double])
  private let orbits: [Column]
  private let offsets, jitters, trend: [[Double]]

  init(_ fit: RadialVelocityFit) {
    let (model, draws) = (fit.model, fit.posterior.draws)
    let total = fit.posterior.chains.drawCount * fit.posterior.chains.chains.count
    func values(_ name: String, _ index: Int = 0) -> [Double] {
      if let column = draws[name] { return column.scalarDraws[index].values }
      // What is fixed has no draws.
      let value = model.priors.entries.first { $0.name == name }?.prior.fixedValue ?? .nan
      return [Double](repeating: value, count: total)
    }
    orbits = model.letters.indices.map { planet in
      (values("P", planet), values("K", planet), values("e", planet), values("omega", planet), values("phase", planet))
    }
    offsets = model.table.instruments.map { values("gamma_\($0)") }
    jitters = model.table.instruments.map { values(model.settings.isJitterShared ? "jitter" : "jitter_\($0)") }
    trend = model.trendNames.map { values($0) }
  }

  func draw(_ place: Int) -> OrbitDraw {
    OrbitDraw(
      orbits: orbits.map { column in
        SearchVelocity(
          SearchOrbit(
            period: column.P[place], amplitude: column.K[place], eccentricity: column.e[place],
            omega: column.omega[place], meanAnomaly: column.phase[place]))
      }, offsets: offsets.map { $0[place] }, jitters: jitters.map { $0[place] }, trend: trend.map { $0[place] })
  }
}
