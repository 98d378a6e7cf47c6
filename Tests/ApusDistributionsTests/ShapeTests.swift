// Batches: parameters and values broadcast, events are reduced, and what does not fit is said in words.

import ApusDistributions
import ApusGraph
import ApusInterpreter
import ApusTestSupport
import Testing

@Suite struct ShapeTests {
  @Test(arguments: Family.all) func `parameters and values broadcast as one by one`(family: Family) throws {
    let points = family.points
    let columns = points[0].indices.map { index in
      Tensor(NDArray(points.map { $0[index] }, shape: [points.count, 1]))
    }
    let distribution = family.make(columns)
    #expect(distribution.shape == [points.count, 1])
    let values = try typicalValues(family(points[0]), count: 5)
    let density = distribution.logDensity(Tensor(values))
    #expect(density.shape == [points.count, 5])
    let oneByOne = try points.flatMap { point in
      try values.map { try number(family(point).logDensity(Tensor($0))) }
    }
    let together = try numbers(density)
    let pairs = try paired(together, oneByOne)
    #expect(pairs.allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(family.name)")
  }

  @Test func `a vector of means goes with a scalar standard deviation`() throws {
    let distribution = Normal(Tensor([1.0, 2, 3]), 0.5)
    #expect(distribution.shape == [3])
    let density = distribution.logDensity(Tensor([1.0, 2, 3]))
    #expect(density.shape == [3])
    let values = try numbers(density)
    #expect(values[0] == values[1] && values[1] == values[2])
    #expect(distribution.parameters.map(\.name) == ["mean", "standardDeviation"])
  }

  @Test(arguments: Family.all) func `shapes that do not broadcast give a message with names and shapes`(
    family: Family
  ) throws {
    let count = family.points[0].count
    let parameters = (0..<count).map { Tensor.argument("parameter\($0)", .float64([3])) }
    let distribution = family.make(parameters)
    let error = try #require(distribution.logDensity(Tensor([1.0, 2])).error)
    let message = error.description
    #expect(message.contains("\(distribution.name).logDensity"), "\(message)")
    #expect(message.contains("value: float64(2,)"), "\(message)")
    for parameter in distribution.parameters where !family.hasVectors {
      #expect(message.contains("\(parameter.name): float64(3,)"), "\(message)")
    }
    #expect(message.contains("do not broadcast"), "\(message)")
  }

  @Test func `parameters that do not broadcast are reported whatever the value`() throws {
    let distribution = Normal(Tensor([1.0, 2, 3]), Tensor([1.0, 2]))
    #expect(distribution.shape == [3])
    let error = try #require(distribution.logDensity(0).error)
    #expect(
      error.description == "Normal.logDensity of value: float64() and mean: float64(3,) and standardDeviation: "
        + "float64(2,): the shapes do not broadcast")
  }

  @Test func `the first error goes through a distribution made of a poisoned tensor`() throws {
    let (two, three) = (Tensor([1.0, 2]), Tensor([1.0, 2, 3]))
    let poisoned = Normal(two, three).logDensity(0)
    let first = try #require(poisoned.error)
    for density in [Normal(poisoned, 1).logDensity(0), Normal(0, 1).logDensity(poisoned), Flat().logDensity(poisoned)] {
      #expect(density.error?.description == first.description)
    }
    #expect(Dirichlet(poisoned).logDensity(Tensor([0.5, 0.5, 0, 0])).error?.description == first.description)
  }

  @Test func `events that do not fit are reported by multivariate distributions`() throws {
    let covariance = Tensor(NDArray(rows: [[2, 0.5], [0.5, 1]]))
    let densities: [(String, Tensor)] = [
      ("MvNormal.logDensity", MvNormal([0, 0], covariance: covariance).logDensity(Tensor([1.0, 2, 3]))),
      ("Dirichlet.logDensity", Dirichlet([1, 2]).logDensity(Tensor([0.2, 0.3, 0.5]))),
      ("Dirichlet.logDensity", Dirichlet([1, 2]).logDensity(1)),
      ("LKJCholesky.logDensity", LKJCholesky(3, eta: 1).logDensity(covariance)),
      ("CAR.logDensity", CAR(0, alpha: 0.5, precision: 1, edges: [(0, 1)]).logDensity(Tensor([1.0, 2, 3]))),
      ("ICAR.logDensity", ICAR(1, edges: [(0, 1)]).logDensity(1)),
      ("ZeroSumNormal.logDensity", ZeroSumNormal(1, shape: [3]).logDensity(Tensor([1.0, -1]))),
      ("Categorical.logDensity", Categorical(probabilities: 1).logDensity(0)),
      ("Mixture.logDensity", Mixture(weights: [0.5, 0.5], [Normal(0, 1)]).logDensity(0)),
    ]
    for (name, density) in densities {
      let message = try #require(density.error, "\(name)").description
      #expect(message.hasPrefix(name), "\(message)")
    }
  }
}
