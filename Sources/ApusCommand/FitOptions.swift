// What the options of `apus fit rv` mean for the search and the model.

internal import ApusProgram
internal import ApusVelocities
internal import ArgumentParser

/// The options of a fit, checked.
struct FitOptions {
  var search = PlanetSearch.Settings()
  var model = RadialVelocityModel.Settings()
  var sampling = RadialVelocityFit.Settings()
  var stellarMass: StellarMass?

  init(_ command: FitRadialVelocity) throws(ProgramFailure) {
    try readPlanets(command)
    try readPriors(command)
    search.isJitterShared = command.jitter == .shared
    search.trend = command.trend.trend
    search.isTrendShared = !command.ownTrends
    model.isJitterShared = search.isJitterShared
    model.isTrendShared = search.isTrendShared
    model.activity = command.gp?.activity
    model.hasLightTravelTime = command.lightTravelTime
    stellarMass = try command.stellarMass.map { text throws(ProgramFailure) in try Self.mass(text) }
    try readTransits(command)
    sampling.draws = command.draws
    sampling.warmup = command.warmup
    sampling.chains = command.chains
    sampling.seed = command.seed
    sampling.targetAcceptance = command.targetAcceptance
    sampling.maxTreeDepth = command.maxDepth
  }

  private static func usage(_ message: String) -> ProgramFailure { ProgramFailure(.usage, message) }

  private mutating func readPlanets(_ command: FitRadialVelocity) throws(ProgramFailure) {
    let periods = try Self.numbers(command.periods.joined(separator: ","), "--periods")
    for (text, period) in periods where !FitRadialVelocity.possiblePeriods.contains(period) {
      throw Self.usage("--periods: \(text) is not between 0.01 and 10,000,000 days")
    }
    switch command.planets {
    case nil: search.planetCount = periods.isEmpty ? nil : periods.count
    case "auto": search.planetCount = nil
    case let text?:
      guard let count = Int(text), (0...24).contains(count) else {
        throw Self.usage("--planets takes auto or a number from 0 to 24, not '\(text)'")
      }
      guard periods.count <= count else {
        throw Self.usage("--planets is \(count), and --periods gives \(periods.count)")
      }
      search.planetCount = count
    }
    search.starts = periods.map { PlanetSearch.Start(period: $0.value, tolerance: Self.tolerance($0.text)) }
    for (name, list) in [("--period-widths", command.periodWidths), ("--amplitudes", command.amplitudes)] {
      guard let list else { continue }
      let values = try Self.numbers(list, name)
      guard values.count == periods.count else {
        throw Self.usage("\(name) gives \(values.count) numbers for \(periods.count) periods")
      }
      for (index, value) in values.enumerated() {
        let letter = RadialVelocityModel.letter(ofPlanet: index)
        if name == "--amplitudes" {
          model.priors["K_\(letter)"] = .logNormal(value.value, 1)
        } else {
          model.priors["P_\(letter)"] = .logNormal(periods[index].value, value.value)
        }
      }
    }
    let range = (command.minPeriod, command.maxPeriod)
    if range.0 != nil || range.1 != nil {
      search.shortestPeriod = range.0
      search.longestPeriod = range.1
    }
  }

  /// Twice what the last digit of a number leaves open: 4.2 may be 4.1 to 4.3.
  private static func tolerance(_ text: String) -> Double {
    let mantissa = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    let exponent = mantissa.count > 1 ? Int(mantissa[1]) ?? 0 : 0
    let decimals = mantissa[0].split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
    var unit = 1.0
    for _ in 0..<min(max(decimals - exponent, 0), 30) { unit /= 10 }
    for _ in 0..<min(max(exponent - decimals, 0), 30) { unit *= 10 }
    return unit
  }

  private mutating func readPriors(_ command: FitRadialVelocity) throws(ProgramFailure) {
    if command.circular { model.priors["e"] = .fixed(0) }
    if let text = command.eccentricity {
      guard let prior = OrbitPrior(text) else {
        throw Self.usage("--eccentricity: '\(text)' is no prior; \(Self.priorNames)")
      }
      model.priors["e"] = prior
    }
    for (option, list) in [("--prior", command.priors), ("--fix", command.fixed)] {
      for text in list {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let prior = OrbitPrior(String(parts[1])) else {
          throw Self.usage(
            "\(option): '\(text)' is not NAME=\(option == "--fix" ? "NUMBER" : "PRIOR"); \(Self.priorNames)")
        }
        if option == "--fix", prior.fixedValue == nil {
          throw Self.usage("--fix: '\(text)' gives no number; a distribution is for --prior")
        }
        guard let name = Self.canonical(String(parts[0])) else {
          throw Self.usage(
            "\(option): '\(parts[0])' is no name; names are P1, K1, e1, omega1 (or P_b, …), gamma_NAME, jitter_NAME, linear trend, "
              + "quadratic trend, and P, K, e, omega, gamma, jitter, trend for all, gp_sigma and its like with --gp")
        }
        try Self.check(name, prior, option)
        model.priors[name] = prior
      }
    }
    for (name, prior) in model.priors {
      guard let value = prior.fixedValue else { continue }
      if name == "e" {
        search.isCircular = value == 0
        for planet in 0..<24 { search.eccentricities[planet] = value }
      }
      guard let planet = Self.planet(name) else { continue }
      if name.hasPrefix("e_") { search.eccentricities[planet] = value }
      if name.hasPrefix("P_") {
        while search.starts.count <= planet {
          guard search.starts.count == planet else {
            throw Self.usage(
              "--fix P\(planet + 1): the periods of the planets before it are not given (--periods or --fix)")
          }
          search.starts.append(PlanetSearch.Start(period: value, tolerance: 0, isFixed: true))
        }
        search.starts[planet] = PlanetSearch.Start(period: value, tolerance: 0, isFixed: true)
        search.planetCount = max(search.planetCount ?? 0, search.starts.count)
      }
    }
  }

