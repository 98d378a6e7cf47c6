// Non-centered models: the same distribution of all variables, and fewer divergences and more effective draws where data are few.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct NonCenteringTests {
  private static func eightSchools() throws -> Model {
    try Model(coords: ["school": (0..<8).map { "s\($0)" }]) { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let theta = m.parameter("theta", Normal(mu, tau), dims: ["school"])
      m.observe(
        "y", Normal(theta, Tensor([15.0, 10, 16, 11, 9, 11, 10, 18])), [28.0, 8, -3, 7, -1, 1, 18, 12], dims: ["school"]
      )
    }
  }

  /// Households of few members in many counties: an intercept of each county and one slope.
  private static func radon() throws -> Model {
    let county = (0..<60).map { $0 % 20 }
    let floor: [Double] = (0..<60).map { $0 % 7 == 0 ? 1 : 0 }
    let y = (0..<60).map { (i: Int) -> Double in
      let level: Double = 1.3 + 0.25 * sin(Double(county[i]) * 1.7)
      let noise: Double = 0.7 * sin(Double(i) * 2.39)
      return level + noise - 0.6 * floor[i]
    }
    return try Model { m in
      let mu = m.parameter("mu", Normal(0, 3))
      let tau = m.parameter("tau", HalfNormal(1))
      let alpha = m.parameter("alpha", Normal(mu, tau), shape: [20])
      let beta = m.parameter("beta", Normal(0, 2))
      let sigma = m.parameter("sigma", HalfNormal(2))
      m.observe("y", Normal(alpha[Tensor(county)] + beta * Tensor(floor), sigma), y)
    }
  }

  /// Rare events in twelve clinics, whose rates are log-normal.
  private static func clinics() throws -> Model {
    try Model { m in
      let level = m.parameter("level", Normal(-1, 1))
      let spread = m.parameter("spread", HalfNormal(1))
      let rate = m.parameter("rate", LogNormal(level, spread), shape: [12])
      m.observe("events", Poisson(rate: rate), [0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 1, 0])
    }
  }

  /// The log density of the non-centered model at a point is that of the model, with the logarithm of the derivative of the values
  /// with respect to the standard ones.
  private func expectSameDensity(
    _ model: Model, _ logDerivative: ([String: NDArray]) -> Double,
    at location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let other = try model.nonCentered()
    #expect(!other.changed.isEmpty, sourceLocation: location)
    let named =
      other.model.parameters.map { ($0.name, $0.value) } + other.model.deterministics.map { ($0.name, $0.value) }
    let compiled = try other.model.compile([other.model.logDensity(jacobian: false)] + named.map(\.1))
    let due = try model.compile([model.logDensity(jacobian: false)])
    for seed in 1..<4 {
      let position = (0..<other.model.dimension).map { 0.4 * Double(($0 + 2) * seed % 5) - 0.7 }
      let results = try compiled(position)
      let values = Dictionary(zip(named.map(\.0), results.dropFirst())) { first, _ in first }
      let names = model.parameters.map(\.name)
      let point = try model.unconstrain(values.filter { names.contains($0.key) })
      let expected = try due(point)[0].scalar + logDerivative(values)
      #expect(abs(results[0].scalar - expected) <= 1e-12 * max(1, abs(expected)), sourceLocation: location)
    }
  }

  @Test func `the density is that of the model by other coordinates`() throws {
    try expectSameDensity(Self.eightSchools()) { 8 * log($0["tau"]!.scalar) }
    try expectSameDensity(Self.clinics()) { values in
      values["rate"]!.doubles.reduce(0) { $0 + log(values["spread"]!.scalar * $1) }
    }
    let families = try Model { m in
      let s = m.parameter("s", HalfNormal(2))
      let t = m.parameter("t", StudentT(degreesOfFreedom: 4, location: 1, scale: s), shape: [3])
      m.parameter("h", HalfNormal(s))
      m.parameter("c", HalfCauchy(s), shape: [2])
      m.parameter("d", Laplace(sum(t), s))
    }
    #expect(try families.nonCentered().changed == ["t", "h", "c", "d"])
    try expectSameDensity(families) { 7 * log($0["s"]!.scalar) }
    let vectors = try Model { m in
      let s = m.parameter("s", HalfNormal(2))
      let factor = s * Tensor([[1.0, 0], [0.4, 0.8]])
      m.parameter("x", MvNormal([0.5, -1], choleskyFactor: factor), shape: [3, 2])
    }
    try expectSameDensity(vectors) { 6 * log($0["s"]!.scalar) + 3 * log(0.8) }
  }

  @Test func `a parameter keeps its name, its axes and its place in what depends on it`() throws {
    let model = try Self.eightSchools()
    let other = try model.nonCentered()
    #expect(
      other.description == "'theta' non-centered, by 'theta_standard': its location or scale depends on 'mu', 'tau'")
    #expect(other.changed == ["theta"])
    #expect(other.model.parameters.map(\.name) == ["mu", "tau", "theta_standard"])
    #expect(other.model.deterministics.map(\.dims) == [["school"]])
    let a = try #require(try model.priorPredictive(draws: 4000, seed: 1)["theta"]).doubles.sorted()
    let b = try #require(try other.model.priorPredictive(draws: 4000, seed: 2)["theta"]).doubles.sorted()
    for share in [0.1, 0.25, 0.5, 0.75, 0.9] {
      let place = Int(share * Double(a.count))
      #expect(abs(a[place] - b[place]) < 0.1 * (a[Int(0.9 * Double(a.count))] - a[a.count / 10]))
    }
  }

  @Test(arguments: [0, 1, 2]) func `divergences fall and effective draws rise in three hierarchies`(number: Int) throws
  {
    let model = try [Self.eightSchools, Self.radon, Self.clinics][number]()
    let scale = ["tau", "tau", "spread"][number]
    let other = try model.nonCentered()
    func run(_ model: Model) throws -> (divergences: Int, effective: Double) {
      var result = (divergences: 0, effective: 0.0)
      for seed in 11..<19 as Range<UInt64> {
        let fit = try model.sample(draws: 1000, warmup: 1000, chains: 2, seed: seed, showsProgress: false)
        let sizes = try #require(fit.draws[scale]).scalars.map { $0.draws.bulkEffectiveSampleSize() }
        result = (result.divergences + fit.divergenceCount, result.effective + (sizes.min() ?? 0))
      }
      return result
    }
    let (before, after) = (try run(model), try run(other.model))
    #expect(after.divergences * 3 < before.divergences * 2, "\(before.divergences) became \(after.divergences)")
    #expect(after.effective > 1.5 * before.effective)
    // Pilots see it, too, and say so.
    let measured = try model.nonCentered(byPilots: 300, seed: 3)
    #expect(measured.changed == other.changed)
    #expect(measured.description.contains("effective draws for 1000 gradients"))
  }

  @Test func `pilots keep what data determine well`() throws {
    let y = (0..<800).map { (i: Int) -> Double in Double(i % 8) + 0.05 * sin(Double(i) * 1.37) }
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfNormal(5))
      let theta = m.parameter("theta", Normal(mu, tau), shape: [8])
      m.observe("y", Normal(theta[Tensor((0..<800).map { $0 % 8 })], 0.05), y)
    }
    let measured = try model.nonCentered(byPilots: 200, seed: 1)
    #expect(measured.changed.isEmpty)
    #expect(measured.model.parameters.map(\.name) == ["mu", "tau", "theta"])
    #expect(measured.description.hasPrefix("'theta' stays as it is: "))
  }

  @Test func `what has no standard form is refused by name, and left alone otherwise`() throws {
    let model = try Model { m in
      let a = m.parameter("a", HalfNormal(1))
      m.parameter("g", Gamma(shape: a, rate: 1))
      m.parameter("x", Normal(0, a), initial: NDArray(0.5))
    }
    let other = try model.nonCentered()
    #expect(other.changed.isEmpty)
    #expect(other.description == "'x' stays as it is: it has an initial value, which belongs to its own scale")
    let error = #expect(throws: ModelError.self) { try model.nonCentered(["g"]) }
    #expect(
      error?.description.contains("'g': it cannot be non-centered: Gamma has no form by a standard value") == true)
    #expect(throws: ModelError.self) { try model.nonCentered(["b"]) }
    #expect(try model.nonCentered(["a"]).changed == ["a"])
    let plain = try Model { m in m.parameter("a", Normal(0, 1)) }
    #expect(try plain.nonCentered().description.hasPrefix("no parameter was changed"))
  }
}
