// Contours: lines of equal height, and regions that hold a given part of the draws.

import ApusFigures
import ApusTestSupport
import Foundation
import Testing

@Suite struct DensityTests {
  /// Whether a point is within a polygon, by counting crossings.
  private func contains(_ loops: [[(x: Double, y: Double)]], _ x: Double, _ y: Double) -> Bool {
    var isInside = false
    for loop in loops {
      for index in loop.indices {
        let (a, b) = (loop[index], loop[(index + 1) % loop.count])
        if (a.y > y) != (b.y > y), x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x { isInside.toggle() }
      }
    }
    return isInside
  }

  @Test func `the lines of a cone are circles`() {
    let count = 41
    let heights = (0..<count * count).map { index in
      21 - hypot(Double(index % count) - 20, Double(index / count) - 20)
    }
    let loops = IsoLines(heights, count: count, level: 11).loops
    #expect(loops.count == 1)
    #expect(loops[0].count > 60)
    for point in loops[0] { #expect(abs(hypot(point.x - 20, point.y - 20) - 10) < 0.02) }
  }

  @Test func `a ridge and a saddle give closed loops around what is above, whatever the grid`() {
    var numbers = TestNumbers(seed: 11)
    for _ in 0..<100 {
      let count = 6 + numbers.integer(below: 8)
      let heights = (0..<count * count).map { _ in numbers.uniform() }
      let loops = IsoLines(heights, count: count, level: 0.6).loops
      #expect(!loops.isEmpty)
      // Inner nodes above the level are inside an odd number of loops, the others inside an even number.
      for row in 1..<(count - 1) {
        for column in 1..<(count - 1) {
          let isAbove = heights[row * count + column] > 0.6
          #expect(contains(loops, Double(column) + 1e-9, Double(row) + 1e-9) == isAbove)
        }
      }
    }
  }

  /// Pairs of independent normal draws.
  private func normals(_ count: Int, seed: UInt64) -> [(Double, Double)] {
    var numbers = TestNumbers(seed: seed)
    return (0..<count).map { _ in
      let (r, angle) = (sqrt(-2 * log(1 - numbers.uniform())), 2 * Double.pi * numbers.uniform())
      return (r * cos(angle), r * sin(angle))
    }
  }

  @Test(arguments: [0.0, 0.9, -0.999])
  func `contours hold 39.3 % and 86.5 % of normal draws, at one and two standard deviations`(correlation: Double) throws
  {
    let draws = normals(20_000, seed: 2)
    let rest = sqrt(1 - correlation * correlation)
    let x = draws.map { 1201 + 1e-3 * $0.0 }
    let y = draws.map { 1e6 * (correlation * $0.0 + rest * $0.1) }
    let density = try #require(DrawDensity(x: x, y: y))
    for (content, sigmas) in [(1 - exp(-0.5), 1.0), (1 - exp(-2.0), 2)] {
      let loops = density.level(content).loops
      let inside = x.indices.count { contains(loops, x[$0], y[$0]) }
      #expect(abs(Double(inside) / 20_000 - content) < 0.01, "\(content)")
      // Whitened, the main loop is a circle.
      let main = try #require(loops.max { $0.count < $1.count })
      let radii = main.map { point in
        let u = (point.x - 1201) / 1e-3
        return hypot(u, (point.y / 1e6 - correlation * u) / rest)
      }
      #expect(abs(radii.reduce(0, +) / Double(radii.count) - sigmas) < 0.06 * sigmas)
    }
  }

  @Test func `contours stop at an edge of the draws`() throws {
    let draws = normals(5000, seed: 4)
    let density = try #require(DrawDensity(x: draws.map { abs($0.0) }, y: draws.map(\.1)))
    let least = density.level(0.865).loops.joined().map(\.x).min()
    #expect(try #require(least) >= 0)
  }

  @Test func `few draws, constant ones and ones on a line have no contours`() {
    let draws = normals(100, seed: 6)
    #expect(DrawDensity(x: Array(draws.prefix(20).map(\.0)), y: Array(draws.prefix(20).map(\.1))) == nil)
    #expect(DrawDensity(x: draws.map(\.0), y: draws.map { _ in 3 }) == nil)
    #expect(DrawDensity(x: draws.map(\.0), y: draws.map { 2 * $0.0 }) == nil)
    #expect(DrawDensity(x: draws.map { _ in Double.nan }, y: draws.map(\.1)) == nil)
    #expect(DrawDensity(x: draws.map(\.0), y: draws.map(\.1)) != nil)
  }
}
