// What a file is that is no text: told from its first bytes, with what the user can do.

internal import ApusStore

/// Kinds of files that hold no plain table.
enum FileKind {
  /// What the bytes are, and what to do with them; nil where they may be text.
  static func refusal(_ bytes: [UInt8]) -> String? {
    for (signature, words) in signatures where bytes.starts(with: signature) { return words }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return "text in UTF-16: save it as UTF-8"
    }
    let start = bytes.prefix(4096).drop { $0 == 32 || (9...13).contains($0) }
    let text = String(decoding: start.prefix(200), as: UTF8.self).lowercased()
    if ["<?xml", "<votable"].contains(where: text.hasPrefix) {
      return "XML (a VOTable?): save the table as CSV or tab-separated text"
    }
    if ["<!doctype html", "<html", "<head", "<body"].contains(where: text.hasPrefix) {
      return "a web page, not the table on it"
    }
    if text.hasPrefix("{\"") || text.hasPrefix("[{") || text.hasPrefix("[[") || text.hasPrefix("{\n") {
      return "JSON: save the table as CSV"
    }
    if text.hasPrefix("{\\rtf") { return "rich text: save it as plain text" }
    return nil
  }

  private static let signatures: [([UInt8], String)] = [
    ([0x1F, 0x8B], "a gzip file: unpack it first"), (Array("BZh".utf8), "a bzip2 file: unpack it first"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file: unpack it first"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file: unpack it first"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z file: unpack it first"),
    (Array("PK\u{3}\u{4}".utf8), "a zip archive (xlsx, ods, npz and others are such): save the table as CSV"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel file: save the table as CSV"),
    (Array("SIMPLE  =".utf8), "a FITS file: save the table as CSV"),
    (Array("XTENSION=".utf8), "a part of a FITS file: save the table as CSV"),
    ([0x89, 0x48, 0x44, 0x46], "an HDF5 file: save the table as CSV"), (Array("CDF\u{1}".utf8), "a NetCDF file"),
    (Array("%PDF".utf8), "a PDF file"), ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array: save the table as CSV"),
    (Array("SQLite format 3".utf8), "an SQLite database"),
    (Array("PAR1".utf8), "a Parquet file: save the table as CSV"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program"), ([0x80, 0x04, 0x95], "a Python pickle: save the table as CSV"),
  ]
}
