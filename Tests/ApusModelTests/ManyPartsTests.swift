// Models of many parts: the work from the model to its compiled gradient grows as their number does.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite(.serialized) struct ManyPartsTests {
  private static let isLong = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] != nil

  /// The processor times of a model's gradient with some number of parts, and with four times as many.
  private func growth(_ count: Int, _ model: (Int, Double) throws -> Model) throws -> (few: Double, many: Double) {
    func seconds(_ count: Int) throws -> Double {
      var least = Double.infinity
      for _ in 0..<2 {
        let start = threadSeconds()
        // A constant of its own, so that the code of another run does not serve.
        let density = try model(count, .random(in: 1...2)).logDensityFunction()
        least = min(least, threadSeconds() - start)
        withExtendedLifetime(density) {}
      }
      return least
    }
    return (try seconds(count), try seconds(4 * count))
  }

  /// What is linear takes four times as long, and a little more for the memory; what is quadratic sixteen times.
  private func expectLinear(_ count: Int, _ model: (Int, Double) throws -> Model) throws {
    let (few, many) = try growth(count, model)
    if Self.isLong { print("\(count): \(few) s, \(4 * count): \(many) s") }
    #expect(many < 8 * few, "\(few) s for \(count), \(many) s for four times as many")
  }

  @Test func `parameters that are scalars`() throws {
    try expectLinear(Self.isLong ? 2500 : 500) { count, size in
      try Model { m in
        for index in 0..<count { m.parameter("a\(index)", Normal(0, size)) }
      }
    }
  }

  @Test func `sums of a vector's elements in a loop of Swift`() throws {
    try expectLinear(Self.isLong ? 1000 : 250) { count, size in
      try Model { m in
        let a = m.parameter("a", Normal(0, 1), shape: [count])
        let c = m.parameter("c", Normal(0, size))
        var s = Tensor(0.0)
        for index in 0..<count { s = s + a[index] * c }
        m.observe("y", Normal(s, 1), 0.5)
      }
    }
  }

  @Test func `a recursion in a loop of Swift`() throws {
    try expectLinear(Self.isLong ? 1000 : 250) { count, size in
      try Model { m in
        let a = m.parameter("a", Normal(0, 1), shape: [count])
        let c = m.parameter("c", Normal(0, size))
        var s = Tensor(0.0)
        var all: [Tensor] = []
        for index in 0..<count {
          s = c * s + a[index]
          all.append(s)
        }
        m.observe("y", Normal(stack(all), 1), Tensor([Double](repeating: 0.5, count: count)))
      }
    }
  }
}
