// Gradients that tell nothing: an error for gradient samplers, unless the user says that it is meant.

import ApusExtension
import Foundation
import Testing

@Suite struct ZeroGradientTests {
  private func error(_ declare: @escaping @Sendable (inout ModelBuilder) -> Void) throws -> String {
    let model = try Model(declare)
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 5, warmup: 5, chains: 1, seed: 1) }
    return try #require(error).description
  }

  @Test func `a parameter that the density does not depend on`() throws {
    let text = try error { m in
      m.parameter("unused", Flat())
      m.parameter("x", Normal(0, 1))
    }
    #expect(text.contains("'unused'") && text.contains("does not depend on it"))
    #expect(text.contains("ZeroGradientTests.swift:"))
  }

  @Test func `a parameter all of whose paths are blocked`() throws {
    let text = try error { m in
      let x = m.parameter("x", Flat())
      m.potential("f", -stopGradient(x).squared())
    }
    #expect(text.contains("'x'") && text.contains("no gradient passes StopGradient"))
    #expect(text.contains("allowsZeroGradient: true"))
  }

  @Test func `a gradient that is zero everywhere though the density changes`() throws {
    let text = try error { m in
      let x = m.parameter("x", Flat())
      m.potential("f", -floor(2 * x).squared() + 0 * x)
    }
    #expect(text.contains("'x'") && text.contains("points that were tried, although the log density changes"))
  }

  @Test func `where it is meant, sampling goes on`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Flat(), allowsZeroGradient: true)
      m.potential("f", -0.001 * floor(2 * x).squared() + 0 * x)
      m.parameter("y", Normal(0, 1))
    }
    let posterior = try model.sample(draws: 5, warmup: 5, chains: 1, seed: 1)
    #expect(posterior.chains.drawCount == 5)
  }

  @Test func `a gradient that is zero at the mode alone is none of these`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1), shape: [3])
      m.observe("y", Normal(x, 1), [0, 0, 0])
    }
    #expect(try model.sample(draws: 5, warmup: 5, chains: 1, seed: 1).chains.drawCount == 5)
  }
}
