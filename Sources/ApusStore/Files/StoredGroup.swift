// Groups of arrays as files hold them: coordinates are arrays beside the others, as xarray writes and reads them.

internal import ApusData
internal import ApusGraph

/// An array in a file.
struct StoredArray: Sendable {
  var name: String
  /// The names of the axes; nil where the file has none.
  var dims: [String]?
  var shape: [Int]
  var values: StoredValues
  var attributes: [String: Attribute] = [:]
}

/// A group of arrays in a file.
struct StoredGroup: Sendable {
  var name: String
  var arrays: [StoredArray]
  var attributes: [String: Attribute]
  /// The names of arrays that datasets have nothing for.
  var leftOut: [String] = []
}

// MARK: - Writing

extension Dataset {
  /// The groups as files hold them, each with the facts about the whole, when and by what it was written.
  func storedGroups() -> (groups: [StoredGroup], attributes: [String: Attribute]) {
    let release: [String: Attribute] = [
      "created_at": .text(Timestamp.now), "creation_library": "apus",
      "creation_library_version": .text(ApusRelease.version), "creation_library_language": "Swift",
    ]
    let whole = attributes.merging(release) { own, _ in own }
    let stored = groups.map { group in
      var facts = group.attributes.merging(whole) { own, _ in own }
      if group.chainCount > 0 { facts["sample_dims"] = .list(DataArray.sampleDims.map(Attribute.text)) }
      return StoredGroup(name: group.name.rawValue, arrays: group.storedArrays(), attributes: facts)
    }
    return (stored, whole)
  }
}

extension DataGroup {
  /// A coordinate for each dim, then the arrays.
  ///
  /// A dim with the name of an array would take the array for its coordinate: it is called `x_dim_0` instead.
  func storedArrays() -> [StoredArray] {
    var dimNames: [String: String] = [:]
    for dim in coords.keys {
      var name = dim
      var number = 0
      while names.contains(name) || name != dim && coords[name] != nil {
        name = "\(dim)_dim_\(number)"
        number += 1
      }
      dimNames[dim] = name
    }
    var dims: [String] = []
    for dim in arrays.flatMap(\.dims) where !dims.contains(dim) { dims.append(dim) }
    let coordinates = dims.compactMap { dim in
      coords[dim].map { labels in
        let name = dimNames[dim] ?? dim
        return StoredArray(name: name, dims: [name], shape: [labels.count], values: labels.stored)
      }
    }
    return coordinates
      + arrays.map { array in
        StoredArray(
          name: array.name, dims: array.dims.map { dimNames[$0] ?? $0 }, shape: array.shape.dimensions,
          values: StoredValues(array.values), attributes: array.attributes)
      }
  }
}

extension Labels {
  fileprivate var stored: StoredValues {
    switch self {
    case .text(let labels): .texts(labels)
    case .positions(let count): .integers(Array(0..<count))
    case .integers(let labels): .integers(labels)
    case .numbers(let labels): .doubles(labels)
    }
  }

  fileprivate init(_ values: StoredValues) {
    switch values {
    case .texts(let labels): self = .text(labels)
    case .integers(let labels): self = .integers(labels)
    case .doubles(let labels): self = .numbers(labels)
    case .flags(let labels): self = .text(labels.map { "\($0)" })
    }
  }
}

// MARK: - Reading

extension StoredArray {
  /// The array as xarray means it: what its attributes say of the encoding is undone.
  ///
  /// Bytes that stand for truth values become these; a scale and an offset are applied; integers that mean "no value" make the
  /// array one of doubles, with NaN there.
  fileprivate var decoded: StoredArray {
    var array = self
    let type = array.attributes.removeValue(forKey: "dtype")
    let missing = array.attributes.removeValue(forKey: "_FillValue")
    let scale = array.attributes.removeValue(forKey: "scale_factor")
    let offset = array.attributes.removeValue(forKey: "add_offset")
    if case .integers(let values) = array.values {
      if type == "bool" {
        array.values = .flags(values.map { $0 != 0 })
      } else if case .integer(let missing) = missing, values.contains(missing) {
        array.values = .doubles(values.map { $0 == missing ? .nan : Double($0) })
      }
    }
    if type != nil, type != "bool" { array.attributes["dtype"] = type }
    if let numbers = array.values.array(shape)?.doubles, scale?.number != nil || offset?.number != nil {
      array.values = .doubles(numbers.map { $0 * (scale?.number ?? 1) + (offset?.number ?? 0) })
    }
    return array
  }

  /// The array with chain and draw as its first axes, where it has both.
  fileprivate func withSampleDimsFirst(_ dims: [String]) -> (array: StoredArray, dims: [String]) {
    guard let chain = dims.firstIndex(of: "chain"), let draw = dims.firstIndex(of: "draw"), (chain, draw) != (0, 1)
    else { return (self, dims) }
    let order = [chain, draw] + dims.indices.filter { $0 != chain && $0 != draw }
    var array = self
    array.values = values.transposed(shape, order: order)
    array.shape = order.map { shape[$0] }
    return (array, order.map { dims[$0] })
  }

  /// The names of the axes, all different.
  fileprivate var ownDims: [String] {
    var names: [String] = []
    for axis in shape.indices {
      let given = dims?[axis] ?? "\(name)_dim_\(axis)"
      var dim = given
      var number = 1
      while names.contains(dim) {
        dim = "\(given)_\(number)"
        number += 1
      }
      names.append(dim)
    }
    return names
  }
}

extension Attribute {
  fileprivate var number: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }
}

extension Dataset {
  /// The dataset of groups in a file.
  init(_ stored: [StoredGroup], attributes: [String: Attribute], file: String) throws(TableError) {
    var groups: [DataGroup] = []
    for group in stored where !group.arrays.isEmpty || !group.leftOut.isEmpty {
      do { groups.append(try DataGroup(group)) } catch {
        throw .unreadable(file: file, reason: "the group \(group.name): \(error)")
      }
    }
    guard !groups.isEmpty else { throw .unreadable(file: file, reason: "there are no arrays in it") }
    self.init(groups, attributes: attributes)
  }
}

extension DataGroup {
  /// A group in a file. Arrays of texts, and coordinates that belong to no dim of their own name, are left out: their names stand
  /// in the attribute `left_out`.
  fileprivate init(_ stored: StoredGroup) throws(DataError) {
    var (arrays, leftOut): ([StoredArray], [String]) = ([], stored.leftOut)
    var coords: [String: Labels] = [:]
    var lesser: Set<String> = []
    for array in [stored.attributes] + stored.arrays.map(\.attributes) {
      if case .text(let names) = array["coordinates"] { lesser.formUnion(names.split(separator: " ").map(String.init)) }
    }
    for array in stored.arrays.map(\.decoded) {
      if array.dims == [array.name] {
        coords[array.name] = Labels(array.values)
      } else if case .texts = array.values {
        leftOut.append(array.name)
      } else if lesser.contains(array.name) {
        leftOut.append(array.name)
      } else {
        arrays.append(array)
      }
    }
    var attributes = stored.attributes
    attributes["coordinates"] = nil
    if !leftOut.isEmpty { attributes["left_out"] = .list(leftOut.map(Attribute.text)) }
    try self.init(DataGroup.Name(rawValue: stored.name), attributes: attributes)
    for stored in arrays {
      let (array, dims) = stored.withSampleDimsFirst(stored.ownDims)
      guard let values = array.values.array(array.shape) else { continue }
      var facts = array.attributes
      facts["coordinates"] = nil
      try add(DataArray(array.name, values, dims: dims, coords: coords, attributes: facts))
    }
  }
}
