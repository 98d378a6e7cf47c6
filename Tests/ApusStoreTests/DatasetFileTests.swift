// Datasets in files: every bit of a table is kept, grids of columns become arrays again.

import ApusData
import ApusGraph
import ApusStore
import Foundation
import Testing

@Suite struct DatasetFileTests {
  private static let values: [Double] = [1 / 3, -0.0, .nan, .infinity, 5e-324, 1e308, -2.5, 7]

  private func dataset() throws -> Dataset {
    let b = try DataArray(
      "b", NDArray((0..<24).map { Self.values[$0 % 8] * Double($0 + 1) }, shape: [2, 3, 2, 2]),
      dims: ["chain", "draw", "star", "telescope"],
      coords: ["star": .text(["tau", "eps, Eri"]), "telescope": .text(["a\"b", "HARPS"])])
    let k = try DataArray("k", NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3]), dims: ["chain", "draw"])
    let z = try DataArray(
      "z", NDArray((0..<12).map(Double.init), shape: [2, 3, 2]), dims: ["chain", "draw", "z_dim_0"])
    let y = try DataArray("y", NDArray([1.5, 2.5]), dims: ["i"])
    return Dataset([try DataGroup(.posterior, [b, k, z]), try DataGroup(.observedData, [y])])
  }

  private func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  @Test func `a table names columns by labels, and is read back bit for bit`() throws {
    try inFolder { folder in
      let dataset = try dataset()
      try dataset.write("\(folder)/fit.csv")
      let text = try String(contentsOfFile: "\(folder)/fit.csv", encoding: .utf8)
      let header = try #require(text.split(separator: "\n").first)
      #expect(header.hasPrefix(#"chain,draw,"b[tau, a""b]","b[tau, HARPS]","b[eps, Eri, a""b]""#))
      #expect(header.hasSuffix("k,\"z[0]\",\"z[1]\"") || header.hasSuffix("k,z[0],z[1]"))
      let read = try DataGroup(csv: "\(folder)/fit.csv")
      let draws = try #require(dataset[.posterior])
      #expect(read["z"]?.values == draws["z"]?.values && read["z"]?.dims == ["chain", "draw", "z_dim_0"])
      #expect(read["k"]?.doubles == [1, 2, 3, 4, 5, 6])
      // A label with a comma makes names of other lengths, so that these columns stay apart.
      let bits = read["b[tau, HARPS]"]?.doubles.map(\.bitPattern)
      #expect(bits == draws["b", "tau", "HARPS"]?.doubles.map(\.bitPattern))
    }
  }

  @Test(
    arguments: [
      (["x[0]", "x[1]", "y"], [["x", "2"], ["y", ""]]),
      (["x[1]", "x[2]"], [["x", "2"]]),
      (["x[0, 0]", "x[0, 1]", "x[1, 0]", "x[1, 1]"], [["x", "2 2"]]),
      (["x[a]", "x[b]", "x[a, b]"], [["x[a]", ""], ["x[b]", ""], ["x[a, b]", ""]]),
      (["x[0]", "x", "y[0]"], [["x[0]", ""], ["x", ""], ["y", "1"]]),
      (["x[0]", "y", "x[1]"], [["x[0]", ""], ["y", ""], ["x[1]", ""]]),
      (["x[0, 0]", "x[1, 1]"], [["x[0, 0]", ""], ["x[1, 1]", ""]]),
      (
        ["x[0, 0]", "x[1, 0]", "x[0, 1]", "x[1, 1]"],
        [["x[0, 0]", ""], ["x[1, 0]", ""], ["x[0, 1]", ""], ["x[1, 1]", ""]]
      ),
      (["[0]", "x[", "x]", "x[]"], [["[0]", ""], ["x[", ""], ["x]", ""], ["x", "1"]]),
    ] as [([String], [[String]])])
  func `columns that fill a grid become an array`(names: [String], expected: [[String]]) throws {
    let table = try DrawsTable(names: names, columns: names.indices.map { [[Double($0), 1]] })
    let group = try DataGroup(table)
    #expect(
      group.arrays.map { [$0.name, $0.shape.dimensions.dropFirst(2).map(String.init).joined(separator: " ")] }
        == expected)
    #expect(group.columnCount == names.count)
    #expect(group.columnNames == names.map { $0 })
  }

  @Test func `shorter chains are filled up with NaN`() throws {
    let group = try DataGroup(DrawsTable(names: ["x"], columns: [[[1, 2, 3], [4]]]))
    #expect(group.chainCount == 2 && group.drawCount == 3)
    let values = try #require(group["x"]).doubles
    #expect(values[0..<4] == [1, 2, 3, 4] && values[4].isNaN && values[5].isNaN)
  }

  @Test func `the end of the name tells the format, and others are refused before there are draws`() throws {
    try inFolder { folder in
      for name in ["fit", "fit.hdf", "fit.txt", ".csv/", "fit.csv/"] {
        #expect(throws: TableError.self) { try Dataset.requirePlace(for: "\(folder)/\(name)") }
        #expect(throws: TableError.self) { try dataset().write("\(folder)/\(name)") }
      }
      try Dataset.requirePlace(for: "\(folder)/fit.NPZ")
      #expect(throws: TableError.self) { try Dataset().write("\(folder)/fit.csv") }
    }
  }

  @Test func `an archive has every group, with dims and labels`() throws {
    try inFolder { folder in
      try dataset().write("\(folder)/fit.npz")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/fit.npz"))
      for name in [
        "posterior/b.npy", "posterior/b.dims.npy", "posterior/coords/star.npy", "observed_data/y.npy",
        "observed_data/coords/i.npy",
      ] {
        #expect(bytes.range(of: Data(name.utf8)) != nil, "\(name)")
      }
    }
  }

  @Test func `an archive is written when the run ends`() throws {
    try inFolder { folder in
      let sink = FileSink("\(folder)/run.npz")
      try sink.open(DatasetSchema([.init("x", .float64([]))], chainCount: 1, drawCount: 2))
      try sink.append(DrawBlock(chain: 0, firstDraw: 0, count: 2, values: [NDArray([1, 2] as [Double])]))
      #expect(!FileManager.default.fileExists(atPath: sink.path))
      try sink.close()
      #expect(FileManager.default.fileExists(atPath: sink.path))
      for name in ["none/run.csv", "none/run.npz", "run", "run.txt"] {
        let error = #expect(throws: DataError.self) {
          try FileSink("\(folder)/\(name)").open(
            DatasetSchema([.init("x", .float64([]))], chainCount: 1, drawCount: 1))
        }
        #expect(error?.description.hasPrefix("\(folder)/\(name): cannot be written: ") == true)
      }
    }
  }
}
