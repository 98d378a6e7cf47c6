// Every example runs and prints what it is there to show.

import ApusTestSupport
import Foundation
import Testing

@Suite(.serialized) struct ExampleTests {
  private func output(of name: String, _ arguments: [String] = []) throws -> String {
    let outcome = try BuiltProgram(name).run(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// The mean and standard deviation in a row of a printed summary.
  private func moments(_ name: String, in text: String) throws -> (mean: Double, sd: Double) {
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") }, "\(name) in\n\(text)")
    let cells = line.split(separator: " ")
    return (try #require(Double(cells[1])), try #require(Double(cells[2])))
  }

  @Test func `eight schools`() throws {
    let text = try output(of: "EightSchools")
    let mu = try moments("mu", in: text)
    #expect(abs(mu.mean - 4.4) < 0.6)
  }

  @Test func `a Kepler solver gives the same posterior as a scalar routine, a black box and an expression`() throws {
    let texts = try ["ScalarKepler", "BlackBoxKepler", "SymbolicKepler"].map { try output(of: $0) }
    for text in texts { #expect(text.contains("user's rule") && text.contains("verified at the initial point")) }
    for name in ["logP", "K", "e", "omega", "phase"] {
      let rows = try texts.map { try moments(name, in: $0) }
      for row in rows {
        #expect(abs(row.mean - rows[0].mean) < 0.15 * rows[0].sd, "\(name): \(rows)")
        #expect(abs(row.sd / rows[0].sd - 1) < 0.15, "\(name): \(rows)")
      }
    }
  }

  @Test func `a black box that knows two derivatives of five samples, and is refused when a third is needed`() throws {
    let text = try output(of: "LineLikelihood")
    #expect(abs(try moments("m", in: text).mean - 1.7) < 0.05)
    #expect(text.contains("refused:") && text.contains("'sigma'") && text.contains("operand 2"))
    #expect(text.contains("only the line's slope and intercept have a derivative"))
  }

  @Test func `a Swift function with the compiler's derivative`() throws {
    let text = try output(of: "SwiftDerivative")
    #expect(text.contains("Swift's rule"))
    #expect(abs(try moments("halfDose", in: text).mean - 3.2) < 0.5)
  }

  @Test func `a density of the user's own, without a graph`() throws {
    let text = try output(of: "OwnDensity")
    let (x, y) = (try moments("x", in: text), try moments("y", in: text))
    #expect(abs(x.mean) < 0.15 && abs(x.sd - 1) < 0.1)
    #expect(abs(y.mean - 1) < 0.2 && abs(y.sd - 1.5) < 0.3)
  }

  @Test func `a planet is found below the activity of its star`() throws {
    let text = try output(of: "StellarActivity")
    #expect(text.contains("CeleriteLogDensity: user's rule"))
    for (name, truth, width) in [("K", 5.0, 0.6), ("logP", log(8.1), 0.01), ("rotation", 20.3, 2), ("e", 0.4, 0.1)] {
      let found = try moments(name, in: text)
      #expect(abs(found.mean - truth) < 4 * found.sd && found.sd < width, "\(name): \(found)")
    }
    let (first, second) = (try moments("offset[0]", in: text), try moments("offset[1]", in: text))
    #expect(abs(first.mean - second.mean - 15) < 2, "\(first), \(second)")
  }

  @Test func `what one does with a fit`() throws {
    let text = try output(of: "Results")
    #expect(text.contains("\nrate[G, Keck] ") && text.contains("found (chain 4, draw 1000, type 4, survey 2) int64"))
    // 27 of 140 G stars at Keck were counted; the posterior lies between that and all stars' rate of 116 of 815.
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("rate of G stars at Keck: ") })
    let rate = try #require(line.split(separator: " ").last.flatMap { Double($0) })
    #expect(rate > 116.0 / 815 && rate < 27.0 / 140)
  }

  @Test func `planets are found, and drawn`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = Reference.folder.appendingPathComponent("../../Examples/Data/hd164922.csv").path
    let text = try output(of: "FindPlanets", [data, folder.path])
    // Fulton et al. 2016 and Rosenthal et al. 2021: periods of 1201, 75.8, 41.8 and 12.5 days.
    for period in ["119", "75.7", "41.7", "12.46"] { #expect(text.contains("  \(period)"), "\(text)") }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["corner.svg", "periodogram.svg", "phases.svg", "velocities.svg"])
  }

  @Test func `every sampler finds the same center`() throws {
    let text = try output(of: "Samplers")
    let found = text.matches(of: /(?m)^(.+): center (-?[0-9.]+) ± ([0-9.]+)$/)
    #expect(found.count == 9, "\(text)")
    for match in found {
      let (mean, deviation) = (try #require(Double(match.output.2)), try #require(Double(match.output.3)))
      #expect(abs(mean + 1.03) < 0.04 && deviation > 0.05 && deviation < 0.13, "\(match.output.0)")
    }
    #expect(text.contains("maximum converged: true"))
    let evidences = text.matches(of: /log evidence by \w+: (-[0-9.]+)/).compactMap { Double($0.output.1) }
    #expect(evidences.count == 2 && evidences.allSatisfy { abs($0 + 12.2) < 0.3 }, "\(evidences)")
  }

  @Test func `distributions have tails and quantiles, and are made of others`() throws {
    let text = try output(of: "Distributions")
    // SciPy: gamma.ppf([0.025, 0.975], 2, scale=10), gamma.logsf(1000, 2, scale=10).
    for number in ["[2.4220927854", "55.716433909", "-95.384879483"] { #expect(text.contains(number), "\(text)") }
    #expect(abs(try moments("level[0]", in: text).mean - 53.4) < 0.5)
    #expect(abs(try moments("level[1]", in: text).mean - 70.0) < 0.5)
  }

  /// The exact moments by quadrature.
  private func expectExact(_ names: [String], in text: String) throws {
    let exact = try Reference.load("own-examples", as: [String: Double].self)
    for name in names {
      let found = try moments(name, in: text)
      let (mean, sd) = (try #require(exact["\(name) mean"]), try #require(exact["\(name) sd"]))
      #expect(abs(found.mean - mean) < 0.05 * sd && abs(found.sd / sd - 1) < 0.07, "\(name)")
    }
  }

  @Test func `a kernel of the user's own`() throws {
    let text = try output(of: "AdaptiveMALA")
    #expect(text.hasPrefix("AdaptiveMALA: ") && text.contains(" statements, all hold\n"))
    try expectExact(["mu", "sigma"], in: text)
  }

  @Test func `a distribution of the user's own`() throws {
    let module = FileManager.default.temporaryDirectory.appendingPathComponent("gumbel-\(UUID()).py")
    defer { try? FileManager.default.removeItem(at: module) }
    let outcome = try BuiltProgram("Gumbel").run([module.path])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.matches(of: /(Maxima|Truncated): \d+ statements, all hold/).count == 2, "\(outcome.output)")
    try expectExact(["location", "scale"], in: outcome.output)
    // A name of words is not read by `moments`.
    #expect(outcome.output.contains("once in a century"))
    #expect(try String(contentsOf: module, encoding: .utf8).contains("def log_density("))
  }

  /// The posterior lies around what the data were made with, and is narrow.
  private func expectFound(_ truth: [String: (value: Double, atMost: Double)], in text: String) throws {
    for (name, known) in truth {
      let found = try moments(name, in: text)
      #expect(abs(found.mean - known.value) < 3.5 * found.sd && found.sd < known.atMost, "\(name): \(found)")
    }
  }

  @Test func `a transit and velocities find the planet that made them`() throws {
    let text = try output(of: "TransitAndVelocities")
    #expect(text.contains("QuadraticLimbDarkening: user's rule") && text.contains("verified at the initial point"))
    try expectFound(
      [
        "P": (3.5247, 0.0004), "Tc": (0.12, 0.0005), "e": (0.25, 0.02), "omega": (0.8, 0.1), "K": (80, 2),
        "k": (0.1, 0.003), "b": (0.6, 0.06), "density": (1.2, 0.1), "gamma": (12, 1),
      ], in: text)
  }

  @Test func `astrometry and velocities find the companion's mass`() throws {
    let text = try output(of: "AstrometryAndVelocities")
    #expect(text.contains("Kepler: user's rule") && text.contains("verified at the initial point"))
    try expectFound(
      [
        "P": (15, 0.15), "e": (0.35, 0.01), "omega": (1.2, 0.02), "node": (2.1, 0.01), "M": (1, 0.03),
        "m": (0.05, 0.001),
        "gamma": (-30, 3),
      ], in: text)
  }

  @Test func `sampling says nothing on an error stream that is no terminal`() throws {
    #expect(try BuiltProgram("OwnDensity").run().errors.isEmpty)
  }
}
