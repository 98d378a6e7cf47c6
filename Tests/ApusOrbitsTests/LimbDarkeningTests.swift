// What a planet covers of its star: against integrals by mpmath, at all contacts, and by the laws of gradients.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct LimbDarkeningTests {
  private struct Table: Decodable {
    let rows: [[Double]]
    let core: [Double]
    let jaxoplanet: [Double]

    enum CodingKeys: String, CodingKey {
      case rows, jaxoplanet
      case core = "exoplanet-core"
    }
  }

  private static func table() throws -> Table { try Reference.load("transits") }

  private static let names = ["b", "k", "u1", "u2"]

  /// Arguments of a number of points, and the decrease there.
  private func function(_ count: Int) -> (arguments: [Tensor], decrease: Tensor) {
    let x = Self.names.map { Tensor.argument($0, .float64([count])) }
    return (x, quadraticLimbDarkening(impact: x[0], radiusRatio: x[1], u1: x[2], u2: x[3]))
  }

  private func bindings(_ arguments: [Tensor], _ rows: [[Double]]) -> [Tensor: NDArray] {
    Dictionary(
      uniqueKeysWithValues: arguments.enumerated().map { index, argument in
        (argument, NDArray(rows.map { $0[index] }))
      })
  }

  @Test func `the decrease is accurate to 2e-12 of itself for all planets and at all contacts`() throws {
    let rows = try Self.table().rows
    let (x, decrease) = function(rows.count)
    let values = try evaluate(decrease, bindings(x, rows)).doubles
    for (row, value) in try paired(rows, values) {
      let error = abs(value - row[4])
      #expect(error <= 2e-12 * row[4], "b = \(row[0]), k = \(row[1]): \(value), not \(row[4])")
    }
    #expect(rows.count > 500 && rows.contains { $0[1] < 1e-5 } && rows.contains { $0[1] > 2 })
  }

  @Test func `exoplanet-core and jaxoplanet give the same decrease`() throws {
    let table = try Self.table()
    let (x, decrease) = function(table.rows.count)
    let values = try evaluate(decrease, bindings(x, table.rows)).doubles
    for (value, others) in try paired(values, Array(paired(table.core, table.jaxoplanet))) {
      #expect(abs(value - others.0) <= 4e-15 && abs(value - others.1) <= 4e-15, "\(value), \(others)")
    }
  }

  @Test func `derivatives are accurate to 1e-12 of their size for such a planet`() throws {
    let rows = try Self.table().rows.filter { $0[1] > 0 }
    let (x, decrease) = function(rows.count)
    let slopes = try evaluate(try gradient(of: sum(decrease), withRespectTo: x), bindings(x, rows)).map(\.doubles)
    for (index, row) in rows.enumerated() {
      // A planet covers k² of a star and moves its own size.
      let (k, depth) = (row[1], min(1, row[1] * row[1]))
      for (operand, size) in [min(k, 1), min(k, 1), depth, depth].enumerated() {
        let error = abs(slopes[operand][index] - row[5 + operand])
        #expect(error <= 1e-12 * size, "\(Self.names[operand]) at b = \(row[0]), k = \(row[1])")
      }
    }
  }

  @Test func `second derivatives are accurate to 1e-11 away from the contacts`() throws {
    let rows = try Self.table().rows.filter { $0.count > 9 }
    #expect(rows.count > 100)
    let (x, decrease) = function(rows.count)
    let slopes = try gradient(of: sum(decrease), withRespectTo: x)
    for (i, slope) in slopes.enumerated() {
      let seconds = try evaluate(try gradient(of: sum(slope), withRespectTo: x), bindings(x, rows)).map(\.doubles)
      for (index, row) in rows.enumerated() {
        for j in 0..<4 {
          let expected = row[9 + 4 * i + j]
          let size = max(abs(expected), (i < 2 ? 1 : row[1]) * (j < 2 ? 1 : row[1]))
          #expect(
            abs(seconds[j][index] - expected) <= 1e-11 * size,
            "\(Self.names[i]), \(Self.names[j]) at b = \(row[0]), k = \(row[1])")
        }
      }
    }
  }

  @Test func `the rule and its derivative keep all laws`() throws {
    // Inside, across the limb, near the centre, a planet as large as the star, a small one, one behind the centre's
    // other side.
    let points = [[0.3, 0.1], [0.95, 0.1], [0.02, 0.3], [0.7, 1.2], [0.4, 0.008], [-0.6, 0.15], [0.99, 0.02]]
    let operands = [
      NDArray(points.map { $0[0] }), NDArray(points.map { $0[1] }), NDArray(points.map { _ in 0.4 }),
      NDArray(points.map { _ in 0.25 }),
    ]
    let scalars = [NDArray(points.map { $0[0] }), NDArray(0.12), NDArray(0.4), NDArray(0.25)]
    var law = OpLaw("quadraticLimbDarkening", samples: [operands, scalars]) {
      quadraticLimbDarkening(impact: $0[0], radiusRatio: $0[1], u1: $0[2], u2: $0[3])
    }
    law.tolerance = 1e-5
    #expect(try law.findings() == [])
    if NativeAgreement.isAvailable { #expect(try law.nativeFindings() == []) }
  }

  @Test func `the verifier passes the rule`() throws {
    for k in [0.005, 0.1, 0.4, 1.3] {
      let b = NDArray([0.0, 0.31, 0.77, 0.98, 1.04, 5])
      let found = try verifyGradient(of: QuadraticLimbDarkening(), at: [b, NDArray(k), NDArray(0.3), NDArray(0.2)])
      #expect(found.passed, "k = \(k): \(found.failures)")
      #expect(found.comparisonCount >= 8)
    }
  }

  @Test func `beyond the outer contact nothing is covered, and nothing changes`() throws {
    let rows = [[1.1, 0.1, 0.4, 0.3], [1.100000001, 0.1, 0.4, 0.3], [7, 0.2, 0, 0], [.infinity, 0.1, 0.2, 0.2]]
    let (x, decrease) = function(rows.count)
    let slopes = try gradient(of: sum(decrease), withRespectTo: x)
    for values in try evaluate([decrease] + slopes, bindings(x, rows)) {
      #expect(values.doubles == [0, 0, 0, 0])
    }
  }

  @Test func `behind a planet that covers it all nothing is left`() throws {
    let rows = [[0.0, 1.0, 0.4, 0.3], [0.25, 1.25, 0.4, 0.3], [0.5, 3, 0.1, 0.1]]
    let (x, decrease) = function(rows.count)
    let values = try evaluate([decrease] + gradient(of: sum(decrease), withRespectTo: x), bindings(x, rows))
    for value in values[0].doubles { #expect(abs(value - 1) <= 4e-16) }
    for slope in values.dropFirst().flatMap(\.doubles) { #expect(abs(slope) <= 4e-16) }
  }

  @Test func `outside the domain the element is NaN, and so are its derivatives`() throws {
    let rows = [
      [0.3, -0.1, 0.4, 0.3], [.nan, 0.1, 0.4, 0.3], [0.3, .nan, 0.4, 0.3], [0.3, 0.1, .nan, 0.3], [0.3, 0.1, 0.4, 0.3],
    ]
    let (x, decrease) = function(rows.count)
    for values in try evaluate([decrease] + gradient(of: sum(decrease), withRespectTo: x), bindings(x, rows)) {
      #expect(values.doubles.map(\.isNaN) == [true, true, true, true, false])
    }
  }

  @Test func `the decrease is even in b`() throws {
    let (x, decrease) = function(3)
    let outputs = [decrease] + (try gradient(of: sum(decrease), withRespectTo: x))
    let positive = try evaluate(
      outputs, bindings(x, [[0.3, 0.1, 0.4, 0.2], [0.95, 0.1, 0.4, 0.2], [0, 0.1, 0.4, 0.2]]))
    let negative = try evaluate(
      outputs, bindings(x, [[-0.3, 0.1, 0.4, 0.2], [-0.95, 0.1, 0.4, 0.2], [0, 0.1, 0.4, 0.2]]))
    #expect(positive[0] == negative[0] && positive[2] == negative[2])
    for (a, b) in try paired(positive[1].doubles, negative[1].doubles) { #expect(a == -b) }
  }

  @Test func `nothing jumps where the formula changes`() throws {
    var numbers = TestNumbers(seed: 4)
    let (x, decrease) = function(2)
    let outputs = [decrease] + (try gradient(of: sum(decrease), withRespectTo: x))
    for _ in 0..<200 {
      let k = numbers.element(of: [1e-4, 1e-3, 0.01, 0.05, 0.1, 0.3, 0.6]) * numbers.uniform(0.5, 1)
      // The edges of the formulas for small planets and for planets near the limb, and where arcs become short.
      let borders = [1 - k / 0.15, k + 0.84.squareRoot(), k + (1 - 0.5 * k).squareRoot(), 1 + 0.9 * k]
      for b in borders + [1 - k] where b > 0 {
        let step = 4 * b.ulp
        let sides = bindings(x, [[b - step, k, 0.4, 0.2], [b + step, k, 0.4, 0.2]])
        let values = try evaluate(outputs, sides).map(\.doubles)
        // At the inner contact the derivatives rise as the root of the distance.
        let rise = 20 * step / k + (b == 1 - k ? 40 * (step / k).squareRoot() : 0)
        for (value, size) in try paired(values, [k * k, k, k, k * k, k * k]) {
          #expect(abs(value[0] - value[1]) <= (1e-12 + rise) * size, "b = \(b), k = \(k)")
        }
        #expect(abs(values[0][0] - values[0][1]) <= (1e-12 + 20 * step / k) * k * k, "b = \(b), k = \(k)")
      }
    }
  }

  @Test func `operands broadcast, and shapes that do not are an error with the shapes`() throws {
    let b = Tensor.argument("b", .float64([2, 3]))
    let k = Tensor.argument("k", .float64([2, 1]))
    let decrease = quadraticLimbDarkening(impact: b, radiusRatio: k, u1: 0.4, u2: [0.1, 0.2, 0.3])
    #expect(decrease.shape == [2, 3])
    let values: [Tensor: NDArray] = [
      b: NDArray([0.1, 0.2, 0.3, 0.9, 1, 1.1], shape: [2, 3]), k: NDArray([0.1, 0.2], shape: [2, 1]),
    ]
    let whole = try evaluate(decrease, values).doubles
    let slope = try evaluate(gradient(of: sum(decrease), withRespectTo: k), values).doubles
    var total = [0.0, 0.0]
    for index in 0..<6 {
      let (row, column) = index.quotientAndRemainder(dividingBy: 3)
      let radius = Tensor.argument("radius")
      let one = quadraticLimbDarkening(
        impact: [0.1, 0.2, 0.3, 0.9, 1, 1.1][index], radiusRatio: radius, u1: 0.4, u2: [0.1, 0.2, 0.3][column])
      let point: [Tensor: NDArray] = [radius: NDArray([0.1, 0.2][row])]
      #expect(try evaluate(one, point).scalar == whole[index])
      total[row] += try evaluate(gradient(of: one, withRespectTo: radius), point).scalar
    }
    for (a, b) in try paired(slope, total) { #expect(abs(a - b) < 1e-14) }
    let wrong = quadraticLimbDarkening(impact: [0.1, 0.2], radiusRatio: [0.1, 0.2, 0.3], u1: 0.4, u2: 0.2)
    let message = try #require(wrong.error).description
    #expect(
      message.contains("(2,)") && message.contains("(3,)") && message.contains("LimbDarkeningTests"), "\(message)")
  }

  @Test func `Kipping's numbers cover the physical laws, and are found again`() throws {
    var numbers = TestNumbers(seed: 8)
    for _ in 0..<100 {
      let (q1, q2) = (numbers.uniform(0.001, 1), numbers.uniform())
      let law = limbDarkeningCoefficients(q1: q1, q2: q2)
      let again = limbDarkeningTriangle(u1: law.u1, u2: law.u2)
      let values = try evaluate([law.u1, law.u2, again.q1, again.q2]).map(\.scalar)
      // Kipping 2013, eqs. 6-8: intensities are positive, and fall towards the limb.
      #expect(values[0] + values[1] < 1 + 1e-15 && values[0] > -1e-15 && values[0] + 2 * values[1] > -1e-15)
      #expect(abs(values[2] - q1) < 1e-14 && abs(values[3] - q2) < 1e-13)
    }
  }
}
