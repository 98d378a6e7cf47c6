// Observed and initial values outside supports, with Apus's distributions and with a user's.

import ApusExtension
import Testing

/// An exponential distribution that says nothing of its parameter's domain.
struct Waiting: Distribution {
  let rate: Tensor

  var parameters: [DistributionParameter] { [DistributionParameter("rate", rate)] }
  func rebuilt(on operands: [Tensor]) -> Waiting { Waiting(rate: operands[0]) }
  var support: Support { .nonnegative }

  func logDensity(_ value: Tensor) -> Tensor {
    select(value .< 0, Tensor(-Double.infinity), log(rate) - rate * value)
  }

  func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    NDArray(
      (0..<shape.elementCount).map { _ in generator.standardExponential() / parameters[0].doubles[0] }, shape: shape)
  }
}

@Suite struct SupportTests {
  /// Observed values with the element that is wrong.
  static let observations: [(any Distribution, NDArray, [String])] = [
    (Normal(0, 1), [1, .infinity], ["inf", "[1]"]), (Exponential(rate: 1), [1, 2, -3], ["-3.0", "[2]"]),
    (LogNormal(0, 1), [1, 0], ["0.0", "[1]", "above 0"]), (Gamma(shape: 2, rate: 1), [-1], ["-1.0", "[0]"]),
    (Beta(1, 1), [0.5, 1.5], ["1.5", "[1]", "from 0 to 1"]), (Uniform(0, 2), [3, 1], ["3.0", "[0]", "from 0 to 2"]),
    (Poisson(rate: 2), [1, 2.5], ["2.5", "[1]", "whole numbers"]), (Poisson(rate: 2), [-1], ["-1.0"]),
    (Geometric(probability: 0.5), [1, 0], ["0.0", "[1]", "add 1"]),
    (Bernoulli(probability: 0.5), [1, 2, 1], ["2.0", "[1]", "subtract 1"]),
    (Bernoulli(logit: 0.5), [1, -1, 1], ["-1.0", "[1]", "(y + 1) / 2"]),
    (Binomial(trials: 3, probability: 0.5), [2, 4], ["4.0", "[1]", "from 0 to 3"]),
    (Categorical(probabilities: [0.2, 0.3, 0.5]), [1, 2, 3], ["3.0", "[2]", "counted from 0", "subtract 1"]),
    (Categorical(logits: [0, 1]), [0, 5], ["5.0", "[1]"]),
    (Dirichlet([1.0, 2]), [0.5, 0.6], ["sum 1.1"]), (ZeroSumNormal(1, shape: [2]), [0.5, -0.4], ["with sum 0"]),
    (Waiting(rate: 1), [1, -2], ["-2.0", "[1]", "Waiting"]),
    (
      Multinomial(trials: 3, probabilities: [0.5, 0.5]), NDArray(rows: [[1, 2], [2, 2]]), ["sum 4.0", "[1]", "sum 3"]
    ),
    (
      DirichletMultinomial(trials: [2, 3], concentration: [1, 2]), NDArray(rows: [[2, 0], [2, 2]]), ["sum 4.0", "[1]"]
    ),
    (Wishart(degreesOfFreedom: 3, scaleMatrix: [[1]]), NDArray(rows: [[-1]]), ["is outside", "positive definite"]),
    (Poisson(rate: 0), [0, 1], ["-inf", "[1]", "rate = 0.0"]), (Waiting(rate: -2), [1], ["nan", "rate = -2.0"]),
  ]

  @Test(arguments: observations.indices) func `observed values outside the support`(index: Int) {
    let (distribution, value, parts) = Self.observations[index]
    let text = mistake { m in
      m.parameter("free", Normal(0, 1))
      func open(_ distribution: some Distribution) { m.observe("y", distribution, value) }
      open(distribution)
    }
    expect(text, says: parts + ["'y'", "SupportTests.swift:"])
  }

  @Test func `a bound that a parameter moves is not judged, the other is`() {
    func build(_ data: [Double]) -> String? {
      mistake { m in
        let top = m.parameter("top", Exponential(rate: 0.1))
        m.observe("y", Uniform(0, top), data)
      }
    }
    #expect(build([1, 2, 300]) == nil)
    expect(build([1, -2]), says: ["-2.0 at [1]"])
  }

  @Test func `data that are computed are judged`() {
    let line = #line + 4
    let text = mistake { m in
      m.parameter("free", Normal(0, 1))
      let raw = m.data("raw", [4.0, 0, 2])
      m.observe("y", Poisson(rate: 2), raw - 1)
    }
    expect(text, says: ["SupportTests.swift:\(line)", "'y'", "-1.0 at [1]"])
  }

  @Test func `replaced data are judged`() throws {
    var model = try Model { m in
      let p = m.parameter("p", Beta(1, 1))
      m.observe("y", Bernoulli(probability: p), [1.0, 0, 1])
    }
    do { try model.replaceData("y", with: [1, 0, 2]) } catch { expect("\(error)", says: ["'y'", "2.0 at [2]"]) }
    #expect(model.data[0].value == [1, 0, 1])
  }

  /// Initial values that cannot be: outside, or on the edge.
  @Test func `initial values outside the support, or on its edge`() {
    let line = #line + 2
    expect(
      mistake { m in m.parameter("x", HalfNormal(1), initial: -1) },
      says: [
        "SupportTests.swift:\(line)", "'x'", "the initial value is -1.0", "from 0 up",
      ])
    expect(mistake { m in m.parameter("x", HalfNormal(1), initial: 0) }, says: ["0.0", "edge"])
    expect(mistake { m in m.parameter("x", Beta(1, 1), initial: 1) }, says: ["1.0", "edge"])
    expect(mistake { m in m.parameter("x", Normal(0, 1), initial: NDArray(Double.nan)) }, says: ["nan"])
    expect(
      mistake { m in m.parameter("x", Uniform(2, 3), shape: [2], initial: [2.5, 4]) }, says: ["4.0 at [1]", "2 to 3"])
    expect(mistake { m in m.parameter("x", Dirichlet([1.0, 1]), initial: [0.5, 0.6]) }, says: ["sum 1.1"])
    expect(mistake { m in m.parameter("x", Waiting(rate: 1), initial: -1) }, says: ["-1.0", "Waiting"])
    expect(mistake { m in m.parameter("k", Poisson(rate: 1), initial: NDArray(-1 as Int)) }, says: ["-1.0"])
    expect(
      mistake { m in
        let top = m.parameter("top", Uniform(0, 1), initial: 0.5)
        m.parameter("x", Uniform(0, top), initial: 0.75)
      }, says: ["'x'", "0.75"])
    #expect(
      mistake { m in
        let top = m.parameter("top", Uniform(0, 1), initial: 0.5)
        m.parameter("x", Uniform(0, top), initial: 0.25)
        m.parameter("angle", VonMises(0, 1), initial: 3)
        m.parameter("k", Poisson(rate: 1), initial: NDArray(2 as Int))
      } == nil)
  }

  @Test func `a user's prior with a parameter outside its domain`() {
    let line = #line + 1
    let text = mistake { m in m.parameter("x", Waiting(rate: -2)) }
    expect(text, says: ["SupportTests.swift:\(line)", "'x'", "nan", "rate = -2.0"])
    #expect(mistake { m in m.parameter("x", Waiting(rate: 2)) } == nil)
  }

  @Test func `a potential of data alone that is not finite`() {
    let text = mistake { m in
      m.parameter("x", Normal(0, 1))
      m.potential("bad", log(m.data("d", [1.0, -1])))
    }
    expect(text, says: ["'bad'", "nan", "[1]"])
  }
}
