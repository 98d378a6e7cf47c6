// Arrays from NumPy's .npy files.

internal import ApusGraph

/// An array as NumPy saves it.
///
/// Reference: NumPy's NEP 1 (the .npy format, versions 1.0 to 3.0).
struct NumPyArray {
  let shape: [Int]
  let values: StoredValues

  /// Reads a file; nil where elements are of a type that datasets have nothing for.
  init?(_ bytes: [UInt8]) throws(StoreFault) {
    guard bytes.count >= 12, bytes.starts(with: [0x93] + Array("NUMPY".utf8)), (1...3).contains(bytes[6]) else {
      throw StoreFault("it is no .npy file")
    }
    let width = bytes[6] == 1 ? 2 : 4
    let begin = 8 + width
    let length = (0..<width).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    guard length <= bytes.count - begin else { throw StoreFault("its header is cut off") }
    let header = String(decoding: bytes[begin..<(begin + length)], as: UTF8.self)
    guard let shape = Self.shape(header), shape.count <= ZarrArrayMetadata.mostAxes,
      let isColumnMajor = Self.member("fortran_order", header).map({ $0.hasPrefix("True") }),
      let type = Self.member("descr", header)
    else { throw StoreFault("its header is damaged") }
    // A list is a record of several types.
    guard let name = Self.quoted(type), let (element, isLittle) = ZarrElement.numpy(name), element != .text else {
      return nil
    }
    let count = Shape(shape).elementCount
    let content = bytes[(begin + length)...]
    let (byteCount, overflows) = count.multipliedReportingOverflow(by: element.byteCount ?? 0)
    guard !overflows, content.count == byteCount, byteCount > 0 || count < 1 << 20 else {
      throw StoreFault("it has \(content.count) bytes for an array of shape \(shape)")
    }
    var values = try StoredValues(content, element, isLittle: isLittle)
    if byteCount == 0 { values = .fill(element, .null, count: count) }
    if isColumnMajor, shape.count > 1 {
      values = values.transposed(shape.reversed(), order: Array(shape.indices.reversed()))
    }
    self.shape = shape
    self.values = values
  }

  /// What follows a name in the header, a dictionary of Python.
  private static func member(_ name: String, _ header: String) -> Substring? {
    guard let range = header.firstRange(of: "'\(name)':") else { return nil }
    return header[range.upperBound...].drop { $0 == " " }
  }

  private static func quoted(_ text: Substring) -> String? {
    guard text.first == "'", let end = text.dropFirst().firstIndex(of: "'") else { return nil }
    return String(text[text.index(after: text.startIndex)..<end])
  }

  private static func shape(_ header: String) -> [Int]? {
    guard let text = member("shape", header), text.first == "(", let end = text.firstIndex(of: ")") else { return nil }
    var shape: [Int] = []
    for part in text[text.index(after: text.startIndex)..<end].split(separator: ",") {
      let digits = part.drop { $0 == " " }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else { return nil }
      shape.append(extent)
    }
    return shape
  }
}
