// What a run store holds: its arrays, and how many draws of them are valid in all chains.

internal import ApusData
internal import ApusGraph

/// The index of a store. Zarr's metadata are made from it; our own reader trusts it alone.
struct StoreIndex: Sendable, Hashable {
  static let format = 1

  var chainCount: Int
  var groups: [Group]
  var samples: [SampleArray]
  var fixed: [FixedArray]
  /// The facts of the whole.
  var attributes: [String: Attribute]

  struct Group: Sendable, Hashable {
    let name: String
    var attributes: [String: Attribute]
    /// The draws that all chains have; nil for a group without draws.
    var drawCount: Int?
    /// The draws of one chunk of the coordinate `draw`.
    var coordinateChunk: Int
  }

  func drawCount(of group: String) -> Int { groups.first { $0.name == group }?.drawCount ?? 0 }

  /// The metadata of all nodes by their paths, each group before its arrays, which stand together: some readers ask for that.
  var nodes: [(path: String, metadata: JSONValue)] {
    var nodes: [(String, JSONValue)] = []
    for group in groups {
      nodes.append((group.name, ZarrMetadata.group(group.attributes)))
      nodes += fixed.filter { $0.group == group.name }.map { ($0.path, $0.metadata) }
      guard let count = group.drawCount else { continue }
      nodes.append(("\(group.name)/draw", Self.drawCoordinate(count, group)))
      let arrays = samples.filter { $0.group == group.name }
      nodes += arrays.map { ($0.path, $0.metadata(chains: chainCount, draws: count)) }
    }
    return nodes
  }

  private static func drawCoordinate(_ count: Int, _ group: Group) -> JSONValue {
    ZarrMetadata.array(shape: [count], chunk: [group.coordinateChunk], type: "int64", dims: ["draw"])
  }

  /// The root's metadata, with those of all nodes, so that a reader opens one file.
  func root(_ nodes: [(path: String, metadata: JSONValue)]) -> JSONValue {
    var root = ZarrMetadata.group(attributes)
    root.set(
      "consolidated_metadata",
      [
        "kind": "inline", "must_understand": false,
        "metadata": .record(nodes.map { JSONValue.Member($0.path, $0.metadata) }),
      ])
    return root
  }
}

extension StoreIndex {
  var json: JSONValue {
    func integers(_ values: [Int]) -> JSONValue { .list(values.map(JSONValue.integer)) }
    func texts(_ values: [String]) -> JSONValue { .list(values.map(JSONValue.text)) }
    return [
      "format": .integer(Self.format), "chains": .integer(chainCount), "attributes": attributes.json,
      "groups": .list(
        groups.map { group in
          [
            "name": .text(group.name), "draws": group.drawCount.map(JSONValue.integer) ?? .null,
            "coordinate_chunk": .integer(group.coordinateChunk), "attributes": group.attributes.json,
          ]
        }),
      "samples": .list(
        samples.map { array in
          [
            "group": .text(array.group), "name": .text(array.name), "type": .text(array.type.zarrType),
            "dims": texts(array.dims), "shape": integers(array.rowShape), "chunk_draws": .integer(array.chunkDraws),
          ]
        }),
      "fixed": .list(
        fixed.map { array in
          [
            "group": .text(array.group), "name": .text(array.name), "type": .text(array.type),
            "dims": texts(array.dims), "shape": integers(array.shape), "checksum": .integer(Int(array.checksum)),
          ]
        }),
    ]
  }

  /// The index of a document; nil where a part is missing or cannot be.
  init?(_ json: JSONValue) {
    guard json["format"]?.integer == Self.format, let chainCount = json["chains"]?.integer, chainCount > 0,
      let groups = json["groups"]?.list, let samples = json["samples"]?.list, let fixed = json["fixed"]?.list
    else { return nil }
    self.chainCount = chainCount
    attributes = [String: Attribute](json["attributes"])
    (self.groups, self.samples, self.fixed) = ([], [], [])
    for group in groups {
      guard let name = group["name"]?.text, let chunk = group["coordinate_chunk"]?.integer, chunk > 0 else {
        return nil
      }
      let draws = group["draws"]?.integer
      if let draws, draws < 0 { return nil }
      self.groups.append(
        Group(
          name: name, attributes: [String: Attribute](group["attributes"]), drawCount: draws, coordinateChunk: chunk))
    }
    for array in samples {
      guard let group = array["group"]?.text, let name = array["name"]?.text,
        let type = array["type"]?.text.flatMap({ ElementType(zarrType: $0) }), let dims = array["dims"]?.texts,
        let shape = array["shape"]?.integers, let chunk = array["chunk_draws"]?.integer, dims.count == shape.count,
        Self.arePlausible(shape + [chunk, 8]), chunk > 0
      else { return nil }
      self.samples.append(
        SampleArray(group: group, name: name, type: type, dims: dims, rowShape: shape, chunkDraws: chunk))
    }
    for array in fixed {
      guard let group = array["group"]?.text, let name = array["name"]?.text, let type = array["type"]?.text,
        type == "string" || ElementType(zarrType: type) != nil, let dims = array["dims"]?.texts,
        let shape = array["shape"]?.integers, dims.count == shape.count, Self.arePlausible(shape + [8]),
        let sum = array["checksum"]?.integer, let checksum = UInt32(exactly: sum)
      else { return nil }
      self.fixed.append(
        FixedArray(group: group, name: name, dims: dims, shape: shape, type: type, checksum: checksum))
    }
  }

  /// Whether lengths are not negative, and their product fits an integer.
  private static func arePlausible(_ lengths: [Int]) -> Bool {
    var product = 1
    for length in lengths {
      guard length >= 0 else { return false }
      let (next, overflow) = product.multipliedReportingOverflow(by: max(length, 1))
      if overflow { return false }
      product = next
    }
    return true
  }
}
