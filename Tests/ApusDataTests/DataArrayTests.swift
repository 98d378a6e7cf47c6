// Labelled arrays: choice by labels, arithmetic by names of axes, reductions; numbers from NumPy's rules, counted by hand.

import ApusData
import ApusGraph
import Testing

@Suite struct DataArrayTests {
  /// Two chains of three draws of a 2 × 3 array whose elements tell their place: 1000 chain + 100 draw + 10 row + column.
  private static func placed(_ name: String = "b") throws -> DataArray {
    var values: [Double] = []
    for chain in 0..<2 {
      for draw in 0..<3 {
        for row in 0..<2 {
          for column in 0..<3 { values.append(Double(1000 * chain + 100 * draw + 10 * row + column)) }
        }
      }
    }
    return try DataArray(
      name, NDArray(values, shape: [2, 3, 2, 3]), dims: ["chain", "draw", "star", "telescope"],
      coords: ["star": .text(["tau", "eps"]), "telescope": .text(["Keck", "HARPS", "APF"])])
  }

  @Test func `labels choose from the axes after those of draws`() throws {
    let b = try Self.placed()
    let keck = try #require(b["tau", "Keck"])
    #expect(keck.dims == ["chain", "draw"] && keck.doubles == [0, 100, 200, 1000, 1100, 1200])
    let eps = try #require(b["eps"])
    #expect(eps.dims == ["chain", "draw", "telescope"])
    #expect(eps.doubles.prefix(6) == [10, 11, 12, 110, 111, 112])
    #expect(try #require(b["eps", 2]).doubles[0] == 12)
    #expect(b["sirius"] == nil && b["tau", "Lick"] == nil && b["tau", 3] == nil && b["tau", -1] == nil)
    #expect(b["tau", "Keck", "again"] == nil)
  }

  @Test func `positions, ranges and lists of labels choose along any axis`() throws {
    let b = try Self.placed()
    let late = try #require(b.selecting("draw", positions: 1..<9))
    #expect(late.shape == [2, 2, 2, 3] && late.doubles[0] == 100)
    #expect(late.labels[1] == .integers([1, 2]))
    #expect(try #require(late.selecting("draw", 2)).doubles[0] == 200)
    let two = try #require(b.selecting("telescope", in: ["APF", "Keck"]))
    #expect(two.labels[3] == .text(["APF", "Keck"]) && two.doubles.prefix(4) == [2, 0, 12, 10])
    #expect(b.selecting("telescope", in: ["APF", "Lick"]) == nil && b.selecting("planet", 0) == nil)
  }

  @Test func `integer labels are labels, not positions`() throws {
    let rates = try DataArray(
      "rate", NDArray([5, 6, 7] as [Double]), dims: ["year"], coords: ["year": .integers([2001, 2003, 2007])])
    #expect(rates[2003]?.doubles == [6] && rates[1] == nil && rates["2007"]?.doubles == [7])
    #expect(rates.elementNames == ["rate[2001]", "rate[2003]", "rate[2007]"])
    // The labels 0, 1, 2 are what an axis without labels has.
    let plain = try DataArray("x", NDArray([1, 2] as [Double]), dims: ["i"], coords: ["i": .integers([0, 1])])
    #expect(try plain == DataArray("x", NDArray([1, 2] as [Double]), dims: ["i"]))
  }

