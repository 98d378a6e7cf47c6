// The model of radial velocities, and tables of velocities with everything that can be wrong with them.

import ApusExtension
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct RadialVelocityModelTests {
  @Test func `Jupiter moves the Sun by 12.5 m/s and has one Jupiter mass`() {
    // Period and eccentricity of Jupiter, and the Sun's semi-amplitude that they and the masses give.
    let mass = RadialVelocityModel.minimumMass(
      period: 4332.59, amplitude: 12.468, eccentricity: 0.0489, stellarMass: 1)
    #expect(abs(mass - 1) < 2e-3)
  }

  private func table(_ text: String) throws -> VelocityTable {
    try VelocityTable(DelimitedText(bytes: Array(text.utf8), file: "v.csv"))
  }

  @Test func `tables are read whatever their delimiter, line ends and byte-order mark`() throws {
    for text in [
      "time,velocity,error\n1,2,3\n2,3,4\n", "time;velocity;error\r\n1;2;3\r\n2;3;4\r\n",
      "\u{FEFF}bjd\trv\te_rv\n1\t2\t3\n2\t3\t4\n", "# velocities\ntime_bjd velocity_m_s error_m_s\n1 2 3\n2 3 4\n",
      "error,instrument,velocity,time\n3,k,2,1\n4,k,3,2\n",
    ] {
      let table = try table(text)
      #expect(table.times == [1, 2] && table.velocities == [2, 3] && table.errors == [3, 4])
    }
    let two = try table("time,velocity,error,tel\n1,2,3,k\n1,3,4,k\n2,3,4,j\n")
    #expect(two.instruments == ["k", "j"] && two.instrumentIndices == [0, 0, 1])
  }

  @Test(arguments: [
    ("velocity,error\n1,2\n", "there is no column"), ("time,velocity,error\n1,2,3\n", "too few"),
    ("time,velocity,error\n1,2,3\n2,abc,4\n", "v.csv:3"), ("time,velocity,error\n1,2,3\n2,3,-4\n", "v.csv:3"),
    ("time,velocity,error\n1,2,3\n1,3,4\n", "one time"), ("", "no table"), ("time,velocity,error\n1,2\n", "v.csv:2"),
    ("time,velocity,error\n1,2,nan\n2,3,4\n", "v.csv:2"),
  ])
  func `bad tables are errors of one line that say where`(text: String, expected: String) throws {
    do {
      _ = try table(text)
      Issue.record("no error for \(text)")
    } catch {
      #expect("\(error)".contains(expected), "\(error)")
      #expect(!"\(error)".contains("\n"))
    }
  }

  @Test func `the likelihood is that of the textbook's formula, and the priors are those that are printed`() throws {
    let times = (0..<12).map { Double($0 * $0) }
    let rows = times.enumerated().map {
      "\($1),\(Double($0 % 5) - 2),\(1 + 0.1 * Double($0)),\($0 % 2 == 0 ? "a" : "b")"
    }
    let table = try table("time,velocity,error,instrument\n" + rows.joined(separator: "\n") + "\n")
    var settings = PlanetSearch.Settings()
    settings.planetCount = 1
    settings.starts = [PlanetSearch.Start(period: 20, tolerance: 1)]
    var priors = RadialVelocityModel.Settings()
    priors.priors = ["P": .logNormal(20, 0.1), "K": .logNormal(2, 1), "jitter": .logNormal(1, 1)]
    let fit = try RadialVelocityModel(table, PlanetSearch(table, settings), priors)
    let likelihood = try #require(fit.model.logDensityTerms().first { $0.source == .likelihood })
    let v = (0.3 / 0.7).squareRoot()
    let point = try fit.model.unconstrain([
      "log P_b": NDArray(log(21)), "log K_b": NDArray(log(1.5)), "v_bx": NDArray(v * cos(0.5)),
      "v_by": NDArray(v * sin(0.5)), "l_bx": NDArray(cos(1.2)), "l_by": NDArray(sin(1.2)), "offset_a": 0.7,
      "offset_b": 0.4, "log jitter_a": 0.3, "log jitter_b": -0.4,
    ])
    let found = try fit.model.compile([sum(likelihood.value)])(point)[0].scalar
    var expected = 0.0
    for row in table.times.indices {
      let M = 2 * Double.pi * (table.times[row] - fit.epoch) / 21 + 0.7
      var E = M
      for _ in 0..<100 { E -= (E - 0.3 * sin(E) - M) / (1 - 0.3 * cos(E)) }
      let f = 2 * atan2((1.3).squareRoot() * sin(E / 2), (0.7).squareRoot() * cos(E / 2))
      let instrument = table.instrumentIndices[row]
      let mean = 1.5 * (cos(0.5) * (cos(f) + 0.3) - sin(0.5) * sin(f)) + [0.2, -0.1][instrument]
      let variance = pow(table.errors[row], 2) + exp(2 * [0.3, -0.4][instrument])
      expected -= 0.5 * (pow(table.velocities[row] - mean, 2) / variance + log(2 * .pi * variance))
    }
    #expect(abs(found - expected) < 1e-11 * abs(expected))
    #expect(fit.priors["K_b"] == .logNormal(2, 1) && fit.priors["e_b"] == .kipping)
    // The median of a's velocities, −2, 0, 2, −1, 1, −2, and ten times 1.4826 times the median distance from it, 1.5.
    guard case .normal(let center, let width) = fit.priors["gamma_a"] else {
      Issue.record("\(fit.priors["gamma_a"])")
      return
    }
    #expect(center == -0.5 && abs(width - 10 * 1.4826 * 1.5) < 1e-12, "\(center) \(width)")
  }
}
