// What a file holds, as bytes that go from one process to another.

internal import ApusData
internal import ApusGraph

/// The groups of a file, and the facts about the whole.
struct StoredContents: Sendable {
  var groups: [StoredGroup] = []
  var attributes: [String: Attribute] = [:]
}

extension StoredContents {
  /// A document with everything but the elements, after its length; then the elements of the arrays, one after the other.
  var bytes: [UInt8] {
    var elements: [UInt8] = []
    let document: JSONValue = [
      "attributes": Self.record(attributes),
      "groups": .list(
        groups.map { group in
          [
            "name": .text(group.name), "attributes": Self.record(group.attributes),
            "left_out": .list(group.leftOut.map(JSONValue.text)),
            "arrays": .list(
              group.arrays.map { array in
                let begin = elements.count
                elements += array.values.chunkBytes
                return [
                  "name": .text(array.name), "shape": .list(array.shape.map(JSONValue.integer)),
                  "dims": array.dims.map { .list($0.map(JSONValue.text)) } ?? .null,
                  "attributes": Self.record(array.attributes), "type": .text(array.values.typeName),
                  "size": .integer(elements.count - begin),
                ]
              }),
          ]
        }),
    ]
    let head = document.bytes()
    return withUnsafeBytes(of: head.count.littleEndian) { Array($0) } + head + elements
  }

  /// Reads such bytes; nil where they are none.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 8 else { return nil }
    let length = bytes.withUnsafeBytes { Int(littleEndian: $0.loadUnaligned(as: Int.self)) }
    guard length >= 0, length <= bytes.count - 8,
      let document = try? JSONValue(parsing: Array(bytes[8..<(8 + length)]))
    else { return nil }
    attributes = Self.attributes(document["attributes"])
    var place = 8 + length
    for group in document["groups"]?.list ?? [] {
      var stored = StoredGroup(
        name: group["name"]?.text ?? "", arrays: [], attributes: Self.attributes(group["attributes"]),
        leftOut: group["left_out"]?.texts ?? [])
      for array in group["arrays"]?.list ?? [] {
        guard let shape = array["shape"]?.integers, let size = array["size"]?.integer, size >= 0,
          size <= bytes.count - place,
          let values = StoredValues(
            typeName: array["type"]?.text ?? "", bytes[place..<(place + size)], count: Shape(shape).elementCount)
        else { return nil }
        place += size
        stored.arrays.append(
          StoredArray(
            name: array["name"]?.text ?? "", dims: array["dims"]?.texts, shape: shape, values: values,
            attributes: Self.attributes(array["attributes"])))
      }
      groups.append(stored)
    }
  }

  /// Numbers are written by their bits, since JSON has no NaN.
  private static func record(_ attributes: [String: Attribute]) -> JSONValue {
    .record(attributes.map { JSONValue.Member($0.key, json($0.value)) })
  }

  private static func json(_ attribute: Attribute) -> JSONValue {
    switch attribute {
    case .number(let number): ["bits": .integer(Int(bitPattern: UInt(number.bitPattern)))]
    case .list(let list): .list(list.map(json))
    default: attribute.json
    }
  }

  private static func attributes(_ json: JSONValue?) -> [String: Attribute] {
    Dictionary(
      (json?.members ?? []).compactMap { member in attribute(member.value).map { (member.name, $0) } },
      uniquingKeysWith: { _, last in last })
  }

  private static func attribute(_ json: JSONValue) -> Attribute? {
    if let bits = json["bits"]?.integer { return .number(Double(bitPattern: UInt64(UInt(bitPattern: bits)))) }
    if let list = json.list { return .list(list.compactMap(attribute)) }
    return Attribute(json)
  }
}

extension StoredValues {
  fileprivate var typeName: String {
    switch self {
    case .doubles: "float64"
    case .integers: "int64"
    case .flags: "bool"
    case .texts: "string"
    }
  }

  fileprivate init?(typeName: String, _ bytes: ArraySlice<UInt8>, count: Int) {
    guard let element = ZarrElement(JSONValue.text(typeName)) else { return nil }
    do throws(StoreFault) {
      if let width = element.byteCount {
        guard count <= bytes.count, bytes.count == count * width else { return nil }
        self = try StoredValues(bytes, element, isLittle: true)
      } else {
        self = try StoredValues(vlenUTF8: Array(bytes), count: count)
      }
    } catch { return nil }
  }
}
