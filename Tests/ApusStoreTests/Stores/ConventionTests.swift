// What xarray's attributes say of arrays is undone: truth values, scales, missing values, coordinates.

import ApusData
import ApusGraph
import ApusStore
import Foundation
import Testing

@Suite struct ConventionTests {
  /// A store of version 2 with one group `posterior`, whose arrays have one chunk each.
  private struct Store {
    let folder: String

    func add(_ name: String, _ shape: [Int], _ type: String, _ bytes: [UInt8], _ attributes: String) throws {
      let path = "\(folder)/fit.zarr/posterior/\(name)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      func write(_ text: String, _ file: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
      for group in ["fit.zarr", "fit.zarr/posterior"] {
        try write(#"{"zarr_format": 2}"#, "\(folder)/\(group)/.zgroup")
      }
      let axes = "[\(shape.map(String.init).joined(separator: ", "))]"
      try write(
        """
        {"zarr_format": 2, "shape": \(axes), "chunks": \(axes), "dtype": "\(type)", "order": "C", "compressor": null,
         "filters": null, "fill_value": null}
        """, "\(path)/.zarray")
      try write(attributes, "\(path)/.zattrs")
      let chunk = shape.isEmpty ? "0" : shape.map { _ in "0" }.joined(separator: ".")
      try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(chunk)"))
    }

    func read() throws -> DataGroup { try #require(try Dataset(contentsOf: "\(folder)/fit.zarr")[.posterior]) }
  }

  private func withStore(_ body: (Store) throws -> Void) throws {
    try withTemporaryFolder { try body(Store(folder: $0)) }
  }

  @Test func `bytes may be truth values`() throws {
    try withStore { store in
      try store.add("d", [1, 3], "|i1", [0, 1, 1], #"{"_ARRAY_DIMENSIONS": ["chain", "draw"], "dtype": "bool"}"#)
      try store.add("e", [3], "|i1", [0, 1, 255], #"{"_ARRAY_DIMENSIONS": ["e_dim_0"], "unit": "m"}"#)
      let group = try store.read()
      #expect(group["d"]?.values == NDArray([false, true, true], shape: [1, 3]) && group["d"]?.attributes == [:])
      #expect(group["e"]?.integers == [0, 1, -1] && group["e"]?.attributes == ["unit": "m"])
    }
  }

  @Test func `scales, offsets and missing values make doubles`() throws {
    try withStore { store in
      let dims = #""_ARRAY_DIMENSIONS": ["x"]"#
      try store.add("a", [3], "|i1", [1, 2, 3], "{\(dims), \"scale_factor\": 0.5, \"add_offset\": 10}")
      try store.add("b", [3], "|u1", [1, 9, 3], "{\(dims), \"_FillValue\": 9}")
      try store.add("c", [3], "|u1", [1, 2, 3], "{\(dims), \"_FillValue\": 9}")
      try store.add("d", [3], "|u1", [1, 9, 3], "{\(dims), \"_FillValue\": 9, \"scale_factor\": 2}")
      let group = try store.read()
      #expect(group["a"]?.doubles == [10.5, 11, 11.5])
      #expect(group["b"]?.doubles.map { $0.isNaN } == [false, true, false] && group["b"]?.elementType == .float64)
      #expect(group["c"]?.integers == [1, 2, 3])
      #expect(group["d"]?.doubles[0] == 2 && group["d"]?.doubles[1].isNaN == true && group["d"]?.attributes == [:])
    }
  }

  @Test func `chain and draw become the first axes`() throws {
    try withStore { store in
      try store.add(
        "x", [2, 3, 1], "|u1", [1, 2, 3, 4, 5, 6], #"{"_ARRAY_DIMENSIONS": ["k", "draw", "chain"]}"#)
      let x = try #require(try store.read()["x"])
      #expect(x.dims == ["chain", "draw", "k"] && x.shape == [1, 3, 2] && x.integers == [1, 4, 2, 5, 3, 6])
    }
  }

  @Test func `axes without names, and axes of one name, get names of their own`() throws {
    try withStore { store in
      try store.add("x", [2, 1], "|u1", [1, 2], "{}")
      try store.add("c", [2, 2], "|u1", [1, 2, 3, 4], #"{"_ARRAY_DIMENSIONS": ["k", "k"]}"#)
      try store.add("n", [], "<f8", withUnsafeBytes(of: 2.5) { Array($0) }, "{}")
      let group = try store.read()
      #expect(group["x"]?.dims == ["x_dim_0", "x_dim_1"] && group["c"]?.dims == ["k", "k_1"])
      #expect(group["n"]?.values == NDArray(2.5))
    }
  }

  @Test func `coordinates label axes, and those of other names are left out`() throws {
    try withStore { store in
      try store.add("x", [2], "|u1", [1, 2], #"{"_ARRAY_DIMENSIONS": ["k"], "coordinates": "place"}"#)
      try store.add("k", [2], "|S2", Array("a\0bc".utf8), #"{"_ARRAY_DIMENSIONS": ["k"]}"#)
      try store.add("place", [2], "|u1", [7, 8], #"{"_ARRAY_DIMENSIONS": ["k"]}"#)
      try store.add("time", [], "<M8[ns]", Array(repeating: 0, count: 8), "{}")
      let group = try store.read()
      #expect(group.names == ["x"] && group.coords == ["k": .text(["a", "bc"])])
      #expect(group["x"]?.attributes == [:])
      #expect(group.attributes["left_out"] == .list(["time", "place"]))
    }
  }

  @Test func `labels that do not fit their axis are an error with the file`() throws {
    try withStore { store in
      try store.add("x", [2], "|u1", [1, 2], #"{"_ARRAY_DIMENSIONS": ["k"]}"#)
      try store.add("k", [3], "|u1", [1, 2, 3], #"{"_ARRAY_DIMENSIONS": ["k"]}"#)
      let error = #expect(throws: TableError.self) { try store.read() }
      #expect(
        error?.description.hasPrefix("\(store.folder)/fit.zarr: cannot be read: the group posterior: 'x'") == true)
    }
  }

  @Test func `a chunk of another length, or none, is an error or is filled`() throws {
    try withStore { store in
      try store.add("x", [3], "<i4", [1, 0, 0, 0, 2, 0, 0, 0], "{}")
      #expect(throws: TableError.self) { try store.read() }
      try FileManager.default.removeItem(atPath: "\(store.folder)/fit.zarr/posterior/x/0")
      #expect(try store.read()["x"]?.integers == [0, 0, 0])
    }
  }
}