  private static let priorNames =
    "priors are uniform(a,b), loguniform(a,b), normal(mean,sd), lognormal(median,sd), halfnormal(sd), modloguniform(knee,max), "
    + "beta(a,b), kipping, or a number, which is a fixed value"

  /// `P1`, `P_1` and `Pb` as `P_b`; nil for what is no name.
  private static func canonical(_ text: String) -> String? {
    let name = text.filter { $0 != " " }
    if ["P", "K", "e", "omega", "gamma", "jitter", "trend"].contains(name) { return name }
    if ["gp_sigma", "gp_period", "gp_Q0", "gp_dQ", "gp_f", "gp_Q"].contains(name) { return name }
    if ["lineartrend", "linear_trend"].contains(name) { return "linear trend" }
    if ["quadratictrend", "quadratic_trend"].contains(name) { return "quadratic trend" }
    for prefix in ["gamma_", "jitter_"] where text.hasPrefix(prefix) && text.count > prefix.count { return text }
    for family in ["omega", "P", "K", "e"] where name.hasPrefix(family) {
      let rest = name.dropFirst(family.count).drop { $0 == "_" }
      if let number = Int(rest), (1...24).contains(number) {
        return "\(family)_\(RadialVelocityModel.letter(ofPlanet: number - 1))"
      }
      if rest.count == 1, let scalar = rest.unicodeScalars.first, (98...121).contains(scalar.value) {
        return "\(family)_\(rest)"
      }
    }
    return nil
  }

  /// The place of the planet that a canonical name belongs to.
  private static func planet(_ name: String) -> Int? {
    guard let last = name.unicodeScalars.last, (98...121).contains(last.value),
      ["P_", "K_", "e_", "omega_"].contains(where: { name == $0 + String(last) })
    else { return nil }
    return Int(last.value) - 98
  }

  private static func check(_ name: String, _ prior: OrbitPrior, _ option: String) throws(ProgramFailure) {
    if name.hasPrefix("omega"), prior.fixedValue == nil {
      throw usage("\(option): omega can be fixed, in degrees (--fix \(name)=90); otherwise it is uniform on the circle")
    }
    if name == "e" || name.hasPrefix("e_") {
      let isInside: Bool =
        switch prior {
        case .uniform(let low, let high): low >= 0 && high <= 1
        case .fixed(let value): value >= 0 && value < 0.975
        case .beta, .halfNormal, .normal: true
        default: false
        }
      guard isInside else { throw usage("\(option): \(name) lies from 0 to 1 (fixed: below 0.975): \(prior) does not") }
    }
    if name.hasPrefix("gamma") || name.hasSuffix("trend") {
      switch prior {
      case .uniform, .normal, .fixed: break
      default:
        throw usage("\(option): \(name) has either sign: uniform, normal and fixed values fit, \(prior) does not")
      }
    }
    if name == "P" || name.hasPrefix("P_"), let value = prior.fixedValue,
      !FitRadialVelocity.possiblePeriods.contains(value)
    {
      throw usage("\(option): \(name) must be between 0.01 and 10,000,000 days")
    }
    if name == "K" || name.hasPrefix("K_") || name.hasPrefix("jitter"), let value = prior.fixedValue, value < 0 {
      throw usage("\(option): \(name) must not be negative")
    }
  }

  private mutating func readTransits(_ command: FitRadialVelocity) throws(ProgramFailure) {
    for text in command.transits {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let numbers = parts.count == 2 ? parts[1].split(separator: ",").map { Double($0) } : []
      let planet = parts.first.flatMap { part in Int(part).map { $0 - 1 } ?? Self.planet("P_\(part)") }
      guard let planet, (0..<24).contains(planet), numbers.count == 2, let time = numbers[0], let error = numbers[1],
        time.isFinite, error > 0, error.isFinite
      else { throw Self.usage("--transit: '\(text)' is not PLANET=TIME,ERROR, such as 1=2455000.123,0.002") }
      search.transits.append(PlanetSearch.Transit(planet: planet, time: time, error: error))
    }
    model.transits = search.transits
  }

  /// `0.87` or `0.87,0.02`.
  private static func mass(_ text: String) throws(ProgramFailure) -> StellarMass {
    let values = try numbers(text, "--stellar-mass")
    guard (1...2).contains(values.count), (1e-4...1000).contains(values[0].value) else {
      throw usage("--stellar-mass takes a mass in solar masses, or a mass and its error: 0.87,0.02; not '\(text)'")
    }
    return StellarMass(values[0].value, error: values.count == 2 ? values[1].value : 0)
  }

  private static func numbers(
    _ text: String, _ option: String
  ) throws(ProgramFailure) -> [(text: String, value: Double)] {
    var result: [(String, Double)] = []
    for part in text.split(separator: ",") {
      let digits = part.filter { $0 != " " }
      guard let number = Double(digits), number > 0, number.isFinite else {
        throw usage("\(option) takes positive numbers separated by commas, not '\(part)'")
      }
      result.append((String(digits), number))
    }
    return result
  }
}