  @Test func `axes are aligned by their names`() throws {
    let b = try Self.placed()
    let scale = try DataArray(
      "scale", NDArray([2, 3] as [Double]), dims: ["star"], coords: ["star": .text(["tau", "eps"])])
    let product = try b * scale
    #expect(product.dims == b.dims && product.name == "b")
    #expect(product["eps", "HARPS"]?.doubles == [33, 333, 633, 3033, 3333, 3633])
    let turned = try scale * b
    #expect(turned.dims == ["star", "chain", "draw", "telescope"])
    #expect(
      turned.selecting("star", "eps")?.selecting("telescope", "HARPS")?.doubles == [33, 333, 633, 3033, 3333, 3633])
    let outer = try scale * DataArray("t", NDArray([1, 10, 100] as [Double]), dims: ["time"])
    #expect(outer.dims == ["star", "time"] && outer.doubles == [2, 20, 200, 3, 30, 300])
    #expect(try (b - b).doubles.allSatisfy { $0 == 0 })
    #expect(
      (2 * scale + 1).doubles == [5, 7] && (1 - scale / 2).doubles == [0, -0.5] && (-scale).doubles == [-2, -3])
    let other = try DataArray(
      "other", NDArray([2, 3] as [Double]), dims: ["star"], coords: ["star": .text(["eps", "tau"])])
    #expect(throws: DataError.differentLabels(dimension: "star", first: "b", second: "other")) { try b + other }
  }

  @Test func `reductions keep the other axes`() throws {
    let b = try Self.placed()
    let mean = try b.mean()
    #expect(mean.dims == ["star", "telescope"] && mean.doubles == [600, 601, 602, 610, 611, 612])
    #expect(mean["eps", "APF"]?.values.scalar == 612)
    #expect(try b.mean(over: ["star", "telescope"]).doubles == [6, 106, 206, 1006, 1106, 1206])
    #expect(try b.reduced(over: ["draw"]) { $0.max() ?? .nan }["tau"]?.doubles == [200, 201, 202, 1200, 1201, 1202])
    #expect(throws: DataError.unknownDimension("planet", array: "b", known: b.dims)) { try b.mean(over: ["planet"]) }
    // Nothing is lost beside a large offset.
    let far = try DataArray("far", NDArray([1e9 + 0.25, 1e9 + 0.75], shape: [1, 2]), dims: ["chain", "draw"])
    #expect(try far.mean().values.scalar == 1e9 + 0.5)
    #expect(
      try DataArray("none", NDArray([Double](), shape: [1, 0]), dims: ["chain", "draw"]).mean().values.scalar.isNaN)
  }

  @Test func `dims and labels must fit`() throws {
    let values = NDArray([1, 2, 3] as [Double])
    #expect(throws: DataError.self) { try DataArray("x", values, dims: []) }
    #expect(throws: DataError.self) { try DataArray("x", values, dims: ["a"], coords: ["a": .text(["one"])]) }
    #expect(throws: DataError.self) {
      try DataArray("x", NDArray([1, 2] as [Double], shape: [1, 2]), dims: ["a", "a"])
    }
    #expect(throws: DataError.self) { try DataArray("x", NDArray([1, 2] as [Double], shape: [3]), dims: ["a"]) }
  }

  @Test func `a group shares labels, and finds elements by either name`() throws {
    let b = try Self.placed()
    var group = try DataGroup(.posterior, [b])
    #expect(throws: DataError.self) { try group.add(b) }
    #expect(throws: DataError.self) {
      try group.add(DataArray("c", NDArray([1, 2] as [Double]), dims: ["star"], coords: ["star": .text(["a", "b"])]))
    }
    #expect(group.names == ["b"] && group.chainCount == 2 && group.drawCount == 3 && group.columnCount == 6)
    #expect(group.columnNames.suffix(2) == ["b[eps, HARPS]", "b[eps, APF]"])
    #expect(group["b[eps, APF]"]?.doubles == [12, 112, 212, 1012, 1112, 1212])
    #expect(group["b[1, 2]"]?.doubles == group["b", "eps", "APF"]?.doubles)
    #expect(group["b[1, 3]"] == nil && group["c"] == nil)
    #expect(group.values(chain: 1, draw: 2)["b"]?.doubles == [1200, 1201, 1202, 1210, 1211, 1212])
  }

  @Test func `an array is printed by its name, its axes and its first elements`() throws {
    let rate = try DataArray("rate", NDArray((0..<8).map(Double.init), shape: [2, 4]), dims: ["chain", "draw"])
    #expect("\(rate)" == "rate (chain 2, draw 4) float64: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, …] of (2, 4)")
    #expect("\(try DataArray("count", NDArray(3 as Int), dims: []))" == "count int64: 3")
  }
}
