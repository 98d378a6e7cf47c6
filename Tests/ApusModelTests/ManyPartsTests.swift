// Models of many parts: the work from the model to its compiled gradient grows as their number does.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite(.serialized) struct ManyPartsTests {
  private static let isLong = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] != nil

  /// The processor time of a model's gradient.
  private func seconds(_ count: Int, _ model: (Int, Double) throws -> Model) throws -> Double {
    let start = threadSeconds()
    // A constant of its own, so that the code of another run does not serve.
    let density = try model(count, .random(in: 1...2)).logDensityFunction()
    return withExtendedLifetime(density) { threadSeconds() - start }
  }

  /// What is linear takes four times as long, and a little more for the memory; what is quadratic sixteen times. Other tests at the
  /// same time only ever add to a time, so that the least of some is taken.
  private func expectLinear(_ count: Int, _ model: (Int, Double) throws -> Model) throws {
    var (few, many) = (Double.infinity, Double.infinity)
    for attempt in 0..<6 where attempt < 2 || many >= 8 * few {
      few = min(few, try seconds(count, model))
      many = min(many, try seconds(4 * count, model))
    }
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
