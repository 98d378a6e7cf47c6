// NumPy's archives: their bytes as the formats demand them; `make jax` reads them with NumPy.

import ApusData
import ApusGraph
import ApusStore
import Foundation
import Testing

@Suite struct ArrayArchiveTests {
  /// The little-endian number of some bytes.
  private func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  private func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

  @Test func `an archive has local headers, a directory and an end that agree`() throws {
    var archive = ArrayArchive()
    archive.add("x", NDArray([1.5, -2], shape: [2]))
    archive.add("data/flags", NDArray([true, false, true]))
    let bytes = archive.bytes()
    #expect(bytes.prefix(4) == [0x50, 0x4B, 3, 4])
    let end = bytes.count - 22
    #expect(number(bytes, end, 4) == 0x0605_4B50 && number(bytes, end + 10, 2) == 2)
    let directory = number(bytes, end + 16, 4)
    #expect(number(bytes, directory, 4) == 0x0201_4B50 && directory + number(bytes, end + 12, 4) == end)
    // The first file: 30 bytes of header, its name, and a .npy file whose data begin at a multiple of 64.
    #expect(text(bytes[30..<35]) == "x.npy")
    let content = Array(bytes[35..<(35 + number(bytes, 18, 4))])
    #expect(content[0] == 0x93 && text(content[1..<6]) == "NUMPY" && content[6] == 1 && content[7] == 0)
    let length = number(content, 8, 2)
    #expect((10 + length).isMultiple(of: 64) && content[9 + length] == 0x0A)
    #expect(
      text(content[10..<(10 + length)]).hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"))
    #expect(content.suffix(16) == withUnsafeBytes(of: (1.5, -2.0)) { Array($0) }[...])
  }

  @Test func `texts are NumPy's fixed-width Unicode`() throws {
    var archive = ArrayArchive()
    archive.add("labels", ["Keck", "é"])
    let bytes = archive.bytes()
    let content = Array(bytes[40..<(40 + number(bytes, 18, 4))])
    let length = number(content, 8, 2)
    #expect(text(content[10..<(10 + length)]).contains("'<U4'"))
    #expect(content.count == 10 + length + 2 * 4 * 4)
    #expect(number(content, 10 + length, 4) == 0x4B && number(content, 10 + length + 16, 4) == 0xE9)
  }

  @Test(arguments: [0, 1, 200, 300, 600])
  func `archives with the extension for more than 4 GB are read back`(limit: Int) throws {
    try withTemporaryFolder { folder in
      var archive = ArrayArchive()
      let values = (0..<6).map { Double($0) }
      archive.add("posterior/x", NDArray(values, shape: [2, 3]))
      archive.add("posterior/x.dims", ["chain", "draw"])
      archive.add("posterior/k", NDArray([true, false]))
      let bytes = archive.bytes(limit: limit)
      #expect(bytes != archive.bytes())
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/fit.npz"))
      let draws = try #require(try Dataset(contentsOf: "\(folder)/fit.npz")[.posterior])
      #expect(draws["x"]?.doubles == values && draws["x"]?.dims == ["chain", "draw"])
      #expect(draws["k"]?.doubles == [1, 0])
    }
  }

  @Test func `the checksum is CRC-32`() {
    // The check value that the catalogue of CRCs has for it.
    #expect(Checksum.of(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(Checksum.of([]) == 0)
  }

  @Test func `equal arrays make equal files, others do not`() throws {
    func bytes(_ name: String, _ values: [Double]) throws -> [UInt8] {
      var archive = ArrayArchive()
      archive.add(name, NDArray(values))
      return archive.bytes()
    }
    #expect(try bytes("a", [1, 2, 3]) == bytes("a", [1, 2, 3].map { $0 / 3 * 3 }))
    #expect(try bytes("a", [1, 2, 3]) != bytes("a", [1, 2, 3.0.nextUp]))
    #expect(try bytes("a", [1, 2, 3]) != bytes("b", [1, 2, 3]))
  }
}
