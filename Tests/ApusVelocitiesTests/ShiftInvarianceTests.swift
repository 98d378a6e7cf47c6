// Shifts of an instrument and other units change no bit of a fit.

import ApusExtension
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct ShiftInvarianceTests {
  /// The lines of HD 164922's table.
  private static func lines() throws -> [[Substring]] {
    let file = Reference.folder.appendingPathComponent("../../Examples/Data/hd164922.csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",")
    }
  }

  /// The posterior means of all planets' quantities.
  private static func means(
    _ unit: VelocityUnit? = nil, _ change: ([Substring]) throws -> (velocity: Decimal, error: Decimal)
  ) throws -> [String: Double] {
    var text = "time,rv,err,tel\n"
    for cells in try lines() {
      let (velocity, error) = try change(cells)
      text += "\(cells[0]),\(velocity),\(error),\(cells[3])\n"
    }
    let table = try VelocityTable.read([VelocitySource(bytes: Array(text.utf8), file: "v.csv")], unit: unit).table
    var settings = PlanetSearch.Settings()
    settings.planetCount = 2
    let model = try RadialVelocityModel(table, PlanetSearch(table, settings))
    var sampling = RadialVelocityFit.Settings()
    (sampling.draws, sampling.warmup, sampling.chains) = (100, 200, 2)
    let fit = try RadialVelocityFit(model, sampling)
    let quantities = model.quantities(fit.posterior.draws).filter {
      !$0.name.hasPrefix("gamma")
    }
    return Dictionary(
      uniqueKeysWithValues: quantities.map { ($0.name, $0.draws.values.reduce(0, +) / Double($0.draws.values.count)) })
  }

  private static func decimals(_ cells: [Substring]) throws -> (velocity: Decimal, error: Decimal) {
    (try #require(Decimal(string: String(cells[1]))), try #require(Decimal(string: String(cells[2]))))
  }

  @Test func `shifts of a kilometer and of 33 a second, and km/s, give the same bits`() throws {
    let plain = try Self.means { try Self.decimals($0) }
    #expect(plain.count > 20)
    for (shift, instrument) in [(Decimal(1000), "j"), (Decimal(-33_000), "k")] {
      let shifted = try Self.means { cells in
        let (velocity, error) = try Self.decimals(cells)
        return (cells[3] == instrument ? velocity + shift : velocity, error)
      }
      #expect(shifted == plain, "\(shift) of \(instrument)")
    }
    let kilometers = try Self.means(.kilometersPerSecond) { cells in
      let (velocity, error) = try Self.decimals(cells)
      return (velocity / 1000, error / 1000)
    }
    #expect(kilometers == plain)
  }
}
