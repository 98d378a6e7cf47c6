// Stores that Apus writes: read back to the bit, replaced whole, never in place of something else.

import ApusData
import ApusGraph
import ApusStore
import Foundation
import Testing

@Suite struct ZarrStoreTests {
  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test(arguments: ["zarr", "nc", "npz"])
  func `what is written is read back to the bit`(end: String) throws {
    if end == "nc", !(try NetCDFTests.isThere()) { return }
    try withTemporaryFolder { folder in
      let dataset = try Sample.dataset()
      try dataset.write("\(folder)/fit.\(end)")
      #expect(try names(folder) == ["fit.\(end)"])
      let read = try Dataset(contentsOf: "\(folder)/fit.\(end)")
      #expect(read.groups.map(\.name) == dataset.groups.map(\.name))
      for group in dataset.groups {
        let back = try #require(read[group.name])
        #expect(back.coords == group.coords)
        #expect(back.names == group.names)
        for array in group.arrays {
          let other = try #require(back[array.name])
          #expect(other.values == array.values && other.dims == array.dims, "\(array.name)")
          if end != "npz" { #expect(other.attributes == array.attributes, "\(array.name)") }
        }
        if end == "npz" { continue }
        for (name, attribute) in dataset.attributes { #expect(back.attributes[name] == attribute) }
        for (name, attribute) in group.attributes { #expect(back.attributes[name] == attribute) }
        #expect(
          back.attributes["creation_library"] == "apus" && back.attributes["creation_library_language"] == "Swift")
        #expect(
          back.attributes["sample_dims"] == (group.chainCount > 0 ? .list(["chain", "draw"]) : nil))
      }
    }
  }

  @Test func `a second time nothing is added, and the facts of the first writer stay`() throws {
    try withTemporaryFolder { folder in
      try Sample.dataset().write("\(folder)/fit.zarr")
      let first = try Dataset(contentsOf: "\(folder)/fit.zarr")
      try first.write("\(folder)/fit.zarr")
      #expect(try Dataset(contentsOf: "\(folder)/fit.zarr") == first)
      #expect(try names(folder) == ["fit.zarr"])
    }
  }

  @Test func `the time of writing is UTC by ISO 8601`() throws {
    try withTemporaryFolder { folder in
      let before = Date()
      try Sample.dataset().write("\(folder)/fit.zarr")
      guard case .text(let text) = try Dataset(contentsOf: "\(folder)/fit.zarr").attributes["created_at"] else {
        Issue.record("there is no time")
        return
      }
      let parser = ISO8601DateFormatter()
      parser.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
      let milliseconds = text.replacing(#/\.(\d{3})\d{3}/#) { ".\($0.1)" }
      let time = try #require(parser.date(from: milliseconds))
      #expect(time > before.addingTimeInterval(-1) && time < Date().addingTimeInterval(1))
    }
  }

  @Test func `a dim with the name of an array is written under another`() throws {
    try withTemporaryFolder { folder in
      let x = try DataArray("x", NDArray([1.5, 2.5]), dims: ["x"], coords: ["x": .text(["a", "b"])])
      let y = try DataArray("y", NDArray([1.5, 2.5]), dims: ["x"], coords: ["x": .text(["a", "b"])])
      let group = try DataGroup(.constantData, [x, y])
      try Dataset([group]).write("\(folder)/fit.zarr")
      let read = try #require(try Dataset(contentsOf: "\(folder)/fit.zarr")[.constantData])
      #expect(read["x"]?.values == x.values && read["y"]?.values == y.values)
      #expect(read.coords == ["x_dim_0": .text(["a", "b"])])
    }
  }

  @Test func `a store is replaced whole, and a link goes on to point to it`() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/fit.zarr"
      try Sample.dataset().write("\(folder)/real.zarr")
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "real.zarr")
      let other = Dataset([try DataGroup(.prior, [DataArray("w", NDArray([1, 2] as [Double]), dims: ["i"])])])
      try other.write(path)
      #expect(try Dataset(contentsOf: "\(folder)/real.zarr").groups == Dataset(contentsOf: path).groups)
      #expect(try Dataset(contentsOf: path).groups.map(\.name) == [.prior])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "real.zarr")
      #expect(try names(folder) == ["fit.zarr", "real.zarr"])
    }
  }

  @Test func `an empty folder becomes a store, any other folder or file stays`() throws {
    try withTemporaryFolder { folder in
      let manager = FileManager.default
      for name in ["empty.zarr", "mine.zarr"] {
        try manager.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
      }
      try Data("precious".utf8).write(to: URL(fileURLWithPath: "\(folder)/mine.zarr/notes.txt"))
      try Data("precious".utf8).write(to: URL(fileURLWithPath: "\(folder)/file.zarr"))
      try Sample.dataset().write("\(folder)/empty.zarr")
      #expect(try Dataset(contentsOf: "\(folder)/empty.zarr").groups.count == 4)
      for name in ["mine.zarr", "file.zarr"] {
        let error = #expect(throws: TableError.self) { try Sample.dataset().write("\(folder)/\(name)") }
        #expect(error?.description.hasPrefix("\(folder)/\(name): cannot be written: there is a f") == true)
        #expect(throws: TableError.self) { try Dataset.requirePlace(for: "\(folder)/\(name)") }
      }
      #expect(try names("\(folder)/mine.zarr") == ["notes.txt"])
      #expect(try String(contentsOfFile: "\(folder)/file.zarr", encoding: .utf8) == "precious")
      #expect(try names(folder) == ["empty.zarr", "file.zarr", "mine.zarr"])
    }
  }

  @Test(arguments: ["a/b", "..", ".", "", "zarr.json", "a\0b", String(repeating: "x", count: 300)])
  func `a name that no folder can have is an error, and nothing stays behind`(name: String) throws {
    try withTemporaryFolder { folder in
      let array = try DataArray(name, NDArray([1, 2] as [Double]), dims: ["i"])
      #expect(throws: TableError.self) {
        try Dataset([DataGroup(.constantData, [array])]).write("\(folder)/fit.zarr")
      }
      #expect(throws: TableError.self) {
        let group = try DataGroup(DataGroup.Name(rawValue: name), [array.named("x")])
        try Dataset([group]).write("\(folder)/fit.zarr")
      }
      #expect(try names(folder) == [])
    }
  }

  @Test func `large arrays are chunks of a chain or a part of one`() throws {
    try withTemporaryFolder { folder in
      let (chains, draws, width) = (2, 1100, 2000)
      let values = (0..<(chains * draws * width)).map { Double($0) }
      let x = try DataArray("x", NDArray(values, shape: [chains, draws, width]), dims: ["chain", "draw", "i"])
      try Dataset([try DataGroup(.posterior, [x])]).write("\(folder)/fit.zarr")
      #expect(try names("\(folder)/fit.zarr/posterior/x/c") == ["0", "1"])
      #expect(try names("\(folder)/fit.zarr/posterior/x/c/1") == ["0", "1"])
      #expect(try Dataset(contentsOf: "\(folder)/fit.zarr")[.posterior]?["x"]?.values == x.values)
      // Where a chunk is missing, as while a run goes on, there is no number.
      try FileManager.default.removeItem(atPath: "\(folder)/fit.zarr/posterior/x/c/1/1")
      let read = try #require(try Dataset(contentsOf: "\(folder)/fit.zarr")[.posterior]?["x"]?.doubles)
      let missing = read.indices.filter { read[$0].isNaN }
      #expect(missing.count == (draws - 1048) * width && missing.first == (draws + 1048) * width)
    }
  }

  @Test func `the folders alone say what the document for all says`() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/fit.zarr"
      try Sample.dataset().write(path)
      let whole = try Dataset(contentsOf: path)
      let file = URL(fileURLWithPath: "\(path)/zarr.json")
      var document = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
      document["consolidated_metadata"] = nil
      try JSONSerialization.data(withJSONObject: document).write(to: file)
      let read = try Dataset(contentsOf: path)
      for group in whole.groups {
        let other = try #require(read[group.name])
        #expect(Set(other.arrays) == Set(group.arrays) && other.coords == group.coords)
        #expect(other.attributes == group.attributes)
      }
    }
  }

  @Test func `metadata that lead out of the store, or promise too much, are not followed`() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/fit.zarr"
      try Sample.dataset().write(path)
      let file = URL(fileURLWithPath: "\(path)/zarr.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      // The names lead elsewhere: nothing is there to be read.
      try Data(text.replacing("\"posterior/", with: "\"../fit.zarr/posterior/").utf8).write(to: file)
      #expect(try Dataset(contentsOf: path)[.posterior] == nil)
      let shape = text.replacing("\"shape\":[2,5,2,2]", with: "\"shape\":[2000000000,5000000,2,2]")
      #expect(shape != text)
      try Data(shape.utf8).write(to: file)
      let error = #expect(throws: TableError.self) { try Dataset(contentsOf: path) }
      #expect(error?.description.contains("posterior/b") == true)
      for wrong in [
        "\"shape\":[-2,5,2,2]", "\"shape\":[2,5,2,9223372036854775807]", "\"shape\":[2,5,2]", "\"shape\":7",
      ] {
        try Data(text.replacing("\"shape\":[2,5,2,2]", with: wrong).utf8).write(to: file)
        #expect(throws: TableError.self, "\(wrong)") { try Dataset(contentsOf: path) }
      }
    }
  }

  @Test func `a folder that is no store, an array alone and an empty store are errors with their name`() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.zarr"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      for (name, text) in [
        ("readme", "no store"), ("zarr.json", #"{"zarr_format":3,"node_type":"array"}"#),
        ("zarr.json", #"{"zarr_format":3,"node_type":"group"}"#), ("zarr.json", "{"), (".zgroup", "{}"),
      ] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        let error = #expect(throws: TableError.self) { try Dataset(contentsOf: path) }
        #expect(error?.description.hasPrefix(path) == true)
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
      }
      #expect(throws: TableError.missingFile(file: "\(folder)/none")) { try Dataset(contentsOf: "\(folder)/none") }
    }
  }
}
