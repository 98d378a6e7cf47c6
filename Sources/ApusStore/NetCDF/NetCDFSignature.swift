// What the first bytes of a file say of whether it is NetCDF, and whole.

/// The beginning of a NetCDF file.
///
/// The library beneath, HDF5, is not made for damaged files. What can be seen before it is called is checked here.
///
/// Reference: the HDF5 file format specification, version 3.0, section II.A.
enum NetCDFSignature {
  /// The bytes that are needed.
  static let byteCount = 64

  /// Whether a file begins as NetCDF does: as HDF5, or in the classic format.
  static func isNetCDF(_ bytes: [UInt8]) -> Bool { bytes.starts(with: hdf5) || isClassic(bytes) }

  private static let hdf5: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  private static func isClassic(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: Array("CDF".utf8)) && bytes.count > 3 && [1, 2, 5].contains(bytes[3])
  }

  /// Throws where a file is damaged beyond doubt, or shorter than it says.
  static func check(_ bytes: [UInt8], size: Int) throws(StoreFault) {
    guard isNetCDF(bytes) else { throw StoreFault("the file is not NetCDF") }
    if isClassic(bytes) { return }
    guard bytes.count >= byteCount else { throw StoreFault("the file is cut off") }
    func number(_ place: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    }
    let (widths, base, end): ((UInt8, UInt8), UInt64, UInt64)
    switch bytes[8] {
    case 0: (widths, base, end) = ((bytes[13], bytes[14]), number(24), number(40))
    case 1: (widths, base, end) = ((bytes[13], bytes[14]), number(28), number(44))
    case 2, 3: (widths, base, end) = ((bytes[9], bytes[10]), number(12), number(28))
    default: throw StoreFault("the first bytes are damaged: HDF5 has no superblock of version \(bytes[8])")
    }
    guard widths == (8, 8), base == 0 else { throw StoreFault("the first bytes are damaged or of a rare kind of HDF5") }
    guard end <= UInt64(max(size, 0)) else {
      throw StoreFault("the file is cut off: it has \(size) of \(end) bytes")
    }
  }
}
