// Missing observations are parameters: at their values, the density is that of the complete data.

import ApusExtension
import ApusTestSupport
import Testing

@Suite struct ImputationTests {
  /// An observation with what is missing in it.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Declares the model of an observation of `y`.
    let declare: @Sendable (inout ModelBuilder, NDArray) -> Void
    /// The complete data.
    let data: NDArray
    /// The events of the data that are missing.
    let missing: [Int]
    /// The number of elements of an event.
    var size = 1

    /// The data without what is missing.
    var incomplete: NDArray {
      var numbers = data.doubles
      for event in missing { for element in 0..<size { numbers[event * size + element] = .nan } }
      return NDArray(numbers, shape: data.shape)
    }

    /// What is missing, one event after another.
    var values: NDArray {
      let numbers = missing.flatMap { data.doubles[$0 * size..<($0 + 1) * size] }
      return NDArray(numbers, shape: Shape([missing.count] + (size > 1 ? [size] : [])))
    }
  }

  private static let x: [Double] = [0.5, -1, 2, 0.25, 1.5]

  static let rows: [Row] = [
    Row(
      testDescription: "a regression",
      declare: { m, y in
        let slope = m.parameter("slope", Normal(0, 2))
        m.observe("y", Normal(1 + slope * Tensor(x), m.parameter("sigma", HalfNormal(1))), y)
      }, data: [1.2, 0.3, -0.4, 2.5, 3], missing: [1, 3]),
    Row(
      testDescription: "all values",
      declare: { m, y in
        m.observe("y", StudentT(degreesOfFreedom: 4, location: 0, scale: m.parameter("s", HalfNormal(1))), y)
      },
      data: [1.2, 0.3], missing: [0, 1]),
    Row(
      testDescription: "a table with effects of its rows",
      declare: { m, y in
        let effect = m.parameter("effect", Normal(0, 1), shape: [2, 1])
        m.observe("y", Normal(effect, exp(m.parameter("log sigma", Normal(0, 1), shape: [3]))), y)
      }, data: NDArray([1, 2, 3, -1, 0, 0.5], shape: [2, 3]), missing: [0, 4, 5]),
    Row(
      testDescription: "counts",
      declare: { m, y in m.observe("y", Poisson(rate: exp(m.parameter("eta", Normal(0, 1), shape: [4]))), y) },
      data: [1, 0, 4, 2], missing: [2]),
    Row(
      testDescription: "categories",
      declare: { m, y in
        let p = m.parameter("p", Dirichlet([1, 2, 3]), shape: [4, 3])
        m.observe("y", Categorical(probabilities: p), y)
      }, data: [1, 0, 2, 2], missing: [0, 2]),
    Row(
      testDescription: "a truncated family",
      declare: { m, y in
        m.observe("y", Truncated(Normal(m.parameter("mu", Normal(0, 1)), Tensor([1, 2, 3])), lower: 0), y)
      }, data: [1, 0.5, 4], missing: [1]),
    Row(
      testDescription: "a mixture",
      declare: { m, y in
        let mu = m.parameter("mu", Normal(0, 1), shape: [2])
        m.observe("y", Mixture(weights: [0.3, 0.7], [Normal(mu[0], 1), Normal(mu[1], 2)]), y)
      }, data: [1, 0.5, 4], missing: [0, 2]),
    Row(
      testDescription: "vectors",
      declare: { m, y in
        let mu = m.parameter("mu", Normal(0, 1), shape: [3, 2])
        m.observe("y", MvNormal(mu, covariance: [[2, 0.5], [0.5, 1]]), y)
      }, data: NDArray([1, 2, 0.5, -1, 0, 0.25], shape: [3, 2]), missing: [1], size: 2),
    Row(
      testDescription: "shares",
      declare: { m, y in m.observe("y", Dirichlet(exp(m.parameter("a", Normal(0, 1), shape: [3]))), y) },
      data: NDArray([0.2, 0.3, 0.5, 0.5, 0.25, 0.25], shape: [2, 3]), missing: [0], size: 3),
  ]

  @Test(arguments: rows)
  func `the density at what is missing is that of the complete data, and so is the gradient`(row: Row) throws {
    let complete = try Model { row.declare(&$0, row.data) }
    let incomplete = try Model { row.declare(&$0, row.incomplete) }
    #expect(incomplete.parameters.map(\.name) == complete.parameters.map(\.name) + ["y_missing"])
    let filled = try incomplete.conditioned(on: ["y_missing": row.values])
    #expect(filled.dimension == complete.dimension)
    let (one, other) = (
      try complete.compile([complete.logDensity()] + complete.gradient()),
      try filled.compile([filled.logDensity()] + filled.gradient())
    )
    for seed in 0..<4 {
      let position = (0..<complete.dimension).map { 0.3 * Double(($0 + 2) * (seed + 1) % 7) - 0.8 }
      let (due, found) = (try one(position).flatMap(\.doubles), try other(position).flatMap(\.doubles))
      let size = due.map(abs).max() ?? 1
      for (due, found) in zip(due, found) { #expect(abs(found - due) <= 1e-13 * max(1, size)) }
    }
  }

  @Test func `lists with nil, numbers or whole numbers, have missing values`() throws {
    let numbers: [Double?] = [1, nil, 3]
    let counts: [Int?] = [4, 2, nil]
    let rows: [[Double]?] = [[1, 2], nil]
    let model = try Model { m in
      let mu = m.parameter("mu", Normal(0, 1))
      m.observe("y", Normal(mu, 1), numbers)
      m.observe("k", Poisson(rate: exp(mu)), counts)
      m.observe("v", MvNormal([0, 0], covariance: [[1, 0], [0, 1]]), rows)
      m.observe("complete", Normal(mu, 1), [1, 2] as [Double?])
    }
    #expect(model.parameters.map(\.name) == ["mu", "y_missing", "k_missing", "v_missing"])
    #expect(model.parameters.map(\.value.shape) == [Shape.scalar, [1], [1], [1, 2]])
    #expect(model.data.map(\.value) == [[1, 3], [4, 2], NDArray([1.0, 2], shape: [1, 2]), [1, 2]])
    #expect(([4, 2] as [Int?]).tensor.elementType == .int64)
  }

  @Test func `what is missing has the posterior predictive distribution, labels, and a sentence`() throws {
    // μ ~ N(0, 1), y ~ N(μ, 1): given y of 1, 2 and 3 the posterior is N(6/4, 1/4), so what is missing is N(1.5, 1.25).
    let model = try Model(coords: ["city": ["Bonn", "Köln", "Trier", "Aachen"]]) { m in
      let mu = m.parameter("mu", Normal(0, 1))
      let y = m.observe("y", Normal(mu, 1), [1, .nan, 2, 3], dims: ["city"])
      m.deterministic("complete", y, dims: ["city"])
    }
    let posterior = try model.sample(draws: 2000, seed: 3, showsProgress: false)
    let draws = try #require(posterior.draws["y_missing"]?.doubles)
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(draws.count)
    #expect(abs(mean - 1.5) < 0.1 && abs(variance - 1.25) < 0.15)
    let array = try #require(posterior.dataset[.posterior]?["y_missing"])
    #expect(array.dims.last == "y_missing_dim_0" && array.labels.last == .text(["Köln"]))
    let complete = try #require(posterior.draws["complete"]?.doubles)
    #expect(complete[0] == 1 && complete[2] == 2 && complete[3] == 3 && complete[1] == draws[0])
    #expect(
      model.missingValues == ["1 of the 4 values of y is missing: the parameter y_missing has its posterior."])
  }

  @Test func `a covariate with missing values is modelled, and used`() throws {
    let model = try Model { m in
      let x = m.observe("x", Normal(m.parameter("mu", Normal(0, 1)), 1), [0.5, .nan, 2])
      m.observe("y", Normal(m.parameter("slope", Normal(0, 1)) * x, 1), [1.0, 2, 3])
    }
    let filled = try model.conditioned(on: ["x_missing": [-1]])
    let whole = try Model { m in
      let x = m.observe("x", Normal(m.parameter("mu", Normal(0, 1)), 1), [0.5, -1, 2])
      m.observe("y", Normal(m.parameter("slope", Normal(0, 1)) * x, 1), [1.0, 2, 3])
    }
    let (one, other) = (try whole.compile([whole.logDensity()]), try filled.compile([filled.logDensity()]))
    let (due, found) = (try one([0.3, 0.7])[0].scalar, try other([0.3, 0.7])[0].scalar)
    #expect(abs(due - found) < 1e-13 * abs(due))
  }

  @Test func `a part of a draw cannot be missing`() throws {
    let error = #expect(throws: ModelError.self) {
      _ = try Model { m in
        m.observe(
          "y", MvNormal(m.parameter("mu", Normal(0, 1), shape: [2]), covariance: [[1, 0], [0, 1]]), [[1, .nan]])
      }
    }
    #expect("\(try #require(error))".contains("1 of the 2 elements of the value at 0 are missing"))
  }

  @Test func `labels are positions in a dimension`() throws {
    let model = try Model(coords: ["team": ["red", "blue"]]) { m in
      let team = m.index("team", ["blue", "blue", "red"])
      let county = m.index("county", [30, 4, 30], dims: [])
      let effect = m.parameter("effect", Normal(0, 1), dims: ["county"])
      m.observe(
        "y", Normal(effect[county] + m.parameter("strength", Normal(0, 1), dims: ["team"])[team], 1), [1.0, 2, 3])
    }
    #expect(model.coords["county"] == ["4", "30"])
    #expect(model.data[0].name == "team_index" && model.data[0].value == NDArray([1, 1, 0] as [Int]))
    #expect(model.data[1].value == NDArray([1, 0, 1] as [Int]))
    let error = #expect(throws: ModelError.self) {
      _ = try Model(coords: ["team": ["red", "blue"]]) { m in
        m.observe(
          "y", Normal(m.parameter("a", Normal(0, 1), dims: ["team"])[m.index("team", ["red", "green"])], 1), [1.0, 2])
      }
    }
    #expect(
      "\(try #require(error))".contains("the label 'green' of row 1 is none of the dimension's: it has 'red', 'blue'"))
  }

  @Test func `data that do not fit what is missing are errors`() throws {
    let labelled = #expect(throws: ModelError.self) {
      _ = try Model(coords: ["city": ["a", "b", "c"]]) { m in
        m.observe("y", Normal(m.parameter("mu", Normal(0, 1)), 1), [1, .nan, 2, 3, 4], dims: ["city"])
      }
    }
    #expect("\(try #require(labelled))".contains("(5,)"))
    var model = try Model { m in
      let x = m.data("x", [1.0, 2, 3, 4])
      m.observe("y", Normal(m.parameter("b", Normal(0, 1)) * x, 1), [1, .nan, 2, 3])
    }
    for count in [3, 8] {
      #expect(throws: ModelError.self) { try model.replaceData(["x": NDArray([Double](repeating: 1, count: count))]) }
    }
    try model.replaceData(["x": [4, 3, 2, 1]])
    let weighted = #expect(throws: ModelError.self) {
      _ = try Model { m in m.observe("y", Weighted(Normal(m.parameter("mu", Normal(0, 1)), 1), [1, 2]), [1, .nan]) }
    }
    #expect("\(try #require(weighted))".contains("'y' has 1 missing values"))
  }

  @Test func `models with different places missing are parts of one`() throws {
    func star(_ data: [Double]) throws -> Model {
      try Model(coords: ["night": ["1", "2", "3"]]) { m in
        m.observe("y", Normal(m.parameter("mu", Normal(0, 1)), 1), data, dims: ["night"])
      }
    }
    let (first, second) = (try star([1, .nan, 2]), try star([.nan, 1, 2]))
    let both = try Model { m in
      m.include(first, as: "A")
      m.include(second, as: "B")
    }
    #expect(both.parameters.map(\.name) == ["A.mu", "A.y_missing", "B.mu", "B.y_missing"])
    #expect(both.coords["A.y_missing_dim_0"] == ["2"] && both.coords["B.y_missing_dim_0"] == ["1"])
    #expect(both.missingValues[0].contains("values of A.y is missing: the parameter A.y_missing"))
  }
}
