// Sums over data of another length: what `mean` and its siblings divide by follows, and a number of the user's is asked about.

import ApusExtension
import Testing

@Suite struct ReplacedShapeDivisorTests {
  /// A model of x, and of a function of it and of a parameter.
  private func model(_ x: [Double], _ values: @escaping @Sendable (Tensor) -> [Tensor]) throws -> Model {
    try Model { m in
      let b = m.parameter("b", Normal(0, 1))
      let x = m.data("x", x)
      for (number, value) in values(x).enumerated() { m.deterministic("z\(number)", value) }
      for (number, value) in values(b * x).enumerated() { m.potential("p\(number)", -0.1 * sum(value)) }
    }
  }

  private func outputs(_ model: Model) throws -> [[UInt64]] {
    let graph = try [model.logDensity()] + model.gradient() + model.deterministics.map(\.value)
    return try model.compile(graph)([0.7]).map { $0.doubles.map(\.bitPattern) }
  }

  private static let moments: [@Sendable (Tensor) -> [Tensor]] = [
    { x in
      [mean(x), variance(x), variance(x, correction: 1), standardDeviation(x), standardDeviation(x, correction: 1)]
    },
    { x in [variance(x, correction: 2), mean(x, axes: [0], keepingDimensions: true), mean(x, axes: [-1])] },
    { x in
      // Along the axis that changes, along the other, along both, and along none.
      let table = stack([x, x.squared(), 2 * x], axis: 1)
      return [
        mean(table, axes: [0]), variance(table, axes: [0], correction: 1), standardDeviation(table, axes: [0, 1]),
        mean(table, axes: [1]), variance(table, axes: [1], correction: 1), mean(sum(table, axes: [1]), axes: []),
        table - mean(table, axes: [0], keepingDimensions: true), mean(sum(x), axes: []), mean(mean(table, axes: [1])),
      ]
    },
    { x in
      [mean(x .> 0), -mean(x), mean(-x), mean(x.reshaped(to: [x.shape[0], 1])), mean(concatenate([x, x], axis: 0))]
    },
  ]

  @Test func `means, variances and standard deviations are those of the new data, to the last bit`() throws {
    for (row, values) in Self.moments.enumerated() {
      // A reshaping to (1, 1), as in a stack, does not say which of the axes is that of the data.
      for (before, after) in [(5, 8), (8, 5), (2, 3), (3, 2), (4, 4)] + (row < 2 ? [(1, 4)] : []) {
        let x = (0..<after).map { 0.4 * Double($0 * $0 % 7) - 0.9 }
        var replaced = try model((0..<before).map { Double($0) - 1.5 }, values)
        let byHand = try model(x, values)
        try replaced.replaceData(["x": NDArray(x)])
        #expect(try outputs(replaced) == outputs(byHand), "row \(row): \(before) to \(after)")
        // And on to others.
        try replaced.replaceData(["x": [1, 2, 4, 8, 16, 32, 64]])
        #expect(
          try outputs(replaced) == outputs(model([1, 2, 4, 8, 16, 32, 64], values)), "row \(row): \(after) to 7")
      }
    }
  }

  @Test func `their values are exact where they are whole`() throws {
    var model = try model([3, 5], Self.moments[0])
    try model.replaceData(["x": [1, 3, 5, 7]])
    let values = try model.compile(model.deterministics.map(\.value))([0]).map(\.scalar)
    #expect(Array(values[..<2]) == [4, 5])
    #expect(values[2] == 20.0 / 3)
  }

  @Test func `a number that may be that of the elements is an error that says what to write`() throws {
    typealias Row = (value: @Sendable (Tensor) -> Tensor, says: [String])
    let rows: [Row] = [
      ({ sum($0) / 5 }, ["divided by the constant 5.0", "mean(x)", "a sum of 8", "reciprocal"]),
      ({ sum($0.squared()) / 4 }, ["divided by the constant 4.0", "variance(x, correction: 1)", "a sum of 8"]),
      ({ -sum($0) / 5 }, ["mean(x)"]),
      ({ sum($0, axes: [0], keepingDimensions: true) / 5 }, ["mean(x)"]),
      ({ sum($0 .> 0) / 5.0 }, ["mean(x)"]),
      ({ sum(stack([$0, $0], axis: 1), axes: [0]) / 5 }, ["mean(x)", "a sum of 8"]),
      ({ sum(stack([$0, $0], axis: 1)) / 10 }, ["mean(x)", "a sum of 16"]),
    ]
    for (place, row) in rows.enumerated() {
      let model = try Model { m in
        m.potential("p", m.parameter("b", Normal(0, 1)) * row.value(m.data("x", [1, 2, 3, 4, 6.0])))
      }
      var changed = model
      let error = #expect(throws: ModelError.self, "row \(place)") {
        try changed.replaceData(["x": [1, 2, 3, 4, 5, 6, 7, 8]])
      }
      for part in row.says + ["ReplacedShapeDivisorTests.swift:"] {
        #expect(
          error.map { "\($0)".contains(part) } == true, "row \(place): \(error.map { "\($0)" } ?? "") has no \(part)")
      }
      #expect(changed.data.map(\.value) == model.data.map(\.value), "the data are the old ones")
      // Data of the same length ask nothing.
      try changed.replaceData(["x": [1, 2, 3, 4, 5]])
    }
  }

  @Test func `the error has the line of the division`() throws {
    let line: UInt = #line + 3
    var model = try Model { m in
      let x = m.data("x", [1.0, 2, 3, 4, 6])
      m.potential("p", sum(x) / 5 * m.parameter("b", Normal(0, 1)))
    }
    let error = #expect(throws: ModelError.self) { try model.replaceData(["x": [1, 2]]) }
    #expect(
      error.map { "\($0)" }?.contains("ReplacedShapeDivisorTests.swift:\(line)") == true, "\(String(describing: error))"
    )
  }

  @Test func `other numbers stay, and so do those of a sum that has as many elements as before`() throws {
    let rows: [@Sendable (Tensor) -> [Tensor]] = [
      { x in [sum(x) / 3, sum(x) / 6, sum(x) * 0.2, sum(x.squared()) / 0.5, x / 5] },
      { x in [sum(stack([x, x, x], axis: 1), axes: [1]) / 3, sum(stack([x, x, x], axis: 1), axes: [1]) / 2] },
    ]
    for values in rows {
      var replaced = try model([1, 2, 3, 4, 5], values)
      let byHand = try model([4, -1, 2], values)
      try replaced.replaceData(["x": [4, -1, 2]])
      #expect(try outputs(replaced) == outputs(byHand))
    }
  }

  @Test func `the number beside a mean is still the user's`() throws {
    // Equal numbers, one of them the number of the elements, are two constants.
    let values: @Sendable (Tensor) -> [Tensor] = { x in [mean(x) + 5, mean(x) * 5 / 5, sum(5 * x) * 0.2] }
    var replaced = try model([1, 2, 3, 4, 5], values)
    let byHand = try model([4, -1, 2], values)
    try replaced.replaceData(["x": [4, -1, 2]])
    #expect(try outputs(replaced) == outputs(byHand))
  }
}
