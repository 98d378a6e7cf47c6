// Files of other programs are read to the bit, whatever codecs, versions and layouts they have.

import ApusData
import ApusStore
import ApusTestSupport
import Foundation
import Testing

@Suite struct StoreReadingTests {
  private static func canRead(_ name: String) throws -> Bool {
    let needs = FileLibrary.all.filter { library in
      switch library.name {
      case "netCDF": name.hasSuffix(".nc")
      case "blosc": name.contains("blosc")
      default: false
      }
    }
    for library in needs {
      let requirement = library.name == "netCDF" ? Requirement.netcdf : .blosc
      guard try requirement.isMet(library.path != nil) else { return false }
    }
    return true
  }

  @Test func `there are files of every kind`() {
    #expect(StoreReference.names.count >= 31)
    for end in [".2.zarr", ".3.zarr", ".nc", ".npz"] {
      #expect(StoreReference.names.contains { $0.hasSuffix(end) })
    }
  }

  @Test(arguments: StoreReference.names)
  func `files of other programs are read to the bit`(name: String) throws {
    guard try Self.canRead(name) else { return }
    let reference = try StoreReference.shared.get()
    let store = try #require(reference.stores[name])
    try withTemporaryFolder { folder in
      let dataset = try Dataset(contentsOf: store.write(name, into: folder))
      let draws = try #require(dataset[.posterior])
      #expect(dataset.groups.count == 1 && draws.names.sorted() == ["b", "i", "x"])
      let x = try #require(draws["x"])
      #expect(x.dims.prefix(2) == ["chain", "draw"] && x.shape == [2, 7, 5])
      #expect(x.doubles == store.x)
      #expect(draws["i"]?.integers == reference.i && draws["i"]?.shape == [2, 7, 3])
      #expect(draws["b"]?.elementType == .bool && draws["b"]?.doubles == reference.b.map { $0 ? 1 : 0 })
      #expect((0..<5).map { x.labels[2].text(at: $0) } == store.labels)
    }
  }

  @Test(arguments: ["xarray.3.zarr", "xarray.2.zarr", "folders.3.zarr", "netcdf4.nc", "h5netcdf.nc", "classic.nc"])
  func `attributes are kept, and arrays of texts are left out by name`(name: String) throws {
    guard try Self.canRead(name) else { return }
    let store = try #require(try StoreReference.shared.get().stores[name])
    try withTemporaryFolder { folder in
      let dataset = try Dataset(contentsOf: store.write(name, into: folder))
      let draws = try #require(dataset[.posterior])
      #expect(draws.attributes["made_by"] == "xarray σ")
      #expect(draws.attributes["left_out"] == .list(["note"]))
    }
  }

  @Test func `a chunk whose checksum is wrong is an error with its file`() throws {
    let name = "crc32c.3.zarr"
    let store = try #require(try StoreReference.shared.get().stores[name])
    try withTemporaryFolder { folder in
      let path = try store.write(name, into: folder)
      let chunk = URL(fileURLWithPath: "\(path)/posterior/x/c/0/0/0")
      var bytes = try Data(contentsOf: chunk)
      bytes[3] ^= 1
      try bytes.write(to: chunk)
      let error = #expect(throws: TableError.self) { try Dataset(contentsOf: path) }
      #expect(error?.description == "\(chunk.path): cannot be read: the checksum is wrong: bytes are damaged")
    }
  }

  @Test func `a library that is missing is named, with how to install it`() {
    for library in FileLibrary.all {
      #expect(library.advice.hasPrefix("install ") && library.advice.contains("Debian"))
    }
  }
}
