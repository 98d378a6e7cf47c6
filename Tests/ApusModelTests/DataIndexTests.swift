// Indices and integers of data: refused when data are bound, with the index and its place.

import ApusExtension
import Testing

@Suite struct DataIndexTests {
  /// What uses an index of data.
  static let uses: [String: @Sendable (_ table: Tensor, _ index: Tensor) -> Tensor] = [
    "elements": { $0[$1] },
    "elements of integers": { sum(Tensor([10, 20, 30] as [Int])[$1].asFloat64) * sum($0) },
    "truth values": { sum(Tensor([true, false, true])[$1].asFloat64) * sum($0) },
    "sums over groups": { scatterAdd($1.asFloat64, at: $1, extent: 3) * $0 },
    "columns": { gather(outer($0, $0), $1, axis: 1) },
    "elements along": { takeAlong($0, $1, axis: 0) },
    "computed indices": { $0[$1 + Tensor(NDArray(0 as Int))] },
  ]

  private func model(_ use: @escaping @Sendable (Tensor, Tensor) -> Tensor, _ values: [Int]) throws -> Model {
    try Model { m in
      let table = m.parameter("table", Normal(0, 1), shape: [3])
      m.potential("use", use(table, m.data("group", Tensor(values))))
    }
  }

  @Test(arguments: uses.keys.sorted(), [-1, 3, 1 << 40, Int.min])
  func `an index outside is refused when the model is built and when data are replaced`(use: String, bad: Int) throws {
    let build = try #require(Self.uses[use])
    let error = #expect(throws: ModelError.self) { _ = try model(build, [0, bad, 2]) }
    let text = "\(try #require(error))"
    if use != "elements along" || bad < 0 { #expect(text.contains("\(max(bad, use == "elements along" ? -1 : bad))")) }
    #expect(text.contains("element 1"))
    #expect(text.contains("DataIndexTests.swift"))

    var good = try model(build, [0, 1, 2])
    #expect(throws: ModelError.self) { try good.replaceData("group", with: NDArray([0, 1, bad])) }
    // The data are what they were.
    #expect(good.data[0].value == NDArray([0, 1, 2] as [Int]))
    try good.replaceData("group", with: NDArray([2, 2, 0] as [Int]))
    #expect(try good.compile([good.logDensity()])([0.1, 0.2, 0.3])[0].scalar.isFinite)
  }

  @Test func `constants follow the rule of data: none counts from the end`() {
    for bad in [-1, 3] {
      let error = #expect(throws: ModelError.self) {
        _ = try Model { m in
          m.potential("use", m.parameter("table", Normal(0, 1), shape: [3])[Tensor([0, bad])])
        }
      }
      #expect(error.map { "\($0)".contains("the index \(bad) is outside 0 ..< 3") } ?? false)
    }
  }

  @Test func `values that a compiled function asks for are looked at too`() throws {
    let model = try Model { m in
      let table = m.parameter("table", Normal(0, 1), shape: [3])
      m.observe("y", Normal(table, 1), [1, 2, 3])
      m.data("group", Tensor([0, 1, 5]))
    }
    let group = try #require(model.data.first { $0.name == "group" }).argument
    let error = #expect(throws: ModelError.self) { _ = try model.compile([model.parameters[0].value[group]]) }
    #expect(error.map { "\($0)".contains("the index 5") && "\($0)".contains("group") } ?? false)
  }

  @Test func `a mask with another count of true elements is refused`() throws {
    func model(_ mask: [Bool]) throws -> Model {
      try Model { m in
        let x = m.parameter("x", Normal(0, 1), shape: [3])
        m.potential("chosen", x.compressed(where: m.data("mask", Tensor(mask)), count: 2))
      }
    }
    _ = try model([true, false, true])
    let error = #expect(throws: ModelError.self) { _ = try model([true, true, true]) }
    #expect(error.map { "\($0)".contains("3 elements of the mask are true, not 2") } ?? false)
  }

  @Test(arguments: [5_000_000_000, Int.max, Int.min]) func `integers of data that overflow are refused`(big: Int) throws
  {
    func model(_ value: Int) throws -> Model {
      try Model { m in
        let x = m.parameter("x", Normal(0, 1))
        m.potential("square", x * sum(m.data("n", Tensor([value])).squared()))
      }
    }
    _ = try model(3_000_000_000)
    let error = #expect(throws: ModelError.self) { _ = try model(big) }
    #expect(error.map { "\($0)".contains("does not fit an integer of 64 bits") } ?? false)
  }

  @Test(arguments: [Double.nan, .infinity, 1e30]) func `numbers of data that are no integers are refused as indices`(
    bad: Double
  ) throws {
    let error = #expect(throws: ModelError.self) {
      _ = try Model { m in
        let x = m.parameter("x", Normal(0, 1), shape: [3])
        m.potential("chosen", x[m.data("group", Tensor([0, bad])).cast(to: .int64)])
      }
    }
    #expect(error.map { "\($0)".contains("no integer of 64 bits") } ?? false)
  }
}
