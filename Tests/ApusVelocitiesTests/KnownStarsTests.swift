// The planets of stars that everyone knows are found in their published velocities, with no period given.

import ApusExtension
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct KnownStarsTests {
  static func table(_ file: String) throws -> VelocityTable {
    try VelocityTable(contentsOf: Reference.folder.appendingPathComponent(file).path)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test(arguments: KnownStar.all) func `published planets are found without a period`(star: KnownStar) throws {
    let table = try Self.table(star.file)
    let search = PlanetSearch(table)
    var settings = RadialVelocityModel.Settings()
    settings.trend = search.trend
    let model = try RadialVelocityModel(table, search, settings)
    var sampling = RadialVelocityFit.Settings()
    (sampling.draws, sampling.warmup, sampling.chains) = (500, 400, 2)
    let fit = try RadialVelocityFit(model, sampling)
    let draws = Dictionary(
      uniqueKeysWithValues: model.quantities(fit.posterior.draws).map { ($0.name, $0.draws.values) })
    let found = try model.letters.map { letter in
      (
        P: Self.mean(try #require(draws["P_\(letter) [d]"])), K: Self.mean(try #require(draws["K_\(letter) [m/s]"])),
        e: Self.mean(try #require(draws["e_\(letter)"]))
      )
    }
    for planet in star.planets {
      let match = found.first { planet.period.agrees(with: $0.P) }
      let matched = try #require(match, "no planet of \(planet.period.value) d among \(found)")
      #expect(planet.amplitude.agrees(with: matched.K), "K \(matched.K), not \(planet.amplitude)")
      #expect(planet.eccentricity.agrees(with: matched.e), "e \(matched.e), not \(planet.eccentricity)")
    }
    #expect(fit.posterior.divergenceCount <= 1)
  }

  @Test func `signals of K2-131 that its rotation makes needless are said to be that`() throws {
    let table = try Self.table("stars/k2-131.txt")
    let search = PlanetSearch(table)
    let model = try RadialVelocityModel(table, search)
    var sampling = RadialVelocityFit.Settings()
    (sampling.draws, sampling.warmup, sampling.chains) = (200, 300, 2)
    let fit = try RadialVelocityFit(model, sampling)
    let sentences = FitConcerns(fit, search, model.quantities(fit.posterior.draws)).sentences
    #expect(sentences.first?.hasPrefix("b, c may be the star's rotation") == true, "\(sentences)")
  }

  @Test func `the activity of K2-131 is no planet, and its planet's amplitude is the published one`() throws {
    let table = try Self.table("stars/k2-131.txt")
    var settings = RadialVelocityModel.Settings()
    settings.activity = .rotation
    let rest = try table.withoutActivity(settings)
    // Without a period no planet is claimed beside the activity.
    #expect(PlanetSearch(rest).planetCount == 0)
    var given = PlanetSearch.Settings()
    given.planetCount = 1
    given.starts = [PlanetSearch.Start(period: 0.3693, tolerance: 1e-4)]
    given.trend = Trend.none
    // Dai et al. 2017, AJ 154, 226: the transits' period, and K by a Gaussian process.
    settings.priors = ["P_b": .normal(0.3693038, 9.1e-6)]
    let model = try RadialVelocityModel(table, PlanetSearch(rest, given), settings)
    var sampling = RadialVelocityFit.Settings()
    (sampling.draws, sampling.warmup, sampling.chains) = (500, 500, 2)
    let fit = try RadialVelocityFit(model, sampling)
    let K = Self.mean(try #require(fit.posterior["K"]?.scalarDraws.first).values)
    #expect(Published(6.55, 1.48).agrees(with: K), "\(K)")
  }

  @Test func `an eccentricity near 0.95 that one passage shows is sampled`() throws {
    let table = try Self.table("stars/hd20782.csv")
    var one = PlanetSearch.Settings()
    one.planetCount = 1
    let model = try RadialVelocityModel(table, PlanetSearch(table, one))
    let fit = try RadialVelocityFit(model)
    let draws = Dictionary(
      uniqueKeysWithValues: model.quantities(fit.posterior.draws).map { ($0.name, $0.draws.values) })
    // At most one transition in a thousand.
    #expect(fit.posterior.divergenceCount <= 8)
    // O'Toole et al. 2009, MNRAS 392, 641: 591.9 ± 2.8 d, e 0.97 ± 0.01; with one passage the lower end is open.
    #expect(abs(Self.mean(try #require(draws["P_b [d]"])) - 591.9) < 8)
    #expect(Self.mean(try #require(draws["e_b"])) > 0.88)
  }
}
