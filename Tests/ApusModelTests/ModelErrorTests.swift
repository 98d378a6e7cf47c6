// Mistakes in models: each is an error that names the variable and the user's line.

import ApusExtension
import Testing

@Suite struct ModelErrorTests {
  /// The message of the error that a declaration gives.
  private func message(_ declare: (inout ModelBuilder) -> Void) -> String? {
    do { _ = try Model(coords: ["side": ["left", "right"]], declare) } catch { return error.description }
    return nil
  }

  private func expect(_ message: String?, says parts: [String], line: Int) {
    guard let message else {
      Issue.record("no error")
      return
    }
    for part in parts + ["ModelErrorTests.swift:\(line)"] { #expect(message.contains(part), "\(part) in: \(message)") }
    #expect(!message.contains("\n"))
  }

  @Test func `two variables of one name`() {
    let first = #line + 2
    let text = message { m in
      m.parameter("mu", Normal(0, 1))
      m.deterministic("mu", Tensor(1.0))
    }
    expect(text, says: ["'mu' is taken", "ModelErrorTests.swift:\(first)"], line: first + 1)
  }

  @Test func `operands whose shapes do not broadcast`() {
    let line = #line + 4
    let text = message { m in
      let x = m.parameter("x", Normal(0, 1), shape: [3])
      let y = m.parameter("y", Normal(0, 1), shape: [4])
      m.observe("z", Normal(atan2(x, y), 1), [1.0, 2, 3])
    }
    expect(text, says: ["(3,)", "(4,)"], line: line)
  }

  @Test func `an operator on tensors that do not fit says where the expression was written`() {
    let text = message { m in
      let x = m.parameter("x", Normal(0, 1), shape: [3])
      let y = m.parameter("y", Normal(0, 1), shape: [4])
      m.deterministic("z", x * 2 + y)
    }
    guard let text else {
      Issue.record("no error")
      return
    }
    for part in ["Add", "(3,)", "(4,)"] { #expect(text.contains(part), "\(part) in: \(text)") }
  }

  @Test func `data to which the distribution does not broadcast`() {
    let line = #line + 3
    let text = message { m in
      let x = m.parameter("x", Normal(0, 1), shape: [3])
      m.observe("y", Normal(x, 1), [1.0, 2])
    }
    expect(text, says: ["'y'", "(2,)", "(3,)"], line: line)
  }

  @Test func `a prior that does not broadcast to the parameter`() {
    let line = #line + 2
    let text = message { m in
      m.parameter("x", Normal(Tensor([0.0, 1, 2]), 1), shape: [2])
    }
    expect(text, says: ["'x'", "(2,)", "(3,)"], line: line)
  }

  @Test func `dims that are not there, or of another length`() {
    let line = #line + 1
    let unknown = message { m in m.parameter("x", Normal(0, 1), dims: ["country"]) }
    expect(unknown, says: ["'x'", "'country'"], line: line)
    let next = #line + 1
    let other = message { m in m.parameter("x", Normal(0, 1), shape: [3], dims: ["side"]) }
    expect(other, says: ["'x'", "(3,)", "(2,)"], line: next)
    let last = #line + 1
    let data = message { m in m.data("x", [1.0, 2, 3], dims: ["side"]) }
    expect(data, says: ["'x'", "(3,)", "(2,)"], line: last)
  }

  @Test func `missing values in data of a name of their own`() {
    let next = #line + 4
    let data = message { m in
      let mu = m.parameter("mu", Normal(0, 1))
      let y = m.data("measured", [1, 2, .nan])
      m.observe("y", Normal(mu, 1), y)
    }
    expect(data, says: ["'y'", "1 missing values"], line: next)
  }

  @Test func `an observed value that depends on a parameter`() {
    let line = #line + 3
    let text = message { m in
      let mu = m.parameter("mu", Normal(0, 1))
      m.observe("y", Normal(mu, 1), 2 * mu)
    }
    expect(text, says: ["'y'", "'mu'"], line: line)
  }

  @Test func `a start of another shape`() {
    let text = message { m in m.parameter("x", Normal(0, 1), shape: [2], initial: NDArray([1, 2, 3])) }
    #expect(text?.contains("'x'") == true && text?.contains("(3,)") == true && text?.contains("(2,)") == true)
  }

  @Test func `data of another type, and names that are not there`() throws {
    var model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 1))
      m.observe("y", Normal(mu, 1), [1.0, 2, 3])
    }
    #expect(throws: ModelError.self) { try model.replaceData("y", with: NDArray([true, false, true])) }
    #expect(throws: ModelError.self) { try model.replaceData("y", with: NDArray([1.0, .nan, 2])) }
    let stranger = #expect(throws: ModelError.self) { try model.replaceData("z", with: NDArray([1.0])) }
    #expect(try #require(stranger).description.contains("no 'z'"))
    let missing = #expect(throws: ModelError.self) { try model.unconstrain([:]) }
    #expect(try #require(missing).description.contains("'mu'"))
    let unknown = #expect(throws: ModelError.self) { try model.unconstrain(["mu": NDArray(0), "nu": NDArray(0)]) }
    #expect(try #require(unknown).description.contains("'nu'"))
    let misshapen = #expect(throws: ModelError.self) { try model.unconstrain(["mu": NDArray([0, 1])]) }
    #expect(try #require(misshapen).description.contains("(2,)"))
    try model.replaceData("y", with: NDArray([4.0, 5, 6]))
  }

  @Test func `a discrete parameter has no gradient`() throws {
    let model = try Model { m in
      let k = m.parameter("k", Poisson(rate: 3))
      m.observe("y", Normal(k.asFloat64, 1), 2.0)
    }
    do {
      _ = try model.gradient()
      Issue.record("no error")
    } catch { #expect(error.description.contains("'k'") && error.description.contains("marginalized(over: [\"k\"])")) }
    #expect(throws: ModelError.self) { try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1) }
  }

  @Test func `a start outside the support names the term`() throws {
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 1))
      m.observe("count", Poisson(rate: -1 - mu.squared()), [1, 2, 3])
    }
    do {
      _ = try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1)
      Issue.record("no error")
    } catch {
      #expect(error.description.contains("likelihood of 'count'"), "\(error)")
      #expect(error.description.contains("nan") || error.description.contains("-inf"), "\(error)")
    }
  }

  @Test func `a gradient that is not finite at the start names the parameter`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1), shape: [2])
      let rest = m.parameter("rest", Normal(0, 1))
      // √0 has an infinite derivative.
      m.potential("root", -sqrt(0 * sum(x.squared())) - rest.squared())
    }
    do {
      _ = try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1)
      Issue.record("no error")
    } catch { #expect(error.description.contains("'x'"), "\(error)") }
  }

  @Test func `an improper prior has no draws`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Flat())
      m.observe("y", Normal(x, 1), 2.0)
    }
    #expect(throws: ModelError.self) { try model.priorPredictive(draws: 3, seed: 1) }
  }
}
