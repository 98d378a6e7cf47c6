// Log densities at the ends of the numbers: at 0, at ±∞, and at the smallest and largest ones, against mpmath on both backends.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusTestSupport
import Testing

@Suite struct DensityEndTests {
  /// The tables that Scripts/reference/densities-at-ends.py wrote.
  private static let tables = Result { try Reference.load("densities-at-ends", as: [String: [[Double]]].self) }

  @Test(arguments: Family.continuous.filter { !["Uniform", "VonMises", "Interpolated"].contains($0.name) })
  func `log densities agree at the smallest and the largest numbers, and are −∞ at infinity`(family: Family) throws {
    let rows = try #require(Self.tables.get()[family.name], "no table of \(family.name)")
    #expect(rows.count >= 15)
    let count = family.points[0].count
    for backend in try Backend.present {
      let arguments = (0...count).map { Tensor.argument("x\($0)", .float64([rows.count])) }
      let bindings = try paired(arguments, (0...count).map { index in NDArray(rows.map { $0[index] }) })
      let density = family.make(Array(arguments.dropLast())).logDensity(arguments[count])
      let found = try backend.values(of: [density], bindings)[0]
      for (row, given) in try paired(rows, found) {
        let expected = row[count + 1]
        let isClose = given == expected || abs(given - expected) <= 1e-12 * max(1, abs(expected))
        #expect(isClose, "\(family.name)\(row.prefix(count)) at \(row[count]) by \(backend): \(given), not \(expected)")
      }
    }
  }

  @Test(arguments: Family.all) func `an infinite value is outside of every support`(family: Family) throws {
    for point in family.points {
      let distribution = family(point)
      for value in [Double.infinity, -.infinity] {
        let density = try number(distribution.logDensity(Tensor(value)))
        #expect(density == -.infinity, "\(family.name)\(point) at \(value): \(density)")
      }
    }
    #expect(try numbers(Flat().logDensity(Tensor([Double.infinity, -.infinity]))) == [-.infinity, -.infinity])
    #expect(try numbers(HalfFlat().logDensity(Tensor([Double.infinity, -.infinity]))) == [-.infinity, -.infinity])
    let index = Categorical(probabilities: [0.25, 0.75])
    #expect(try numbers(index.logDensity(Tensor([Double.infinity, -.infinity]))) == [-.infinity, -.infinity])
  }

  @Test func `counts of a tiny probability or rate keep their digits`() throws {
    // log C(10, 5) + 5 log p + 5 log(1 − p), and 3 log λ − λ − log 6, at 1e-310: log 1e-310 = −713.8013788281542.
    let binomial = try number(Binomial(trials: 10, probability: 1e-310).logDensity(5))
    #expect(abs(binomial - (5.529429087511423 - 5 * 713.8013788281542)) <= 1e-9)
    let poisson = try number(Poisson(rate: 1e-310).logDensity(3))
    #expect(abs(poisson - (-1.791759469228055 - 3 * 713.8013788281542)) <= 1e-9)
  }
}
