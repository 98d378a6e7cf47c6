// The types of elements that arrays of Zarr stores have.

internal import ApusGraph

/// The type of the elements of an array in a store.
package enum ZarrElement: Hashable, Sendable {
  /// IEEE numbers of 2, 4 or 8 bytes.
  case float(byteCount: Int)
  /// Integers of 1, 2, 4 or 8 bytes.
  case integer(byteCount: Int, isSigned: Bool)
  /// Truth values, a byte each.
  case bool
  /// Texts of any length.
  case text
  /// Texts in UTF-32, padded with zeros.
  case fixedText(scalarCount: Int)
  /// Texts in bytes, padded with zeros.
  case fixedBytes(byteCount: Int)

  package static let float64 = ZarrElement.float(byteCount: 8)
  package static let int64 = ZarrElement.integer(byteCount: 8, isSigned: true)

  /// The bytes of an element; nil where elements have different numbers.
  package var byteCount: Int? {
    switch self {
    case .float(let count), .integer(let count, _), .fixedBytes(let count): count
    case .bool: 1
    case .fixedText(let count): 4 * count
    case .text: nil
    }
  }

  private static let names: [(name: String, element: ZarrElement)] = [
    ("float64", .float64), ("float32", .float(byteCount: 4)), ("float16", .float(byteCount: 2)), ("bool", .bool),
    ("string", .text), ("int64", .int64), ("int32", .integer(byteCount: 4, isSigned: true)),
    ("int16", .integer(byteCount: 2, isSigned: true)), ("int8", .integer(byteCount: 1, isSigned: true)),
    ("uint64", .integer(byteCount: 8, isSigned: false)), ("uint32", .integer(byteCount: 4, isSigned: false)),
    ("uint16", .integer(byteCount: 2, isSigned: false)), ("uint8", .integer(byteCount: 1, isSigned: false)),
  ]

  /// The most bytes of an element with a fixed width.
  private static let mostWidth = 1 << 20

  /// The type as version 3 writes it.
  package var json: JSONValue {
    switch self {
    case .fixedText(let count):
      ["name": "fixed_length_utf32", "configuration": ["length_bytes": .integer(4 * count)]]
    case .fixedBytes(let count):
      ["name": "null_terminated_bytes", "configuration": ["length_bytes": .integer(count)]]
    default: .text(Self.names.first { $0.element == self }?.name ?? "")
    }
  }

  /// The type that version 3 writes so; nil for any that datasets have nothing for.
  package init?(_ json: JSONValue?) {
    guard let json else { return nil }
    if let name = json.text ?? json["name"]?.text, let row = Self.names.first(where: { $0.name == name }) {
      self = row.element
      return
    }
    guard let length = json["configuration"]?["length_bytes"]?.integer, (1...Self.mostWidth).contains(length) else {
      return nil
    }
    switch json["name"]?.text {
    case "fixed_length_utf32" where length.isMultiple(of: 4): self = .fixedText(scalarCount: length / 4)
    case "null_terminated_bytes": self = .fixedBytes(byteCount: length)
    default: return nil
    }
  }

  /// The type that NumPy writes so, such as `<f8`, and whether its bytes are little-endian; nil for any that datasets have nothing
  /// for. `|O`, an object, is a text: what else it may be, the filters say.
  package static func numpy(_ name: String) -> (element: ZarrElement, isLittle: Bool)? {
    guard let order = name.first, "<>|=".contains(order), name.count >= 2 else { return nil }
    let kind = name.dropFirst().first
    let isLittle = order != ">"
    if name == "|O" || name == "O" { return (.text, true) }
    guard let count = Int(name.dropFirst(2)), (0...mostWidth / 4).contains(count) else { return nil }
    switch (kind, count) {
    case ("f", 2), ("f", 4), ("f", 8): return (.float(byteCount: count), isLittle)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): return (.integer(byteCount: count, isSigned: true), isLittle)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): return (.integer(byteCount: count, isSigned: false), isLittle)
    case ("b", 1): return (.bool, isLittle)
    case ("U", _): return (.fixedText(scalarCount: count), isLittle)
    case ("S", _): return (.fixedBytes(byteCount: count), isLittle)
    default: return nil
    }
  }
}
