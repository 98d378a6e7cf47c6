// Whether planets are still demanded where the star's rotation is allowed for.

internal import ApusGraph
internal import ApusModel
internal import RealModule

extension RadialVelocityModel {
  /// The most velocities for which it is asked: the answer costs some thousand gradients of a Gaussian process.
  private static let mostVelocities = 200

  /// The log of the evidence of these planets over that of none, both beside a Gaussian process of the star's rotation (Laplace's
  /// method); nil where it was not asked: where white noise with planets has more evidence than the process without, where the
  /// model has a process or no planet, or there are too many velocities.
  ///
  /// Periods count with a prior that is log-uniform over what is searched, since they were searched.
  func logEvidenceBesideActivity(_ peak: PosteriorPeak) -> Double? {
    guard settings.activity == nil, !letters.isEmpty, (20...Self.mostVelocities).contains(table.count) else {
      return nil
    }
    let periods = Periodogram.defaultPeriods(span: table.span)
    let width = Double.log(periods.upperBound / periods.lowerBound)
    let search = letters.reduce(0.0) { sum, letter in
      guard case .logNormal(_, let deviation) = priors["P_\(letter)"] else { return sum }
      return sum + .log((2 * .pi).squareRoot() * deviation / width)
    }
    let data = SearchData(table, trend: settings.trend, isTrendShared: settings.isTrendShared)
    var beside = settings
    beside.activity = .rotation
    var alone = beside
    alone.transits = []
    alone.priors = settings.priors.filter {
      $0.key.hasPrefix("gamma") || $0.key.hasPrefix("jitter") || $0.key.hasSuffix("trend")
    }
    do throws(ModelError) {
      let none = try RadialVelocityModel(table, OrbitSolution(data), data, alone).peak(from: [3, 9, 27])
      guard none.logEvidence > peak.logEvidence + search else { return nil }
      let planets = try RadialVelocityModel(table, solution, data, beside).peak(from: [9])
      return planets.logEvidence + search - none.logEvidence
    } catch { return nil }
  }
}
