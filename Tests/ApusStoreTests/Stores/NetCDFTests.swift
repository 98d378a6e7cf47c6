// NetCDF files: what is special of them beside what all formats keep.

import ApusData
import ApusGraph
import ApusStore
import ApusTestSupport
import Foundation
import Testing

@Suite struct NetCDFTests {
  /// Whether libnetcdf is there.
  static func isThere() throws -> Bool { try Requirement.netcdf.isMet(NetCDF.version != nil) }

  @Test func `the library says its version`() throws {
    guard try Self.isThere() else { return }
    let version = try #require(NetCDF.version)
    #expect(version.contains(".") && version.first?.isNumber == true)
  }

  @Test func `a file is replaced when the new one is complete`() throws {
    guard try Self.isThere() else { return }
    try withTemporaryFolder { folder in
      let path = "\(folder)/fit.nc"
      try Data("before".utf8).write(to: URL(fileURLWithPath: path))
      // The library takes no such name.
      let bad = try DataArray("a/b", NDArray([1, 2] as [Double]), dims: ["i"])
      let error = #expect(throws: TableError.self) { try Dataset([DataGroup(.prior, [bad])]).write(path) }
      #expect(error?.description.contains("a/b") == true)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["fit.nc"])
      try Sample.dataset().write(path)
      #expect(try Dataset(contentsOf: path).groups.count == 4)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["fit.nc"])
    }
  }

  @Test func `names that look like addresses are files`() throws {
    guard try Self.isThere() else { return }
    try withTemporaryFolder { folder in
      for name in ["http:x#mode=zarr.nc", "é ü.nc", "a%20b.nc"] {
        try Sample.dataset().write("\(folder)/\(name)")
        #expect(try Dataset(contentsOf: "\(folder)/\(name)").groups.count == 4, "\(name)")
      }
    }
  }

  @Test func `threads may write and read at once`() throws {
    guard try Self.isThere() else { return }
    try withTemporaryFolder { folder in
      let dataset = try Sample.dataset()
      DispatchQueue.concurrentPerform(iterations: 8) { number in
        let path = "\(folder)/\(number).nc"
        for _ in 0..<5 {
          #expect(throws: Never.self) {
            try dataset.write(path)
            #expect(try Dataset(contentsOf: path)[.posterior]?["k"] == dataset[.posterior]?["k"])
          }
        }
      }
    }
  }

  @Test func `a file that is cut off is an error before the library is called`() throws {
    guard try Self.isThere() else { return }
    try withTemporaryFolder { folder in
      let path = "\(folder)/fit.nc"
      try Sample.dataset().write(path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for count in [8, 20, 60, 100, bytes.count / 2, bytes.count - 1] {
        try bytes.prefix(count).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: TableError.self) { try Dataset(contentsOf: path) }
        #expect(error?.description.hasPrefix("\(path): cannot be read: the file is cut off") == true)
      }
    }
  }
}
